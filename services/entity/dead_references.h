// Copies of old things: what they refer to may be gone.
#ifndef LETAN_SERVICES_ENTITY_DEAD_REFERENCES_H_
#define LETAN_SERVICES_ENTITY_DEAD_REFERENCES_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "google/protobuf/message.h"
#include "storage/transaction.h"

namespace letan::entity {

// Takes out of `message` every reference (see CheckReferences) whose entity is absent, deleted or
// hidden; with it the list element that requires it or that is empty without it. Adds to `left_out`
// where each stood, behind `prefix`: "participations[2].agency: agencies/…".
absl::Status DropDeadReferences(storage::ReadTransaction& read, const std::string& prefix,
                                google::protobuf::Message& message,
                                std::vector<std::string>& left_out);

}  // namespace letan::entity

#endif  // LETAN_SERVICES_ENTITY_DEAD_REFERENCES_H_
