// Owners of OpenSSL's objects. Inside this folder only.
#ifndef LETAN_SERVICES_AUTH_JWT_OPENSSL_H_
#define LETAN_SERVICES_AUTH_JWT_OPENSSL_H_

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <memory>

namespace letan::auth {

template <auto kFree>
struct OpenSslFree {
  template <class T>
  void operator()(T* object) const {
    kFree(object);
  }
};
using BigNumber = std::unique_ptr<BIGNUM, OpenSslFree<BN_free>>;
using KeyPointer = std::unique_ptr<EVP_PKEY, OpenSslFree<EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, OpenSslFree<EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, OpenSslFree<EVP_MD_CTX_free>>;
using EcdsaSignature = std::unique_ptr<ECDSA_SIG, OpenSslFree<ECDSA_SIG_free>>;
using ParamBuilder = std::unique_ptr<OSSL_PARAM_BLD, OpenSslFree<OSSL_PARAM_BLD_free>>;
using Params = std::unique_ptr<OSSL_PARAM, OpenSslFree<OSSL_PARAM_free>>;

// Errors that OpenSSL queues while it lives are forgotten: they are no concern of the thread's TLS
// connections, which look at the same queue.
class ForgottenErrors {
 public:
  ForgottenErrors() { ERR_set_mark(); }
  ~ForgottenErrors() { ERR_pop_to_mark(); }
  ForgottenErrors(const ForgottenErrors&) = delete;
  ForgottenErrors& operator=(const ForgottenErrors&) = delete;
};

}  // namespace letan::auth

#endif  // LETAN_SERVICES_AUTH_JWT_OPENSSL_H_
