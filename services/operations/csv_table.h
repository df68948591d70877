// Comma-separated values with a header, RFC 4180, as spreadsheets write them.
#ifndef LETAN_SERVICES_OPERATIONS_CSV_TABLE_H_
#define LETAN_SERVICES_OPERATIONS_CSV_TABLE_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace letan::operations {

struct CsvTable {
  std::vector<std::string> header;
  // Rows as a spreadsheet numbers them: the header is row 1, so rows[0] is row 2. Rows without any
  // text are here, too, empty. Cells have no blanks around them.
  std::vector<std::vector<std::string>> rows;
};

// The separator is ";" where the header has one and no ",". INVALID_ARGUMENT on `field`: quotes
// that are not closed or stand inside a cell, more rows than `most`, no header.
absl::StatusOr<CsvTable> ParseCsv(const std::string& field, std::string_view text, int most);

}  // namespace letan::operations

#endif  // LETAN_SERVICES_OPERATIONS_CSV_TABLE_H_
