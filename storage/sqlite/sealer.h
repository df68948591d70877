// RESTRICTED content between rows in memory, which are clear, and rows of the file, which are
// sealed with a data key of their entity. See docs/adr/0014-sealing.md.
//
// Whatever seals or opens fails with NoKeys() where there are no keys, and DATA_LOSS where what is
// stored does not open; and notes the data key in the connection.
#ifndef LETAN_STORAGE_SQLITE_SEALER_H_
#define LETAN_STORAGE_SQLITE_SEALER_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/booking_table.h"
#include "storage/change_log.h"
#include "storage/entity_table.h"
#include "storage/seal.h"
#include "storage/sqlite/connection.h"
#include "storage/sqlite/request_store.h"

namespace letan::storage::sqlite {

// What is stored of a row, where that is not the row itself: of an entity a sealed body and no
// title, of a booking its texts, all in owner_label.
absl::StatusOr<std::optional<EntityRow>> SealedEntity(Connection& connection, const EntityRow& row);
absl::StatusOr<std::optional<BookingRow>> SealedBooking(Connection& connection,
                                                        const BookingRow& row);
// `settles`: the RESTRICTED booking that it settles, or null: the movement's own data key.
absl::StatusOr<std::string> SealedReason(Connection& connection, const MovementRow& row,
                                         const BookingRow* settles);

// In place; what is not sealed stays as it is.
absl::Status OpenEntity(Connection& connection, EntityRow& row);
absl::Status OpenBooking(Connection& connection, BookingRow& row);
absl::Status OpenMovement(Connection& connection, MovementRow& row);
// Before and after; the hash stays that of what is stored.
absl::Status OpenRecord(Connection& connection, ChangeRecord& record);

// What is kept of a call for its repetition, with the data key that was used last. The fingerprint
// goes in with the response: a hash without a key would tell whoever has the file that a guess of
// the request is right.
absl::StatusOr<AnsweredRequest> SealedAnswer(Connection& connection, const std::string& caller,
                                             const std::string& request_id,
                                             const AnsweredRequest& answer);
// In place; what is not sealed stays as it is.
absl::Status OpenAnswer(Connection& connection, const std::string& caller,
                        const std::string& request_id, AnsweredRequest& answer);

// Of each level key that wraps data keys here, one is tried. FAILED_PRECONDITION: a level key is
// missing, all are, or one is another than that of its id.
absl::Status CheckKeys(Connection& connection);

// What tells this database from others, of its secret.
std::string SealIdentity(const std::string& secret);

}  // namespace letan::storage::sqlite

#endif  // LETAN_STORAGE_SQLITE_SEALER_H_
