// Holds the writes of one call to the conditions of its permit. What a body changes is looked at,
// not what its request says: whichever method changes an event, directly or through what belongs to
// it, the same conditions hold.
#ifndef LETAN_SERVICES_ACCESS_GUARD_H_
#define LETAN_SERVICES_ACCESS_GUARD_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "google/protobuf/message.h"
#include "services/core/access/permissions.h"
#include "storage/engine.h"
#include "storage/transaction.h"

namespace letan::access {

// Messages by kind, "delegation"; null for a kind that is no document.
using Prototypes = std::map<std::string, const google::protobuf::Message*>;

// The body under its permit: PERMISSION_DENIED, with what is missing, before anything else is said
// about an event that the request names, and at the first change that is not allowed. A permit
// without conditions costs nothing.
storage::WriteBody Guard(std::shared_ptr<const Permit> permit, const Prototypes& prototypes,
                         const google::protobuf::Message& request, storage::WriteBody body);

// The events that a request names as what it is about: by its name, parent, owner, or the name in
// the entity that it brings.
std::vector<std::string> EventsNamedIn(const google::protobuf::Message& request);

// What conditions see of an event as it stands, no field changed.
absl::StatusOr<Effect> EffectOn(const storage::EntityRow& event, const Prototypes& prototypes);

// The name of the event that an entity is or belongs to, "delegations/a" of
// "delegations/a/activities/b"; empty for what belongs to none.
std::string EventOf(const std::string& name);

// PERMISSION_DENIED, reason PERMISSION_DENIED; OK if the verdict allows.
absl::Status ToStatus(const Verdict& verdict, const std::string& subject);

}  // namespace letan::access

#endif  // LETAN_SERVICES_ACCESS_GUARD_H_
