#include "services/operations/calendar_data.h"

#include <utility>

#include "services/core/fault.h"
#include "services/core/limits.h"
#include "services/entity/entity_codec.h"
#include "services/operations/calendar_traits.h"
#include "services/operations/events.h"

namespace letan::operations {
namespace {

template <class T>
absl::StatusOr<std::vector<T>> LoadAll(storage::ReadTransaction& read, int most) {
  storage::EntityQuery query;
  query.kind = entity::EntityTraits<T>::kKind;
  query.order = entity::EntityTraits<T>::kListOrder;
  const auto rows = AllEntities(read, query, most);
  if (!rows.ok()) return rows.status();
  std::vector<T> all;
  all.reserve(rows->size());
  for (const storage::EntityRow& row : *rows) {
    auto one = entity::FromRow<T>(row);
    if (!one.ok()) return one.status();
    all.push_back(*std::move(one));
  }
  return all;
}

}  // namespace

absl::StatusOr<std::vector<v1::DayOverride>> LoadDayOverrides(storage::ReadTransaction& read) {
  return LoadAll<v1::DayOverride>(read, limits::kMaxDayOverrides);
}

absl::StatusOr<calendar::WorkingDays> LoadWorkingDays(storage::ReadTransaction& read) {
  const auto days = LoadDayOverrides(read);
  if (!days.ok()) return days.status();
  std::vector<calendar::DayOverride> overrides;
  overrides.reserve(days->size());
  for (const v1::DayOverride& day : *days) overrides.push_back(ToCore(day));
  auto made = calendar::WorkingDays::Make(std::move(overrides));
  if (made.ok()) return made;
  return Fault(absl::StatusCode::kDataLoss, "the stored days off contradict each other",
               std::string(made.status().message()));
}

absl::StatusOr<std::vector<calendar::DeadlineRule>> LoadDeadlineRules(
    storage::ReadTransaction& read) {
  const auto stored = LoadAll<v1::DeadlineRule>(read, limits::kMaxDeadlineRules);
  if (!stored.ok()) return stored.status();
  std::vector<calendar::DeadlineRule> rules;
  rules.reserve(stored->size());
  for (const v1::DeadlineRule& rule : *stored) rules.push_back(ToCore(rule));
  return rules;
}

}  // namespace letan::operations
