// What the change log says of credentials, as administrators are told it: whose, which, what
// changed; nothing that is secret, and no hash of it.
#ifndef LETAN_SERVICES_AUDIT_CREDENTIAL_RECORD_H_
#define LETAN_SERVICES_AUDIT_CREDENTIAL_RECORD_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "letan/v1/audit_service.pb.h"
#include "storage/change_feed.h"

namespace letan::services {

// The log names a credential by its id; readers know it by the name that IdentityService has for
// it. Puts that in the place of the id. DATA_LOSS.
absl::Status NameCredential(storage::ChangeRecord& record);

// Of a stored row, before or after a change. DATA_LOSS.
absl::StatusOr<v1::AuditedCredential> ToAudited(const std::string& stored);

// Whether what the secret is compared with is another.
bool SecretChanged(const storage::ChangeRecord& record);

}  // namespace letan::services

#endif  // LETAN_SERVICES_AUDIT_CREDENTIAL_RECORD_H_
