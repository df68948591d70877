// Spreadsheets as they come out of files.
#ifndef LETAN_CLIENTS_CLI_CSV_TEXT_H_
#define LETAN_CLIENTS_CLI_CSV_TEXT_H_

#include <string>

#include "absl/status/status.h"

namespace letan::cli {

// INVALID_ARGUMENT, with what to do about it, unless `bytes` is text in UTF-8: spreadsheets also
// save other encodings, and workbooks, as files that are named .csv.
absl::Status CheckCsvText(const std::string& bytes);

}  // namespace letan::cli

#endif  // LETAN_CLIENTS_CLI_CSV_TEXT_H_
