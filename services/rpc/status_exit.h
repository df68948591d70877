// The one exit for errors: from absl::Status to what goes over the wire.
#ifndef LETAN_SERVICES_RPC_STATUS_EXIT_H_
#define LETAN_SERVICES_RPC_STATUS_EXIT_H_

#include <grpcpp/support/status.h>

#include <cstddef>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "services/core/log_event.h"

namespace letan::rpc {

// A client takes 8 KiB of metadata unless told otherwise, and refuses the whole answer above that.
// So the encoded google.rpc.Status and the message stay below it.
inline constexpr std::size_t kMaxDetailBytes = 4608;
inline constexpr std::size_t kMaxMessageBytes = 512;

// INTERNAL, DATA_LOSS and UNKNOWN speak of our insides, and so does what begins with "storage: ":
// the caller gets a general message and the call's id (also ErrorInfo.metadata["error_id"]); the
// log gets an event "internal_error" with that, method, code and the facts of the error (fault.h).
// Its text goes nowhere: it may quote what is stored. Of the storage's errors, RESOURCE_EXHAUSTED
// and UNAVAILABLE keep their code, with the reason STORAGE; the others are INTERNAL. Any other
// status is returned as it is.
absl::Status HideInternal(const absl::Status& status, const std::string& method,
                          const std::function<std::string()>& call_id, const LogSink& log);

// Adds what every refusal carries: ErrorInfo with a reason (by code, where the status has none) and
// the domain, and RetryInfo on RESOURCE_EXHAUSTED and UNAVAILABLE of the usual reason, or STORAGE:
// what passes by itself.
absl::Status Complete(absl::Status status);

// With a serialized google.rpc.Status as error_details. Of a detail that is too large, list items
// are left off from the end, of the longest lists first, those within other lists included, and
// ErrorInfo.metadata["omitted.<field>"] says how many; a long message is cut between characters.
// Payloads that are no messages stay here. `status` is not OK.
grpc::Status ToGrpcStatus(const absl::Status& status);

}  // namespace letan::rpc

#endif  // LETAN_SERVICES_RPC_STATUS_EXIT_H_
