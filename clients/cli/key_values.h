// One thing on the command line that has parts: "resources/car-1 from=2017-02-08 14:00 to=16:00".
#ifndef LETAN_CLIENTS_CLI_KEY_VALUES_H_
#define LETAN_CLIENTS_CLI_KEY_VALUES_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace letan::cli {

struct KeyValues {
  std::string head;                           // what stands before the first key
  std::map<std::string, std::string> values;  // by key

  // The value of `key`, or `otherwise`.
  std::string Get(const std::string& key, const std::string& otherwise = "") const;
};

// A value reaches to the next "key=" or the end, blanks in it included; commas between parts are
// allowed. INVALID_ARGUMENT: a key that is not in `keys`, or twice.
absl::StatusOr<KeyValues> ParseKeyValues(std::string_view text, const std::set<std::string>& keys);

// "25"; INVALID_ARGUMENT names `what`.
absl::StatusOr<std::int64_t> ParseCount(const std::string& text, const std::string& what);

}  // namespace letan::cli

#endif  // LETAN_CLIENTS_CLI_KEY_VALUES_H_
