#include "services/audit/chain_pages.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "letan/v1/audit_service.pb.h"
#include "services/entity/page_token.h"
#include "services/errors/errors.h"
#include "storage/audit_heads.h"

namespace letan::services {
namespace {

using call::CallContext;
using storage::ReadTransaction;
using Log = v1::VerifyChangesRequest;

constexpr int kDefaultChainPage = 500;
constexpr std::size_t kFullChainBytes = 1 << 20;  // a page ends behind the record that reaches it

// What a page goes on from.
struct ChainPlace {
  std::int64_t after = 0;
  bool first = true;
};

void AddTo(v1::VerifyChangesResponse& page, storage::ChangeRecord record) {
  v1::ChainedChange& told = *page.add_changes();
  told.set_sequence(record.sequence);
  told.set_revision(record.revision);
  told.set_time(record.time);
  told.set_actor(std::move(record.actor));
  told.set_method(std::move(record.method));
  told.set_kind(std::move(record.kind));
  told.set_entity(std::move(record.entity));
  told.set_before(std::move(record.before));
  told.set_after(std::move(record.after));
  told.set_request_id(std::move(record.request_id));
  told.set_previous_hash(std::move(record.previous_hash));
  told.set_hash(std::move(record.hash));
}

void AddTo(v1::VerifyChangesResponse& page, storage::ReadRecord record) {
  v1::ChainedRead& told = *page.add_reads();
  told.set_sequence(record.sequence);
  told.set_time(record.time);
  told.set_actor(std::move(record.actor));
  told.set_method(std::move(record.method));
  for (std::string& name : record.entities) told.add_entities(std::move(name));
  told.set_everything(record.everything);
  told.set_previous_hash(std::move(record.previous_hash));
  told.set_hash(std::move(record.hash));
}

std::size_t SizeOf(const storage::ChangeRecord& record) {
  return record.before.size() + record.after.size() + record.entity.size() + 256;
}
std::size_t SizeOf(const storage::ReadRecord& record) {
  std::size_t bytes = 256;
  for (const std::string& name : record.entities) bytes += name.size();
  return bytes;
}

// Reads a few at a time, so that what a page does not take is little. True: there is more.
template <class List>
absl::StatusOr<bool> FillChain(const CallContext& context, const List& list, int size,
                               ChainPlace& place, v1::VerifyChangesResponse& page) {
  constexpr int kAtOnce = 16;
  std::size_t bytes = 0;
  for (int left = size; left > 0;) {
    if (absl::Status late = context.CheckDeadline(); !late.ok()) return late;
    auto records = list(place.after, std::min(left, kAtOnce));
    if (!records.ok()) return records.status();
    if (records->empty()) return false;
    for (auto& record : *records) {
      if (bytes >= kFullChainBytes) return true;
      bytes += SizeOf(record);
      place.after = record.sequence;
      AddTo(page, std::move(record));
      --left;
    }
  }
  const auto next = list(place.after, 1);
  if (!next.ok()) return next.status();
  return !next->empty();
}

absl::Status Archived() {
  return errors::Make(absl::StatusCode::kOutOfRange, errors::kRevisionTooOld,
                      "the records where this page begins were archived meanwhile: begin again");
}

class ChainPages {
 public:
  explicit ChainPages(const entity::ServiceDeps& deps)
      : tokens_(deps.page_tokens), database_(storage::AuditDatabaseId(deps.engine->secret())) {}

  absl::StatusOr<v1::VerifyChangesResponse> Page(const CallContext& context, ReadTransaction& read,
                                                 const v1::VerifyChangesRequest& request) const {
    const auto size = entity::PageSize(request.page_size());
    if (!size.ok()) return size.status();
    auto place = PlaceOf(context, request);
    if (!place.ok()) return place.status();
    const auto begins = read.BeginOfLogs();
    if (!begins.ok()) return begins.status();
    const bool reads = request.log() == Log::LOG_READS;
    const std::int64_t start = reads ? begins->read_sequence : begins->change_sequence;
    if (!place->first && place->after < start) return Archived();
    v1::VerifyChangesResponse page;
    page.set_database(database_);
    if (place->first) {
      place->after = start;
      page.set_start_sequence(start);
      page.set_start_hash(reads ? begins->read_hash : begins->change_hash);
    }
    const int most = request.page_size() == 0 ? kDefaultChainPage : *size;
    const auto list_reads = [&](std::int64_t after, int limit) {
      return read.ListStoredReads(after, limit);
    };
    const auto list_changes = [&](std::int64_t after, int limit) {
      return read.ListStoredChanges(after, limit);
    };
    const auto more = reads ? FillChain(context, list_reads, most, *place, page)
                            : FillChain(context, list_changes, most, *place, page);
    if (!more.ok()) return more.status();
    if (*more) {
      entity::PageCursor cursor;
      cursor.time = place->after;
      page.set_next_page_token(tokens_->Make(cursor, context.method, request, context.viewer));
      return page;
    }
    absl::Status ended = reads ? EndReads(read, page) : EndChanges(read, page);
    if (!ended.ok()) return ended;
    return page;
  }

 private:
  absl::StatusOr<ChainPlace> PlaceOf(const CallContext& context,
                                     const v1::VerifyChangesRequest& request) const {
    if (request.page_token().empty()) return ChainPlace();
    const auto cursor =
        tokens_->Read(request.page_token(), context.method, request, context.viewer);
    if (!cursor.ok()) return cursor.status();
    return ChainPlace{cursor->time, false};
  }

  static absl::Status EndReads(ReadTransaction& read, v1::VerifyChangesResponse& page) {
    auto end = read.EndOfReads();
    if (!end.ok()) return end.status();
    page.set_end_sequence(end->sequence);
    page.set_end_hash(std::move(end->hash));
    return absl::OkStatus();
  }
  static absl::Status EndChanges(ReadTransaction& read, v1::VerifyChangesResponse& page) {
    auto end = read.EndOfChanges();
    if (!end.ok()) return end.status();
    page.set_end_sequence(end->sequence);
    page.set_end_hash(std::move(end->hash));
    return absl::OkStatus();
  }

  const entity::PageTokens* tokens_;
  const std::string database_;
};

}  // namespace

void AddVerifyChanges(call::ServiceTable& table, const entity::ServiceDeps& deps) {
  const ChainPages pages(deps);
  table.Read<v1::VerifyChangesRequest, v1::VerifyChangesResponse>(
      "VerifyChanges", [pages](const CallContext& context, ReadTransaction& read,
                               const v1::VerifyChangesRequest& request) {
        return pages.Page(context, read, request);
      });
}

}  // namespace letan::services
