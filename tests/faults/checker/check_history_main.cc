// letan_check_history FILE: judges a recorded history. Exit code 0: it is sound; 1: it is not;
// 2: it cannot be read.
#include <cstdio>

#include "tests/faults/checker/checker.h"
#include "tests/faults/checker/history_file.h"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: letan_check_history FILE\n");
    return 2;
  }
  const auto history = letan::faults::ReadHistory(argv[1]);
  if (!history.ok()) {
    std::fprintf(stderr, "letan_check_history: %s\n", history.status().ToString().c_str());
    return 2;
  }
  const letan::faults::Report report = letan::faults::Check(*history);
  std::printf("%s%zu operations, %zu findings\n", report.ToString().c_str(),
              history->operations.size(), report.items().size());
  return report.ok() ? 0 : 1;
}
