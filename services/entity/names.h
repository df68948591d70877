// Resource names and the registry of kinds.
#ifndef LETAN_SERVICES_ENTITY_NAMES_H_
#define LETAN_SERVICES_ENTITY_NAMES_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace letan::entity {

// One kind of entity and how its names look. Ids are 1 to 63 of [a-z0-9-], beginning with a letter
// or digit.
struct Kind {
  std::string kind;         // "activity"
  std::string collection;   // "activities"
  bool has_parent = false;  // "{parent}/activities/{id}"; the parent is of any kind without parent,
                            // unless parent_kind says which
  std::string parent_kind;
  bool is_event = false;  // may own activities and bookings
};

// The kinds of this server. A new kind is one line there.
const std::vector<Kind>& Kinds();
const Kind* FindKind(std::string_view kind);

// The kind of a well-formed name, or null.
const Kind* KindOfName(std::string_view name);
bool IsName(std::string_view name, std::string_view kind);
bool IsId(std::string_view id);
// "delegations/x/activities/y" → "delegations/x"; empty where there is none.
std::string ParentOfName(std::string_view name);

}  // namespace letan::entity

#endif  // LETAN_SERVICES_ENTITY_NAMES_H_
