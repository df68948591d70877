// Encoded messages: put together out of parts that are encoded already, and read without decoding
// the whole.
#ifndef LETAN_SERVICES_ENTITY_WIRE_H_
#define LETAN_SERVICES_ENTITY_WIRE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "services/core/booking/model.h"

namespace letan::entity {

// Encodes a message, field by field, into one piece of memory:
//   MessageWriter out;
//   out.Bytes(v1::BookingLeg::kResourceFieldNumber, name);
//   const std::size_t interval = out.Begin(v1::BookingLeg::kIntervalFieldNumber);
//   out.Time(…);
//   out.End(interval);
//   return out.Take();
class MessageWriter {
 public:
  // `expected`: bytes for which there is room at once.
  explicit MessageWriter(std::size_t expected = 256) : bytes_(expected, '\0') {}

  // A field of bytes, of text or of an encoded message; of a repeated one, one more element.
  void Bytes(int number, std::string_view bytes);
  // A field of an int64 or an enum, 0 too: only where the field has presence does that say
  // anything.
  void Number(int number, std::int64_t value);
  // A field of a google.protobuf.Timestamp.
  void Time(int number, booking::Micros time);
  // Fields that are encoded already.
  void Fields(std::string_view encoded);

  // A field of a message: what is written from Begin to End, which gets what Begin returned,
  // belongs to it.
  std::size_t Begin(int number);
  void End(std::size_t begin);

  std::size_t size() const { return size_; }
  // The message; nothing is written after it.
  std::string Take();

 private:
  // Where so many bytes can be written; Close ends them.
  std::uint8_t* Room(std::size_t bytes);
  void Close(const std::uint8_t* end);

  std::string bytes_;  // longer than what is written so far
  std::size_t size_ = 0;
};

// What a field of text holds in an encoded message; empty where it is not there or the message
// does not parse.
std::string FindText(int number, const std::string& message);

}  // namespace letan::entity

#endif  // LETAN_SERVICES_ENTITY_WIRE_H_
