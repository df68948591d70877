#include "services/auth/jwks.h"

#include <set>
#include <utility>

#include "services/auth/jwks_key.h"
#include "services/auth/jwt_json.h"
#include "services/core/fault.h"
#include "services/core/limits.h"

namespace letan::auth {
namespace {

constexpr JsonBounds kJwksBounds = {.depth = 8, .values = 4096};

FixedText WhatOf(JsonFlaw flaw) {
  switch (flaw) {
    case JsonFlaw::kNotObject:
      return "a key set must be an object with \"keys\"";
    case JsonFlaw::kDuplicate:
      return "a member stands twice in one object";
    case JsonFlaw::kTooComplex:
      return "it has too many values, or too deep ones";
    default:
      return "it is no JSON in UTF-8";
  }
}

// The same error, about a key.
absl::Status OfKey(std::size_t index, const Json& jwk, const absl::Status& error) {
  std::string message = "keys[" + std::to_string(index) + "]";
  const std::string* id = jwk.is_object() ? FindString(jwk, "kid") : nullptr;
  // Escaped by JSON's rules: it goes to somebody's terminal.
  if (id != nullptr && id->size() <= limits::kMaxJwtKeyIdBytes) {
    message += " (kid " + Json(*id).dump(-1, ' ', /*ensure_ascii=*/true) + ")";
  }
  message += ": " + std::string(error.message());
  return WithFact(WithFactsOf(absl::Status(error.code(), message), error), "key",
                  static_cast<std::int64_t>(index));
}

absl::Status NoneIsForUs(const std::string& first) {
  const absl::Status refused = RefusedJwks("none of the keys is one for ES256, EdDSA or RS256");
  return WithFactsOf(absl::Status(refused.code(), std::string(refused.message()) + "; " + first),
                     refused);
}

absl::StatusOr<KeySet> ReadKeys(const Json& list) {
  std::vector<JwtKey> keys;
  std::vector<std::string> left_out;
  std::set<std::string> ids;
  std::size_t unnamed = list.size();
  for (std::size_t i = 0; i < list.size(); ++i) {
    const Json& jwk = list[i];
    if (!jwk.is_object()) return OfKey(i, jwk, RefusedJwks("a key must be an object"));
    auto key = ReadJwk(jwk);
    if (absl::IsUnimplemented(key.status())) {
      left_out.emplace_back(OfKey(i, jwk, key.status()).message());
      continue;
    }
    if (!key.ok()) return OfKey(i, jwk, key.status());
    if (key->id.empty()) {
      unnamed = i;
    } else if (!ids.insert(key->id).second) {
      return OfKey(i, jwk, RefusedJwks("another key has the same \"kid\""));
    }
    keys.push_back(*std::move(key));
  }
  if (keys.empty()) return NoneIsForUs(left_out.front());
  if (unnamed < list.size() && keys.size() > 1) {
    return OfKey(unnamed, list[unnamed], RefusedJwks("each of several keys needs a \"kid\""));
  }
  return KeySet(std::move(keys), std::move(left_out));
}

}  // namespace

const char* NameOf(JwtAlgorithm algorithm) {
  switch (algorithm) {
    case JwtAlgorithm::kEs256:
      return "ES256";
    case JwtAlgorithm::kEdDsa:
      return "EdDSA";
    case JwtAlgorithm::kRs256:
      return "RS256";
  }
  return "";
}

const JwtKey* KeySet::Find(const std::optional<std::string>& id) const {
  if (!id.has_value()) return keys_.size() == 1 ? &keys_.front() : nullptr;
  for (const JwtKey& key : keys_) {
    if (!key.id.empty() && key.id == *id) return &key;
  }
  return nullptr;
}

absl::StatusOr<KeySet> ParseJwks(std::string_view json) {
  if (json.size() > limits::kMaxJwksBytes) return RefusedJwks("a key set has at most 256 KiB");
  Json set;
  const JsonFlaw flaw = ReadJsonObject(json, kJwksBounds, set);
  if (flaw != JsonFlaw::kNone) return RefusedJwks(WhatOf(flaw));
  const Json* list = FindMember(set, "keys");
  if (list == nullptr || !list->is_array() || list->empty()) {
    return RefusedJwks("\"keys\" must be a list with at least one key");
  }
  if (list->size() > limits::kMaxJwksKeys) return RefusedJwks("a key set has at most 64 keys");
  return ReadKeys(*list);
}

}  // namespace letan::auth
