// The files that TLS needs, read and judged before they are used.
#ifndef LETAN_SERVICES_SERVER_TLS_FILES_H_
#define LETAN_SERVICES_SERVER_TLS_FILES_H_

#include <string>

#include "absl/status/statusor.h"

namespace letan::server {

// Paths, all of PEM files. Empty: not wanted.
struct TlsFiles {
  std::string certificate;  // of the server, then those between it and its authority
  std::string key;          // of `certificate`, not encrypted, for its owner only
  std::string client_ca;    // authorities of client certificates, which are required then
};

// What they hold.
struct TlsMaterial {
  std::string certificates;
  std::string key;
  std::string client_authorities;  // empty: clients need no certificate

  bool operator==(const TlsMaterial& other) const {
    return certificates == other.certificates && key == other.key &&
           client_authorities == other.client_authorities;
  }
};

// FAILED_PRECONDITION, naming the file and never quoting it: one is missing or cannot be read, is
// no PEM of its sort, the key is encrypted, can be read by others or belongs to another
// certificate.
absl::StatusOr<TlsMaterial> LoadTls(const TlsFiles& files);

}  // namespace letan::server

#endif  // LETAN_SERVICES_SERVER_TLS_FILES_H_
