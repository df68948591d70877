// Many clients against one server, with or without killing it, and the verdict on what they saw.
#ifndef LETAN_TESTS_FAULTS_SUPPORT_FIGHT_H_
#define LETAN_TESTS_FAULTS_SUPPORT_FIGHT_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "tests/faults/checker/report.h"
#include "tests/faults/support/recorder.h"

namespace letan::faults {

struct FightOptions {
  std::string server;  // path of a letand
  int clients = 64;
  int attempts = 20'000;  // writes, repetitions included
  std::uint64_t seed = 1;
};

struct KillOptions {
  std::string server;
  int clients = 16;
  int kills = 20;
  std::uint64_t seed = 1;
  // All that is booked is RESTRICTED, and besides RESTRICTED delegations are written: after each
  // kill what was acknowledged can be opened.
  bool restricted = false;
};

struct Outcome {
  absl::Status run;        // that the server started, stopped and answered at all
  absl::Status integrity;  // the engine's own check, wherever it was made
  Report report;
  History history;
  std::string summary;

  bool sound() const { return run.ok() && integrity.ok() && report.ok(); }
  // What is wrong, and what happened.
  std::string ToString() const;
};

Outcome Fight(const FightOptions& options);

// Kills the server as often as asked, each time at a moment that the seed picks, while the clients
// write. After each kill the database is checked as it lies there; then the server is started
// again, most unknown outcomes are resolved by asking again with the same request_id (the rest must
// show themselves), everything is read, and the clients go on.
Outcome FightWithKills(const KillOptions& options);

}  // namespace letan::faults

#endif  // LETAN_TESTS_FAULTS_SUPPORT_FIGHT_H_
