#include "tests/unit/auth_jwt_world.h"

#include <cstdlib>
#include <utility>
#include <variant>

#include "services/core/fault.h"

namespace letan::auth {

using testing::JsonText;
using testing::JwtSigner;
using testing::Quoted;

const JwtWorld& JwtWorld::Shared() {
  static const auto* const world = new JwtWorld();
  return *world;
}

JsonText JwtWorld::Header(const JwtSigner& signer) const {
  return {
      {"alg", Quoted(signer.algorithm())}, {"typ", Quoted("JWT")}, {"kid", Quoted(signer.id())}};
}

JsonText JwtWorld::Claims() const {
  return {{"iss", Quoted(options.issuer)},
          {"aud", Quoted("letan")},
          {"sub", Quoted("protocol-desk")},
          {"exp", std::to_string(kJwtNowSeconds + 600)},
          {"iat", std::to_string(kJwtNowSeconds - 10)},
          {"nbf", std::to_string(kJwtNowSeconds - 10)}};
}

KeySet JwtWorld::SetOf(const std::vector<JwtSigner>& signers) {
  std::vector<JsonText> keys;
  for (const JwtSigner& signer : signers) keys.push_back(signer.PublicJwk());
  auto set = ParseJwks(JwksText(keys));
  if (!set.ok()) std::abort();
  return *std::move(set);
}

std::string JwksText(const std::vector<JsonText>& keys) {
  std::string list;
  for (const JsonText& key : keys) list += (list.empty() ? "" : ",") + key.Text();
  return "{\"keys\":[" + list + "]}";
}

std::string RefusalIn(const absl::Status& status) {
  const auto facts = FactsOf(status);
  if (facts.size() != 1 || facts[0].key != "refusal") return "";
  const auto* text = std::get_if<std::string>(&facts[0].value);
  return text == nullptr ? "" : *text;
}

}  // namespace letan::auth
