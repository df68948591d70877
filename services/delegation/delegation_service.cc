#include "services/delegation/delegation_service.h"

#include "services/delegation/delegation_methods.h"
#include "services/delegation/delegation_traits.h"
#include "services/operations/event_hooks.h"

namespace letan::services {

call::ServiceTable MakeDelegationService(const entity::ServiceDeps& deps) {
  call::ServiceTable table(google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(
      "letan.v1.DelegationService"));
  entity::AddStandardMethods<v1::Delegation>(table, *deps.page_tokens,
                                             operations::EventHooks<v1::Delegation>());
  AddDelegationMethods(table);
  return table;
}

}  // namespace letan::services
