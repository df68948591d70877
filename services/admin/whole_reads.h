// Copies of the whole database in the log of reads.
#ifndef LETAN_SERVICES_ADMIN_WHOLE_READS_H_
#define LETAN_SERVICES_ADMIN_WHOLE_READS_H_

#include "absl/status/status.h"
#include "services/call/call_context.h"
#include "storage/engine.h"

namespace letan::services {

// Waits until it is on record that the caller is given everything. RESOURCE_EXHAUSTED, UNAVAILABLE:
// it is not, and nothing may be given.
absl::Status RecordWholeRead(storage::Engine& engine, const call::CallContext& context);

}  // namespace letan::services

#endif  // LETAN_SERVICES_ADMIN_WHOLE_READS_H_
