#include "services/identity/user_traits.h"

#include <set>

namespace letan::entity {
namespace {

using UserViolations = std::vector<errors::FieldViolation>;

void CheckOnce(const google::protobuf::RepeatedPtrField<std::string>& roles,
               const std::string& path, UserViolations& violations) {
  std::set<std::string> seen;
  for (int i = 0; i < roles.size(); ++i) {
    if (!seen.insert(roles[i]).second) {
      violations.push_back({path + "[" + std::to_string(i) + "]", "is named twice"});
    }
  }
}

}  // namespace

std::string EntityTraits<v1::User>::Extract(const v1::User& user, storage::EntityRow&) {
  return user.display_name();
}

void EntityTraits<v1::User>::Validate(v1::User& user, UserViolations& violations) {
  if (user.type() == v1::User::TYPE_UNSPECIFIED) user.set_type(v1::User::TYPE_HUMAN);
  std::set<std::string> agencies;
  for (int i = 0; i < user.memberships_size(); ++i) {
    const std::string path = "memberships[" + std::to_string(i) + "]";
    if (!agencies.insert(user.memberships(i).agency()).second) {
      violations.push_back({path + ".agency", "is named twice"});
    }
    CheckOnce(user.memberships(i).roles(), path + ".roles", violations);
  }
  CheckOnce(user.roles(), "roles", violations);
}

}  // namespace letan::entity
