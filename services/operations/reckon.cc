#include "services/operations/reckon.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_replace.h"
#include "services/entity/date_codec.h"
#include "services/entity/time_codec.h"
#include "services/errors/errors.h"

namespace letan::operations {
namespace {

absl::CivilDay DayAt(storage::Micros at, const std::string& zone) {
  return absl::ToCivilDay(absl::FromUnixMicros(at), entity::ZoneOf(zone));
}

}  // namespace

absl::Status Reckon(const calendar::DeadlineRule& rule, const calendar::WorkingDays& days,
                    v1::Deadline& deadline) {
  calendar::CountFrom from;
  from.anchor = entity::ToMicros(deadline.anchor_time());
  from.zone = entity::ZoneOf(deadline.time_zone());
  from.audience = deadline.audience();
  const auto reckoned = calendar::Compute(rule, from, days);
  if (!reckoned.ok()) {
    return errors::Precondition(errors::kNotCountable, rule.id,
                                "the deadline of " + rule.procedure + " cannot be reckoned: " +
                                    std::string(reckoned.status().message()));
  }
  deadline.set_title(rule.title);
  deadline.set_rule(rule.id);
  deadline.set_procedure(rule.procedure);
  deadline.set_legal_ref(rule.legal_ref);
  deadline.set_verified(rule.verified);
  deadline.set_anchor(rule.anchor);
  *deadline.mutable_last_day() = entity::FromCivilDay(reckoned->last_day);
  *deadline.mutable_late_from() = entity::ToTimestamp(reckoned->late_from);
  *deadline.mutable_latest_start() = entity::FromCivilDay(reckoned->latest_start);
  deadline.set_provisional(reckoned->provisional);
  return absl::OkStatus();
}

bool DependsOn(const v1::Deadline& deadline, absl::CivilYear year) {
  const auto days = {entity::ToCivilDay(deadline.last_day()),
                     entity::ToCivilDay(deadline.latest_start()),
                     DayAt(entity::ToMicros(deadline.anchor_time()), deadline.time_zone())};
  return absl::CivilYear(std::min(days)) <= year && year <= absl::CivilYear(std::max(days));
}

absl::CivilDay StartedOn(const entity::Procedure& procedure, storage::Micros anchor,
                         storage::Micros now) {
  return DayAt(procedure.started.value_or(std::min(now, anchor)), procedure.time_zone);
}

std::string DeadlineIdOf(const std::string& procedure, const std::string& anchor) {
  return absl::StrReplaceAll(procedure, {{".", "--"}}) + "--" + anchor;
}

std::vector<std::string> AnchorsOf(const std::vector<calendar::DeadlineRule>& rules,
                                   const std::string& procedure) {
  std::set<std::string> anchors;
  for (const calendar::DeadlineRule& rule : rules) {
    if (rule.procedure == procedure) anchors.insert(rule.anchor);
  }
  return {anchors.begin(), anchors.end()};
}

}  // namespace letan::operations
