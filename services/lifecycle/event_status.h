// How an event stands, for answers.
#ifndef LETAN_SERVICES_LIFECYCLE_EVENT_STATUS_H_
#define LETAN_SERVICES_LIFECYCLE_EVENT_STATUS_H_

#include "letan/v1/lifecycle_service.pb.h"
#include "services/operations/event_message.h"

namespace letan::services {

v1::EventStatus StatusOf(const operations::EventMessage& event);

}  // namespace letan::services

#endif  // LETAN_SERVICES_LIFECYCLE_EVENT_STATUS_H_
