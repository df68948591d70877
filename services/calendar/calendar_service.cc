#include "services/calendar/calendar_service.h"

#include <string>

#include "services/calendar/deadline_methods.h"
#include "services/calendar/lunar_methods.h"
#include "services/calendar/working_day_methods.h"
#include "services/core/limits.h"
#include "services/entity/entity_handlers.h"
#include "services/entity/time_codec.h"
#include "services/errors/errors.h"
#include "services/operations/calendar_data.h"
#include "services/operations/calendar_traits.h"

namespace letan::services {
namespace {

using storage::WriteTransaction;

absl::Status Full(const std::string& what, int most) {
  return errors::Precondition(errors::kTooMany, what,
                              "there are " + std::to_string(most) + " already, and may be no more");
}

// One day is said once for each audience.
absl::Status BeforeDay(WriteTransaction& write, const v1::DayOverride*, v1::DayOverride& after) {
  const auto days = operations::LoadDayOverrides(write);
  if (!days.ok()) return days.status();
  const calendar::DayOverride wanted = operations::ToCore(after);
  std::size_t others = 0;
  for (const v1::DayOverride& day : *days) {
    if (day.name() == after.name()) continue;
    ++others;
    const calendar::DayOverride other = operations::ToCore(day);
    if (other.date == wanted.date && other.audience == wanted.audience) {
      return errors::AlreadyExists(day.name());
    }
  }
  return others < limits::kMaxDayOverrides ? absl::OkStatus()
                                           : Full("dayOverrides", limits::kMaxDayOverrides);
}

// No two rules that would be in force at once.
absl::Status BeforeRule(WriteTransaction& write, const v1::DeadlineRule*, v1::DeadlineRule& after) {
  const auto rules = operations::LoadDeadlineRules(write);
  if (!rules.ok()) return rules.status();
  const calendar::DeadlineRule wanted = operations::ToCore(after);
  std::size_t others = 0;
  for (const calendar::DeadlineRule& rule : *rules) {
    if (rule.id == after.name()) continue;
    ++others;
    if (calendar::Collide(rule, wanted)) return errors::AlreadyExists(rule.id);
  }
  return others < limits::kMaxDeadlineRules ? absl::OkStatus()
                                            : Full("deadlineRules", limits::kMaxDeadlineRules);
}

template <class Request>
absl::Status NarrowToInterval(const Request& request, storage::EntityQuery& query) {
  if (request.has_interval()) {
    query.within_window = true;
    query.window = entity::ToInterval(request.interval());
  }
  return absl::OkStatus();
}

}  // namespace

call::ServiceTable MakeCalendarService(const entity::ServiceDeps& deps) {
  // Linking the messages makes the service's description known.
  call::ServiceTable table(
      v1::ConvertToLunarRequest::descriptor()->file()->FindServiceByName("CalendarService"));
  AddLunarMethods(table);
  AddWorkingDayMethods(table);
  entity::EntityHooks<v1::DayOverride> days;
  days.before_write = BeforeDay;
  days.narrow_list = NarrowToInterval<v1::ListDayOverridesRequest>;
  entity::AddStandardMethods<v1::DayOverride>(table, *deps.page_tokens, days);
  entity::EntityHooks<v1::DeadlineRule> rules;
  rules.before_write = BeforeRule;
  entity::AddStandardMethods<v1::DeadlineRule>(table, *deps.page_tokens, rules);
  entity::EntityHooks<v1::Deadline> deadlines;
  deadlines.narrow_list = NarrowToInterval<v1::ListDeadlinesRequest>;
  entity::AddReadMethods<v1::Deadline>(table, *deps.page_tokens, deadlines);
  AddDeadlineMethods(table, *deps.kinds);
  return table;
}

}  // namespace letan::services
