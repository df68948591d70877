// Certificates for tests, made when they run.
#ifndef LETAN_TESTS_SUPPORT_CERTIFICATES_H_
#define LETAN_TESTS_SUPPORT_CERTIFICATES_H_

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <string>

namespace letan::testing {

// In PEM.
struct Pem {
  std::string certificate;
  std::string key;
};

class Authority {
 public:
  explicit Authority(const std::string& name);

  const std::string& certificate() const { return certificate_; }
  // For a server at localhost and 127.0.0.1, or a client; "O=Letan tests,CN=<name>".
  Pem Issue(const std::string& name) const;

 private:
  std::shared_ptr<EVP_PKEY> key_;
  std::string name_;
  std::string certificate_;
};

// Makes or replaces a file, at once: whoever reads it sees the old or the new content.
void PutFile(const std::string& path, const std::string& content, int mode = 0600);

}  // namespace letan::testing

#endif  // LETAN_TESTS_SUPPORT_CERTIFICATES_H_
