#include "services/entity/common_checks.h"

#include <algorithm>

#include "absl/time/time.h"

namespace letan::entity {

void CheckTimeZone(const std::string& zone, const std::string& field,
                   std::vector<errors::FieldViolation>& violations) {
  absl::TimeZone found;
  if (zone.empty() || absl::LoadTimeZone(zone, &found)) return;
  violations.push_back({field, "must be an IANA time zone, such as \"Asia/Ho_Chi_Minh\""});
}

void CheckLanguage(const std::string& code, const std::string& field,
                   std::vector<errors::FieldViolation>& violations) {
  const bool letters =
      std::all_of(code.begin(), code.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  if (letters && (code.size() == 2 || code.size() == 3)) return;
  violations.push_back({field, "must be an ISO 639-1 code in small letters, such as \"ko\""});
}

}  // namespace letan::entity
