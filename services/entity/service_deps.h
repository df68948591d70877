// What every service is made with, besides what each call brings.
#ifndef LETAN_SERVICES_ENTITY_SERVICE_DEPS_H_
#define LETAN_SERVICES_ENTITY_SERVICE_DEPS_H_

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "services/entity/page_token.h"
#include "storage/engine.h"

namespace letan::entity {

// call::ServiceTable Make…Service(const ServiceDeps& deps): the tables keep copies of it, so what
// it points to must outlive them.
struct ServiceDeps {
  const PageTokens* page_tokens = nullptr;  // never null when a service is made
  // For the service that watches the change log; others read in their calls' transactions.
  storage::Engine* engine = nullptr;
  // Revisions as the outside sees them. The second fails for what the first did not make.
  std::function<std::string(storage::Revision)> revision_token;
  std::function<absl::StatusOr<storage::Revision>(const std::string&)> read_revision_token;
  std::function<void(const std::string&)> log;  // takes one line, without its end
};

}  // namespace letan::entity

#endif  // LETAN_SERVICES_ENTITY_SERVICE_DEPS_H_
