// One comparison of a filter with the values of one field.
#ifndef LETAN_SERVICES_ENTITY_FILTER_VALUES_H_
#define LETAN_SERVICES_ENTITY_FILTER_VALUES_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "google/protobuf/message.h"
#include "services/entity/filter_syntax.h"

namespace letan::entity {

struct FieldTest {
  // Of the field's value in `owner`; of its element `index` where it is a list, else -1.
  std::function<bool(const google::protobuf::Message& owner,
                     const google::protobuf::FieldDescriptor* field, int index)>
      holds;
  bool when_absent = false;  // the answer for a field that is not set
  // Of times in microseconds, of enums the number.
  std::optional<std::int64_t> wanted;
};

// `wrong` says what does not suit the field and what would; empty if all is well.
FieldTest MakeFieldTest(const google::protobuf::FieldDescriptor* field,
                        const FilterNode& comparison, std::string& wrong);

// Without its type's prefix: "APPROVED" of STATE_APPROVED.
std::string ShortName(const google::protobuf::EnumValueDescriptor* value);

}  // namespace letan::entity

#endif  // LETAN_SERVICES_ENTITY_FILTER_VALUES_H_
