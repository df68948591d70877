#include "storage/digest.h"

#include <openssl/evp.h>

#include <cstdlib>

namespace letan::storage {
namespace {

struct ContextFree {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using ContextPointer = std::unique_ptr<EVP_MD_CTX, ContextFree>;

// Fetched once: OpenSSL 3 looks an algorithm up anew at each one-shot call, which costs more than
// hashing a short record.
const EVP_MD* Algorithm() {
  static EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return algorithm;
}

// Without a hash no change may be recorded, and SHA-256 fails only where memory is gone.
void Require(bool done) {
  if (!done) std::abort();
}

void Begin(EVP_MD_CTX* context) {
  Require(context != nullptr && Algorithm() != nullptr &&
          EVP_DigestInit_ex2(context, Algorithm(), nullptr) == 1);
}

void AddTo(EVP_MD_CTX* context, std::string_view data) {
  Require(EVP_DigestUpdate(context, data.data(), data.size()) == 1);
}

std::string End(EVP_MD_CTX* context) {
  std::string digest(kSha256Bytes, '\0');
  unsigned int length = 0;
  Require(EVP_DigestFinal_ex(context, reinterpret_cast<unsigned char*>(digest.data()), &length) ==
              1 &&
          length == kSha256Bytes);
  return digest;
}

}  // namespace

std::string Sha256(std::string_view data) {
  thread_local const ContextPointer context(EVP_MD_CTX_new());
  Begin(context.get());
  AddTo(context.get(), data);
  return End(context.get());
}

struct Sha256Stream::Context {
  ~Context() { EVP_MD_CTX_free(pointer); }
  EVP_MD_CTX* const pointer = EVP_MD_CTX_new();
};

Sha256Stream::Sha256Stream() : context_(std::make_unique<Context>()) { Begin(context_->pointer); }
Sha256Stream::~Sha256Stream() = default;

void Sha256Stream::Add(std::string_view piece) { AddTo(context_->pointer, piece); }

std::string Sha256Stream::Finish() { return End(context_->pointer); }

std::string ToHex(std::string_view bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  hex.reserve(2 * bytes.size());
  for (const char byte : bytes) {
    hex.push_back(kDigits[static_cast<unsigned char>(byte) >> 4]);
    hex.push_back(kDigits[static_cast<unsigned char>(byte) & 0xf]);
  }
  return hex;
}

}  // namespace letan::storage
