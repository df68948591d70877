// Comma-separated values with a header, RFC 4180, as spreadsheets write them.
#ifndef LETAN_SERVICES_OPERATIONS_CSV_TABLE_H_
#define LETAN_SERVICES_OPERATIONS_CSV_TABLE_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace letan::operations {

struct CsvRow {
  int number = 0;  // as a spreadsheet counts: the header is 1, rows without text count too
  std::vector<std::string> cells;  // without blanks around them; lines in a cell end with "\n"
};

struct CsvTable {
  std::vector<std::string> header;
  std::vector<CsvRow> rows;  // those with text
};

// The separator is ";" where the header has one and no ","; a byte order mark is skipped.
// INVALID_ARGUMENT on `field` if there is no header or there are more rows with text than `most`;
// on
// "`field`.rows[4]" for quotes that are not closed or stand inside a cell, and for a row with more
// than 64 cells.
absl::StatusOr<CsvTable> ParseCsv(const std::string& field, std::string_view text, int most);

// "csv.rows[4].start"; without a column, "csv.rows[4]".
std::string CellField(const std::string& field, int row, const std::string& column = "");

}  // namespace letan::operations

#endif  // LETAN_SERVICES_OPERATIONS_CSV_TABLE_H_
