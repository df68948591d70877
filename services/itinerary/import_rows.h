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
  // What is wrong with it, by cell: "csv.rows[4].start".
  std::vector<errors::FieldViolation> wrong;

  // `column` empty: with the row as a whole.
  void Object(const std::string& column, const std::string& what);
};

// One for each row of the table, the wrong ones too: what only the database can tell is to be said
// with the rest. Times are in `zone`. INVALID_ARGUMENT on "csv" for a
// header without date, start, end and title, with an unknown or a repeated column.
absl::StatusOr<std::vector<ImportedRow>> ReadRows(const operations::CsvTable& table,
                                                  absl::TimeZone zone);

// As an objection quotes it: in quotes, and cut where it is long.
std::string Quoted(const std::string& cell);

}  // namespace letan::services

#endif  // LETAN_SERVICES_ITINERARY_IMPORT_ROWS_H_
