#include "storage/seal.h"

#include <sodium.h>

#include <array>

#include "absl/strings/cord.h"
#include "services/core/fault.h"

namespace letan::storage {
namespace {

constexpr std::string_view kMark("\0S\1", 3);
constexpr std::string_view kTextMark("\1sealed:", 8);
constexpr std::size_t kNumberBytes = 8;
constexpr std::size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t kHeaderBytes = 3 + kNumberBytes;
constexpr char kWrapTable[] = "data_keys";
constexpr char kNoKeysPayload[] = "letan/no-keys";

static_assert(kKeyBytes == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* Bytes(char* text) { return reinterpret_cast<unsigned char*>(text); }

void AppendInt(std::int64_t value, std::string* out) {
  auto bits = static_cast<std::uint64_t>(value);
  for (std::size_t i = 0; i < kNumberBytes; ++i, bits >>= 8) {
    out->push_back(static_cast<char>(bits & 0xff));
  }
}

// Each part with its length before it, so that no two places read the same.
std::string Bound(const SealPlace& place, std::int64_t number) {
  std::string text;
  for (const std::string_view part : {place.database, place.table, place.name, place.uid}) {
    AppendInt(static_cast<std::int64_t>(part.size()), &text);
    text += part;
  }
  AppendInt(place.version, &text);
  AppendInt(number, &text);
  return text;
}

// Appends nonce, ciphertext and tag.
void Encrypt(const unsigned char* key, std::string_view bound, std::string_view clear,
             std::string* out) {
  const std::size_t at = out->size();
  out->resize(at + kNonceBytes + clear.size() + kTagBytes);
  unsigned char* const nonce = Bytes(out->data() + at);
  randombytes_buf(nonce, kNonceBytes);
  crypto_aead_xchacha20poly1305_ietf_encrypt(nonce + kNonceBytes, nullptr, Bytes(clear),
                                             clear.size(), Bytes(bound), bound.size(), nullptr,
                                             nonce, key);
}

bool Decrypt(const unsigned char* key, std::string_view bound, std::string_view sealed,
             unsigned char* clear) {
  return crypto_aead_xchacha20poly1305_ietf_decrypt(
             clear, nullptr, nullptr, Bytes(sealed) + kNonceBytes, sealed.size() - kNonceBytes,
             Bytes(bound), bound.size(), Bytes(sealed), key) == 0;
}

absl::Status DoesNotOpen() {
  return Fault(absl::StatusCode::kDataLoss, "storage: sealed bytes do not open");
}

std::string WrapBound(const LevelKey& level, std::string_view database, std::string_view name) {
  SealPlace place;
  place.database = database;
  place.table = kWrapTable;
  place.name = name;
  place.uid = level.id();
  return Bound(place, 0);
}

}  // namespace

std::string Seal(const DataKey& key, std::int64_t key_number, const SealPlace& place,
                 std::string_view clear) {
  std::string sealed(kMark);
  sealed.reserve(kHeaderBytes + kNonceBytes + clear.size() + kTagBytes);
  AppendInt(key_number, &sealed);
  Encrypt(key.bytes(), Bound(place, key_number), clear, &sealed);
  return sealed;
}

bool IsSealed(std::string_view bytes) {
  return !bytes.empty() && bytes.front() == '\0' && bytes.substr(0, kMark.size()) == kMark;
}

std::int64_t SealKeyNumber(std::string_view bytes) {
  if (!IsSealed(bytes) || bytes.size() < kHeaderBytes) return 0;
  std::uint64_t number = 0;
  for (std::size_t i = kNumberBytes; i > 0; --i) {
    number = number << 8 | static_cast<unsigned char>(bytes[kMark.size() + i - 1]);
  }
  return static_cast<std::int64_t>(number);
}

absl::StatusOr<std::string> OpenSeal(const DataKey& key, const SealPlace& place,
                                     std::string_view sealed) {
  if (!IsSealed(sealed) || sealed.size() < kHeaderBytes + kNonceBytes + kTagBytes) {
    return DoesNotOpen();
  }
  const std::int64_t number = SealKeyNumber(sealed);
  sealed.remove_prefix(kHeaderBytes);
  std::string clear(sealed.size() - kNonceBytes - kTagBytes, '\0');
  if (!Decrypt(key.bytes(), Bound(place, number), sealed, Bytes(clear.data()))) {
    return DoesNotOpen();
  }
  return clear;
}

std::string SealText(const DataKey& key, std::int64_t key_number, const SealPlace& place,
                     std::string_view clear) {
  const std::string sealed = Seal(key, key_number, place, clear);
  constexpr int kVariant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  std::string digits(sodium_base64_encoded_len(sealed.size(), kVariant), '\0');
  sodium_bin2base64(digits.data(), digits.size(), Bytes(sealed), sealed.size(), kVariant);
  digits.pop_back();  // the end of a C string
  return std::string(kTextMark) + digits;
}

bool IsSealedText(std::string_view text) { return text.substr(0, kTextMark.size()) == kTextMark; }

absl::StatusOr<std::string> BytesOfSealedText(std::string_view text) {
  if (!IsSealedText(text)) return DoesNotOpen();
  text.remove_prefix(kTextMark.size());
  std::string bytes(text.size(), '\0');
  std::size_t size = 0;
  if (sodium_base642bin(Bytes(bytes.data()), bytes.size(), text.data(), text.size(), nullptr, &size,
                        nullptr, sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0) {
    return DoesNotOpen();
  }
  bytes.resize(size);
  return bytes;
}

DataKey NewDataKey() {
  DataKey key;
  randombytes_buf(key.bytes(), kKeyBytes);
  return key;
}

std::string WrapKey(const LevelKey& level, std::string_view database, std::string_view name,
                    const DataKey& key) {
  std::string wrapped;
  const std::string_view clear(reinterpret_cast<const char*>(key.bytes()), kKeyBytes);
  Encrypt(level.bytes(), WrapBound(level, database, name), clear, &wrapped);
  return wrapped;
}

absl::StatusOr<DataKey> UnwrapKey(const LevelKey& level, std::string_view database,
                                  std::string_view name, std::string_view wrapped) {
  DataKey key;
  if (wrapped.size() != kNonceBytes + kKeyBytes + kTagBytes ||
      !Decrypt(level.bytes(), WrapBound(level, database, name), wrapped, key.bytes())) {
    return DoesNotOpen();
  }
  return key;
}

absl::Status NoKeys() {
  auto status = absl::FailedPreconditionError(
      "RESTRICTED content is kept sealed, and this server has no keys (letand --keys)");
  status.SetPayload(kNoKeysPayload, absl::Cord());
  return status;
}

bool IsNoKeys(const absl::Status& status) { return status.GetPayload(kNoKeysPayload).has_value(); }

}  // namespace letan::storage
