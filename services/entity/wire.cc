#include "services/entity/wire.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "services/entity/time_codec.h"

namespace letan::entity {
namespace {

using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedOutputStream;

constexpr std::size_t kMostHead = 10;    // a tag and a size of 32 bits
constexpr std::size_t kMostNumber = 15;  // a tag and a number of 64 bits
constexpr std::size_t kMostTime = 32;    // tag and size; tag and number of 64 bits, and of 32
constexpr std::size_t kGuessedSize = 1;  // bytes that Begin leaves for the size

std::uint8_t* WriteTag(int number, std::uint8_t* at) {
  return WireFormatLite::WriteTagToArray(number, WireFormatLite::WIRETYPE_LENGTH_DELIMITED, at);
}

std::uint8_t* WriteSize(std::size_t size, std::uint8_t* at) {
  return CodedOutputStream::WriteVarint32ToArray(static_cast<std::uint32_t>(size), at);
}

}  // namespace

std::uint8_t* MessageWriter::Room(std::size_t bytes) {
  if (bytes_.size() - size_ < bytes) bytes_.resize(std::max(size_ + bytes, 2 * bytes_.size()));
  return reinterpret_cast<std::uint8_t*>(bytes_.data()) + size_;
}

void MessageWriter::Close(const std::uint8_t* end) {
  size_ = static_cast<std::size_t>(reinterpret_cast<const char*>(end) - bytes_.data());
}

void MessageWriter::Bytes(int number, std::string_view bytes) {
  std::uint8_t* at = WriteTag(number, Room(kMostHead + bytes.size()));
  at = WriteSize(bytes.size(), at);
  if (!bytes.empty()) std::memcpy(at, bytes.data(), bytes.size());
  Close(at + bytes.size());
}

void MessageWriter::Number(int number, std::int64_t value) {
  Close(WireFormatLite::WriteInt64ToArray(number, value, Room(kMostNumber)));
}

void MessageWriter::Time(int number, booking::Micros time) {
  using Timestamp = google::protobuf::Timestamp;
  const std::int64_t seconds = FloorSeconds(time);
  const auto nanos = static_cast<std::int32_t>((time - seconds * booking::kSecond) * 1000);
  std::uint8_t* const size = WriteTag(number, Room(kMostTime));
  std::uint8_t* end = size + 1;
  if (seconds != 0) {
    end = WireFormatLite::WriteInt64ToArray(Timestamp::kSecondsFieldNumber, seconds, end);
  }
  if (nanos != 0) end = WireFormatLite::WriteInt32ToArray(Timestamp::kNanosFieldNumber, nanos, end);
  WriteSize(static_cast<std::size_t>(end - size - 1), size);
  Close(end);
}

void MessageWriter::Fields(std::string_view encoded) {
  std::uint8_t* const at = Room(encoded.size());
  if (!encoded.empty()) std::memcpy(at, encoded.data(), encoded.size());
  Close(at + encoded.size());
}

std::size_t MessageWriter::Begin(int number) {
  Close(WriteTag(number, Room(kMostHead)) + kGuessedSize);
  return size_;
}

void MessageWriter::End(std::size_t begin) {
  const std::size_t size = size_ - begin;
  const std::size_t more =
      CodedOutputStream::VarintSize32(static_cast<std::uint32_t>(size)) - kGuessedSize;
  std::uint8_t* const end = Room(more);
  std::uint8_t* const body = end - size;
  if (more > 0) std::memmove(body + more, body, size);
  WriteSize(size, body - kGuessedSize);
  Close(end + more);
}

std::string MessageWriter::Take() {
  bytes_.resize(size_);
  return std::move(bytes_);
}

std::string FindText(int number, const std::string& message) {
  google::protobuf::io::CodedInputStream in(reinterpret_cast<const std::uint8_t*>(message.data()),
                                            static_cast<int>(message.size()));
  const std::uint32_t wanted =
      WireFormatLite::MakeTag(number, WireFormatLite::WIRETYPE_LENGTH_DELIMITED);
  std::string text;
  while (const std::uint32_t tag = in.ReadTag()) {
    const bool read =
        tag == wanted ? WireFormatLite::ReadBytes(&in, &text) : WireFormatLite::SkipField(&in, tag);
    if (!read) return "";
  }
  return in.ConsumedEntireMessage() ? text : "";
}

}  // namespace letan::entity
