// Of FestivalService: the editions of a series, by its rule and as they are stored.
#ifndef LETAN_SERVICES_FESTIVAL_EDITIONS_H_
#define LETAN_SERVICES_FESTIVAL_EDITIONS_H_

#include "services/call/service_table.h"

namespace letan::services {

// QueryEditions, CreateEdition.
void AddEditionMethods(call::ServiceTable& table);

}  // namespace letan::services

#endif  // LETAN_SERVICES_FESTIVAL_EDITIONS_H_
