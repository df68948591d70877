#include "services/rpc/bytes.h"

#include <grpcpp/support/proto_buffer_reader.h>
#include <grpcpp/support/slice.h>

#include <utility>
#include <vector>

namespace letan::rpc {
namespace {

constexpr std::size_t kHandOverBytes = 1024;

}  // namespace

std::string ToString(const grpc::ByteBuffer& buffer) {
  std::string bytes;
  std::vector<grpc::Slice> slices;
  if (!buffer.Valid() || !buffer.Dump(&slices).ok()) return bytes;
  bytes.reserve(buffer.Length());
  for (const grpc::Slice& slice : slices) {
    bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return bytes;
}

bool ParseFrom(const grpc::ByteBuffer& buffer, google::protobuf::Message& message) {
  if (!buffer.Valid()) return message.ParseFromArray(nullptr, 0);
  grpc::Slice slice;
  if (buffer.TrySingleSlice(&slice).ok()) {
    return message.ParseFromArray(slice.begin(), static_cast<int>(slice.size()));
  }
  // The reader only reads, though it wants a buffer that it could change.
  grpc::ProtoBufferReader reader(const_cast<grpc::ByteBuffer*>(&buffer));
  return reader.status().ok() && message.ParseFromZeroCopyStream(&reader);
}

void Fill(std::string bytes, grpc::ByteBuffer* buffer) {
  grpc::Slice slice;
  if (bytes.size() < kHandOverBytes) {
    slice = grpc::Slice(bytes.data(), bytes.size());
  } else {
    auto* owned = new std::string(std::move(bytes));
    slice = grpc::Slice(
        owned->data(), owned->size(),
        [](void* string) { delete static_cast<std::string*>(string); }, owned);
  }
  // Assigning one buffer to another would copy it.
  grpc::ByteBuffer filled(&slice, 1);
  buffer->Swap(&filled);
}

}  // namespace letan::rpc
