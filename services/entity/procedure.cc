#include "services/entity/procedure.h"

namespace letan::entity {

std::string AgencyInRole(
    const google::protobuf::RepeatedPtrField<v1::Participation>& participations,
    v1::Participation::Role role) {
  for (const v1::Participation& participation : participations) {
    if (participation.role() == role) return participation.agency();
  }
  return "";
}

void NoteActs(const v1::Process& process, Procedure& procedure) {
  for (const v1::Process::Entry& entry : process.timeline()) {
    procedure.done.emplace(entry.verb(), ToMicros(entry.time()));
  }
  const auto submitted = procedure.done.find("submit");
  if (submitted != procedure.done.end()) procedure.started = submitted->second;
}

}  // namespace letan::entity
