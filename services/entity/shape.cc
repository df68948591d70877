#include "services/entity/shape.h"

#include <algorithm>
#include <utility>

#include "google/protobuf/field_mask.pb.h"
#include "services/core/limits.h"
#include "services/entity/field_rules.h"
#include "services/entity/value_checks.h"

namespace letan::entity {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::FieldMask;
using google::protobuf::Message;
using google::protobuf::Reflection;

bool IsBlank(const std::string& text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); });
}

class ShapeChecker {
 public:
  ShapeChecker(const std::string& prefix, std::vector<errors::FieldViolation>& violations)
      : prefix_(prefix), violations_(violations) {}

  // Of a whole message. `complete`: required fields must be there.
  void Check(const Message& message, const MessageRules& rules, const FieldPath* at,
             bool complete) {
    const Reader reader{message, *message.GetReflection()};
    for (const FieldRule& rule : rules.fields) {
      if (violations_.size() >= errors::kMaxViolations) return;
      if (rule.output_only) continue;
      FieldPath path{at, rule.field, -1};
      if (rule.field->is_repeated()) {
        CheckList(reader, rule, path, complete);
      } else if (rule.message != nullptr) {
        const bool inside_complete = complete && !(rules.is_update && IsEntity(rule));
        CheckMessage(reader, rule, path, complete, inside_complete);
      } else {
        CheckScalar(reader, rule, path, complete);
      }
    }
  }

 private:
  // A message with its reflection, which costs more to ask for than to use.
  struct Reader {
    const Message& message;
    const Reflection& reflection;
  };

  // The entity of an Update request, by exclusion.
  static bool IsEntity(const FieldRule& rule) {
    return rule.message->descriptor != FieldMaskDescriptor();
  }
  static const google::protobuf::Descriptor* FieldMaskDescriptor();

  void Report(const FieldPath& path, std::string description) {
    if (description.empty()) return;
    violations_.push_back({path.Text(prefix_), std::move(description)});
  }

  void CheckList(const Reader& reader, const FieldRule& rule, FieldPath& path, bool complete) {
    const auto& [message, reflection] = reader;
    const int size = reflection.FieldSize(message, rule.field);
    if (size == 0 && rule.required && complete) Report(path, "must not be empty");
    if (size > rule.max_items) {
      Report(path,
             "has " + std::to_string(size) + " items; at most " + std::to_string(rule.max_items));
      return;
    }
    std::string scratch;
    for (path.index = 0; path.index < size && violations_.size() < errors::kMaxViolations;
         ++path.index) {
      if (rule.message != nullptr) {
        CheckValue(reflection.GetRepeatedMessage(message, rule.field, path.index), rule, path,
                   complete);
      } else if (rule.field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
        const std::string& text =
            reflection.GetRepeatedStringReference(message, rule.field, path.index, &scratch);
        Report(path, text.empty() ? "must not be empty" : WrongWithText(text, rule));
      } else if (rule.field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
        CheckEnum(reflection.GetRepeatedEnumValue(message, rule.field, path.index), rule, path);
      }
    }
  }

  void CheckMessage(const Reader& reader, const FieldRule& rule, const FieldPath& path,
                    bool complete, bool inside_complete) {
    const auto& [message, reflection] = reader;
    if (reflection.HasField(message, rule.field)) {
      CheckValue(reflection.GetMessage(message, rule.field), rule, path, inside_complete);
    } else if (rule.required && complete) {
      Report(path, "must be set");
    }
  }

  // The casts hold because requests are generated messages, and the shape is that of their type.
  void CheckValue(const Message& value, const FieldRule& rule, const FieldPath& path,
                  bool complete) {
    switch (rule.message->shape) {
      case MessageShape::kTimestamp:
        return Report(path, WrongWithTime(static_cast<const google::protobuf::Timestamp&>(value)));
      case MessageShape::kDuration:
        return Report(path, WrongWithDuration(static_cast<const google::protobuf::Duration&>(value),
                                              rule.may_be_negative));
      case MessageShape::kDate:
        return Report(path, WrongWithDate(static_cast<const v1::Date&>(value)));
      case MessageShape::kMoney:
        return Report(path, WrongWithMoney(static_cast<const v1::Money&>(value)));
      case MessageShape::kInterval: {
        const auto& interval = static_cast<const v1::TimeInterval&>(value);
        const std::size_t before = violations_.size();
        Check(value, *rule.message, &path, complete);
        if (violations_.size() != before) return;
        if (!interval.has_start_time() || !interval.has_end_time()) return;
        return Report(path, WrongWithOrder(interval, rule.max_days));
      }
      case MessageShape::kPlain:
        return Check(value, *rule.message, &path, complete);
    }
  }

  void CheckScalar(const Reader& reader, const FieldRule& rule, const FieldPath& path,
                   bool complete) {
    const auto& [message, reflection] = reader;
    switch (rule.field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING: {
        std::string scratch;
        const std::string& text = reflection.GetStringReference(message, rule.field, &scratch);
        if (rule.required && complete && IsBlank(text)) return Report(path, "must be set");
        return Report(path, WrongWithText(text, rule));
      }
      case FieldDescriptor::CPPTYPE_ENUM: {
        const int number = reflection.GetEnumValue(message, rule.field);
        if (number != 0) return CheckEnum(number, rule, path);
        return Report(path, rule.required && complete ? "must be set" : "");
      }
      case FieldDescriptor::CPPTYPE_INT32:
        return CheckNumber(reflection.GetInt32(message, rule.field), rule, path, complete);
      case FieldDescriptor::CPPTYPE_INT64:
        return CheckNumber(reflection.GetInt64(message, rule.field), rule, path, complete);
      default:
        return;
    }
  }

  void CheckEnum(int number, const FieldRule& rule, const FieldPath& path) {
    if (rule.field->enum_type()->FindValueByNumber(number) != nullptr) return;
    Report(path,
           std::to_string(number) + " is not a value of " + rule.field->enum_type()->full_name());
  }

  // Every number of a request counts something, few of them backwards; amounts of money are checked
  // as a whole.
  void CheckNumber(std::int64_t number, const FieldRule& rule, const FieldPath& path,
                   bool complete) {
    const std::int64_t most = rule.page_size ? limits::kMaxPageSize : limits::kMaxQuantity;
    if (number == 0) return Report(path, rule.required && complete ? "must be more than 0" : "");
    const std::int64_t least = rule.may_be_negative ? -most : 0;
    if (number < least || number > most) {
      Report(path, std::to_string(number) + " is not in the range " + std::to_string(least) +
                       " to " + std::to_string(most));
    }
  }

  const std::string& prefix_;
  std::vector<errors::FieldViolation>& violations_;
};

const google::protobuf::Descriptor* ShapeChecker::FieldMaskDescriptor() {
  static const google::protobuf::Descriptor* const descriptor = FieldMask::descriptor();
  return descriptor;
}

void ClearOutputOnly(Message& message, const MessageRules& rules) {
  if (!rules.has_output_only) return;
  const Reflection* reflection = message.GetReflection();
  for (const FieldRule& rule : rules.fields) {
    if (rule.output_only) {
      reflection->ClearField(&message, rule.field);
    } else if (rule.message == nullptr || !rule.message->has_output_only) {
      continue;
    } else if (rule.field->is_repeated()) {
      for (int i = 0; i < reflection->FieldSize(message, rule.field); ++i) {
        ClearOutputOnly(*reflection->MutableRepeatedMessage(&message, rule.field, i),
                        *rule.message);
      }
    } else if (reflection->HasField(message, rule.field)) {
      ClearOutputOnly(*reflection->MutableMessage(&message, rule.field), *rule.message);
    }
  }
}

}  // namespace

absl::Status CheckShape(const Message& request) {
  std::vector<errors::FieldViolation> violations;
  const std::string prefix;
  ShapeChecker(prefix, violations)
      .Check(request, RulesOf(request.GetDescriptor()), nullptr, /*complete=*/true);
  return violations.empty() ? absl::OkStatus() : errors::InvalidArgument(violations);
}

void CheckEntity(const Message& entity, const std::string& prefix,
                 std::vector<errors::FieldViolation>& violations) {
  ShapeChecker(prefix, violations)
      .Check(entity, RulesOf(entity.GetDescriptor()), nullptr, /*complete=*/true);
}

void ClearOutputOnly(Message& message) {
  ClearOutputOnly(message, RulesOf(message.GetDescriptor()));
}

}  // namespace letan::entity
