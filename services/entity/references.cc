#include "services/entity/references.h"

#include <functional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "services/entity/field_rules.h"
#include "services/entity/names.h"
#include "services/errors/errors.h"

namespace letan::entity {
namespace {

using google::protobuf::Message;
using google::protobuf::Reflection;

using Visit = std::function<void(const std::string& name, const FieldPath& path)>;

void VisitNames(const Message& message, const FieldRule& rule, const FieldPath* at,
                const Visit& visit) {
  const Reflection* reflection = message.GetReflection();
  std::string scratch;
  FieldPath path{at, rule.field, -1};
  if (!rule.field->is_repeated()) {
    visit(reflection->GetStringReference(message, rule.field, &scratch), path);
    return;
  }
  const int size = reflection->FieldSize(message, rule.field);
  for (path.index = 0; path.index < size; ++path.index) {
    visit(reflection->GetRepeatedStringReference(message, rule.field, path.index, &scratch), path);
  }
}

void VisitReferences(const Message& message, const MessageRules& rules, const FieldPath* at,
                     const Visit& visit) {
  if (!rules.has_references) return;
  const Reflection* reflection = message.GetReflection();
  for (const FieldRule& rule : rules.fields) {
    if (rule.output_only) continue;
    if (rule.is_reference()) {
      VisitNames(message, rule, at, visit);
    } else if (rule.message == nullptr || !rule.message->has_references) {
      continue;
    } else if (rule.field->is_repeated()) {
      FieldPath path{at, rule.field, 0};
      for (const int size = reflection->FieldSize(message, rule.field); path.index < size;
           ++path.index) {
        VisitReferences(reflection->GetRepeatedMessage(message, rule.field, path.index),
                        *rule.message, &path, visit);
      }
    } else if (reflection->HasField(message, rule.field)) {
      const FieldPath path{at, rule.field, -1};
      VisitReferences(reflection->GetMessage(message, rule.field), *rule.message, &path, visit);
    }
  }
}

bool IsEntity(const std::string& name) {
  const Kind* kind = KindOfName(name);
  return kind == nullptr || (kind->kind != "booking" && kind->kind != "movement");
}

class Checker {
 public:
  Checker(storage::ReadTransaction& read, const std::string& prefix)
      : read_(read), prefix_(prefix) {}

  // Names that are taken as they are.
  void Accept(const std::string& name) { known_.emplace(name, true); }

  void Check(const std::string& name, const FieldPath& path) {
    if (name.empty() || !failure_.ok() || violations_.size() == errors::kMaxViolations) return;
    auto known = known_.find(name);
    if (known == known_.end()) known = known_.emplace(name, Exists(name)).first;
    if (failure_.ok() && !known->second) {
      violations_.push_back({path.Text(prefix_), "\"" + name + "\" does not exist"});
    }
  }

  absl::Status Result() const {
    if (!failure_.ok()) return failure_;
    return violations_.empty() ? absl::OkStatus() : errors::InvalidArgument(violations_);
  }

 private:
  bool Exists(const std::string& name) {
    const auto lives = IsLiveReference(read_, name);
    if (!lives.ok()) failure_ = lives.status();
    return lives.value_or(false);
  }

  storage::ReadTransaction& read_;
  const std::string& prefix_;
  std::unordered_map<std::string, bool> known_;
  std::vector<errors::FieldViolation> violations_;
  absl::Status failure_;
};

}  // namespace

absl::StatusOr<bool> IsLiveReference(storage::ReadTransaction& read, const std::string& name) {
  if (!IsEntity(name)) return true;
  const auto row = read.FindEntity(name);
  if (!row.ok()) return row.status();
  return row->has_value() && !(*row)->deleted();
}

absl::Status CheckReferences(storage::ReadTransaction& read, const Message& message,
                             const std::string& prefix) {
  Checker checker(read, prefix);
  VisitReferences(
      message, RulesOf(message.GetDescriptor()), nullptr,
      [&](const std::string& name, const FieldPath& path) { checker.Check(name, path); });
  return checker.Result();
}

absl::Status CheckNewReferences(storage::ReadTransaction& read, const Message& before,
                                const Message& after, const std::string& prefix) {
  Checker checker(read, prefix);
  const MessageRules& rules = RulesOf(after.GetDescriptor());
  VisitReferences(before, rules, nullptr,
                  [&](const std::string& name, const FieldPath&) { checker.Accept(name); });
  VisitReferences(after, rules, nullptr, [&](const std::string& name, const FieldPath& path) {
    checker.Check(name, path);
  });
  return checker.Result();
}

}  // namespace letan::entity
