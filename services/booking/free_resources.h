// Which resources are free: each judged by the engine, listed by name or ranked.
#ifndef LETAN_SERVICES_BOOKING_FREE_RESOURCES_H_
#define LETAN_SERVICES_BOOKING_FREE_RESOURCES_H_

#include "absl/status/statusor.h"
#include "letan/v1/booking_service.pb.h"
#include "services/call/call_context.h"
#include "services/entity/page_token.h"
#include "storage/transaction.h"

namespace letan::services {

absl::StatusOr<v1::FindFreeResourcesResponse> FindFreeResources(
    const call::CallContext& context, storage::ReadTransaction& read,
    const v1::FindFreeResourcesRequest& request, const entity::PageTokens& tokens);

}  // namespace letan::services

#endif  // LETAN_SERVICES_BOOKING_FREE_RESOURCES_H_
