#include "services/auth/bearer.h"

#include <sodium.h>

#include <algorithm>
#include <array>

namespace letan::auth {
namespace {

constexpr char kBearerPrefix[] = "letan_";
constexpr std::size_t kIdChars = 32;
constexpr std::size_t kSecretBytes = 32;
constexpr std::size_t kSecretChars = 43;
constexpr int kVariant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

constexpr std::array<char, 3> kKindLetters = {'s', 'r', 't'};

bool IsHex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

bool IsBase64Url(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
         c == '_';
}

}  // namespace

Bearer MintBearer(BearerKind kind, const std::string& uuid) {
  Bearer bearer;
  bearer.kind = kind;
  for (const char c : uuid) {
    if (c != '-') bearer.id.push_back(c);
  }
  std::array<unsigned char, kSecretBytes> random{};
  randombytes_buf(random.data(), random.size());
  std::array<char, kSecretChars + 1> text{};
  sodium_bin2base64(text.data(), text.size(), random.data(), random.size(), kVariant);
  sodium_memzero(random.data(), random.size());
  bearer.secret.assign(text.data(), kSecretChars);
  return bearer;
}

std::string ToText(const Bearer& bearer) {
  return kBearerPrefix + std::string(1, kKindLetters.at(static_cast<std::size_t>(bearer.kind))) +
         "_" + bearer.id + "_" + bearer.secret;
}

std::optional<Bearer> ParseBearer(std::string_view text) {
  constexpr std::size_t kPrefix = sizeof(kBearerPrefix) - 1;
  constexpr std::size_t kId = kPrefix + 2;
  constexpr std::size_t kSecret = kId + kIdChars + 1;
  if (text.size() != kSecret + kSecretChars || text.substr(0, kPrefix) != kBearerPrefix) return {};
  const auto* letter = std::find(kKindLetters.begin(), kKindLetters.end(), text[kPrefix]);
  if (letter == kKindLetters.end() || text[kPrefix + 1] != '_' || text[kSecret - 1] != '_') {
    return {};
  }
  const std::string_view id = text.substr(kId, kIdChars);
  const std::string_view secret = text.substr(kSecret);
  if (!std::all_of(id.begin(), id.end(), IsHex) ||
      !std::all_of(secret.begin(), secret.end(), IsBase64Url)) {
    return {};
  }
  return Bearer{static_cast<BearerKind>(letter - kKindLetters.begin()), std::string(id),
                std::string(secret)};
}

std::string HashSecret(const std::string& secret) {
  std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
  crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char*>(secret.data()),
                     secret.size());
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

bool SameHash(std::string_view left, std::string_view right) {
  return left.size() == right.size() && sodium_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace letan::auth
