#include "tests/faults/support/recorder.h"

#include <chrono>

namespace letan::faults {

int Tally::Of(Operation::Outcome outcome) const {
  int sum = 0;
  for (const auto& row : counts_) sum += row[outcome];
  return sum;
}

int Tally::Of(Operation::Kind kind) const {
  int sum = 0;
  for (const int count : counts_[kind]) sum += count;
  return sum;
}

std::string Tally::ToString() const {
  std::string text;
  for (int kind = 1; kind < Operation::Kind_ARRAYSIZE; ++kind) {
    std::string line;
    for (int outcome = 1; outcome < Operation::Outcome_ARRAYSIZE; ++outcome) {
      if (counts_[kind][outcome] == 0) continue;
      line += " " + Operation::Outcome_Name(static_cast<Operation::Outcome>(outcome)) + " " +
              std::to_string(counts_[kind][outcome]);
    }
    if (!line.empty()) {
      text += "  " + Operation::Kind_Name(static_cast<Operation::Kind>(kind)) + ":" + line + "\n";
    }
  }
  return text;
}

std::int64_t WallMicros() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

std::int64_t Recorder::Next() {
  const std::int64_t event = events_.fetch_add(1) + 1;
  if (event == awaited_.load()) {
    const std::lock_guard<std::mutex> lock(mutex_);
    changed_.notify_all();
  }
  return event;
}

void Recorder::Invoked(Operation* operation) {
  operation->set_invoke_time(WallMicros());
  operation->set_invoked(Next());
}

void Recorder::Returned(Operation* operation) {
  operation->set_returned(Next());
  operation->set_return_time(WallMicros());
  const std::lock_guard<std::mutex> lock(mutex_);
  history_.operations.push_back(*operation);
}

void Recorder::Restarted() {
  Operation restart;
  restart.set_kind(Operation::RESTART);
  restart.set_outcome(Operation::OK);
  Invoked(&restart);
  Returned(&restart);
}

void Recorder::WaitForEvents(std::int64_t count) {
  std::unique_lock<std::mutex> lock(mutex_);
  awaited_ = count;
  changed_.wait(lock, [&] { return hurry_ || events_.load() >= count; });
  hurry_ = false;
}

void Recorder::Hurry() {
  const std::lock_guard<std::mutex> lock(mutex_);
  hurry_ = true;
  changed_.notify_all();
}

Tally Recorder::Count() const {
  Tally tally;
  for (const Operation& operation : history_.operations) tally.Count(operation);
  return tally;
}

}  // namespace letan::faults
