#include "services/server/services.h"

#include <algorithm>
#include <cctype>

#include "absl/strings/str_join.h"
#include "services/admin/admin_service.h"
#include "services/audit/audit_service.h"
#include "services/batch/batch_service.h"
#include "services/booking/booking_service.h"
#include "services/calendar/calendar_service.h"
#include "services/delegation/delegation_service.h"
#include "services/delegation/delegation_traits.h"
#include "services/directory/directory_service.h"
#include "services/directory/directory_traits.h"
#include "services/festival/festival_service.h"
#include "services/festival/festival_traits.h"
#include "services/identity/identity_service.h"
#include "services/identity/user_traits.h"
#include "services/itinerary/itinerary_service.h"
#include "services/lifecycle/lifecycle_service.h"
#include "services/operations/activity_traits.h"
#include "services/operations/calendar_traits.h"
#include "services/operations/lifecycle_traits.h"
#include "services/resource/resource_service.h"
#include "services/resource/resource_traits.h"
#include "services/search/search_service.h"
#include "services/watch/watch_service.h"

namespace letan::server {
namespace {

struct Hosted {
  const char* name;
  call::ServiceTable (*make)(const entity::ServiceDeps&);
};

call::ServiceTable MakeAdminService(const entity::ServiceDeps& deps) {
  return services::MakeAdminService(*deps.administration, StoredKinds());
}

constexpr Hosted kServices[] = {
    {"directory", services::MakeDirectoryService},   {"resource", services::MakeResourceService},
    {"booking", services::MakeBookingService},       {"itinerary", services::MakeItineraryService},
    {"delegation", services::MakeDelegationService}, {"search", services::MakeSearchService},
    {"batch", services::MakeBatchService},           {"watch", services::MakeWatchService},
    {"audit", services::MakeAuditService},           {"admin", MakeAdminService},
    {"identity", services::MakeIdentityService},     {"calendar", services::MakeCalendarService},
    {"lifecycle", services::MakeLifecycleService},   {"festival", services::MakeFestivalService},
};

absl::Status NoSuchService(const std::string& name, const std::vector<std::string>& all) {
  return absl::InvalidArgumentError("no service \"" + name + "\"; there are " +
                                    absl::StrJoin(all, ", "));
}

}  // namespace

const std::vector<entity::StoredKind>& StoredKinds() {
  using entity::StoredKindOf;
  static const auto* kinds = new std::vector<entity::StoredKind>{
      StoredKindOf<v1::Agency>(),      StoredKindOf<v1::Person>(),
      StoredKindOf<v1::Place>(),       StoredKindOf<v1::Resource>(),
      StoredKindOf<v1::StockItem>(),   StoredKindOf<v1::Delegation>(),
      StoredKindOf<v1::Activity>(),    StoredKindOf<v1::User>(),
      StoredKindOf<v1::DayOverride>(), StoredKindOf<v1::DeadlineRule>(),
      StoredKindOf<v1::Deadline>(),    StoredKindOf<v1::ApprovalRoute>(),
      StoredKindOf<v1::Appointment>(), StoredKindOf<v1::FestivalSeries>(),
      StoredKindOf<v1::Festival>(),
  };
  return *kinds;
}

std::vector<std::string> ServiceNames() {
  std::vector<std::string> names;
  for (const Hosted& hosted : kServices) names.emplace_back(hosted.name);
  return names;
}

std::vector<const google::protobuf::ServiceDescriptor*> ServiceDescriptors() {
  std::vector<const google::protobuf::ServiceDescriptor*> services;
  for (std::string name : ServiceNames()) {
    name[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(name[0])));
    services.push_back(google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(
        "letan.v1." + name + "Service"));
  }
  return services;
}

absl::StatusOr<std::vector<std::string>> ChooseServices(const std::vector<std::string>& names) {
  const std::vector<std::string> all = ServiceNames();
  if (names.empty()) return all;
  for (const std::string& name : names) {
    if (std::find(all.begin(), all.end(), name) == all.end()) {
      return NoSuchService(name, all);
    }
  }
  std::vector<std::string> chosen;
  for (const std::string& name : all) {
    if (std::find(names.begin(), names.end(), name) != names.end()) chosen.push_back(name);
  }
  return chosen;
}

std::vector<call::ServiceTable> BuildServices(const std::vector<std::string>& names,
                                              const entity::ServiceDeps& deps) {
  std::vector<call::ServiceTable> tables;
  for (const Hosted& hosted : kServices) {
    if (std::find(names.begin(), names.end(), hosted.name) != names.end()) {
      tables.push_back(hosted.make(deps));
    }
  }
  return tables;
}

}  // namespace letan::server
