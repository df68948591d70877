#include "services/access/access_control.h"

#include <algorithm>

#include "absl/strings/str_join.h"
#include "services/errors/errors.h"

namespace letan::access {
namespace {

constexpr char kServicePackage[] = "letan.v1.";

// "letan.v1.BookingService/Book" → "BookingService.Book".
std::string ShortMethod(const std::string& method) {
  std::string name = method.substr(sizeof(kServicePackage) - 1);
  std::replace(name.begin(), name.end(), '/', '.');
  return name;
}

}  // namespace

bool InScope(const std::vector<std::string>& scopes, const std::string& method, bool writes) {
  if (scopes.empty()) return true;
  const std::string name = ShortMethod(method);
  const std::string service = name.substr(0, name.find('.'));
  return std::any_of(scopes.begin(), scopes.end(), [&](const std::string& scope) {
    return scope == name || scope == service || (scope == "read" && !writes);
  });
}

absl::Status ChooseAgency(const call::Caller& caller, storage::Viewer& viewer) {
  if (!caller.known || !viewer.acting_for.empty()) return absl::OkStatus();
  if (viewer.agencies.size() == 1) viewer.acting_for = viewer.agencies[0];
  if (viewer.agencies.size() < 2) return absl::OkStatus();
  return errors::Make(absl::StatusCode::kPermissionDenied, errors::kActingAgency,
                      "the caller is a member of several agencies: name the one for which this is "
                      "done in the metadata letan-agency");
}

absl::StatusOr<std::shared_ptr<const Permit>> AccessControl::Authorize(const call::Caller& caller,
                                                                       const std::string& method,
                                                                       bool writes) const {
  if (caller.anonymous) return std::make_shared<const Permit>(Permit::Everything());
  if (!InScope(caller.scopes, method, writes)) {
    return errors::PermissionDenied("the token is not good for " + ShortMethod(method));
  }
  auto permit = std::make_shared<const Permit>(table_->For(caller.grants, caller.known, method));
  if (permit->allowed()) return permit;
  if (!caller.known) return errors::Unauthenticated();
  return errors::PermissionDenied(ShortMethod(method) + " needs one of the roles " +
                                  absl::StrJoin(table_->RolesFor(method), ", "));
}

}  // namespace letan::access
