// The change log read from its joint on, against the rows that there are.
#ifndef LETAN_STORAGE_SQLITE_LOG_REPLAY_H_
#define LETAN_STORAGE_SQLITE_LOG_REPLAY_H_

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "absl/status/status.h"
#include "storage/sqlite/archive_store.h"
#include "storage/sqlite/change_log_store.h"
#include "storage/sqlite/connection.h"

namespace letan::storage::sqlite {

// Of a set of rows, in whatever order they come: the sum of their hashes. It finds what damage did
// to them; whoever may write the database can write a fitting one, too.
class StateDigest {
 public:
  void Add(std::string_view key, std::string_view bytes);
  std::string value() const;  // 32 bytes

 private:
  std::array<std::uint64_t, 4> lanes_{};
};

// Of rows whose last change was archived the log says nothing any more. So an archive keeps a
// digest of all rows as they were at its end; here that state is found again by undoing the log:
// a row that the log has was, at the joint, what the first record says of it before; any other row
// was what it is.
class LogReplay {
 public:
  using Find = std::function<void(std::string)>;

  // `joint`: where to begin; with sequence 0, at the first change.
  LogReplay(Connection& connection, Archive joint, Find find)
      : connection_(connection), joint_(std::move(joint)), find_(std::move(find)) {}

  // Reads it all and checks its chain from the joint to the head.
  absl::Status ReadLog();
  // A row that there is, of the kind and encoded as the log has it; each once, after ReadLog.
  void Live(std::string_view kind, const std::string& name, const std::string& bytes);
  // After all rows: finds those that are recorded but not there.
  void FindMissing();

  // After all rows: the digest of the state at the joint.
  std::string StateAtJoint() const { return state_at_joint_.value(); }
  std::int64_t changes() const { return changes_; }

 private:
  // What the log says is there: hashed to save memory.
  struct Logged {
    bool live = false;
    std::size_t whole = 0;
    std::size_t core = 0;
  };

  void CheckRecord(const ChangeRecord& record);
  void Follow(const ChangeRecord& record);

  Connection& connection_;
  const Archive joint_;
  const Find find_;
  Head previous_;
  std::int64_t changes_ = 0;
  std::unordered_map<std::string, Logged> logged_;
  StateDigest state_at_joint_;
};

}  // namespace letan::storage::sqlite

#endif  // LETAN_STORAGE_SQLITE_LOG_REPLAY_H_
