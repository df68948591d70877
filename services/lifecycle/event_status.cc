#include "services/lifecycle/event_status.h"

#include <string>

#include "services/core/lifecycle/process.h"
#include "services/entity/entity_codec.h"
#include "services/operations/events.h"
#include "services/operations/process_codec.h"

namespace letan::services {

v1::EventStatus StatusOf(const operations::EventMessage& event) {
  const lifecycle::Process process = operations::ProcessOf(event.message());
  v1::EventStatus status;
  status.set_name(event.row().name);
  status.set_etag(entity::EtagOf(event.row().uid, event.row().version));
  status.set_title(operations::TitleOf(event.row()));
  status.set_state(operations::StateOf(process.state));
  const auto* reason = event.message().GetDescriptor()->FindFieldByName("state_reason");
  if (reason != nullptr) {
    status.set_state_reason(event.message().GetReflection()->GetString(event.message(), reason));
  }
  *status.mutable_process() = operations::ToProto(process);
  for (const std::string& verb : lifecycle::PossibleVerbs(process)) status.add_possible_verbs(verb);
  return status;
}

}  // namespace letan::services
