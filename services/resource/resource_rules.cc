#include "services/resource/resource_rules.h"

#include <algorithm>
#include <string>
#include <utility>

#include "services/entity/time_codec.h"
#include "services/operations/abilities.h"

namespace letan::services {
namespace {

constexpr int kMinutesOfDay = 24 * 60;
constexpr int kDaysOfWeek = 7;

booking::WeeklySpan ToSpan(const v1::Resource::WeeklyHours& hours) {
  const int midnight = (hours.day_of_week() - 1) * kMinutesOfDay;
  return {midnight + hours.open_minute(), midnight + hours.close_minute()};
}

bool Earlier(const booking::WeeklySpan& a, const booking::WeeklySpan& b) {
  return std::make_pair(a.first_minute, a.last_minute) <
         std::make_pair(b.first_minute, b.last_minute);
}

// Sorted, and joined where one ends as the next begins: midnight is no closing time.
std::vector<booking::WeeklySpan> JoinedSpans(const v1::Resource& resource) {
  std::vector<booking::WeeklySpan> spans;
  for (const auto& hours : resource.working_hours()) spans.push_back(ToSpan(hours));
  std::sort(spans.begin(), spans.end(), Earlier);
  std::vector<booking::WeeklySpan> joined;
  for (const booking::WeeklySpan& span : spans) {
    if (!joined.empty() && joined.back().last_minute == span.first_minute) {
      joined.back().last_minute = span.last_minute;
    } else {
      joined.push_back(span);
    }
  }
  return joined;
}

std::vector<booking::Blackout> SortedBlackouts(const v1::Resource& resource) {
  std::vector<booking::Blackout> blackouts;
  for (const v1::Resource::Blackout& blackout : resource.blackouts()) {
    blackouts.push_back({entity::ToInterval(blackout.interval()), blackout.reason()});
  }
  std::stable_sort(blackouts.begin(), blackouts.end(), [](const auto& a, const auto& b) {
    return std::make_pair(a.interval.start, a.interval.end) <
           std::make_pair(b.interval.start, b.interval.end);
  });
  return blackouts;
}

booking::Role RoleOf(v1::ResourceKind kind) {
  if (kind == v1::RESOURCE_KIND_VEHICLE) return booking::Role::kVehicle;
  if (kind == v1::RESOURCE_KIND_DRIVER) return booking::Role::kDriver;
  return booking::Role::kOther;
}

}  // namespace

void CheckWorkingHours(const v1::Resource& resource,
                       std::vector<errors::FieldViolation>& violations) {
  std::vector<std::pair<booking::WeeklySpan, int>> spans;
  for (int i = 0; i < resource.working_hours_size(); ++i) {
    const v1::Resource::WeeklyHours& hours = resource.working_hours(i);
    const std::string path = "working_hours[" + std::to_string(i) + "].";
    if (hours.day_of_week() < 1 || hours.day_of_week() > kDaysOfWeek) {
      violations.push_back({path + "day_of_week", "must be 1 Monday to 7 Sunday"});
    } else if (hours.open_minute() < 0 || hours.close_minute() > kMinutesOfDay ||
               hours.open_minute() >= hours.close_minute()) {
      violations.push_back({path + "close_minute", "must be after open_minute, both 0 to 1440"});
    } else {
      spans.emplace_back(ToSpan(hours), i);
    }
  }
  std::sort(spans.begin(), spans.end(),
            [](const auto& a, const auto& b) { return Earlier(a.first, b.first); });
  for (std::size_t i = 1; i < spans.size(); ++i) {
    if (spans[i].first.first_minute >= spans[i - 1].first.last_minute) continue;
    const int later = std::max(spans[i].second, spans[i - 1].second);
    const int other = std::min(spans[i].second, spans[i - 1].second);
    violations.push_back({"working_hours[" + std::to_string(later) + "]",
                          "overlaps working_hours[" + std::to_string(other) + "]"});
  }
}

storage::ResourceRow RulesOf(const v1::Resource& resource, bool deleted) {
  storage::ResourceRow row;
  row.kind = v1::ResourceKind_Name(resource.kind()).substr(operations::kResourceKindPrefix);
  row.abilities = operations::AbilitiesOf(resource);
  booking::ResourceProfile& profile = row.profile;
  profile.name = resource.name();
  profile.role = RoleOf(resource.kind());
  const bool exclusive = resource.capacity_model() == v1::CAPACITY_MODEL_EXCLUSIVE;
  profile.model = exclusive ? booking::CapacityModel::kExclusive : booking::CapacityModel::kShared;
  profile.by_night = resource.capacity_model() == v1::CAPACITY_MODEL_PER_NIGHT;
  profile.active = !deleted && !resource.out_of_service();
  profile.capacity = exclusive ? 1 : resource.capacity();
  profile.seats = resource.seats();
  profile.buffer_before = entity::ToMicros(resource.buffer_before());
  profile.buffer_after = entity::ToMicros(resource.buffer_after());
  profile.home_place = resource.home_place();
  if (!resource.time_zone().empty()) profile.time_zone = resource.time_zone();
  profile.working_hours = JoinedSpans(resource);
  profile.blackouts = SortedBlackouts(resource);
  profile.override_list.assign(resource.override_authorities().begin(),
                               resource.override_authorities().end());
  return row;
}

storage::ResourceRow RulesOf(const v1::StockItem& item, bool deleted) {
  storage::ResourceRow row;
  row.kind = kStockItemKind;
  row.profile.name = item.name();
  row.profile.model =
      item.returnable() ? booking::CapacityModel::kReturnable : booking::CapacityModel::kConsumable;
  row.profile.active = !deleted && !item.out_of_service();
  return row;
}

}  // namespace letan::services
