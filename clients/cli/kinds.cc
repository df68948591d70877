#include "clients/cli/kinds.h"

#include "clients/cli/method_index.h"

namespace letan::cli {
namespace {

std::string ReadTitle(Caller& caller, const std::string& name) {
  const Kind* kind = KindOfName(name);
  if (kind == nullptr) return name;
  const auto method = FindMethod(kind->get);
  if (!method.ok()) return name;
  const auto request = NewMessage(*(*method)->input_type());
  const auto* field = request->GetDescriptor()->FindFieldByName("name");
  request->GetReflection()->SetString(request.get(), field, name);
  const auto entity = NewMessage(*(*method)->output_type());
  if (caller.Call(**method, *request, entity.get()).code() != kOk) return name;
  const auto* title = entity->GetDescriptor()->FindFieldByName(kind->title_field);
  std::string text = entity->GetReflection()->GetString(*entity, title);
  return text.empty() ? name : text;
}

}  // namespace

const std::vector<Kind>& Kinds() {
  static const std::vector<Kind> kinds = {
      {"agencies", "DirectoryService.GetAgency", "DirectoryService.ListAgencies", "display_name"},
      {"people", "DirectoryService.GetPerson", "DirectoryService.ListPeople", "role_title"},
      {"places", "DirectoryService.GetPlace", "DirectoryService.ListPlaces", "display_name"},
      {"resources", "ResourceService.GetResource", "ResourceService.ListResources", "display_name"},
      {"stockItems", "ResourceService.GetStockItem", "ResourceService.ListStockItems",
       "display_name"},
      {"delegations", "DelegationService.GetDelegation", "DelegationService.ListDelegations",
       "title"},
      {"users", "IdentityService.GetUser", "IdentityService.ListUsers", "display_name"},
      {"dayOverrides", "CalendarService.GetDayOverride", "CalendarService.ListDayOverrides",
       "display_name"},
      {"deadlineRules", "CalendarService.GetDeadlineRule", "CalendarService.ListDeadlineRules",
       "display_name"},
      {"approvalRoutes", "LifecycleService.GetApprovalRoute", "LifecycleService.ListApprovalRoutes",
       "display_name"},
      {"appointments", "LifecycleService.GetAppointment", "LifecycleService.ListAppointments",
       "display_name"},
      {"festivalSeries", "FestivalService.GetFestivalSeries", "FestivalService.ListFestivalSeries",
       "display_name"},
      {"festivals", "FestivalService.GetFestival", "FestivalService.ListFestivals", "title"},
      {"activities", "ItineraryService.GetActivity", "ItineraryService.ListActivities", "title"},
  };
  return kinds;
}

const Kind* KindOfName(std::string_view name) {
  const size_t last = name.rfind('/');
  if (last == std::string_view::npos || last + 1 == name.size()) return nullptr;
  const std::string_view parent = name.substr(0, last);
  // Without a "/" before, rfind answers npos, and npos + 1 is 0.
  const std::string_view collection = parent.substr(parent.rfind('/') + 1);
  for (const Kind& kind : Kinds()) {
    if (kind.collection == collection) return &kind;
  }
  return nullptr;
}

const Kind* KindOfGet(std::string_view get) {
  for (const Kind& kind : Kinds()) {
    if (kind.get == get) return &kind;
  }
  return nullptr;
}

std::string Qualify(std::string_view collection, std::string_view text) {
  if (text.empty() || text.find('/') != std::string_view::npos) return std::string(text);
  return std::string(collection) + "/" + std::string(text);
}

const std::string& NameBook::Title(const std::string& name) {
  const auto known = titles_.find(name);
  if (known != titles_.end()) return known->second;
  return titles_.emplace(name, name.empty() ? "" : ReadTitle(caller_, name)).first->second;
}

std::string NameBook::TitleAndName(const std::string& name) {
  const std::string& title = Title(name);
  return title == name ? name : title + " (" + name + ")";
}

}  // namespace letan::cli
