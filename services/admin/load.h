// Lines of a dump become rows again.
#ifndef LETAN_SERVICES_ADMIN_LOAD_H_
#define LETAN_SERVICES_ADMIN_LOAD_H_

#include <vector>

#include "absl/status/statusor.h"
#include "letan/v1/admin_service.pb.h"
#include "services/call/service_table.h"
#include "services/entity/stored_kinds.h"

namespace letan::services {

// Contract: AdminService.Load.
absl::StatusOr<call::Apply<v1::LoadResponse>> PrepareLoad(
    const call::CallContext& context, const v1::LoadRequest& request,
    const std::vector<entity::StoredKind>& kinds);

}  // namespace letan::services

#endif  // LETAN_SERVICES_ADMIN_LOAD_H_
