#include "services/directory/directory_service.h"

#include "services/core/limits.h"
#include "services/directory/directory_traits.h"
#include "services/directory/travel_times.h"
#include "services/entity/entity_handlers.h"

namespace letan::services {
namespace {

using storage::WriteTransaction;

// Ministry, province, department, division … : real hierarchies stay far below.

// Walks up from the parent: an agency must not come to stand below itself.
absl::Status CheckAncestors(WriteTransaction& write, const v1::Agency* before, v1::Agency& after) {
  if (before != nullptr && before->parent_agency() == after.parent_agency()) {
    return absl::OkStatus();
  }
  std::string ancestor = after.parent_agency();
  for (int depth = 0; depth <= limits::kMaxAgencyDepth; ++depth) {
    if (ancestor.empty()) return absl::OkStatus();
    if (ancestor == after.name()) {
      return errors::InvalidField("agency.parent_agency", "belongs to this agency itself");
    }
    const auto row = write.FindEntity(ancestor);
    if (!row.ok()) return row.status();
    if (!row->has_value()) return absl::OkStatus();
    const auto agency = entity::FromRow<v1::Agency>(**row);
    if (!agency.ok()) return agency.status();
    ancestor = agency->parent_agency();
  }
  return errors::InvalidField(
      "agency.parent_agency",
      "is more than " + std::to_string(limits::kMaxAgencyDepth) + " levels below the top");
}

}  // namespace

call::ServiceTable MakeDirectoryService(const entity::ServiceDeps& deps) {
  // Linking the messages makes the service's description known.
  const auto* service =
      v1::GetAgencyRequest::descriptor()->file()->FindServiceByName("DirectoryService");
  call::ServiceTable table(service);
  entity::EntityHooks<v1::Agency> agency;
  agency.before_write = CheckAncestors;
  entity::AddStandardMethods<v1::Agency>(table, *deps.page_tokens, agency);
  entity::AddStandardMethods<v1::Person>(table, *deps.page_tokens);
  entity::EntityHooks<v1::Place> place;
  place.after_write = WriteTravelTimes;
  place.before_delete = DropTravelTimes;
  entity::AddStandardMethods<v1::Place>(table, *deps.page_tokens, place);
  return table;
}

}  // namespace letan::services
