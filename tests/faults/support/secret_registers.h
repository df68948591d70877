// RESTRICTED delegations that are written over and over, each by one client, while the server is
// killed: what was acknowledged can be opened afterwards.
#ifndef LETAN_TESTS_FAULTS_SUPPORT_SECRET_REGISTERS_H_
#define LETAN_TESTS_FAULTS_SUPPORT_SECRET_REGISTERS_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "letan/v1/delegation.pb.h"

namespace letan::faults {

class SecretRegisters {
 public:
  explicit SecretRegisters(std::size_t count) : registers_(count) {}

  std::size_t count() const { return registers_.size(); }
  // Writes that were acknowledged.
  std::int64_t acknowledged() const { return acknowledged_; }

  absl::Status Create(const std::string& address);
  // Writes the register until the outcome of a write is not known.
  void WriteUntilCutOff(std::size_t index, const std::string& address);
  // After a kill, with the server up again: each register opens, and holds the whole of what was
  // acknowledged last or was cut off after that; the answer that was acknowledged last is told
  // again. DATA_LOSS if not.
  absl::Status Check(const std::string& address);

 private:
  struct Register {
    std::string name;
    std::int64_t written = 0;   // asked for last
    std::int64_t promised = 0;  // acknowledged, or read, last
    std::int64_t answered = 0;  // acknowledged last; 0: none
    v1::Delegation answer;      // of that
    std::string failure;        // what was neither acknowledged nor cut off
  };

  std::vector<Register> registers_;
  std::atomic<std::int64_t> acknowledged_{0};
};

}  // namespace letan::faults

#endif  // LETAN_TESTS_FAULTS_SUPPORT_SECRET_REGISTERS_H_
