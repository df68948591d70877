// How a command of `letan` ends when it does not end well. Commands throw one of these, as CLI11
// itself does; main() prints it to stderr and turns it into the exit code.
#ifndef LETAN_CLIENTS_CLI_EXIT_H_
#define LETAN_CLIENTS_CLI_EXIT_H_

#include <stdexcept>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "google/rpc/error_details.pb.h"

namespace letan::cli {

// Exit codes, as `letan --help` documents them.
enum ExitCode {
  kExitOk = 0,
  kExitRefused = 1,      // the server refuses as things stand: a conflict, a state, a stale etag
  kExitUsage = 2,        // the command line, a file or a text given on it
  kExitServerError = 3,  // not found, or any other error of the server
  kExitUnavailable = 4,  // no server, no answer in time, or too much load
};

// What the user typed makes no sense.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// The server answered with an error, or did not answer.
class ServerError : public std::runtime_error {
 public:
  explicit ServerError(google::rpc::Status status)
      : std::runtime_error(status.message()), status_(std::move(status)) {}
  const google::rpc::Status& status() const { return status_; }

 private:
  google::rpc::Status status_;
};

// The value, or UsageError with the status' message.
template <class T>
T ValueOrUsage(absl::StatusOr<T> value) {
  if (!value.ok()) throw UsageError(std::string(value.status().message()));
  return *std::move(value);
}

}  // namespace letan::cli

#endif  // LETAN_CLIENTS_CLI_EXIT_H_
