// Fresh identifiers: UUID version 7 as lower-case text. No gRPC.
#ifndef LETAN_SERVICES_RPC_ID_SOURCE_H_
#define LETAN_SERVICES_RPC_ID_SOURCE_H_

#include <atomic>
#include <cstdint>
#include <string>

#include "storage/engine.h"

namespace letan::rpc {

// Safe for many threads. Ids of one source ascend strictly, even within a millisecond and when the
// clock is set back: the rows that they name are then written at the end of their index.
class IdSource {
 public:
  explicit IdSource(storage::Clock clock) : clock_(std::move(clock)) {}

  // 36 characters, "0190163d-8694-739b-aea5-966c26f8ad91".
  std::string Next();

 private:
  const storage::Clock clock_;
  // Milliseconds since 1970 and twelve bits below them: what the leading 60 bits of an id are made
  // of.
  std::atomic<std::uint64_t> last_{0};
};

}  // namespace letan::rpc

#endif  // LETAN_SERVICES_RPC_ID_SOURCE_H_
