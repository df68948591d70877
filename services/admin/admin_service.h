// AdminService: care of the server and its database.
#ifndef LETAN_SERVICES_ADMIN_ADMIN_SERVICE_H_
#define LETAN_SERVICES_ADMIN_ADMIN_SERVICE_H_

#include <vector>

#include "services/call/service_table.h"
#include "services/entity/administration.h"
#include "services/entity/stored_kinds.h"

namespace letan::services {

// Both outlive the table.
call::ServiceTable MakeAdminService(const entity::Administration& administration,
                                    const std::vector<entity::StoredKind>& kinds);

}  // namespace letan::services

#endif  // LETAN_SERVICES_ADMIN_ADMIN_SERVICE_H_
