// A record of the change log as its readers are told it.
#ifndef LETAN_SERVICES_AUDIT_AUDIT_RECORD_H_
#define LETAN_SERVICES_AUDIT_AUDIT_RECORD_H_

#include "absl/status/statusor.h"
#include "letan/v1/audit_service.pb.h"
#include "storage/change_feed.h"

namespace letan::services {

// Without its name. `change` is one that the viewer may be told of. INTERNAL, DATA_LOSS if the log
// cannot be read.
absl::StatusOr<v1::AuditRecord> MakeAuditRecord(const storage::Viewer& viewer,
                                                const storage::FeedChange& change);

}  // namespace letan::services

#endif  // LETAN_SERVICES_AUDIT_AUDIT_RECORD_H_
