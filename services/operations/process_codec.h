// Between the schema's process of an event and the engine's.
#ifndef LETAN_SERVICES_OPERATIONS_PROCESS_CODEC_H_
#define LETAN_SERVICES_OPERATIONS_PROCESS_CODEC_H_

#include <string>

#include "letan/v1/lifecycle.pb.h"
#include "services/core/lifecycle/process.h"
#include "services/core/lifecycle/route.h"

namespace letan::operations {

// "APPROVED" for EVENT_STATE_APPROVED, and back; UNSPECIFIED for what is no state.
std::string StateName(v1::EventState state);
v1::EventState StateOf(const std::string& name);

lifecycle::Route ToCore(const v1::ApprovalRoute& route);
lifecycle::Appointment ToCore(const v1::Appointment& appointment);

// The state goes beside it: it is a field of the event.
lifecycle::Process ToCore(const v1::Process& process, v1::EventState state);
v1::Process ToProto(const lifecycle::Process& process);

}  // namespace letan::operations

#endif  // LETAN_SERVICES_OPERATIONS_PROCESS_CODEC_H_
