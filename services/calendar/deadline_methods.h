// Of CalendarService: CompleteDeadline, ReopenDeadline, PreviewDeadlines.
#ifndef LETAN_SERVICES_CALENDAR_DEADLINE_METHODS_H_
#define LETAN_SERVICES_CALENDAR_DEADLINE_METHODS_H_

#include <vector>

#include "services/call/service_table.h"
#include "services/entity/stored_kinds.h"

namespace letan::services {

// `kinds` must outlive the table.
void AddDeadlineMethods(call::ServiceTable& table, const std::vector<entity::StoredKind>& kinds);

}  // namespace letan::services

#endif  // LETAN_SERVICES_CALENDAR_DEADLINE_METHODS_H_
