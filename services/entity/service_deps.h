// What every service is made with, besides what each call brings.
#ifndef LETAN_SERVICES_ENTITY_SERVICE_DEPS_H_
#define LETAN_SERVICES_ENTITY_SERVICE_DEPS_H_

#include "services/entity/administration.h"
#include "services/entity/page_token.h"

namespace letan::entity {

// call::ServiceTable Make…Service(const ServiceDeps& deps): the tables keep copies of it, so what
// it points to must outlive them.
struct ServiceDeps {
  // Never null when a service is made.
  const PageTokens* page_tokens = nullptr;
  const Administration* administration = nullptr;
};

}  // namespace letan::entity

#endif  // LETAN_SERVICES_ENTITY_SERVICE_DEPS_H_
