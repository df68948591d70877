// letan_check_database FILE: the engine's integrity check of a database that no server has open:
// structure, bookings against the rules, stock, hash chain. Exit code 0: sound; 1: not; 2: usage.
#include <cstdio>

#include "tests/faults/support/served_database.h"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: letan_check_database FILE\n");
    return 2;
  }
  const absl::Status status = letan::faults::CheckDatabase(argv[1]);
  std::printf("%s\n", status.ok() ? "sound" : status.ToString().c_str());
  return status.ok() ? 0 : 1;
}
