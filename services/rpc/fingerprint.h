// What makes two requests the same request. No gRPC.
#ifndef LETAN_SERVICES_RPC_FINGERPRINT_H_
#define LETAN_SERVICES_RPC_FINGERPRINT_H_

#include <string>

#include "google/protobuf/message.h"

namespace letan::rpc {

// SHA-256 over the method's name and the deterministic encoding of `request`, whose request_id was
// cleared: 32 bytes.
std::string Fingerprint(const std::string& method, const google::protobuf::Message& request);

}  // namespace letan::rpc

#endif  // LETAN_SERVICES_RPC_FINGERPRINT_H_
