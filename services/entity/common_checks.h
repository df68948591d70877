// Checks that several kinds share.
#ifndef LETAN_SERVICES_ENTITY_COMMON_CHECKS_H_
#define LETAN_SERVICES_ENTITY_COMMON_CHECKS_H_

#include <string>
#include <vector>

#include "services/errors/errors.h"

namespace letan::entity {

// Adds a violation on `field` unless `zone` is empty or the IANA name of a time zone.
void CheckTimeZone(const std::string& zone, const std::string& field,
                   std::vector<errors::FieldViolation>& violations);

// Adds a violation on `field` unless `code` looks like an ISO 639 code: two or three small letters.
void CheckLanguage(const std::string& code, const std::string& field,
                   std::vector<errors::FieldViolation>& violations);

// Adds a violation on `field` unless `code` looks like an ISO 3166-1 alpha-2 code: two capitals.
void CheckCountry(const std::string& code, const std::string& field,
                  std::vector<errors::FieldViolation>& violations);

}  // namespace letan::entity

#endif  // LETAN_SERVICES_ENTITY_COMMON_CHECKS_H_
