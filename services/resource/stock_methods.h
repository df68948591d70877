// Stock: movements and levels.
#ifndef LETAN_SERVICES_RESOURCE_STOCK_METHODS_H_
#define LETAN_SERVICES_RESOURCE_STOCK_METHODS_H_

#include "services/call/service_table.h"
#include "services/entity/page_token.h"

namespace letan::services {

// Adds CreateStockMovement, ListStockMovements and GetStockLevel. `tokens` must outlive the table.
void AddStockMethods(call::ServiceTable& table, const entity::PageTokens& tokens);

}  // namespace letan::services

#endif  // LETAN_SERVICES_RESOURCE_STOCK_METHODS_H_
