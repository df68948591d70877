// Travel times between places.
#ifndef LETAN_STORAGE_SQLITE_TRAVEL_STORE_H_
#define LETAN_STORAGE_SQLITE_TRAVEL_STORE_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/core/booking/travel_matrix.h"
#include "storage/sqlite/session.h"

namespace letan::storage::sqlite {

absl::StatusOr<std::vector<booking::TravelTime>> ListTravelTimes(Connection& connection);
absl::Status PutTravelTimesFrom(Session& session, ChangeSink& sink, const std::string& from,
                                const std::vector<booking::TravelTime>& edges);
absl::StatusOr<std::shared_ptr<const booking::TravelMatrix>> MatrixOf(Session& session);

}  // namespace letan::storage::sqlite

#endif  // LETAN_STORAGE_SQLITE_TRAVEL_STORE_H_
