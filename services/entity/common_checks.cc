#include "services/entity/common_checks.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <system_error>

#include "absl/time/time.h"

namespace letan::entity {
namespace {

constexpr std::size_t kMaxZoneBytes = 64;
constexpr char kZoneFiles[] = "/usr/share/zoneinfo/";

// Not every name that the library would load: it keeps what does not exist for ever, and takes what
// begins with a slash for the path of any file.
bool IsTimeZone(const std::string& zone) {
  const bool letters = std::all_of(zone.begin(), zone.end(), [](unsigned char c) {
    return (std::isalnum(c) != 0 && c < 0x80) || c == '/' || c == '_' || c == '-' || c == '+';
  });
  if (!letters || zone.front() == '/' || zone.size() > kMaxZoneBytes) return false;
  if (zone == "UTC") return true;
  // Beside the names of IANA: the machine's own zone, and the same zones under other rules.
  for (const char* other : {"localtime", "posixrules", "posix/", "right/"}) {
    if (zone.rfind(other, 0) == 0) return false;
  }
  std::error_code error;
  if (!std::filesystem::is_regular_file(kZoneFiles + zone, error)) return false;
  absl::TimeZone found;
  return absl::LoadTimeZone(zone, &found);
}

}  // namespace

void CheckTimeZone(const std::string& zone, const std::string& field,
                   std::vector<errors::FieldViolation>& violations) {
  if (zone.empty() || IsTimeZone(zone)) return;
  violations.push_back({field, "must be an IANA time zone, such as \"Asia/Ho_Chi_Minh\""});
}

void CheckLanguage(const std::string& code, const std::string& field,
                   std::vector<errors::FieldViolation>& violations) {
  const bool letters =
      std::all_of(code.begin(), code.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  if (letters && (code.size() == 2 || code.size() == 3)) return;
  violations.push_back({field, "must be an ISO 639-1 code in small letters, such as \"ko\""});
}

void CheckCountry(const std::string& code, const std::string& field,
                  std::vector<errors::FieldViolation>& violations) {
  const bool letters =
      std::all_of(code.begin(), code.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  if (letters && code.size() == 2) return;
  violations.push_back({field, "must be an ISO 3166-1 code of two capitals, such as \"KR\""});
}

}  // namespace letan::entity
