#include "services/rpc/revision_token.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "absl/strings/escaping.h"

namespace letan::rpc {
namespace {

constexpr char kKeyLabel[] = "letan-revision-v1";
constexpr char kFixed[] = "letanrev";  // the second half of every block: what makes forgeries fail
constexpr std::size_t kHalf = 8;
constexpr std::size_t kBlock = 16;
constexpr std::size_t kTokenBytes = 22;

std::string DeriveKey(const std::string& secret) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
       reinterpret_cast<const unsigned char*>(kKeyLabel), sizeof(kKeyLabel) - 1, digest, &size);
  return std::string(reinterpret_cast<const char*>(digest), kBlock);
}

evp_cipher_ctx_st* NewContext(const std::string& key, bool encrypt) {
  EVP_CIPHER_CTX* context = EVP_CIPHER_CTX_new();
  if (context == nullptr || EVP_CipherInit_ex(context, EVP_aes_128_ecb(), nullptr,
                                              reinterpret_cast<const unsigned char*>(key.data()),
                                              nullptr, encrypt ? 1 : 0) != 1) {
    std::fprintf(stderr, "letan: OpenSSL offers no AES-128\n");
    std::abort();
  }
  EVP_CIPHER_CTX_set_padding(context, 0);
  return context;
}

std::string PutRevision(storage::Revision revision) {
  std::string block;
  block.reserve(kBlock);
  const auto bits = static_cast<std::uint64_t>(revision);
  for (std::size_t i = 0; i < kHalf; ++i) block.push_back(static_cast<char>(bits >> (8 * i)));
  return block + kFixed;
}

storage::Revision GetRevision(const std::string& block) {
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < kHalf; ++i) {
    bits |= static_cast<std::uint64_t>(static_cast<unsigned char>(block[i])) << (8 * i);
  }
  return static_cast<storage::Revision>(bits);
}

}  // namespace

RevisionTokens::RevisionTokens(const std::string& secret)
    : encrypt_(NewContext(DeriveKey(secret), true), EVP_CIPHER_CTX_free),
      decrypt_(NewContext(DeriveKey(secret), false), EVP_CIPHER_CTX_free) {}

RevisionTokens::~RevisionTokens() = default;

std::string RevisionTokens::Crypt(const CipherContext& context, const std::string& block) const {
  unsigned char out[2 * kBlock];
  int size = 0;
  EVP_CipherUpdate(context.get(), out, &size, reinterpret_cast<const unsigned char*>(block.data()),
                   static_cast<int>(block.size()));
  return std::string(reinterpret_cast<const char*>(out), static_cast<std::size_t>(size));
}

std::string RevisionTokens::Encode(storage::Revision revision) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (revision != last_revision_) {
    last_token_ = absl::WebSafeBase64Escape(Crypt(encrypt_, PutRevision(revision)));
    last_revision_ = revision;
  }
  return last_token_;
}

absl::StatusOr<storage::Revision> RevisionTokens::Decode(const std::string& token) const {
  const absl::Status refusal = absl::InvalidArgumentError("not a revision token of this server");
  std::string block;
  if (token.size() != kTokenBytes || !absl::WebSafeBase64Unescape(token, &block) ||
      block.size() != kBlock) {
    return refusal;
  }
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    block = Crypt(decrypt_, block);
  }
  const storage::Revision revision = GetRevision(block);
  // Unescape takes what Escape never writes (padding bits that are not zero): one token only.
  if (block.compare(kHalf, kHalf, kFixed) != 0 || revision < 0 || Encode(revision) != token) {
    return refusal;
  }
  return revision;
}

}  // namespace letan::rpc
