// What proves that a caller is a user: passwords, sessions, tokens, accounts elsewhere.
// Engine-free.
#ifndef LETAN_STORAGE_CREDENTIAL_TABLE_H_
#define LETAN_STORAGE_CREDENTIAL_TABLE_H_

#include <string>

#include "services/core/booking/model.h"

namespace letan::storage {

// No viewer filters these rows: only the code that signs callers in reads them.
struct CredentialRow {
  std::string id;    // unique; what a caller presents names it, or is hashed to it
  std::string user;  // "users/…"
  std::string kind;  // "password", "session", "token", "external"
  // What a secret is compared with; hashes only. It is in no record of the change log, whose
  // readers are more than those of this table: a record has the digest of it.
  std::string secret;
  booking::Micros create_time = 0;
  booking::Micros expire_time = 0;  // 0: never
  std::string body;                 // encoded by who signs in; goes to the log
};

}  // namespace letan::storage

#endif  // LETAN_STORAGE_CREDENTIAL_TABLE_H_
