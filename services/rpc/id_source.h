// Fresh identifiers: UUID version 7 as lower-case text. No gRPC.
#ifndef LETAN_SERVICES_RPC_ID_SOURCE_H_
#define LETAN_SERVICES_RPC_ID_SOURCE_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>

#include "storage/engine.h"

namespace letan::rpc {

// Safe for many threads. Ids of one source ascend strictly, even within a millisecond and when the
// clock is set back: the rows that they name are then written at the end of their index.
class IdSource {
 public:
  // `random`: what the trailing bits of each id are made of; unset: the system's randomness, which
  // is what keeps ids from being guessed. Tests that compare two servers set it.
  explicit IdSource(storage::Clock clock, std::function<std::uint64_t()> random = nullptr)
      : clock_(std::move(clock)), random_(std::move(random)) {}

  // 36 characters, "0190163d-8694-739b-aea5-966c26f8ad91".
  std::string Next();

 private:
  const storage::Clock clock_;
  const std::function<std::uint64_t()> random_;
  // Milliseconds since 1970 and twelve bits below them: what the leading 60 bits of an id are made
  // of.
  std::atomic<std::uint64_t> last_{0};
};

}  // namespace letan::rpc

#endif  // LETAN_SERVICES_RPC_ID_SOURCE_H_
