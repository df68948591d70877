#include "tests/support/child_process.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

extern char** environ;

namespace letan::testing {
namespace {

[[noreturn]] void Die(const char* what, int error) {
  std::fprintf(stderr, "child process: %s: %s\n", what, std::strerror(error));
  std::abort();
}

// False at the end of the output.
bool ReadSome(int fd, std::string& into) {
  char block[4096];
  ssize_t size;
  do {
    size = read(fd, block, sizeof(block));
  } while (size < 0 && errno == EINTR);
  if (size > 0) into.append(block, static_cast<std::size_t>(size));
  return size > 0;
}

std::string ReadAll(int fd) {
  std::string all;
  while (ReadSome(fd, all)) {
  }
  return all;
}

// Default signals, nothing blocked: the child must not inherit what a test or bench changed.
void ResetSignals(posix_spawnattr_t& attributes) {
  sigset_t none;
  sigset_t defaults;
  sigemptyset(&none);
  sigfillset(&defaults);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
}

}  // namespace

ChildProcess::ChildProcess(const std::vector<std::string>& arguments) {
  int output[2];
  int errors[2];
  if (pipe2(output, O_CLOEXEC) != 0 || pipe2(errors, O_CLOEXEC) != 0) Die("pipe", errno);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, output[1], STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, errors[1], STDERR_FILENO);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  ResetSignals(attributes);
  std::vector<char*> pointers;
  for (const std::string& argument : arguments) {
    pointers.push_back(const_cast<char*>(argument.c_str()));
  }
  pointers.push_back(nullptr);
  const int error =
      posix_spawn(&pid_, pointers[0], &actions, &attributes, pointers.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  close(output[1]);
  close(errors[1]);
  if (error != 0) Die(pointers[0], error);
  output_ = output[0];
  errors_ = errors[0];
}

ChildProcess::~ChildProcess() {
  if (!reaped_) {
    Signal(SIGKILL);
    Wait();
  }
  close(output_);
  close(errors_);
}

std::optional<std::string> ChildProcess::ReadLine() {
  std::size_t end;
  while ((end = buffer_.find('\n')) == std::string::npos) {
    if (!ReadSome(output_, buffer_)) return std::nullopt;
  }
  std::string line = buffer_.substr(0, end);
  buffer_.erase(0, end + 1);
  return line;
}

std::string ChildProcess::ReadOutput() {
  std::string all = std::move(buffer_);
  buffer_.clear();
  return all + ReadAll(output_);
}

std::string ChildProcess::ReadErrors() { return ReadAll(errors_); }

void ChildProcess::Signal(int signal) const {
  if (!reaped_) kill(pid_, signal);
}

int ChildProcess::Wait() {
  while (!reaped_) {
    if (waitpid(pid_, &status_, 0) == pid_) {
      reaped_ = true;
    } else if (errno != EINTR) {
      Die("waitpid", errno);
    }
  }
  return WIFEXITED(status_) ? WEXITSTATUS(status_) : 128 + WTERMSIG(status_);
}

}  // namespace letan::testing
