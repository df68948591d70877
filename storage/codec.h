// Rows as the messages of letan.internal.v1 that the change log and the resource table keep. Every
// engine encodes through here, so that their logs agree byte by byte.
#ifndef LETAN_STORAGE_CODEC_H_
#define LETAN_STORAGE_CODEC_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/core/booking/travel_matrix.h"
#include "storage/booking_table.h"
#include "storage/credential_table.h"
#include "storage/entity_table.h"

namespace letan::storage {

// ChangeRecord::kind of rows that are no entities; those of entities carry EntityRow::kind.
// The record's `entity` is the name of the booking, movement or resource, and for travel times the
// place from which they start; of a credential, its id.
inline constexpr std::string_view kBookingRecord = "booking";
inline constexpr std::string_view kMovementRecord = "movement";
inline constexpr std::string_view kTravelTimesRecord = "travelTimes";
inline constexpr std::string_view kResourceRecord = "resourceRules";
inline constexpr std::string_view kCredentialRecord = "credential";

// Whether a record of the kind is about an entity.
bool IsEntityRecord(std::string_view kind);

// ChangeRecord::actor and method of holds that lapsed.
inline constexpr std::string_view kSystemActor = "system";
inline constexpr std::string_view kHoldExpiredMethod = "hold.expired";

// ChangeRecord::method of rows whose derived columns were made anew. What such a record says of
// before is what the columns were, right or wrong: there it need not repeat the record before it.
inline constexpr std::string_view kReindexMethod = "letan.v1.AdminService/Reindex";

std::string EncodeEntity(const EntityRow& row);
std::string EncodeBooking(const BookingRow& row);
std::string EncodeMovement(const MovementRow& row);
std::string EncodeResource(const ResourceRow& row);
std::string EncodeCredential(const CredentialRow& row);  // the digest of its secret only
// Edges are encoded in the order of their `to`.
std::string EncodeTravelTimes(const std::string& from,
                              const std::vector<booking::TravelTime>& edges);

// DATA_LOSS when the bytes are not such a message.
absl::StatusOr<EntityRow> DecodeEntity(const std::string& bytes);  // no folded_title, no sort_key
absl::StatusOr<BookingRow> DecodeBooking(const std::string& bytes);
absl::StatusOr<MovementRow> DecodeMovement(const std::string& bytes);
absl::StatusOr<ResourceRow> DecodeResource(const std::string& bytes);
absl::StatusOr<CredentialRow> DecodeCredential(const std::string& bytes);  // no secret
absl::StatusOr<std::vector<booking::TravelTime>> DecodeTravelTimes(const std::string& bytes);

}  // namespace letan::storage

#endif  // LETAN_STORAGE_CODEC_H_
