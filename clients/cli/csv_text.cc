#include "clients/cli/csv_text.h"

#include <algorithm>

#include "clients/cli/utf8.h"

namespace letan::cli {
namespace {

// "PK" begins workbooks, the others text in UTF-16.
constexpr const char* kOtherBeginnings[] = {"PK\x03\x04", "\xFF\xFE", "\xFE\xFF"};

}  // namespace

absl::Status CheckCsvText(const std::string& bytes) {
  constexpr char kAdvice[] = ": save the spreadsheet as \"CSV UTF-8\"";
  for (const char* beginning : kOtherBeginnings) {
    if (bytes.rfind(beginning, 0) == 0) {
      return absl::InvalidArgumentError(std::string("is not CSV in UTF-8") + kAdvice);
    }
  }
  const auto bad = FirstBadByte(bytes);
  if (!bad.has_value()) return absl::OkStatus();
  const auto line =
      1 + std::count(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(*bad), '\n');
  return absl::InvalidArgumentError("line " + std::to_string(line) + " is not in UTF-8" + kAdvice);
}

}  // namespace letan::cli
