// What every service is made with, besides what each call brings.
#ifndef LETAN_SERVICES_ENTITY_SERVICE_DEPS_H_
#define LETAN_SERVICES_ENTITY_SERVICE_DEPS_H_

#include <functional>

#include "absl/status/status.h"
#include "services/call/method_index.h"
#include "services/entity/page_token.h"
#include "storage/viewer.h"

namespace letan::entity {

// call::ServiceTable Make…Service(const ServiceDeps& deps): the tables keep copies of it, so what
// it points to must outlive them.
struct ServiceDeps {
  // Never null when a service is made.
  const PageTokens* page_tokens = nullptr;
  // Every method of the server; complete when the last service is made.
  const call::MethodIndex* methods = nullptr;
  // Whether the viewer may call the method: OK or PERMISSION_DENIED.
  std::function<absl::Status(const storage::Viewer&, const call::Method&)> authorize;
};

}  // namespace letan::entity

#endif  // LETAN_SERVICES_ENTITY_SERVICE_DEPS_H_
