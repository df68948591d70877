// The annotations of the schema, read once for each message type.
#ifndef LETAN_SERVICES_ENTITY_FIELD_RULES_H_
#define LETAN_SERVICES_ENTITY_FIELD_RULES_H_

#include <string>
#include <vector>

#include "google/protobuf/descriptor.h"

namespace letan::entity {

struct MessageRules;

struct FieldRule {
  const google::protobuf::FieldDescriptor* field = nullptr;
  bool required = false;
  bool output_only = false;
  bool immutable = false;
  int max_bytes = 0;                         // strings
  int max_items = 0;                         // lists
  std::vector<std::string> reference_kinds;  // a name of one of these; "*": of any
  const MessageRules* message = nullptr;     // of the field's type, where that is a message
  int max_days = 0;                          // intervals; 0: any length
  bool page_size = false;
  bool may_be_negative = false;  // durations and numbers

  bool is_reference() const { return !reference_kinds.empty(); }
};

// Types with a meaning of their own.
enum class MessageShape { kPlain, kTimestamp, kDuration, kInterval, kDate, kMoney };

struct MessageRules {
  const google::protobuf::Descriptor* descriptor = nullptr;
  MessageShape shape = MessageShape::kPlain;
  std::vector<FieldRule> fields;  // in the order of the schema
  // Somewhere inside.
  bool has_output_only = false;
  bool has_references = false;
  // Update…Request: its entity may be incomplete.
  bool is_update = false;
};

// Lives as long as the program. Safe from many threads.
const MessageRules& RulesOf(const google::protobuf::Descriptor* descriptor);

// Where a field stands, as a chain of places on the stack; spelled out only when something is
// wrong there.
struct FieldPath {
  const FieldPath* parent = nullptr;
  const google::protobuf::FieldDescriptor* field = nullptr;
  int index = -1;  // in a list

  // "members[3].role_title", behind `prefix`.
  std::string Text(const std::string& prefix) const;
};

}  // namespace letan::entity

#endif  // LETAN_SERVICES_ENTITY_FIELD_RULES_H_
