#include "services/audit/read_list.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <utility>

#include "letan/v1/audit_service.pb.h"
#include "services/entity/page_token.h"
#include "services/entity/time_codec.h"

namespace letan::services {
namespace {

using call::CallContext;
using storage::ReadTransaction;

constexpr char kReadCollection[] = "readRecords/";
constexpr int kReadsAtOnce = 256;

bool IsOrIsBelow(const std::string& name, const std::string& wanted) {
  return name.compare(0, wanted.size(), wanted) == 0 &&
         (name.size() == wanted.size() || name[wanted.size()] == '/');
}

struct ReadFilter {
  const v1::ListReadsRequest& request;
  booking::Micros start = std::numeric_limits<booking::Micros>::min();
  booking::Micros end = std::numeric_limits<booking::Micros>::max();

  explicit ReadFilter(const v1::ListReadsRequest& asked) : request(asked) {
    if (!asked.has_interval()) return;
    start = entity::ToMicros(asked.interval().start_time());
    end = entity::ToMicros(asked.interval().end_time());
  }
  bool Takes(const storage::ReadRecord& record) const {
    const std::string& entity = request.entity();
    const bool about =
        entity.empty() || record.everything ||
        std::any_of(record.entities.begin(), record.entities.end(),
                    [&](const std::string& name) { return IsOrIsBelow(name, entity); });
    return about && (request.actor().empty() || request.actor() == record.actor) &&
           (request.method().empty() || request.method() == record.method) &&
           start <= record.time && record.time < end;
  }
};

class ReadPages {
 public:
  explicit ReadPages(const entity::ServiceDeps& deps)
      : tokens_(deps.page_tokens), encode_(deps.read_log_id), decode_(deps.parse_read_log_id) {}

  // Only what the caller sees counts for a page: where it ends betrays nothing of what is hidden.
  absl::StatusOr<v1::ListReadsResponse> List(const CallContext& context, ReadTransaction& read,
                                             const v1::ListReadsRequest& request) const {
    const auto size = entity::PageSize(request.page_size());
    if (!size.ok()) return size.status();
    auto before = BeginOf(context, request);
    if (!before.ok()) return before.status();
    const ReadFilter filter(request);
    v1::ListReadsResponse response;
    do {
      if (absl::Status late = context.CheckDeadline(); !late.ok()) return late;
      const auto page = read.ListReads(*before, kReadsAtOnce);
      if (!page.ok()) return page.status();
      for (const storage::ReadRecord& record : page->records) {
        if (record.time < filter.start) return response;
        if (!filter.Takes(record)) continue;
        if (response.reads_size() == *size) {
          response.set_next_page_token(NextToken(context, request, response));
          return response;
        }
        Add(record, response);
      }
      before = page->next;
    } while (*before > 0);
    return response;
  }

 private:
  absl::StatusOr<std::int64_t> BeginOf(const CallContext& context,
                                       const v1::ListReadsRequest& request) const {
    if (request.page_token().empty()) return std::int64_t{0};
    const auto cursor =
        tokens_->Read(request.page_token(), context.method, request, context.viewer);
    if (!cursor.ok()) return cursor.status();
    return decode_(cursor->name);
  }
  std::string NextToken(const CallContext& context, const v1::ListReadsRequest& request,
                        const v1::ListReadsResponse& response) const {
    entity::PageCursor cursor;
    cursor.name =
        response.reads(response.reads_size() - 1).name().substr(sizeof(kReadCollection) - 1);
    return tokens_->Make(cursor, context.method, request, context.viewer);
  }
  void Add(const storage::ReadRecord& record, v1::ListReadsResponse& response) const {
    v1::ReadRecord& told = *response.add_reads();
    told.set_name(kReadCollection + encode_(record.sequence));
    *told.mutable_time() = entity::ToTimestamp(record.time);
    told.set_actor(record.actor);
    told.set_method(record.method);
    for (const std::string& name : record.entities) told.add_entities(name);
    told.set_everything(record.everything);
  }

  const entity::PageTokens* tokens_;
  std::function<std::string(std::int64_t)> encode_;
  std::function<absl::StatusOr<std::int64_t>(const std::string&)> decode_;
};

}  // namespace

void AddListReads(call::ServiceTable& table, const entity::ServiceDeps& deps) {
  const ReadPages pages(deps);
  table.Read<v1::ListReadsRequest, v1::ListReadsResponse>(
      "ListReads",
      [pages](const CallContext& context, ReadTransaction& read,
              const v1::ListReadsRequest& request) { return pages.List(context, read, request); });
}

}  // namespace letan::services
