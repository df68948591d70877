#include "storage/change_log.h"

#include <openssl/evp.h>

#include <cstdlib>
#include <memory>
#include <string_view>

namespace letan::storage {
namespace {

constexpr std::size_t kHashBytes = 32;

void AppendNumber(std::int64_t value, std::string* out) {
  auto bits = static_cast<std::uint64_t>(value);
  for (int i = 0; i < 8; ++i) {
    out->push_back(static_cast<char>(bits & 0xff));
    bits >>= 8;
  }
}

void AppendNumberField(std::int64_t value, std::string* out) {
  AppendNumber(8, out);
  AppendNumber(value, out);
}

void AppendField(std::string_view value, std::string* out) {
  AppendNumber(static_cast<std::int64_t>(value.size()), out);
  out->append(value);
}

struct ContextFree {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

// The algorithm is fetched once: OpenSSL 3 looks it up anew at each one-shot call, which costs more
// than hashing a short record.
std::string Sha256(std::string_view data) {
  static EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  thread_local const std::unique_ptr<EVP_MD_CTX, ContextFree> context(EVP_MD_CTX_new());
  std::string digest(kHashBytes, '\0');
  unsigned int length = 0;
  const bool done =
      algorithm != nullptr && context != nullptr &&
      EVP_DigestInit_ex2(context.get(), algorithm, nullptr) == 1 &&
      EVP_DigestUpdate(context.get(), data.data(), data.size()) == 1 &&
      EVP_DigestFinal_ex(context.get(), reinterpret_cast<unsigned char*>(digest.data()), &length) ==
          1 &&
      length == kHashBytes;
  // Without a hash no change may be recorded, and SHA-256 fails only where memory is gone.
  if (!done) std::abort();
  return digest;
}

}  // namespace

std::string ChainHash(const ChangeRecord& record) {
  std::string data;
  data.reserve(record.before.size() + record.after.size() + 512);
  AppendField(record.previous_hash, &data);
  AppendNumberField(record.sequence, &data);
  AppendNumberField(record.revision, &data);
  AppendNumberField(record.time, &data);
  AppendField(record.actor, &data);
  AppendField(record.method, &data);
  AppendField(record.kind, &data);
  AppendField(record.entity, &data);
  AppendField(record.before, &data);
  AppendField(record.after, &data);
  AppendField(record.request_id, &data);
  return Sha256(data);
}

}  // namespace letan::storage
