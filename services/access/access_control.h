// The table of permissions at work: what rpc asks for each call.
#ifndef LETAN_SERVICES_ACCESS_ACCESS_CONTROL_H_
#define LETAN_SERVICES_ACCESS_ACCESS_CONTROL_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/access/guard.h"
#include "services/call/caller.h"
#include "services/call/service_table.h"
#include "services/core/access/permissions.h"

namespace letan::access {

class AccessControl {
 public:
  AccessControl(std::unique_ptr<const PermissionTable> table, Prototypes prototypes)
      : table_(std::move(table)), prototypes_(std::move(prototypes)) {}

  // What the caller may do with the method. UNAUTHENTICATED: only those may who are known;
  // PERMISSION_DENIED: nothing, or what is presented is not good for it.
  absl::StatusOr<std::shared_ptr<const Permit>> Authorize(const call::Caller& caller,
                                                          const std::string& method,
                                                          bool writes) const;
  // The body under the permit.
  storage::WriteBody Guard(std::shared_ptr<const Permit> permit,
                           const google::protobuf::Message& request,
                           storage::WriteBody body) const {
    return access::Guard(std::move(permit), prototypes_, request, std::move(body));
  }

  const PermissionTable& table() const { return *table_; }
  const Prototypes& prototypes() const { return prototypes_; }

 private:
  std::unique_ptr<const PermissionTable> table_;
  Prototypes prototypes_;
};

// Whether one of a token's scopes covers the method, "letan.v1.BookingService/Book". `writes`: it
// can change something.
bool InScope(const std::vector<std::string>& scopes, const std::string& method, bool writes);

// For a call that writes, the agency for which it is done: the one that was named, or the only one
// of the caller's. PERMISSION_DENIED, reason ACTING_AGENCY_REQUIRED: there are several.
absl::Status ChooseAgency(const call::Caller& caller, storage::Viewer& viewer);

}  // namespace letan::access

#endif  // LETAN_SERVICES_ACCESS_ACCESS_CONTROL_H_
