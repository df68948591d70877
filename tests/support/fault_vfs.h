// A SQLite VFS over the default one that fails on demand and knows what a power cut would leave.
#ifndef LETAN_TESTS_SUPPORT_FAULT_VFS_H_
#define LETAN_TESTS_SUPPORT_FAULT_VFS_H_

#include <cstdint>
#include <memory>
#include <string>

namespace letan::testing {

// Registered under its name as long as it lives; open databases with that name as their VFS, and
// close them before it goes. Safe for use from many threads.
class FaultVfs {
 public:
  enum class File { kDatabase, kLog };  // PATH and PATH-wal
  enum class Call { kWrite, kSync };

  explicit FaultVfs(const std::string& name);
  ~FaultVfs();
  FaultVfs(const FaultVfs&) = delete;
  FaultVfs& operator=(const FaultVfs&) = delete;

  const std::string& name() const;

  // From the `nth` such call on (1: the next), `times` of them fail with `code`, an (extended)
  // SQLite result code. A write that fails has written its first half; a sync that fails has
  // synced nothing, but what was written can still be read. One fault at a time.
  void Fail(File file, Call call, int nth, int times, int code);
  void Heal();
  // How many calls have failed since the last Fail.
  int failed() const;
  // How many writes to the file there have been.
  int writes(File file) const;

  // Syncs report success without making anything durable: to prove that a test would notice.
  void LieAboutSync(bool lie);

  // Writes what would be found after a power cut now: everything synced of `database` and its log,
  // and of the sectors written since then those that `seed` picks (0: none). The copy is
  // `copy` and its log; both files are replaced.
  void CrashImage(const std::string& database, const std::string& copy, std::uint64_t seed) const;

  class State;

 private:
  std::unique_ptr<State> state_;
};

}  // namespace letan::testing

#endif  // LETAN_TESTS_SUPPORT_FAULT_VFS_H_
