// A new key of the key file takes over: data keys are wrapped anew, what they sealed stays.
#ifndef LETAN_STORAGE_SQLITE_ROTATE_KEYS_H_
#define LETAN_STORAGE_SQLITE_ROTATE_KEYS_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/sqlite/sqlite_engine.h"

namespace letan::storage {

struct RotatedKeys {
  std::int64_t rewrapped = 0;
  std::int64_t data_keys = 0;       // that there are
  std::vector<std::string> unused;  // keys of the file that this database does not need any more
};

// Wraps every data key with the current key of `options.keys`, in small commits: what was ended
// goes on where it was. No server has the database meanwhile. `progress` (may be unset) is told how
// many are done and how many there were to do. Errors: OpenSqlite; FAILED_PRECONDITION: no keys;
// DATA_LOSS: a data key does not open.
absl::StatusOr<RotatedKeys> RotateKeys(
    const SqliteOptions& options,
    const std::function<void(std::int64_t done, std::int64_t all)>& progress);

}  // namespace letan::storage

#endif  // LETAN_STORAGE_SQLITE_ROTATE_KEYS_H_
