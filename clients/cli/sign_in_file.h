// What `letan login` keeps: for each server the tokens of one session, in a file that only its
// owner can read.
#ifndef LETAN_CLIENTS_CLI_SIGN_IN_FILE_H_
#define LETAN_CLIENTS_CLI_SIGN_IN_FILE_H_

#include <map>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace letan::cli {

struct SignedIn {
  std::string access_token;
  absl::Time access_expire_time;
  std::string refresh_token;
};

// "$XDG_CONFIG_HOME/letan/sessions", or below ~/.config. FAILED_PRECONDITION: neither is known.
absl::StatusOr<std::string> SignInPath();

// Holds the file for this process while it lives, so that two do not refresh one session at once.
class SignInFile {
 public:
  // A file that is not there is empty. FAILED_PRECONDITION: others can read it, or it cannot be
  // read or locked.
  static absl::StatusOr<SignInFile> Open(const std::string& path);
  ~SignInFile();
  SignInFile(SignInFile&& other) noexcept;
  SignInFile& operator=(SignInFile&&) = delete;

  std::optional<SignedIn> Find(const std::string& server) const;
  // Replaces or, without a value, forgets; written before it returns, mode 0600.
  absl::Status Put(const std::string& server, const std::optional<SignedIn>& signed_in);

 private:
  SignInFile(std::string path, int lock) : path_(std::move(path)), lock_(lock) {}
  absl::Status Read();

  std::string path_;
  int lock_ = -1;
  std::map<std::string, SignedIn> servers_;
};

}  // namespace letan::cli

#endif  // LETAN_CLIENTS_CLI_SIGN_IN_FILE_H_
