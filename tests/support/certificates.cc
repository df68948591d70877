#include "tests/support/certificates.h"

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>

namespace letan::testing {
namespace {

constexpr long kDay = 24L * 60 * 60;

void Check(bool done) {
  if (!done) std::abort();
}

template <class Write>
std::string ToPem(const Write& write) {
  BIO* bio = BIO_new(BIO_s_mem());
  Check(write(bio) == 1);
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  std::string pem(data, static_cast<std::size_t>(size));
  BIO_free(bio);
  return pem;
}

std::string KeyPem(EVP_PKEY* key) {
  return ToPem([key](BIO* bio) {
    return PEM_write_bio_PrivateKey(bio, key, nullptr, nullptr, 0, nullptr, nullptr);
  });
}

void SetName(X509_NAME* name, const std::string& common_name) {
  for (const auto& [field, value] :
       {std::pair("O", std::string("Letan tests")), std::pair("CN", common_name)}) {
    Check(X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8,
                                     reinterpret_cast<const unsigned char*>(value.c_str()), -1, -1,
                                     0) == 1);
  }
}

void Extend(X509* certificate, int nid, const char* value) {
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, nid, value);
  Check(extension != nullptr && X509_add_ext(certificate, extension, -1) == 1);
  X509_EXTENSION_free(extension);
}

// Signed by `signer`, whose name is `issuer`.
std::string CertificatePem(EVP_PKEY* key, const std::string& name, EVP_PKEY* signer,
                           const std::string& issuer, bool authority) {
  X509* certificate = X509_new();
  static long serial = 0;
  X509_set_version(certificate, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), ++serial);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -kDay);
  X509_gmtime_adj(X509_getm_notAfter(certificate), kDay);
  SetName(X509_get_subject_name(certificate), name);
  SetName(X509_get_issuer_name(certificate), issuer);
  X509_set_pubkey(certificate, key);
  Extend(certificate, NID_basic_constraints, authority ? "critical,CA:TRUE" : "CA:FALSE");
  if (!authority) Extend(certificate, NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1");
  Check(X509_sign(certificate, signer, EVP_sha256()) > 0);
  std::string pem = ToPem([certificate](BIO* bio) { return PEM_write_bio_X509(bio, certificate); });
  X509_free(certificate);
  return pem;
}

}  // namespace

Authority::Authority(const std::string& name)
    : key_(EVP_EC_gen("P-256"), EVP_PKEY_free), name_(name) {
  certificate_ = CertificatePem(key_.get(), name, key_.get(), name, /*authority=*/true);
}

Pem Authority::Issue(const std::string& name) const {
  const std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  return {CertificatePem(key.get(), name, key_.get(), name_, /*authority=*/false),
          KeyPem(key.get())};
}

void PutFile(const std::string& path, const std::string& content, int mode) {
  const std::string passing = path + ".new";
  std::ofstream(passing, std::ios::binary) << content;
  Check(chmod(passing.c_str(), static_cast<mode_t>(mode)) == 0);
  Check(std::rename(passing.c_str(), path.c_str()) == 0);
}

}  // namespace letan::testing
