// What fuzz targets share: ending the program when something does not hold, and reading refusals.
#ifndef LETAN_TESTS_FUZZ_INVARIANT_H_
#define LETAN_TESTS_FUZZ_INVARIANT_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "google/protobuf/message.h"
#include "google/rpc/error_details.pb.h"

namespace letan::fuzz {

// Prints what does not hold and aborts: a finding.
void Require(bool holds, std::string_view what, std::string_view about = "");

// INVALID_ARGUMENT with this reason and at least one violation, whose fields have names and
// descriptions in valid UTF-8; else a finding. Returns the violations.
google::rpc::BadRequest RequireRefusal(const absl::Status& status, std::string_view reason);

// With U+FFFD for what is not well-formed: the texts of requests that parse are valid UTF-8.
std::string ValidUtf8(std::string_view bytes);

// Whether "members[3].role_title" leads to a field of `type`. With `message`, an index must be that
// of an element it has.
bool IsFieldPath(const google::protobuf::Descriptor* type, const google::protobuf::Message* message,
                 std::string_view path);

}  // namespace letan::fuzz

#endif  // LETAN_TESTS_FUZZ_INVARIANT_H_
