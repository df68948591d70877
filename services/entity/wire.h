// Encoded messages: put together out of parts that are encoded already, and read without decoding
// the whole.
#ifndef LETAN_SERVICES_ENTITY_WIRE_H_
#define LETAN_SERVICES_ENTITY_WIRE_H_

#include <cstdint>
#include <string>

#include "services/core/booking/model.h"

namespace letan::entity {

// A field of bytes, of text or of an encoded message; of a repeated one, one more element.
void AppendField(int number, const std::string& bytes, std::string* out);
// A field of an int64 or an enum, 0 too: only where the field has presence does that say anything.
void AppendNumber(int number, std::int64_t value, std::string* out);
// A field of a google.protobuf.Timestamp.
void AppendTime(int number, booking::Micros time, std::string* out);

// What a field of text holds in an encoded message; empty where it is not there or the message
// does not parse.
std::string FindText(int number, const std::string& message);

}  // namespace letan::entity

#endif  // LETAN_SERVICES_ENTITY_WIRE_H_
