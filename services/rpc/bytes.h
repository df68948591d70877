// Between gRPC's buffers and messages, without copies where there is a way.
#ifndef LETAN_SERVICES_RPC_BYTES_H_
#define LETAN_SERVICES_RPC_BYTES_H_

#include <grpcpp/support/byte_buffer.h>

#include <string>

#include "google/protobuf/message.h"

namespace letan::rpc {

// False if the bytes do not parse. A request that came in one piece is parsed where it lies.
bool ParseFrom(const grpc::ByteBuffer& buffer, google::protobuf::Message& message);

// A copy, for explaining why it does not parse.
std::string ToString(const grpc::ByteBuffer& buffer);

// Replaces what `buffer` holds. Large strings are handed over, small ones copied: an allocation
// costs more than the copy.
void Fill(std::string bytes, grpc::ByteBuffer* buffer);

}  // namespace letan::rpc

#endif  // LETAN_SERVICES_RPC_BYTES_H_
