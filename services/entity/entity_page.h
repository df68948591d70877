// One page of rows as an answer.
#ifndef LETAN_SERVICES_ENTITY_ENTITY_PAGE_H_
#define LETAN_SERVICES_ENTITY_ENTITY_PAGE_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "google/protobuf/descriptor.h"
#include "services/call/call_context.h"
#include "services/call/service_table.h"
#include "services/entity/filter.h"
#include "services/entity/read_mask.h"
#include "storage/transaction.h"

namespace letan::entity {

// The rows that `filter` keeps of those that `find` finds, until there are `query.limit`, the last
// of which only tells that there is more and may be one that was not kept; fewer where they are
// larger than a page. Looks at max_filtered_rows and max_filtered_bytes: FAILED_PRECONDITION,
// reason FILTER_TOO_BROAD, if there is more and the page is not full by then; DEADLINE_EXCEEDED.
using FindRows = std::function<absl::StatusOr<std::vector<storage::EntityRow>>(
    const storage::EntityQuery& query)>;
absl::StatusOr<std::vector<storage::EntityRow>> FilterRows(
    const FindRows& find, const storage::EntityQuery& query, const Filter& filter,
    const google::protobuf::Descriptor* entity, const call::CallContext& context);

// What a filter may cost a listing of rows that are no entities.
class FilterBudget {
 public:
  FilterBudget(const Filter& filter, const call::CallContext& context)
      : filter_(filter), context_(context) {}

  const Filter& filter() const { return filter_; }

  // To be told of each row that was looked at and its size. FAILED_PRECONDITION, reason
  // FILTER_TOO_BROAD, once it is too much; DEADLINE_EXCEEDED.
  absl::Status Look(std::size_t bytes);

 private:
  const Filter& filter_;
  const call::CallContext& context_;
  std::int64_t seen_ = 0;
  std::int64_t work_ = 0;
};

// What a List answer holds besides its rows.
struct PageParts {
  const google::protobuf::Descriptor* response = nullptr;
  std::size_t page_size = 0;
  std::optional<std::int64_t> total;
  std::function<std::string(const storage::EntityRow& last)> next_token;
  std::function<void(const std::string& name)> show;  // told of each row that a mask has trimmed
};

// The page of `rows`, which have one more than fits if there is more. It ends early before it is
// larger than a client would accept.
absl::StatusOr<call::Encoded> EncodePage(const std::vector<storage::EntityRow>& rows,
                                         const ReadMask& mask, const PageParts& parts);

}  // namespace letan::entity

#endif  // LETAN_SERVICES_ENTITY_ENTITY_PAGE_H_
