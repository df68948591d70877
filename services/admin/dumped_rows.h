// Rows as lines of a dump, and back.
#ifndef LETAN_SERVICES_ADMIN_DUMPED_ROWS_H_
#define LETAN_SERVICES_ADMIN_DUMPED_ROWS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "letan/internal/v1/dump.pb.h"
#include "services/entity/stored_kinds.h"
#include "services/errors/errors.h"
#include "storage/booking_table.h"
#include "storage/entity_table.h"

namespace letan::services {

using internal::v1::DumpedRow;

// INTERNAL: the row is of no kind that there is, or its body does not parse.
absl::StatusOr<DumpedRow> DumpEntity(const storage::EntityRow& row,
                                     const std::vector<entity::StoredKind>& kinds);
// From what a codec's Encode… made: a message that is a row of its own.
DumpedRow DumpTravelTimes(const std::string& from, const std::vector<booking::TravelTime>& edges);
DumpedRow DumpResource(const storage::ResourceRow& row);
DumpedRow DumpMovement(const storage::MovementRow& row);
DumpedRow DumpBooking(const storage::BookingRow& row);

// Without an end of line.
absl::StatusOr<std::string> LineOf(const DumpedRow& row);
// Null, with what is wrong in `violations`, if the line is none.
bool ParseLine(const std::string& line, DumpedRow& row,
               std::vector<errors::FieldViolation>& violations);

// Rows of lines. What is wrong is added to `violations`, by paths inside the line; the row is then
// of no use.
storage::EntityRow EntityOf(const DumpedRow& line, const std::vector<entity::StoredKind>& kinds,
                            std::vector<errors::FieldViolation>& violations);
std::vector<booking::TravelTime> TravelTimesOf(const DumpedRow& line,
                                               std::vector<errors::FieldViolation>& violations);
storage::ResourceRow ResourceOf(const DumpedRow& line,
                                std::vector<errors::FieldViolation>& violations);
storage::MovementRow MovementOf(const DumpedRow& line,
                                std::vector<errors::FieldViolation>& violations);
storage::BookingRow BookingOf(const DumpedRow& line,
                              std::vector<errors::FieldViolation>& violations);

}  // namespace letan::services

#endif  // LETAN_SERVICES_ADMIN_DUMPED_ROWS_H_
