// Who acts, and whether a step of a route is theirs to take: by a role that they hold, or in place
// of somebody who is away. Pure.
#ifndef LETAN_SERVICES_CORE_LIFECYCLE_ACTOR_H_
#define LETAN_SERVICES_CORE_LIFECYCLE_ACTOR_H_

#include <cstdint>
#include <string>
#include <vector>

#include "services/core/lifecycle/route.h"

namespace letan::lifecycle {

using Micros = std::int64_t;  // microseconds since the Unix epoch, UTC

struct RoleGrant {
  std::string role;
  std::string agency;  // for which it is held; empty: for all
};

struct Actor {
  std::string subject;  // "users/…"; empty: nobody asked who it is
  // "agencies/…": only roles that are held for that agency count, and appointments; empty: all.
  std::string acting_for;
  std::vector<RoleGrant> grants;
  bool everything = false;  // may take any step: where nobody is asked who they are
};

// A deputy who takes the steps of a role while who holds it is away.
struct Appointment {
  std::string name;    // "appointments/…"
  std::string agency;  // "agencies/…"; without it, it is for nothing
  std::string role;    // empty: any role of that agency
  std::string deputy;  // "users/…"
  Micros from = 0;     // half-open: [from, until)
  Micros until = 0;
};

struct Right {
  enum class By { kNone, kOwn, kAppointment };
  By by = By::kNone;
  std::string appointment;  // kAppointment: its name
  std::string agency;       // for which the step is taken, as far as that is known

  explicit operator bool() const { return by != By::kNone; }
};

// A role held for all agencies is enough for a step that asks for that role, but not for one that
// asks for any role of its agency. An own right goes before an appointment, and the first of
// several appointments before the others.
Right MayTake(const Step& step, const Actor& actor, const std::vector<Appointment>& appointments,
              Micros at);

// For messages: "agencies/so-tai-chinh as finance may take it".
std::string WhoMayTake(const Step& step);

}  // namespace letan::lifecycle

#endif  // LETAN_SERVICES_CORE_LIFECYCLE_ACTOR_H_
