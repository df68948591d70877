// What an event says of the procedures that it goes through: what deadlines are reckoned from.
#ifndef LETAN_SERVICES_ENTITY_PROCEDURE_H_
#define LETAN_SERVICES_ENTITY_PROCEDURE_H_

#include <map>
#include <optional>
#include <string>

#include "google/protobuf/repeated_field.h"
#include "letan/v1/common.pb.h"
#include "letan/v1/lifecycle.pb.h"
#include "services/core/booking/model.h"
#include "services/entity/time_codec.h"

namespace letan::entity {

struct Procedure {
  std::string name;       // "festival.register", as deadline rules name it
  std::string authority;  // "agencies/…" whose own rules go before the law's; may be empty
  std::string audience;   // "agencies/…" whose working days are counted; empty: everybody's
  std::string time_zone;  // whose days are counted; empty: the default
  // The moments that rules can count from, "start", "end", ….
  std::map<std::string, booking::Micros> anchors;
  // When its papers were handed in, which decides the rule that is in force; until then it is taken
  // to start today, or with the event if that is earlier.
  std::optional<booking::Micros> started;
  // When each act of its lifecycle was done first, "submit", "report", ….
  std::map<std::string, booking::Micros> done;
};

// The agency that takes part in that role first; empty if none does.
std::string AgencyInRole(
    const google::protobuf::RepeatedPtrField<v1::Participation>& participations,
    v1::Participation::Role role);

// Sets `done` and `started` by the history.
void NoteActs(const v1::Process& process, Procedure& procedure);

// What every event says alike, by its interval, time_zone and participations: "start" and "end";
// the authority is the agency that approves, and the days are those of the agency that leads.
template <class Event>
Procedure ProcedureOf(const Event& event) {
  Procedure procedure;
  procedure.authority = AgencyInRole(event.participations(), v1::Participation::ROLE_APPROVE);
  procedure.audience = AgencyInRole(event.participations(), v1::Participation::ROLE_LEAD);
  procedure.time_zone = event.time_zone();
  procedure.anchors["start"] = ToMicros(event.interval().start_time());
  procedure.anchors["end"] = ToMicros(event.interval().end_time());
  NoteActs(event.process(), procedure);
  return procedure;
}

}  // namespace letan::entity

#endif  // LETAN_SERVICES_ENTITY_PROCEDURE_H_
