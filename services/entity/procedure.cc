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

}  // namespace letan::entity
