#include "services/festival/festival_traits.h"

#include <algorithm>
#include <set>

#include "services/entity/common_checks.h"
#include "services/entity/date_codec.h"
#include "services/entity/time_codec.h"
#include "services/operations/process_codec.h"

namespace letan::services {

calendar::Recurrence RecurrenceOf(const v1::FestivalSeries& series) {
  calendar::Recurrence recurrence;
  recurrence.reckoning = series.reckoning() == v1::FestivalSeries::RECKONING_LUNAR
                             ? calendar::Reckoning::kLunar
                             : calendar::Reckoning::kSolar;
  recurrence.month = series.month();
  recurrence.day = series.day();
  recurrence.length = std::max(1, series.length_days());
  switch (series.missing_day()) {
    case v1::FestivalSeries::MISSING_DAY_NEXT_DAY:
      recurrence.missing_day = calendar::MissingDay::kNextDay;
      break;
    case v1::FestivalSeries::MISSING_DAY_LEAVE_OUT:
      recurrence.missing_day = calendar::MissingDay::kLeaveOut;
      break;
    default:
      break;
  }
  if (series.repeats_in_leap_month()) recurrence.leap_month = calendar::LeapMonth::kBoth;
  return recurrence;
}

}  // namespace letan::services

namespace letan::entity {
namespace {

using Violations = std::vector<errors::FieldViolation>;

// "month: must be 1 to 12" of the pure rules, at the field of the schema.
void CheckRule(const v1::FestivalSeries& series, Violations& violations) {
  if (series.reckoning() == v1::FestivalSeries::RECKONING_UNSPECIFIED) return;
  const absl::Status status = calendar::CheckRecurrence(services::RecurrenceOf(series));
  if (status.ok()) return;
  const std::string message(status.message());
  const std::size_t colon = message.find(": ");
  const std::string field = message.substr(0, colon);
  violations.push_back({field == "length" ? "length_days" : field, message.substr(colon + 2)});
}

void CheckOnce(const google::protobuf::RepeatedPtrField<v1::Participation>& participations,
               Violations& violations) {
  std::set<std::pair<std::string, int>> seen;
  for (int i = 0; i < participations.size(); ++i) {
    if (seen.emplace(participations[i].agency(), participations[i].role()).second) continue;
    violations.push_back({"participations[" + std::to_string(i) + "]",
                          "names an agency in the same role a second time"});
  }
}

}  // namespace

std::string EntityTraits<v1::FestivalSeries>::Extract(const v1::FestivalSeries& series,
                                                      storage::EntityRow& row) {
  row.level = storage::HandlingLevel::kPublic;
  return series.display_name();
}

void EntityTraits<v1::FestivalSeries>::Validate(v1::FestivalSeries& series,
                                                Violations& violations) {
  CheckRule(series, violations);
  CheckTimeZone(series.time_zone(), "time_zone", violations);
  CheckOnce(series.participations(), violations);
}

std::string EntityTraits<v1::Festival>::Extract(const v1::Festival& festival,
                                                storage::EntityRow& row) {
  const booking::Interval interval = ToInterval(festival.interval());
  row.start = interval.start;
  row.end = interval.end;
  row.state = operations::StateName(festival.state());
  row.level = static_cast<storage::HandlingLevel>(festival.handling_level());
  row.need_to_know.assign(festival.need_to_know().begin(), festival.need_to_know().end());
  return festival.title();
}

void EntityTraits<v1::Festival>::Validate(v1::Festival& festival, Violations& violations) {
  if (festival.handling_level() == v1::HANDLING_LEVEL_UNSPECIFIED) {
    festival.set_handling_level(v1::HANDLING_LEVEL_INTERNAL);
  }
  if (festival.procedure() == v1::Festival::PROCEDURE_UNSPECIFIED) {
    festival.set_procedure(v1::Festival::PROCEDURE_REGISTER);
  }
  CheckTimeZone(festival.time_zone(), "time_zone", violations);
  CheckOnce(festival.participations(), violations);
  std::set<std::string> numbers;
  for (int i = 0; i < festival.stalls_size(); ++i) {
    if (numbers.insert(festival.stalls(i).number()).second) continue;
    violations.push_back(
        {"stalls[" + std::to_string(i) + "].number", "is that of another stall, too"});
  }
}

std::vector<Procedure> EntityTraits<v1::Festival>::Procedures(const v1::Festival& festival) {
  Procedure procedure = ProcedureOf(festival);
  procedure.name = festival.procedure() == v1::Festival::PROCEDURE_NOTIFY ? "festival.notify"
                                                                          : "festival.register";
  return {procedure};
}

}  // namespace letan::entity
