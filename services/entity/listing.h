// A List request on its way to its answer, whatever the kind.
#ifndef LETAN_SERVICES_ENTITY_LISTING_H_
#define LETAN_SERVICES_ENTITY_LISTING_H_

#include <cstdint>
#include <functional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "services/call/service_table.h"
#include "services/entity/entity_page.h"
#include "services/entity/filter.h"
#include "services/entity/order_by.h"
#include "services/entity/page_token.h"
#include "services/entity/read_mask.h"
#include "storage/transaction.h"

namespace letan::entity::internal {

// How many rows a query has, at most `most`.
using CountRows = std::function<absl::StatusOr<std::int64_t>(const storage::EntityQuery& query,
                                                             std::int64_t most)>;

struct Listing {
  storage::EntityQuery query;  // its limit is one row more than the page has
  Filter filter;
  bool filtered = false;  // whether the filter asks more than the query does
  ReadMask mask;
  bool show_total = false;
};

// Page, parent, show_deleted, filter, order_by, read_mask and show_total of a request. NOT_FOUND if
// the parent is not there; INVALID_ARGUMENT as each of them says.
absl::StatusOr<Listing> MakeListing(const call::CallContext& context,
                                    storage::ReadTransaction& read,
                                    const google::protobuf::Message& request,
                                    const ListedKind& kind, const PageTokens& tokens);

// INVALID_ARGUMENT on field order_by for a window in another order than by start: it would be
// sorted as a whole for every page.
absl::Status CheckWindowOrder(const storage::EntityQuery& query, const ListedKind& kind);

struct Lister {
  FindRows find;
  CountRows count;
  std::function<void(const std::string& name)> show;  // of a row that is shown without its name
};

absl::StatusOr<call::Encoded> AnswerListing(const call::CallContext& context,
                                            const google::protobuf::Message& request,
                                            const ListedKind& kind, const PageTokens& tokens,
                                            const Listing& listing, const Lister& lister);

}  // namespace letan::entity::internal

#endif  // LETAN_SERVICES_ENTITY_LISTING_H_
