#include "services/lifecycle/late_submission.h"

#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/core/calendar/deadlines.h"
#include "services/core/limits.h"
#include "services/entity/date_codec.h"
#include "services/entity/time_codec.h"
#include "services/errors/errors.h"
#include "services/operations/calendar_data.h"
#include "services/operations/calendar_traits.h"
#include "services/operations/events.h"

namespace letan::services {
namespace {

using storage::ReadTransaction;

absl::CivilDay AnchorDay(const v1::Deadline& deadline) {
  return absl::ToCivilDay(absl::FromUnixMicros(entity::ToMicros(deadline.anchor_time())),
                          entity::ZoneOf(deadline.time_zone()));
}

// "; off in between: 2017-01-26 Tết Nguyên đán, …" of what fell on weekdays.
absl::StatusOr<std::string> DaysOffText(ReadTransaction& read, const v1::Deadline& deadline) {
  const auto days = operations::LoadDayOverrides(read);
  if (!days.ok()) return days.status();
  std::vector<std::string> off;
  for (const v1::DayOverride& day : *days) {
    const calendar::DayOverride core = operations::ToCore(day);
    const bool theirs = core.audience.empty() || core.audience == deadline.audience();
    const absl::Weekday weekday = absl::GetWeekday(core.date);
    const bool workday = weekday != absl::Weekday::saturday && weekday != absl::Weekday::sunday;
    if (theirs && core.off() && workday && entity::ToCivilDay(deadline.last_day()) <= core.date &&
        core.date <= AnchorDay(deadline)) {
      off.push_back(absl::StrCat(absl::FormatCivilTime(core.date), " ", day.display_name()));
    }
  }
  return off.empty() ? "" : "; off in between: " + absl::StrJoin(off, ", ");
}

std::string LengthText(const v1::DeadlineRule& rule) {
  switch (rule.unit()) {
    case v1::DeadlineRule::UNIT_HOUR:
      return absl::StrCat(rule.amount(), " hours");
    case v1::DeadlineRule::UNIT_WORKING_DAY:
      return absl::StrCat(rule.amount(), " working days");
    default:
      return absl::StrCat(rule.amount(), " days");
  }
}

absl::StatusOr<std::string> MissedText(ReadTransaction& read, const v1::Deadline& deadline,
                                       const v1::DeadlineRule& rule) {
  std::string text = absl::StrCat("\"", deadline.title(), "\" was due by ",
                                  absl::FormatCivilTime(entity::ToCivilDay(deadline.last_day())),
                                  ": ", LengthText(rule), " before ", deadline.anchor(), ", ",
                                  absl::FormatCivilTime(AnchorDay(deadline)));
  if (!rule.legal_ref().empty()) absl::StrAppend(&text, " (", rule.legal_ref(), ")");
  if (rule.unit() == v1::DeadlineRule::UNIT_WORKING_DAY) {
    const auto off = DaysOffText(read, deadline);
    if (!off.ok()) return off.status();
    absl::StrAppend(&text, *off);
  }
  return text;
}

absl::StatusOr<std::optional<v1::DeadlineRule>> RuleOf(ReadTransaction& read,
                                                       const v1::Deadline& deadline) {
  const auto row = read.FindEntity(deadline.rule());
  if (!row.ok()) return row.status();
  if (!row->has_value()) return std::optional<v1::DeadlineRule>();
  auto rule = entity::FromRow<v1::DeadlineRule>(**row);
  if (!rule.ok()) return rule.status();
  return std::optional<v1::DeadlineRule>(*std::move(rule));
}

}  // namespace

absl::Status RequireInTime(ReadTransaction& read, const std::string& event, const std::string& verb,
                           storage::Micros at) {
  storage::EntityQuery query;
  query.kind = entity::EntityTraits<v1::Deadline>::kKind;
  query.any_parent = false;
  query.parent = event;
  query.order = storage::EntityOrder::kStart;
  query.state = "OPEN";
  const auto rows = operations::AllEntities(read, query, limits::kMaxDeadlineRules);
  if (!rows.ok()) return rows.status();
  for (const storage::EntityRow& row : *rows) {
    const auto deadline = entity::FromRow<v1::Deadline>(row);
    if (!deadline.ok()) return deadline.status();
    if (at < entity::ToMicros(deadline->late_from())) continue;
    const auto rule = RuleOf(read, *deadline);
    if (!rule.ok()) return rule.status();
    if (!rule->has_value() || (*rule)->completed_by() != verb) continue;
    const auto text = MissedText(read, *deadline, **rule);
    if (!text.ok()) return text.status();
    return errors::Precondition(errors::kDeadlineMissed, deadline->name(), *text);
  }
  return absl::OkStatus();
}

}  // namespace letan::services
