#include "services/audit/audit_service.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "letan/v1/audit_service.pb.h"
#include "services/audit/audit_record.h"
#include "services/audit/chain_pages.h"
#include "services/audit/credential_record.h"
#include "services/audit/read_list.h"
#include "services/entity/page_token.h"
#include "services/entity/time_codec.h"
#include "services/errors/errors.h"
#include "storage/codec.h"

namespace letan::services {
namespace {

using call::CallContext;
using storage::FeedChange;
using storage::ReadTransaction;

constexpr char kCollection[] = "auditRecords/";
constexpr std::int64_t kWindow = 256;  // records that are read at once

storage::FeedLimits ForAudit(std::int64_t records) {
  storage::FeedLimits limits;
  limits.records = static_cast<int>(records);
  limits.audit = true;
  return limits;
}

struct AuditFilter {
  const v1::ListAuditRecordsRequest& request;
  booking::Micros start = std::numeric_limits<booking::Micros>::min();
  booking::Micros end = std::numeric_limits<booking::Micros>::max();

  explicit AuditFilter(const v1::ListAuditRecordsRequest& asked) : request(asked) {
    if (!asked.has_interval()) return;
    start = entity::ToMicros(asked.interval().start_time());
    end = entity::ToMicros(asked.interval().end_time());
  }
  // A user's credentials are asked for by the user's name too.
  bool IsAbout(const storage::ChangeRecord& record) const {
    const std::string& wanted = request.entity();
    if (wanted.empty() || wanted == record.entity) return true;
    return record.kind == storage::kCredentialRecord &&
           record.entity.compare(0, wanted.size() + 1, wanted + "/") == 0;
  }
  bool Takes(const storage::ChangeRecord& record) const {
    const auto fits = [](const std::string& wanted, const std::string& is) {
      return wanted.empty() || wanted == is;
    };
    return IsAbout(record) && fits(request.actor(), record.actor) &&
           fits(request.method(), record.method) && fits(request.kind(), record.kind) &&
           start <= record.time && record.time < end;
  }
};

// Their names as readers know them.
absl::Status NameCredentials(std::vector<FeedChange>& changes) {
  for (FeedChange& change : changes) {
    if (!change.credential) continue;
    absl::Status named = NameCredential(change.record);
    if (!named.ok()) return named;
  }
  return absl::OkStatus();
}

// What the viewer sees of the records with after < sequence < before.
absl::StatusOr<std::vector<FeedChange>> ReadWindow(ReadTransaction& read, std::int64_t after,
                                                   std::int64_t before) {
  std::vector<FeedChange> changes;
  while (after < before - 1) {
    auto page = read.ReadFeed(after, ForAudit(before - 1 - after));
    if (!page.ok()) return page.status();
    if (absl::Status named = NameCredentials(page->changes); !named.ok()) return named;
    for (FeedChange& change : page->changes) changes.push_back(std::move(change));
    if (page->next == after) break;
    after = page->next;
  }
  return changes;
}

// The log backwards. Only what the viewer sees counts for a page: where it ends does not betray
// what is hidden between.
class LogBackwards {
 public:
  LogBackwards(ReadTransaction& read, std::int64_t before) : read_(read), before_(before) {}

  // The window before; empty windows are skipped by the caller. False: the log begins here.
  absl::StatusOr<bool> Next(std::vector<FeedChange>& changes) {
    changes.clear();
    while (before_ > 1) {
      const std::int64_t after = std::max<std::int64_t>(0, before_ - 1 - window_);
      auto part = ReadWindow(read_, after, before_);
      if (part.ok()) {
        changes = *std::move(part);
        before_ = after + 1;
        return true;
      }
      // The older records of the window were archived.
      if (!absl::IsOutOfRange(part.status())) return part.status();
      if (window_ == 1) return false;
      window_ /= 2;
    }
    return false;
  }

 private:
  ReadTransaction& read_;
  std::int64_t before_;
  std::int64_t window_ = kWindow;
};

class AuditReads {
 public:
  explicit AuditReads(const entity::ServiceDeps& deps)
      : tokens_(deps.page_tokens), encode_(deps.audit_id), decode_(deps.read_audit_id) {}

  absl::StatusOr<v1::ListAuditRecordsResponse> List(
      const CallContext& context, ReadTransaction& read,
      const v1::ListAuditRecordsRequest& request) const {
    const auto size = entity::PageSize(request.page_size());
    if (!size.ok()) return size.status();
    const auto before = BeginOf(context, read, request);
    if (!before.ok()) return before.status();
    LogBackwards log(read, *before);
    const AuditFilter filter(request);
    v1::ListAuditRecordsResponse response;
    std::vector<FeedChange> changes;
    while (true) {
      if (absl::Status late = context.CheckDeadline(); !late.ok()) return late;
      const auto more = log.Next(changes);
      if (!more.ok()) return more.status();
      if (!*more || (!changes.empty() && changes.back().record.time < filter.start)) {
        return response;
      }
      const auto full = Fill(context, request, filter, changes, *size, response);
      if (!full.ok()) return full.status();
      if (*full) return response;
    }
  }

  absl::StatusOr<v1::AuditRecord> Get(const CallContext& context, ReadTransaction& read,
                                      const v1::GetAuditRecordRequest& request) const {
    const std::string& name = request.name();
    const std::size_t prefix = sizeof(kCollection) - 1;
    if (name.compare(0, prefix, kCollection) != 0) {
      return errors::InvalidField("name", "must be auditRecords/…");
    }
    const auto sequence = decode_(name.substr(prefix));
    if (!sequence.ok() || *sequence < 1) return errors::NotFound(name);
    auto page = read.ReadFeed(*sequence - 1, ForAudit(1));
    if (absl::IsOutOfRange(page.status())) return errors::NotFound(name);
    if (!page.ok()) return page.status();
    if (page->changes.empty()) return errors::NotFound(name);
    if (absl::Status named = NameCredentials(page->changes); !named.ok()) return named;
    auto record = MakeAuditRecord(context.viewer, page->changes.front());
    if (record.ok()) record->set_name(name);
    return record;
  }

 private:
  // The sequence before which the page begins.
  absl::StatusOr<std::int64_t> BeginOf(const CallContext& context, ReadTransaction& read,
                                       const v1::ListAuditRecordsRequest& request) const {
    const auto last = read.FindInFeed(read.revision());
    if (!last.ok() || request.page_token().empty()) {
      return last.ok() ? absl::StatusOr<std::int64_t>(*last + 1) : last.status();
    }
    const auto cursor =
        tokens_->Read(request.page_token(), context.method, request, context.viewer);
    if (!cursor.ok()) return cursor.status();
    const auto before = decode_(cursor->name);
    if (!before.ok()) return before.status();
    // A backup that was restored may end before it.
    return std::min(*before, *last + 1);
  }

  // True: the page is full, and there is more.
  absl::StatusOr<bool> Fill(const CallContext& context, const v1::ListAuditRecordsRequest& request,
                            const AuditFilter& filter, const std::vector<FeedChange>& changes,
                            int size, v1::ListAuditRecordsResponse& response) const {
    for (auto change = changes.rbegin(); change != changes.rend(); ++change) {
      if (!filter.Takes(change->record)) continue;
      if (response.records_size() == size) {
        entity::PageCursor cursor;
        cursor.name = response.records(size - 1).name().substr(sizeof(kCollection) - 1);
        response.set_next_page_token(
            tokens_->Make(cursor, context.method, request, context.viewer));
        return true;
      }
      auto record = MakeAuditRecord(context.viewer, *change);
      if (!record.ok()) return record.status();
      record->clear_before();
      record->clear_after();
      record->set_name(kCollection + encode_(change->record.sequence));
      *response.add_records() = *std::move(record);
    }
    return false;
  }

  const entity::PageTokens* tokens_;
  std::function<std::string(std::int64_t)> encode_;
  std::function<absl::StatusOr<std::int64_t>(const std::string&)> decode_;
};

}  // namespace

call::ServiceTable MakeAuditService(const entity::ServiceDeps& deps) {
  call::ServiceTable table(
      v1::GetAuditRecordRequest::descriptor()->file()->FindServiceByName("AuditService"));
  const AuditReads reads(deps);
  table.Read<v1::ListAuditRecordsRequest, v1::ListAuditRecordsResponse>(
      "ListAuditRecords", [reads](const CallContext& context, ReadTransaction& read,
                                  const v1::ListAuditRecordsRequest& request) {
        return reads.List(context, read, request);
      });
  table.Read<v1::GetAuditRecordRequest, v1::AuditRecord>(
      "GetAuditRecord", [reads](const CallContext& context, ReadTransaction& read,
                                const v1::GetAuditRecordRequest& request) {
        return reads.Get(context, read, request);
      });
  AddListReads(table, deps);
  AddVerifyChanges(table, deps);
  return table;
}

}  // namespace letan::services
