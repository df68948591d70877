// Unicode text: one normal form for storing, folded for search, a key for Vietnamese order.
#ifndef LETAN_SERVICES_ENTITY_TEXT_FOLDING_H_
#define LETAN_SERVICES_ENTITY_TEXT_FOLDING_H_

#include <string>
#include <string_view>

#include "google/protobuf/message.h"

namespace letan::entity {

// Every function takes valid UTF-8; ill-formed sequences come out as U+FFFD.

bool IsNfc(std::string_view text);
std::string ToNfc(std::string_view text);
// Every string of the message, recursively, in NFC. Unchanged where it is so already.
void NormalizeText(google::protobuf::Message& message);

// Without marks, lower case, đ as d: "Lạng Sơn" → "lang son".
std::string Fold(std::string_view text);

// Sorts as the Vietnamese alphabet does when compared byte by byte. Hexadecimal text, so that it
// is valid in a text column of any engine.
std::string CollationKey(std::string_view text);

}  // namespace letan::entity

#endif  // LETAN_SERVICES_ENTITY_TEXT_FOLDING_H_
