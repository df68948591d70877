// JSON objects from outside, where two readers must never understand two things: what is ambiguous
// is refused. Inside this folder only.
#ifndef LETAN_SERVICES_AUTH_JWT_JSON_H_
#define LETAN_SERVICES_AUTH_JWT_JSON_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nlohmann/json.hpp"

namespace letan::auth {

using Json = nlohmann::json;

struct JsonBounds {
  std::size_t depth = 0;   // objects and lists within each other
  std::size_t values = 0;  // members and items of all of them
};

enum class JsonFlaw {
  kNone,
  kNotJson,     // by RFC 8259, in UTF-8, without a byte order mark, nothing behind it
  kNotObject,   // but a list or a plain value
  kDuplicate,   // two members of one object, at any depth, have one name
  kTooComplex,  // over the bounds
};

// Reads `text` into `object`, which is set only if there is no flaw.
JsonFlaw ReadJsonObject(std::string_view text, JsonBounds bounds, Json& object);

// A member by its name; null where there is none.
const Json* FindMember(const Json& object, std::string_view name);
// A member that is there and a string; null otherwise.
const std::string* FindString(const Json& object, std::string_view name);
// The items of a list that has some, all of them strings; nothing otherwise.
std::optional<std::vector<std::string>> StringsOf(const Json& list);

}  // namespace letan::auth

#endif  // LETAN_SERVICES_AUTH_JWT_JSON_H_
