// The services that a server can host.
#ifndef LETAN_SERVICES_SERVER_SERVICES_H_
#define LETAN_SERVICES_SERVER_SERVICES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "google/protobuf/descriptor.h"
#include "services/call/service_table.h"
#include "services/entity/service_deps.h"
#include "services/entity/stored_kinds.h"

namespace letan::server {

// Every kind of entity, an owner before what it owns.
const std::vector<entity::StoredKind>& StoredKinds();

// "directory", "resource", …: what --services takes.
std::vector<std::string> ServiceNames();

// Of all services, hosted or not.
std::vector<const google::protobuf::ServiceDescriptor*> ServiceDescriptors();

// Each once, in the order of ServiceNames; an empty list stands for all. INVALID_ARGUMENT for a
// name that is not there.
absl::StatusOr<std::vector<std::string>> ChooseServices(const std::vector<std::string>& names);

// `names` as ChooseServices returned them.
std::vector<call::ServiceTable> BuildServices(const std::vector<std::string>& names,
                                              const entity::ServiceDeps& deps);

}  // namespace letan::server

#endif  // LETAN_SERVICES_SERVER_SERVICES_H_
