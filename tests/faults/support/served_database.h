// The server program as a child process on a database in a directory of its own, to be killed and
// started again.
#ifndef LETAN_TESTS_FAULTS_SUPPORT_SERVED_DATABASE_H_
#define LETAN_TESTS_FAULTS_SUPPORT_SERVED_DATABASE_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "services/rpc/revision_token.h"
#include "tests/support/child_process.h"

namespace letan::faults {

class ServedDatabase {
 public:
  // `program`: the path of a letand. `sealing`: it has keys of RESTRICTED content. Ends the test
  // program if no directory can be made.
  explicit ServedDatabase(const std::string& program, bool sealing = false);
  // Kills the server and removes the directory.
  ~ServedDatabase();
  ServedDatabase(const ServedDatabase&) = delete;
  ServedDatabase& operator=(const ServedDatabase&) = delete;

  // Starts the server and waits until it listens, on an address of its own each time.
  // FAILED_PRECONDITION with what it printed if it ends instead.
  absl::Status Start();
  // Starts it and kills it at once, while it may still be opening the database.
  void StartAndKill();
  // SIGKILL, and waits for the end.
  void Kill();
  // SIGTERM; the exit code.
  int Stop();

  const std::string& address() const { return address_; }
  bool sealing() const { return !keys_.empty(); }
  // Reads revisions of this database; after the first Start.
  const rpc::RevisionTokens& tokens() const { return *tokens_; }

  // The engine's integrity check, the hash chain included, on a copy of the database as it lies
  // there: what a killed server left is not touched. With keys everything in the log is opened.
  // DATA_LOSS with the findings.
  absl::Status CheckCopy() const;
  // The same of the database itself, which no server may have open. FAILED_PRECONDITION, too, if it
  // has keys and nothing in it needs them.
  absl::Status CheckAtEnd() const;

 private:
  std::vector<std::string> Arguments();

  std::string program_;
  std::string directory_;
  std::string database_;
  std::string keys_;  // the file; empty: none
  std::string address_;
  int starts_ = 0;
  std::unique_ptr<testing::ChildProcess> process_;
  std::unique_ptr<rpc::RevisionTokens> tokens_;
};

// The integrity check of the database at `path`, which nobody else may have open. `keys`: a key
// file, with which everything in the change log is opened; empty: sealed rows are left sealed.
absl::Status CheckDatabase(const std::string& path, const std::string& keys = "");

}  // namespace letan::faults

#endif  // LETAN_TESTS_FAULTS_SUPPORT_SERVED_DATABASE_H_
