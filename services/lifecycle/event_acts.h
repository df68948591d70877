// The custom methods that move an event on.
#ifndef LETAN_SERVICES_LIFECYCLE_EVENT_ACTS_H_
#define LETAN_SERVICES_LIFECYCLE_EVENT_ACTS_H_

#include <vector>

#include "services/call/service_table.h"
#include "services/entity/stored_kinds.h"

namespace letan::services {

// `kinds` must outlive the table.
void AddEventActs(call::ServiceTable& table, const std::vector<entity::StoredKind>& kinds);

}  // namespace letan::services

#endif  // LETAN_SERVICES_LIFECYCLE_EVENT_ACTS_H_
