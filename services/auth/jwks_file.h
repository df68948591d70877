// A key set in a file, which is read again when it changes: providers change their keys.
#ifndef LETAN_SERVICES_AUTH_JWKS_FILE_H_
#define LETAN_SERVICES_AUTH_JWKS_FILE_H_

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/auth/jwks.h"

namespace letan::auth {

// Safe for many threads. A set that cannot be used never takes the place of one that can: tokens go
// on to be verified with the keys of before, and whoever asked for the reload is told.
//
// Errors of all three: NOT_FOUND and PERMISSION_DENIED from the system; FAILED_PRECONDITION if it
// is no regular file, or one that everybody may write; INVALID_ARGUMENT as of ParseJwks. Their
// messages name the file; their facts, "what" above all, are for the log.
class JwksFile {
 public:
  // The first set must be good.
  static absl::StatusOr<std::unique_ptr<JwksFile>> Open(std::string path);

  // Costs a lock and a count. Never null; stays as it is while the caller has it.
  std::shared_ptr<const KeySet> keys() const;

  // Reads the file, changed or not.
  absl::Status Reload();
  // Reads it if it is another one than the last that was read, good or bad: an error is told once.
  // True: there is a new set.
  absl::StatusOr<bool> ReloadIfChanged();

 private:
  // What tells one state of a file from another: device, inode, size, times of change. All zero:
  // there was no file.
  using Stamp = std::array<std::int64_t, 7>;

  explicit JwksFile(std::string path) : path_(std::move(path)) {}
  static Stamp StampOf(const std::string& path);
  static absl::StatusOr<std::string> Read(const std::string& path);
  absl::Status ReloadLocked();

  const std::string path_;
  std::mutex reload_mutex_;  // one at a time; before mutex_
  Stamp last_read_{};        // guarded by reload_mutex_
  mutable std::mutex mutex_;
  std::shared_ptr<const KeySet> keys_;  // guarded by mutex_
};

}  // namespace letan::auth

#endif  // LETAN_SERVICES_AUTH_JWKS_FILE_H_
