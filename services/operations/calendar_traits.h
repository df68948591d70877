// The kinds that dates are reckoned by, and the deadlines that come of them. They live here, not in
// a service, because the writes of every service move deadlines.
#ifndef LETAN_SERVICES_OPERATIONS_CALENDAR_TRAITS_H_
#define LETAN_SERVICES_OPERATIONS_CALENDAR_TRAITS_H_

#include <string>
#include <vector>

#include "letan/v1/calendar.pb.h"
#include "letan/v1/calendar_service.pb.h"
#include "services/core/calendar/deadlines.h"
#include "services/core/calendar/working_days.h"
#include "services/entity/entity_traits.h"

namespace letan::entity {

template <>
struct EntityTraits<v1::DayOverride> {
  static constexpr char kKind[] = "day_override";
  static constexpr char kCollection[] = "dayOverrides";
  static constexpr bool kChosenId = true;
  static constexpr bool kHasParent = false;
  static constexpr char kTitleField[] = "display_name";
  static constexpr storage::EntityOrder kListOrder = storage::EntityOrder::kStart;
  static constexpr char kStartField[] = "date";
  using GetRequest = v1::GetDayOverrideRequest;
  using ListRequest = v1::ListDayOverridesRequest;
  using ListResponse = v1::ListDayOverridesResponse;
  using CreateRequest = v1::CreateDayOverrideRequest;
  using UpdateRequest = v1::UpdateDayOverrideRequest;
  using DeleteRequest = v1::DeleteDayOverrideRequest;
  using UndeleteRequest = v1::UndeleteDayOverrideRequest;
  // Its row lasts from the day's midnight to the next, in UTC.
  static std::string Extract(const v1::DayOverride& day, storage::EntityRow& row);
  static void Validate(v1::DayOverride& day, std::vector<errors::FieldViolation>& violations);
};

template <>
struct EntityTraits<v1::DeadlineRule> {
  static constexpr char kKind[] = "deadline_rule";
  static constexpr char kCollection[] = "deadlineRules";
  static constexpr bool kChosenId = true;
  static constexpr bool kHasParent = false;
  static constexpr char kTitleField[] = "display_name";
  static constexpr storage::EntityOrder kListOrder = storage::EntityOrder::kName;
  using GetRequest = v1::GetDeadlineRuleRequest;
  using ListRequest = v1::ListDeadlineRulesRequest;
  using ListResponse = v1::ListDeadlineRulesResponse;
  using CreateRequest = v1::CreateDeadlineRuleRequest;
  using UpdateRequest = v1::UpdateDeadlineRuleRequest;
  using DeleteRequest = v1::DeleteDeadlineRuleRequest;
  using UndeleteRequest = v1::UndeleteDeadlineRuleRequest;
  static std::string Extract(const v1::DeadlineRule& rule, storage::EntityRow& row);
  static void Validate(v1::DeadlineRule& rule, std::vector<errors::FieldViolation>& violations);
};

template <>
struct EntityTraits<v1::Deadline> {
  static constexpr char kKind[] = "deadline";
  static constexpr char kCollection[] = "deadlines";
  static constexpr bool kChosenId = false;
  static constexpr bool kHasParent = true;
  static constexpr char kTitleField[] = "title";
  static constexpr storage::EntityOrder kListOrder = storage::EntityOrder::kStart;
  static constexpr char kStartField[] = "late_from";
  using GetRequest = v1::GetDeadlineRequest;
  using ListRequest = v1::ListDeadlinesRequest;
  using ListResponse = v1::ListDeadlinesResponse;
  // Its row lasts for the microsecond from which it is late; its state is "OPEN", "DONE" or "VOID".
  static std::string Extract(const v1::Deadline& deadline, storage::EntityRow& row);
  static void Validate(v1::Deadline&, std::vector<errors::FieldViolation>&) {}
};

}  // namespace letan::entity

namespace letan::operations {

calendar::DayOverride ToCore(const v1::DayOverride& day);
calendar::DeadlineRule ToCore(const v1::DeadlineRule& rule);

}  // namespace letan::operations

#endif  // LETAN_SERVICES_OPERATIONS_CALENDAR_TRAITS_H_
