#include "services/resource/resource_service.h"

#include <string>
#include <utility>
#include <vector>

#include "services/core/limits.h"
#include "services/entity/entity_handlers.h"
#include "services/operations/abilities.h"
#include "services/operations/edit_conflicts.h"
#include "services/resource/resource_rules.h"
#include "services/resource/resource_traits.h"
#include "services/resource/stock_methods.h"

namespace letan::services {
namespace {

using storage::EntityQuery;
using storage::EntityRow;
using storage::ReadTransaction;
using storage::WriteTransaction;

// The rules in force follow the document, and the answer tells what that broke.
absl::Status PutResource(WriteTransaction& write, const v1::Resource* before,
                         v1::Resource& answer) {
  const storage::ResourceRow rules = RulesOf(answer, /*deleted=*/false);
  if (before == nullptr) return write.PutResource(rules);
  const auto edit =
      operations::EditConflicts::Before(write, std::vector<std::string>{answer.name()});
  if (!edit.ok()) return edit.status();
  if (absl::Status status = write.PutResource(rules); !status.ok()) return status;
  return edit->AppendNew(write, answer.mutable_standing_conflicts());
}

absl::Status PutStockItem(WriteTransaction& write, const v1::StockItem*, v1::StockItem& answer) {
  return write.PutResource(RulesOf(answer, /*deleted=*/false));
}

// Marks the rules too, unless something is still to come. Bookings that the caller may not see
// count as well.
template <class T>
absl::Status Retire(WriteTransaction& write, const T& document) {
  const auto busy = write.Busy(document.name(), {write.now(), limits::kMaxInstantMicros});
  if (!busy.ok()) return busy.status();
  if (!busy->empty()) {
    return errors::Precondition(errors::kInUse, document.name(),
                                "has bookings that have not ended: release or move them first");
  }
  return write.PutResource(RulesOf(document, /*deleted=*/true));
}

// Resources of one kind, in the order of their names: the table of rules knows kinds.
storage::ResourceQuery OfKind(const v1::ListResourcesRequest& request) {
  storage::ResourceQuery query;
  query.kind = v1::ResourceKind_Name(request.kind()).substr(operations::kResourceKindPrefix);
  query.only_active = false;
  return query;
}

absl::Status CheckOrder(const v1::ListResourcesRequest& request, EntityQuery& query) {
  const bool by_name = query.order == storage::EntityOrder::kName && !query.descending;
  if (request.kind() == v1::RESOURCE_KIND_UNSPECIFIED || by_name) return absl::OkStatus();
  return errors::InvalidArgument(
      {{"order_by", "with `kind` only name is possible; filter by \"kind = …\" instead"}},
      errors::kInvalidOrder);
}

absl::StatusOr<std::vector<EntityRow>> FindResources(ReadTransaction& read,
                                                     const v1::ListResourcesRequest& request,
                                                     const EntityQuery& query) {
  if (request.kind() == v1::RESOURCE_KIND_UNSPECIFIED) return read.ListEntities(query);
  storage::ResourceQuery wanted = OfKind(request);
  wanted.limit = query.limit;
  if (query.has_cursor) wanted.after = query.cursor.name;
  std::vector<EntityRow> found;
  for (;;) {
    const auto resources = read.ListResources(wanted);
    if (!resources.ok()) return resources.status();
    for (const storage::ResourceRow& resource : *resources) {
      auto row = read.FindEntity(resource.profile.name);
      if (!row.ok()) return row.status();
      if (!row->has_value() || ((*row)->deleted() && !query.show_deleted)) continue;
      found.push_back(**std::move(row));
      if (static_cast<int>(found.size()) == query.limit) return found;
    }
    if (static_cast<int>(resources->size()) < wanted.limit) return found;
    wanted.after = resources->back().profile.name;
  }
}

absl::StatusOr<std::int64_t> CountResources(ReadTransaction& read,
                                            const v1::ListResourcesRequest& request,
                                            const EntityQuery& query, std::int64_t most) {
  if (request.kind() == v1::RESOURCE_KIND_UNSPECIFIED) return read.CountListed(query, most);
  storage::ResourceQuery wanted = OfKind(request);
  wanted.only_active = !query.show_deleted;
  wanted.limit = limits::kMaxPageSize;
  std::int64_t count = 0;
  for (;;) {
    const auto resources = read.ListResources(wanted);
    if (!resources.ok()) return resources.status();
    count += static_cast<std::int64_t>(resources->size());
    if (count >= most) return most;
    if (static_cast<int>(resources->size()) < wanted.limit) return count;
    wanted.after = resources->back().profile.name;
  }
}

}  // namespace

call::ServiceTable MakeResourceService(const entity::ServiceDeps& deps) {
  // Linking the messages makes the service's description known.
  const auto* service =
      v1::GetResourceRequest::descriptor()->file()->FindServiceByName("ResourceService");
  call::ServiceTable table(service);
  entity::EntityHooks<v1::Resource> resource;
  resource.after_write = PutResource;
  resource.before_delete = Retire<v1::Resource>;
  resource.narrow_list = CheckOrder;
  resource.find_rows = FindResources;
  resource.count_rows = CountResources;
  entity::AddStandardMethods<v1::Resource>(table, *deps.page_tokens, resource);
  entity::EntityHooks<v1::StockItem> item;
  item.after_write = PutStockItem;
  item.before_delete = Retire<v1::StockItem>;
  entity::AddStandardMethods<v1::StockItem>(table, *deps.page_tokens, item);
  AddStockMethods(table, *deps.page_tokens);
  return table;
}

}  // namespace letan::services
