#include "services/core/lifecycle/actor.h"

#include <string_view>

#include "absl/strings/str_cat.h"

namespace letan::lifecycle {
namespace {

// `wanted` empty: any will do.
bool Meets(std::string_view wanted, std::string_view had) {
  return wanted.empty() || wanted == had;
}

bool Suits(const RoleGrant& grant, const Step& step, const Actor& actor) {
  if (!Meets(step.role, grant.role)) return false;
  // Whoever may look into everything, as inspectors do, does not thereby belong to each agency.
  if (grant.agency.empty()) {
    return !step.role.empty() && (step.agency.empty() || Meets(actor.acting_for, step.agency));
  }
  return Meets(step.agency, grant.agency) && Meets(actor.acting_for, grant.agency);
}

bool Suits(const Appointment& one, const Step& step, const Actor& actor, Micros at) {
  if (actor.subject.empty() || one.deputy != actor.subject || one.agency.empty()) return false;
  if (at < one.from || at >= one.until) return false;
  // Whatever agency the deputy acts for otherwise: it need not be the one that they stand in for.
  return Meets(step.agency, one.agency) && (one.role.empty() || Meets(step.role, one.role));
}

// The agency that a step is taken for by who may take it for any.
std::string AgencyOf(const Step& step, const Actor& actor) {
  return actor.acting_for.empty() ? step.agency : actor.acting_for;
}

}  // namespace

Right MayTake(const Step& step, const Actor& actor, const std::vector<Appointment>& appointments,
              Micros at) {
  if (actor.everything) return {Right::By::kOwn, "", AgencyOf(step, actor)};
  for (const RoleGrant& grant : actor.grants) {
    if (!Suits(grant, step, actor)) continue;
    return {Right::By::kOwn, "", grant.agency.empty() ? AgencyOf(step, actor) : grant.agency};
  }
  for (const Appointment& one : appointments) {
    if (Suits(one, step, actor, at)) return {Right::By::kAppointment, one.name, one.agency};
  }
  return {};
}

std::string WhoMayTake(const Step& step) {
  if (step.agency.empty() && step.role.empty()) return "anyone with a role may take it";
  const std::string agency = step.agency.empty() ? "any agency" : step.agency;
  return step.role.empty() ? absl::StrCat(agency, " may take it")
                           : absl::StrCat(agency, " as ", step.role, " may take it");
}

}  // namespace letan::lifecycle
