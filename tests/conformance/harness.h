// How the conformance suite opens an engine, whichever it is. Cases see nothing else of it than
// storage/*.h and the capabilities said here.
#ifndef LETAN_TESTS_CONFORMANCE_HARNESS_H_
#define LETAN_TESTS_CONFORMANCE_HARNESS_H_

#include <atomic>
#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "storage/engine.h"

namespace letan::storage::conformance {

// A wall clock that stands still until it is told to move. Safe to use from many threads.
class ManualClock {
 public:
  explicit ManualClock(Micros start) : now_(start) {}
  Micros Now() const { return now_.load(); }
  void Set(Micros now) { now_.store(now); }
  void Advance(Micros by) { now_.fetch_add(by); }

 private:
  std::atomic<Micros> now_;
};

// Called by doomed work for each write that was acknowledged to it.
using Acknowledge = std::function<void()>;
using DoomedWork = std::function<void(Engine&, const Acknowledge&)>;

// What not every engine has.
struct Capabilities {
  // What is acknowledged survives Reopen and CrashAndReopen; without it neither may be called.
  bool durable = false;
  // Writes wait for a writer, so that a queue can be full.
  bool queues = false;
  // Refusals come with a nearest fit.
  bool proposes = false;
};
inline constexpr Capabilities kMemoryCapabilities{};
inline constexpr Capabilities kSqliteCapabilities{
    .durable = true, .queues = true, .proposes = true};

class EngineHarness {
 public:
  virtual ~EngineHarness() = default;

  virtual Capabilities capabilities() const = 0;

  // Fails the running test if the engine cannot be opened. `adjust` changes the options.
  virtual void Open(const std::function<void(EngineOptions&)>& adjust) = 0;
  virtual void Close() = 0;
  void Open() {
    Open([](EngineOptions&) {});
  }
  void Reopen() {
    Close();
    Open();
  }
  // Closes, lets another process do the work on the same database, kills that process without
  // warning after so many acknowledgements, and opens the database again.
  virtual void CrashAndReopen(int acknowledgements, const DoomedWork& work) = 0;

  Engine& engine() { return *engine_; }
  ManualClock& clock() { return clock_; }

 protected:
  explicit EngineHarness(Micros start) : clock_(start) {}
  EngineOptions Options(const std::function<void(EngineOptions&)>& adjust);

  ManualClock clock_;
  std::unique_ptr<Engine> engine_;
};

// Runs `work` in a child process that is killed when it has acknowledged so often. False if the
// child ended otherwise.
bool RunUntilKilled(int acknowledgements, const std::function<void(const Acknowledge&)>& work);

std::unique_ptr<EngineHarness> NewMemoryHarness(Micros start);
std::unique_ptr<EngineHarness> NewSqliteHarness(Micros start);

struct HarnessParam {
  std::string name;
  std::unique_ptr<EngineHarness> (*make)(Micros start);
  Capabilities capabilities;

  friend void PrintTo(const HarnessParam& param, std::ostream* out) { *out << param.name; }
};

// Every engine that there is.
std::vector<HarnessParam> AllEngines();
// Those that have it: EnginesWith(&Capabilities::durable).
std::vector<HarnessParam> EnginesWith(bool Capabilities::*capability);

}  // namespace letan::storage::conformance

#endif  // LETAN_TESTS_CONFORMANCE_HARNESS_H_
