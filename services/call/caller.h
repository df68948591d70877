// Who calls, and what they may: found once for each credential, then shared by its calls.
#ifndef LETAN_SERVICES_CALL_CALLER_H_
#define LETAN_SERVICES_CALL_CALLER_H_

#include <memory>
#include <string>
#include <vector>

#include "letan/v1/identity.pb.h"
#include "services/core/access/permissions.h"
#include "storage/viewer.h"

namespace letan::call {

struct Caller {
  storage::Viewer viewer;                // subject "users/…"; what they see
  std::vector<access::Grant> grants;     // their roles
  bool known = false;                    // they proved who they are
  bool anonymous = false;                // nobody is asked: everything is allowed
  std::string credential;                // id of what they proved it with
  std::vector<std::string> scopes;       // of a token; empty: all
  std::shared_ptr<const v1::User> user;  // as stored; null where nobody is known
};

}  // namespace letan::call

#endif  // LETAN_SERVICES_CALL_CALLER_H_
