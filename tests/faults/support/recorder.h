// Collects a history from many threads.
#ifndef LETAN_TESTS_FAULTS_SUPPORT_RECORDER_H_
#define LETAN_TESTS_FAULTS_SUPPORT_RECORDER_H_

#include <array>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>

#include "tests/faults/checker/deeds.h"

namespace letan::faults {

// How many calls ended how.
class Tally {
 public:
  void Count(const Operation& operation) { ++counts_[operation.kind()][operation.outcome()]; }
  int Of(Operation::Kind kind, Operation::Outcome outcome) const { return counts_[kind][outcome]; }
  int Of(Operation::Outcome outcome) const;
  int Of(Operation::Kind kind) const;
  std::string ToString() const;

 private:
  std::array<std::array<int, Operation::Outcome_ARRAYSIZE>, Operation::Kind_ARRAYSIZE> counts_{};
};

class Recorder {
 public:
  explicit Recorder(const World& world) { history_.world = world; }

  // Right before a call is sent, and right after its answer came.
  void Invoked(Operation* operation);
  void Returned(Operation* operation);
  void Restarted();

  // Waits until `count` events have happened in all, or until Hurry().
  void WaitForEvents(std::int64_t count);
  void Hurry();
  std::int64_t events() const { return events_.load(); }

  // While no call is under way.
  const History& history() const { return history_; }
  Tally Count() const;

 private:
  std::int64_t Next();

  std::atomic<std::int64_t> events_{0};
  std::atomic<std::int64_t> awaited_{-1};
  std::mutex mutex_;
  std::condition_variable changed_;
  bool hurry_ = false;
  History history_;
};

// By the wall clock, which is the server's too.
std::int64_t WallMicros();

}  // namespace letan::faults

#endif  // LETAN_TESTS_FAULTS_SUPPORT_RECORDER_H_
