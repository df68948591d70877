// Do the entities exist that a message names?
#ifndef LETAN_SERVICES_ENTITY_REFERENCES_H_
#define LETAN_SERVICES_ENTITY_REFERENCES_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "storage/transaction.h"

namespace letan::entity {

// Whether what a reference names is there: neither absent, deleted nor hidden.
absl::StatusOr<bool> IsLiveReference(storage::ReadTransaction& read, const std::string& name);

// Looks up every entity that a field with the annotation `reference` names, output-only fields
// aside. INVALID_ARGUMENT naming each field (behind `prefix`: "delegation", or "" for a request)
// whose entity is absent, deleted or hidden. Bookings and stock movements are no entities and are
// not looked up.
absl::Status CheckReferences(storage::ReadTransaction& read,
                             const google::protobuf::Message& message, const std::string& prefix);

// The same for names in `after` that are nowhere in `before`: what an entity refers to may be
// deleted later without making every further edit impossible.
absl::Status CheckNewReferences(storage::ReadTransaction& read,
                                const google::protobuf::Message& before,
                                const google::protobuf::Message& after, const std::string& prefix);

}  // namespace letan::entity

#endif  // LETAN_SERVICES_ENTITY_REFERENCES_H_
