#include "services/delegation/delegation_traits.h"

#include <algorithm>
#include <limits>
#include <set>
#include <utility>

#include "absl/time/civil_time.h"
#include "services/entity/common_checks.h"
#include "services/entity/time_codec.h"
#include "services/operations/process_codec.h"

namespace letan::entity {
namespace {

using Violations = std::vector<errors::FieldViolation>;

bool IsDay(const v1::Date& date) {
  if (date.year() < 1900 || date.year() > 2200) return false;
  const absl::CivilDay day(date.year(), date.month(), date.day());
  return day.month() == date.month() && day.day() == date.day();
}

void CheckDay(bool present, const v1::Date& date, const std::string& field,
              Violations& violations) {
  if (present && !IsDay(date)) violations.push_back({field, "is no day of the calendar"});
}

// Members without a rank come last; equal ranks stay as given.
int RankKey(const v1::Delegation::Member& member) {
  return member.precedence_rank() == 0 ? std::numeric_limits<int>::max() : member.precedence_rank();
}

void CheckMembers(v1::Delegation& delegation, Violations& violations) {
  for (int i = 0; i < delegation.members_size(); ++i) {
    const v1::Delegation::Member& member = delegation.members(i);
    const std::string path = "members[" + std::to_string(i) + "].";
    for (int j = 0; j < member.languages_size(); ++j) {
      CheckLanguage(member.languages(j), path + "languages[" + std::to_string(j) + "]", violations);
    }
    if (member.precedence_rank() < 0) {
      violations.push_back({path + "precedence_rank", "must be 1 or more, or 0 for none"});
    }
    if (member.has_arrival_time() && member.has_departure_time() &&
        ToMicros(member.arrival_time()) >= ToMicros(member.departure_time())) {
      violations.push_back({path + "departure_time", "must be after arrival_time"});
    }
  }
  std::stable_sort(delegation.mutable_members()->begin(), delegation.mutable_members()->end(),
                   [](const auto& a, const auto& b) { return RankKey(a) < RankKey(b); });
}

void CheckDirection(const v1::Delegation& delegation, Violations& violations) {
  if (delegation.has_inbound() && delegation.direction() != v1::Delegation::DIRECTION_INBOUND) {
    violations.push_back({"inbound", "belongs to an inbound delegation only"});
  }
  if (delegation.has_outbound() && delegation.direction() != v1::Delegation::DIRECTION_OUTBOUND) {
    violations.push_back({"outbound", "belongs to an outbound delegation only"});
  }
  if (delegation.inbound().head_count() < 0) {
    violations.push_back({"inbound.head_count", "must not be negative"});
  }
  const v1::Delegation::Inbound& inbound = delegation.inbound();
  if (!inbound.country().empty()) CheckCountry(inbound.country(), "inbound.country", violations);
  if (!inbound.language().empty()) {
    CheckLanguage(inbound.language(), "inbound.language", violations);
  }
  const v1::Delegation::Outbound& outbound = delegation.outbound();
  for (int i = 0; i < outbound.countries_size(); ++i) {
    CheckCountry(outbound.countries(i), "outbound.countries[" + std::to_string(i) + "]",
                 violations);
  }
  CheckDay(outbound.has_passports_issued(), outbound.passports_issued(),
           "outbound.passports_issued", violations);
  CheckDay(outbound.has_passports_returned(), outbound.passports_returned(),
           "outbound.passports_returned", violations);
}

// An agency takes part in each role once.
void CheckParticipations(const v1::Delegation& delegation, Violations& violations) {
  std::set<std::pair<std::string, int>> seen;
  for (int i = 0; i < delegation.participations_size(); ++i) {
    const v1::Participation& participation = delegation.participations(i);
    if (seen.emplace(participation.agency(), participation.role()).second) continue;
    violations.push_back({"participations[" + std::to_string(i) + "]",
                          "names an agency in the same role a second time"});
  }
}

}  // namespace

std::string EntityTraits<v1::Delegation>::Extract(const v1::Delegation& delegation,
                                                  storage::EntityRow& row) {
  const booking::Interval interval = ToInterval(delegation.interval());
  row.start = interval.start;
  row.end = interval.end;
  row.state = operations::StateName(delegation.state());
  row.level = static_cast<storage::HandlingLevel>(delegation.handling_level());
  row.need_to_know.assign(delegation.need_to_know().begin(), delegation.need_to_know().end());
  return delegation.title();
}

std::vector<Procedure> EntityTraits<v1::Delegation>::Procedures(const v1::Delegation& delegation) {
  Procedure procedure = ProcedureOf(delegation);
  if (delegation.direction() != v1::Delegation::DIRECTION_OUTBOUND) {
    procedure.name = "delegation.inbound";
    return {procedure};
  }
  procedure.name = "delegation.outbound";
  Procedure passports = procedure;
  passports.name = "delegation.outbound.passports";
  return {procedure, passports};
}

void EntityTraits<v1::Delegation>::Validate(v1::Delegation& delegation, Violations& violations) {
  if (delegation.handling_level() == v1::HANDLING_LEVEL_UNSPECIFIED) {
    delegation.set_handling_level(v1::HANDLING_LEVEL_INTERNAL);
  }
  CheckTimeZone(delegation.time_zone(), "time_zone", violations);
  CheckDirection(delegation, violations);
  CheckMembers(delegation, violations);
  CheckParticipations(delegation, violations);
  for (int i = 0; i < delegation.documents_size(); ++i) {
    const v1::DocumentRef& document = delegation.documents(i);
    const std::string path = "documents[" + std::to_string(i) + "].";
    CheckDay(document.has_issue_date(), document.issue_date(), path + "issue_date", violations);
  }
  for (int i = 0; i < delegation.cost_lines_size(); ++i) {
    if (delegation.cost_lines(i).quantity() < 0) {
      violations.push_back(
          {"cost_lines[" + std::to_string(i) + "].quantity", "must not be negative"});
    }
  }
}

}  // namespace letan::entity
