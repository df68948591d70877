// Resources and stock items.
#ifndef LETAN_STORAGE_SQLITE_RESOURCE_STORE_H_
#define LETAN_STORAGE_SQLITE_RESOURCE_STORE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/booking_table.h"
#include "storage/sqlite/session.h"

namespace letan::storage::sqlite {

// A resource as the transaction finds it.
struct ResourceHandle {
  std::int64_t id = 0;
  booking::Micros longest = 0;  // no booking of it is longer
  bool visible = false;         // to who asks
  std::shared_ptr<const ResourceRow> row;
};

// Visible or not. Empty: there is none.
absl::StatusOr<std::optional<ResourceHandle>> FindResourceHandle(Session& session,
                                                                 const std::string& name);
// NOT_FOUND: there is none, or this viewer may not see it.
absl::StatusOr<ResourceHandle> VisibleResource(Session& session, const std::string& name);

// The name of one that a booking has. INTERNAL: there is none.
absl::Status ReadResourceName(Session& session, std::int64_t id, std::string& name);

// Contracts: storage/transaction.h.
absl::StatusOr<std::vector<ResourceRow>> ListResourceRows(Session& session,
                                                          const ResourceQuery& query);
absl::Status PutResourceRow(Session& session, ChangeSink& sink, const ResourceRow& row);

// Counts one change of its bookings, the longest of which is now at least `longest`.
absl::Status TouchResource(Connection& connection, std::int64_t id, booking::Micros longest);

absl::Status ForEachResource(Connection& connection,
                             const std::function<void(std::int64_t, const ResourceRow&)>& visit);

}  // namespace letan::storage::sqlite

#endif  // LETAN_STORAGE_SQLITE_RESOURCE_STORE_H_
