#include "tests/conformance/harness.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

namespace letan::storage::conformance {

EngineOptions EngineHarness::Options(const std::function<void(EngineOptions&)>& adjust) {
  EngineOptions options;
  options.clock = [this] { return clock_.Now(); };
  adjust(options);
  return options;
}

bool RunUntilKilled(int acknowledgements, const std::function<void(const Acknowledge&)>& work) {
  int ends[2];
  if (pipe(ends) != 0) return false;
  const pid_t child = fork();
  if (child < 0) return false;
  if (child == 0) {
    close(ends[0]);
    const char byte = 'a';
    work([&] {
      if (write(ends[1], &byte, 1) != 1) _exit(3);
    });
    // The work is over before the blow: it falls while the engine is open and idle.
    for (;;) pause();
  }
  close(ends[1]);
  char byte = 0;
  int seen = 0;
  while (seen < acknowledgements && read(ends[0], &byte, 1) == 1) ++seen;
  kill(child, SIGKILL);
  close(ends[0]);
  int status = 0;
  if (waitpid(child, &status, 0) != child) return false;
  return seen == acknowledgements && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
}

std::vector<HarnessParam> AllEngines() {
  return {{"Memory", NewMemoryHarness, kMemoryCapabilities},
          {"Sqlite", NewSqliteHarness, kSqliteCapabilities}};
}

std::vector<HarnessParam> EnginesWith(bool Capabilities::*capability) {
  std::vector<HarnessParam> engines = AllEngines();
  std::erase_if(engines,
                [&](const HarnessParam& param) { return !(param.capabilities.*capability); });
  return engines;
}

}  // namespace letan::storage::conformance
