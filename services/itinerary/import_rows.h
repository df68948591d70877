// Rows of a spreadsheet as activities, without the database.
#ifndef LETAN_SERVICES_ITINERARY_IMPORT_ROWS_H_
#define LETAN_SERVICES_ITINERARY_IMPORT_ROWS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "letan/v1/itinerary.pb.h"
#include "services/errors/errors.h"
#include "services/operations/csv_table.h"

namespace letan::services {

struct ImportedRow {
  int number = 0;  // as a spreadsheet counts: the header is 1
  v1::Activity activity;
  std::string place;  // what stands there: a name "places/…", or words
};

// One for each row that is not empty. INVALID_ARGUMENT on "csv" for a header without date, start,
// end and title, with an unknown or a repeated column; with every cell that is wrong as
// "csv.rows[4].start".
absl::StatusOr<std::vector<ImportedRow>> ReadRows(const operations::CsvTable& table,
                                                  absl::TimeZone zone);

// "csv.rows[4].start"
std::string CellField(int row, const std::string& column);

}  // namespace letan::services

#endif  // LETAN_SERVICES_ITINERARY_IMPORT_ROWS_H_
