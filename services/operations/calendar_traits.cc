#include "services/operations/calendar_traits.h"

#include <algorithm>
#include <string_view>

#include "absl/strings/str_split.h"
#include "services/core/lifecycle/lifecycle.h"
#include "services/entity/date_codec.h"
#include "services/entity/time_codec.h"

namespace letan::entity {
namespace {

using Violations = std::vector<errors::FieldViolation>;

// The longest name of a deadline, "{procedure}--{anchor}" with "--" for each point, is an id.
constexpr std::size_t kMostProcedureWords = 4;

// [a-z0-9] with single hyphens between.
bool IsWord(std::string_view word) {
  if (word.empty() || word.front() == '-' || word.back() == '-') return false;
  if (word.find("--") != std::string_view::npos) return false;
  return std::all_of(word.begin(), word.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

bool IsProcedure(const std::string& name) {
  const std::vector<std::string> words = absl::StrSplit(name, '.');
  return words.size() <= kMostProcedureWords && std::all_of(words.begin(), words.end(), IsWord);
}

// Everybody reckons with them.
void SeenByAll(storage::EntityRow& row) { row.level = storage::HandlingLevel::kPublic; }

}  // namespace

std::string EntityTraits<v1::DayOverride>::Extract(const v1::DayOverride& day,
                                                   storage::EntityRow& row) {
  const absl::CivilDay date = ToCivilDay(day.date());
  row.start = UtcStartOf(date);
  row.end = UtcStartOf(date + 1);
  SeenByAll(row);
  return day.display_name();
}

void EntityTraits<v1::DayOverride>::Validate(v1::DayOverride& day, Violations& violations) {
  if (day.kind() != v1::DayOverride::KIND_MAKEUP_WORK) return;
  const absl::Weekday weekday = absl::GetWeekday(ToCivilDay(day.date()));
  if (weekday != absl::Weekday::saturday && weekday != absl::Weekday::sunday) {
    violations.push_back({"date", "is worked on anyway: only a Saturday or Sunday is made up"});
  }
}

std::string EntityTraits<v1::DeadlineRule>::Extract(const v1::DeadlineRule& rule,
                                                    storage::EntityRow& row) {
  SeenByAll(row);
  return rule.display_name();
}

void EntityTraits<v1::DeadlineRule>::Validate(v1::DeadlineRule& rule, Violations& violations) {
  if (!rule.procedure().empty() && !IsProcedure(rule.procedure())) {
    violations.push_back(
        {"procedure",
         "must be up to 4 words of [a-z0-9-] with points between, \"festival.register\""});
  }
  if (!rule.anchor().empty() && !IsWord(rule.anchor())) {
    violations.push_back({"anchor", "must be a word of [a-z0-9-], such as \"start\""});
  }
  if (!rule.completed_by().empty() && !lifecycle::IsVerb(rule.completed_by())) {
    violations.push_back(
        {"completed_by", "must be an act of LifecycleService, such as \"submit\""});
  }
  if (rule.amount() < 0 || rule.amount() > calendar::kMostAmount) {
    violations.push_back({"amount", "must be 0 to " + std::to_string(calendar::kMostAmount)});
  }
  const int most = calendar::WorkingDays::kMostDays;
  if (rule.preparation_days() < 0 || rule.preparation_days() > most) {
    violations.push_back({"preparation_days", "must be 0 to " + std::to_string(most)});
  }
  if (rule.has_valid_from() && rule.has_valid_to() &&
      ToCivilDay(rule.valid_to()) < ToCivilDay(rule.valid_from())) {
    violations.push_back({"valid_to", "must not be before valid_from"});
  }
}

std::string EntityTraits<v1::Deadline>::Extract(const v1::Deadline& deadline,
                                                storage::EntityRow& row) {
  constexpr char kStatePrefix[] = "STATE_";
  row.state = v1::Deadline::State_Name(deadline.state()).substr(sizeof(kStatePrefix) - 1);
  row.start = ToMicros(deadline.late_from());
  row.end = row.start + 1;
  row.level = static_cast<storage::HandlingLevel>(deadline.handling_level());
  row.need_to_know.assign(deadline.need_to_know().begin(), deadline.need_to_know().end());
  return deadline.title();
}

}  // namespace letan::entity

namespace letan::operations {
namespace {

calendar::OverrideKind KindOf(const v1::DayOverride& day) {
  switch (day.kind()) {
    case v1::DayOverride::KIND_MAKEUP_WORK:
      return calendar::OverrideKind::kMakeupWork;
    case v1::DayOverride::KIND_COMP_OFF:
      return calendar::OverrideKind::kCompOff;
    default:
      return calendar::OverrideKind::kHoliday;
  }
}

calendar::Unit UnitOf(const v1::DeadlineRule& rule) {
  switch (rule.unit()) {
    case v1::DeadlineRule::UNIT_HOUR:
      return calendar::Unit::kHour;
    case v1::DeadlineRule::UNIT_WORKING_DAY:
      return calendar::Unit::kWorkingDay;
    default:
      return calendar::Unit::kCalendarDay;
  }
}

}  // namespace

calendar::DayOverride ToCore(const v1::DayOverride& day) {
  return {entity::ToCivilDay(day.date()), KindOf(day), day.audience(), day.legal_ref()};
}

calendar::DeadlineRule ToCore(const v1::DeadlineRule& rule) {
  calendar::DeadlineRule core;
  core.id = rule.name();
  core.title = rule.display_name();
  core.procedure = rule.procedure();
  core.authority = rule.authority();
  core.legal_ref = rule.legal_ref();
  if (rule.has_valid_from()) core.valid_from = entity::ToCivilDay(rule.valid_from());
  if (rule.has_valid_to()) core.valid_to = entity::ToCivilDay(rule.valid_to());
  core.amount = rule.amount();
  core.unit = UnitOf(rule);
  core.anchor = rule.anchor();
  core.direction = rule.direction() == v1::DeadlineRule::DIRECTION_AFTER
                       ? calendar::Direction::kAfter
                       : calendar::Direction::kBefore;
  core.strict = rule.strict();
  core.verified = rule.verified();
  core.preparation = rule.preparation_days();
  core.completed_by = rule.completed_by();
  return core;
}

}  // namespace letan::operations
