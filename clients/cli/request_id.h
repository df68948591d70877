// Identifiers with which a write is repeated without a second effect.
#ifndef LETAN_CLIENTS_CLI_REQUEST_ID_H_
#define LETAN_CLIENTS_CLI_REQUEST_ID_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace letan::cli {

// The UUIDv7 (RFC 9562) of an instant and 74 bits of `high` and `low`: lower-case text, ordered by
// time, which keeps the server's index compact.
std::string FormatUuid7(std::int64_t unix_millis, std::uint64_t high, std::uint64_t low);

// A fresh one, from the clock and the system's randomness.
std::string NewRequestId();

// The same text for the same content, for the same `round` of it: a repeated load repeats its
// calls. Not secret.
std::string ContentRequestId(std::string_view content, int round);

}  // namespace letan::cli

#endif  // LETAN_CLIENTS_CLI_REQUEST_ID_H_
