// The table of permissions as a file: letan.internal.v1.Permissions in text format.
#ifndef LETAN_SERVICES_ACCESS_PERMISSION_FILE_H_
#define LETAN_SERVICES_ACCESS_PERMISSION_FILE_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "google/protobuf/descriptor.h"
#include "services/core/access/permissions.h"

namespace letan::access {

// What a table is checked against: finds methods by "letan.v1.BookingService/Book" and messages by
// "letan.v1.Delegation"; null where there is none.
struct Schema {
  std::function<const google::protobuf::MethodDescriptor*(const std::string&)> find_method;
  std::function<const google::protobuf::Descriptor*(const std::string&)> find_message;
};
// Of everything that is linked in.
Schema LinkedSchema();

// INVALID_ARGUMENT with the line where the text does not parse, or what is wrong with a role or
// rule: an unknown method, role or field, a name given twice, a condition on a method that
// only reads.
absl::StatusOr<std::unique_ptr<const PermissionTable>> ParsePermissions(const std::string& text,
                                                                        const Schema& schema);

// Every method that the table does not name; those can be called by nobody.
std::vector<std::string> MethodsWithoutRule(
    const PermissionTable& table,
    const std::vector<const google::protobuf::ServiceDescriptor*>& services);

// Whether a method can change something: its requests have validate_only, or a request_id.
bool Mutates(const google::protobuf::MethodDescriptor& method);

}  // namespace letan::access

#endif  // LETAN_SERVICES_ACCESS_PERMISSION_FILE_H_
