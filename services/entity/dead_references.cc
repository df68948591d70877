#include "services/entity/dead_references.h"

#include <map>

#include "services/entity/field_rules.h"
#include "services/entity/references.h"

namespace letan::entity {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

void RemoveElement(Message& message, const FieldDescriptor* field, int index) {
  const Reflection* reflection = message.GetReflection();
  for (int i = index; i + 1 < reflection->FieldSize(message, field); ++i) {
    reflection->SwapElements(&message, field, i, i + 1);
  }
  reflection->RemoveLast(&message, field);
}

class Dropper {
 public:
  Dropper(storage::ReadTransaction& read, const std::string& prefix,
          std::vector<std::string>& left_out)
      : read_(read), prefix_(prefix), left_out_(left_out) {}

  // False if the message cannot stand without what was dropped.
  bool Drop(Message& message, const MessageRules& rules, const FieldPath* at) {
    bool stands = true;
    if (!rules.has_references) return stands;
    for (const FieldRule& rule : rules.fields) {
      if (rule.output_only) continue;
      if (rule.is_reference()) {
        stands = DropNames(message, rule, at) && stands;
      } else if (rule.message != nullptr && rule.message->has_references) {
        DropInside(message, rule, at);
      }
    }
    return stands;
  }

  const absl::Status& status() const { return status_; }

 private:
  bool DropNames(Message& message, const FieldRule& rule, const FieldPath* at) {
    const Reflection* reflection = message.GetReflection();
    if (!rule.field->is_repeated()) {
      if (Lives(reflection->GetString(message, rule.field), {at, rule.field, -1})) return true;
      reflection->ClearField(&message, rule.field);
      return !rule.required;
    }
    for (int i = 0, place = 0; i < reflection->FieldSize(message, rule.field); ++place) {
      if (Lives(reflection->GetRepeatedString(message, rule.field, i), {at, rule.field, place})) {
        ++i;
      } else {
        RemoveElement(message, rule.field, i);
      }
    }
    return true;
  }

  void DropInside(Message& message, const FieldRule& rule, const FieldPath* at) {
    const Reflection* reflection = message.GetReflection();
    if (!rule.field->is_repeated()) {
      if (!reflection->HasField(message, rule.field)) return;
      const FieldPath path{at, rule.field, -1};
      Drop(*reflection->MutableMessage(&message, rule.field), *rule.message, &path);
      return;
    }
    for (int i = 0, place = 0; i < reflection->FieldSize(message, rule.field); ++place) {
      Message* element = reflection->MutableRepeatedMessage(&message, rule.field, i);
      const std::size_t before = left_out_.size();
      const FieldPath path{at, rule.field, place};
      const bool stands = Drop(*element, *rule.message, &path);
      const bool emptied = left_out_.size() > before && element->ByteSizeLong() == 0;
      if (stands && !emptied) {
        ++i;
      } else {
        RemoveElement(message, rule.field, i);
      }
    }
  }

  bool Lives(const std::string& name, const FieldPath& path) {
    if (name.empty() || !status_.ok()) return true;
    auto known = known_.find(name);
    if (known == known_.end()) {
      auto lives = IsLiveReference(read_, name);
      if (!lives.ok()) {
        status_ = lives.status();
        return true;
      }
      known = known_.emplace(name, *lives).first;
    }
    if (!known->second) left_out_.push_back(path.Text(prefix_) + ": " + name);
    return known->second;
  }

  storage::ReadTransaction& read_;
  const std::string& prefix_;
  std::vector<std::string>& left_out_;
  std::map<std::string, bool> known_;
  absl::Status status_;
};

}  // namespace

absl::Status DropDeadReferences(storage::ReadTransaction& read, const std::string& prefix,
                                Message& message, std::vector<std::string>& left_out) {
  Dropper dropper(read, prefix, left_out);
  dropper.Drop(message, RulesOf(message.GetDescriptor()), nullptr);
  return dropper.status();
}

}  // namespace letan::entity
