// Rules of users that need the transaction.
#ifndef LETAN_SERVICES_IDENTITY_USER_RULES_H_
#define LETAN_SERVICES_IDENTITY_USER_RULES_H_

#include "services/core/access/permissions.h"
#include "services/entity/entity_handlers.h"
#include "services/identity/user_traits.h"

namespace letan::services {

// `table` outlives them.
entity::EntityHooks<v1::User> UserHooks(const access::PermissionTable& table);

}  // namespace letan::services

#endif  // LETAN_SERVICES_IDENTITY_USER_RULES_H_
