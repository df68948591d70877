// Days of the schema as people write and read them.
#ifndef LETAN_CLIENTS_CLI_DATE_TEXT_H_
#define LETAN_CLIENTS_CLI_DATE_TEXT_H_

#include <string>

#include "absl/time/civil_time.h"
#include "letan/v1/common.pb.h"

namespace letan::cli {

v1::Date ToProto(absl::CivilDay day);
// "2017-02-02".
std::string IsoText(const v1::Date& date);

}  // namespace letan::cli

#endif  // LETAN_CLIENTS_CLI_DATE_TEXT_H_
