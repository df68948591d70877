// From a resource's document to the rules by which it is booked.
#ifndef LETAN_SERVICES_RESOURCE_RESOURCE_RULES_H_
#define LETAN_SERVICES_RESOURCE_RESOURCE_RULES_H_

#include <vector>

#include "letan/v1/resource.pb.h"
#include "services/errors/errors.h"
#include "storage/booking_table.h"

namespace letan::services {

// ResourceRow::kind of stock items.
inline constexpr char kStockItemKind[] = "STOCK_ITEM";

// Violations for spans that are no part of a week or overlap; paths inside the resource.
void CheckWorkingHours(const v1::Resource& resource,
                       std::vector<errors::FieldViolation>& violations);

// Of valid documents with their names. `deleted`: nothing can be booked any more.
storage::ResourceRow RulesOf(const v1::Resource& resource, bool deleted);
storage::ResourceRow RulesOf(const v1::StockItem& item, bool deleted);

}  // namespace letan::services

#endif  // LETAN_SERVICES_RESOURCE_RESOURCE_RULES_H_
