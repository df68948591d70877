#include "services/entity/wire.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>

#include <cstddef>
#include <cstdint>

#include "services/entity/time_codec.h"

namespace letan::entity {
namespace {

using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedOutputStream;

void AppendHead(int number, std::size_t size, std::string* out) {
  std::uint8_t head[10];  // two numbers of 32 bits
  std::uint8_t* end =
      WireFormatLite::WriteTagToArray(number, WireFormatLite::WIRETYPE_LENGTH_DELIMITED, head);
  end = CodedOutputStream::WriteVarint32ToArray(static_cast<std::uint32_t>(size), end);
  out->append(reinterpret_cast<const char*>(head), static_cast<std::size_t>(end - head));
}

}  // namespace

void AppendField(int number, const std::string& bytes, std::string* out) {
  AppendHead(number, bytes.size(), out);
  out->append(bytes);
}

void AppendNumber(int number, std::int64_t value, std::string* out) {
  std::uint8_t field[15];  // a tag and a number of 64 bits
  const std::uint8_t* end = WireFormatLite::WriteInt64ToArray(number, value, field);
  out->append(reinterpret_cast<const char*>(field), static_cast<std::size_t>(end - field));
}

void AppendTime(int number, booking::Micros time, std::string* out) {
  using Timestamp = google::protobuf::Timestamp;
  const std::int64_t seconds = FloorSeconds(time);
  const auto nanos = static_cast<std::int32_t>((time - seconds * booking::kSecond) * 1000);
  std::uint8_t field[32];  // tag and size; tag and number of 64 bits, and of 32
  std::uint8_t* const body = field + 2;
  std::uint8_t* end = body;
  if (seconds != 0) {
    end = WireFormatLite::WriteInt64ToArray(Timestamp::kSecondsFieldNumber, seconds, end);
  }
  if (nanos != 0) end = WireFormatLite::WriteInt32ToArray(Timestamp::kNanosFieldNumber, nanos, end);
  AppendHead(number, static_cast<std::size_t>(end - body), out);
  out->append(reinterpret_cast<const char*>(body), static_cast<std::size_t>(end - body));
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
