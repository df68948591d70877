#include "services/entity/field_rules.h"

#include <memory>
#include <mutex>
#include <string_view>
#include <unordered_map>

#include "google/protobuf/duration.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "letan/v1/annotations.pb.h"
#include "letan/v1/booking_service.pb.h"
#include "letan/v1/common.pb.h"
#include "letan/v1/delegation.pb.h"
#include "letan/v1/itinerary.pb.h"
#include "letan/v1/itinerary_service.pb.h"
#include "services/core/limits.h"

namespace letan::entity {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

MessageShape ShapeOf(const Descriptor* descriptor) {
  if (descriptor == google::protobuf::Timestamp::descriptor()) return MessageShape::kTimestamp;
  if (descriptor == google::protobuf::Duration::descriptor()) return MessageShape::kDuration;
  if (descriptor == v1::TimeInterval::descriptor()) return MessageShape::kInterval;
  if (descriptor == v1::Date::descriptor()) return MessageShape::kDate;
  if (descriptor == v1::Money::descriptor()) return MessageShape::kMoney;
  return MessageShape::kPlain;
}

bool StartsWith(const std::string& text, std::string_view prefix) {
  return text.compare(0, prefix.size(), prefix) == 0;
}

bool IsRequest(const Descriptor* message, std::string_view verb) {
  constexpr std::string_view kRequest = "Request";
  const std::string& name = message->name();
  return StartsWith(name, verb) && name.size() > kRequest.size() &&
         name.compare(name.size() - kRequest.size(), kRequest.size(), kRequest) == 0;
}

int MaxDays(const FieldDescriptor* field) {
  const Descriptor* owner = field->containing_type();
  // What is booked, and the events for which it is booked.
  for (const Descriptor* booked :
       {v1::BookingLeg::descriptor(), v1::MoveRequest::BookingMove::descriptor(),
        v1::Delegation::descriptor(), v1::Activity::descriptor(),
        v1::MoveActivityRequest::descriptor()}) {
    if (owner == booked) return limits::kMaxBookingDays;
  }
  const bool query =
      IsRequest(owner, "List") || IsRequest(owner, "Query") || IsRequest(owner, "Find");
  return query && field->name() == "interval" ? limits::kMaxQueryDays : 0;
}

FieldRule RuleOf(const FieldDescriptor* field) {
  const v1::FieldRules& annotation = field->options().GetExtension(v1::field);
  FieldRule rule;
  rule.field = field;
  rule.required = annotation.required();
  rule.output_only = annotation.output_only();
  rule.immutable = annotation.immutable();
  rule.reference_kinds.assign(annotation.reference().begin(), annotation.reference().end());
  int default_bytes = rule.is_reference() ? limits::kMaxNameBytes : limits::kMaxStringBytes;
  // Of a message that is packed into an Any: its own fields have limits, once it is taken out.
  if (field->type() == FieldDescriptor::TYPE_BYTES) default_bytes = limits::kMaxMessageBytes;
  rule.max_bytes = annotation.max_bytes() > 0 ? annotation.max_bytes() : default_bytes;
  rule.max_items = annotation.max_items() > 0 ? annotation.max_items() : limits::kMaxListItems;
  rule.page_size = field->name() == "page_size";
  rule.may_be_negative = annotation.may_be_negative();
  return rule;
}

class Registry {
 public:
  const MessageRules& Find(const Descriptor* descriptor) {
    const std::lock_guard<std::mutex> lock(mutex_);
    return Build(descriptor);
  }

 private:
  MessageRules& Build(const Descriptor* descriptor) {
    std::unique_ptr<MessageRules>& slot = rules_[descriptor];
    if (slot != nullptr) return *slot;
    slot = std::make_unique<MessageRules>();
    // A type that contains itself finds this while it is being built: assumed to hold anything.
    MessageRules& rules = *slot;
    rules.descriptor = descriptor;
    rules.shape = ShapeOf(descriptor);
    rules.is_update = IsRequest(descriptor, "Update");
    rules.has_output_only = rules.has_references = true;
    bool has_output_only = false;
    bool has_references = false;
    for (int i = 0; i < descriptor->field_count(); ++i) {
      FieldRule rule = RuleOf(descriptor->field(i));
      if (rule.field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        rule.message = &Build(rule.field->message_type());
        if (rule.message->shape == MessageShape::kInterval) rule.max_days = MaxDays(rule.field);
        has_output_only |= rule.message->has_output_only;
        has_references |= rule.message->has_references;
      }
      has_output_only |= rule.output_only;
      has_references |= rule.is_reference();
      rules.fields.push_back(std::move(rule));
    }
    rules.has_output_only = has_output_only;
    rules.has_references = has_references;
    return rules;
  }

  std::mutex mutex_;
  std::unordered_map<const Descriptor*, std::unique_ptr<MessageRules>> rules_;
};

}  // namespace

const MessageRules& RulesOf(const Descriptor* descriptor) {
  static auto* const registry = new Registry;
  return registry->Find(descriptor);
}

std::string FieldPath::Text(const std::string& prefix) const {
  std::string text = parent == nullptr ? prefix : parent->Text(prefix);
  if (field == nullptr) return text;
  if (!text.empty() && text.back() != '.') text += '.';
  text += field->name();
  if (index >= 0) text += "[" + std::to_string(index) + "]";
  return text;
}

}  // namespace letan::entity
