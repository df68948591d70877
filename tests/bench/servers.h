// The servers that are measured, each a child of the benchmark, and where they keep their data.
#ifndef LETAN_TESTS_BENCH_SERVERS_H_
#define LETAN_TESTS_BENCH_SERVERS_H_

#include <sys/types.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/child_process.h"

namespace letan::bench {

// A directory on a disk: what is written to memory would make fsync free.
class ScratchDirectory {
 public:
  // Below `wanted`, or where temporary files go.
  explicit ScratchDirectory(const std::string& wanted);
  ~ScratchDirectory();
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;
  const std::string& path() const { return path_; }  // empty: there is no disk

 private:
  std::string path_;
};

struct Target {
  std::unique_ptr<testing::ChildProcess> process;
  std::string address;

  pid_t pid() const { return process->pid(); }
};

// Waits until it listens. Nothing, with a line on stderr, if it does not start.
std::optional<Target> StartServer(const std::vector<std::string>& arguments);

// letand's command line for a new database of its own in `scratch`.
std::vector<std::string> LetandArguments(const std::string& program,
                                         const ScratchDirectory& scratch,
                                         const std::string& database);

// The same for one that asks who calls. Its first administrator's token goes to `token_file`;
// limits for each caller are enforced, and none that a benchmark reaches.
std::vector<std::string> AskingLetandArguments(const std::string& program,
                                               const ScratchDirectory& scratch,
                                               const std::string& database,
                                               const std::string& token_file);

// Processor time that a process has used, all of its threads together, in microseconds.
double CpuMicros(pid_t process);

// Memory of a process that lies in RAM now, in MiB.
double ResidentMib(pid_t process);

}  // namespace letan::bench

#endif  // LETAN_TESTS_BENCH_SERVERS_H_
