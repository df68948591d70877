// The check that every request passes before a handler sees it: what the annotations of the schema
// say (required, lengths, references), and what holds for every field of a type (times in range,
// intervals forward, enums known, page sizes).
#ifndef LETAN_SERVICES_ENTITY_SHAPE_H_
#define LETAN_SERVICES_ENTITY_SHAPE_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "services/errors/errors.h"

namespace letan::entity {

// INVALID_ARGUMENT with every violation found (at most errors::kMaxViolations), by field path.
// Output-only fields are not looked at. Inside `entity` of an Update request, required fields are
// checked by the update after the mask was applied, not here.
absl::Status CheckShape(const google::protobuf::Message& request);

// Of an entity alone, required fields included, paths prefixed with `prefix`.
void CheckEntity(const google::protobuf::Message& entity, const std::string& prefix,
                 std::vector<errors::FieldViolation>& violations);

// Clears the output-only fields of a message from a client, recursively.
void ClearOutputOnly(google::protobuf::Message& message);

// Why bytes do not parse as `descriptor`: INVALID_ARGUMENT naming the field with invalid UTF-8, or
// the position at which the encoding breaks.
absl::Status ExplainParseFailure(const google::protobuf::Descriptor* descriptor,
                                 const std::string& bytes);

}  // namespace letan::entity

#endif  // LETAN_SERVICES_ENTITY_SHAPE_H_
