// A program as a child, its output read line by line.
#ifndef LETAN_TESTS_SUPPORT_CHILD_PROCESS_H_
#define LETAN_TESTS_SUPPORT_CHILD_PROCESS_H_

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

namespace letan::testing {

// Killed and reaped at the end, if it still runs then.
class ChildProcess {
 public:
  // arguments[0] is the program's path. Its stdin is empty; stderr goes to a pipe of its own.
  explicit ChildProcess(const std::vector<std::string>& arguments);
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  pid_t pid() const { return pid_; }

  // The next line of its stdout, waiting for it; nothing at the end of the output.
  std::optional<std::string> ReadLine();
  // All that is left on stdout or stderr, up to its end.
  std::string ReadOutput();
  std::string ReadErrors();

  void Signal(int signal) const;
  // Its exit code; 128 + the signal that ended it.
  int Wait();

 private:
  pid_t pid_ = -1;
  bool reaped_ = false;
  int status_ = 0;
  int output_ = -1;
  int errors_ = -1;
  std::string buffer_;  // read of stdout, not yet given out
};

}  // namespace letan::testing

#endif  // LETAN_TESTS_SUPPORT_CHILD_PROCESS_H_
