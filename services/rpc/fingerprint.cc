#include "services/rpc/fingerprint.h"

#include <openssl/evp.h>

#include <cstdio>
#include <cstdlib>
#include <memory>

#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"

namespace letan::rpc {
namespace {

constexpr std::size_t kDigestBytes = 32;

// OpenSSL's one-shot functions look the algorithm up at each call, which costs more than hashing a
// small request: it is fetched once, and each thread keeps a context.
std::string Sha256(const std::string& bytes) {
  static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  thread_local const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(),
                                                                                EVP_MD_CTX_free);
  std::string digest(kDigestBytes, '\0');
  if (algorithm == nullptr || context == nullptr ||
      EVP_DigestInit_ex2(context.get(), algorithm, nullptr) != 1 ||
      EVP_DigestUpdate(context.get(), bytes.data(), bytes.size()) != 1 ||
      EVP_DigestFinal_ex(context.get(), reinterpret_cast<unsigned char*>(digest.data()), nullptr) !=
          1) {
    std::fprintf(stderr, "letan: OpenSSL offers no SHA-256\n");
    std::abort();
  }
  return digest;
}

}  // namespace

std::string Fingerprint(const std::string& method, const google::protobuf::Message& request) {
  // A zero byte keeps name and encoding apart.
  std::string bytes = method + '\0';
  {
    google::protobuf::io::StringOutputStream stream(&bytes);  // appends
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    request.SerializeToCodedStream(&coded);
  }
  return Sha256(bytes);
}

}  // namespace letan::rpc
