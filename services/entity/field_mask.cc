#include "services/entity/field_mask.h"

#include <algorithm>
#include <memory>

#include "services/entity/field_rules.h"
#include "services/errors/errors.h"

namespace letan::entity {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

absl::Status Refuse(const std::string& path, const std::string& why) {
  return errors::InvalidField("update_mask", "\"" + path + "\" " + why);
}

// Fields of one path, or why it is refused.
absl::StatusOr<std::vector<const FieldDescriptor*>> Resolve(const Descriptor* descriptor,
                                                            const std::string& path) {
  std::vector<const FieldDescriptor*> fields;
  const Descriptor* owner = descriptor;
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find('.', begin), path.size());
    const FieldDescriptor* field =
        owner == nullptr ? nullptr : owner->FindFieldByName(path.substr(begin, end - begin));
    if (field == nullptr) return Refuse(path, "is not a field of " + descriptor->name());
    for (const FieldRule& rule : RulesOf(owner).fields) {
      if (rule.field != field) continue;
      if (rule.output_only) return Refuse(path, "is set by the server");
      if (rule.immutable) return Refuse(path, "cannot be changed by an update");
    }
    fields.push_back(field);
    if (end < path.size() && field->is_repeated()) {
      return Refuse(path, "leads into a list: lists are replaced as a whole");
    }
    owner = field->message_type();
    begin = end + 1;
  }
  return fields;
}

bool IsInside(const std::vector<const FieldDescriptor*>& path,
              const std::vector<const FieldDescriptor*>& outer) {
  return path.size() >= outer.size() && std::equal(outer.begin(), outer.end(), path.begin());
}

bool IsSet(const Message& message, const FieldDescriptor* field) {
  return field->is_repeated() ? message.GetReflection()->FieldSize(message, field) > 0
                              : message.GetReflection()->HasField(message, field);
}

std::string FieldBytes(const Message& message, const FieldDescriptor* field) {
  std::unique_ptr<Message> whole(message.New());
  std::unique_ptr<Message> only(message.New());
  whole->CopyFrom(message);
  message.GetReflection()->SwapFields(whole.get(), only.get(), {field});
  return only->SerializeAsString();
}

// Swaps one field, given by its path, between two messages of the same type.
void SwapPath(const std::vector<const FieldDescriptor*>& path, Message* patch, Message* entity) {
  for (std::size_t i = 0; i + 1 < path.size(); ++i) {
    // Neither has the message around it: nothing to clear, and nothing to make either.
    if (!IsSet(*patch, path[i]) && !IsSet(*entity, path[i])) return;
    patch = patch->GetReflection()->MutableMessage(patch, path[i]);
    entity = entity->GetReflection()->MutableMessage(entity, path[i]);
  }
  entity->GetReflection()->SwapFields(patch, entity, {path.back()});
}

}  // namespace

absl::StatusOr<UpdateMask> UpdateMask::Parse(const Descriptor* descriptor,
                                             const google::protobuf::FieldMask& mask) {
  UpdateMask result;
  std::vector<Path> paths;
  for (const std::string& text : mask.paths()) {
    if (text == "*") {
      if (mask.paths_size() > 1) return Refuse(text, "stands for all fields, and alone");
      result.whole_ = true;
      return result;
    }
    auto path = Resolve(descriptor, text);
    if (!path.ok()) return path.status();
    paths.push_back(*std::move(path));
  }
  // Writing is swapping, and what is swapped twice is back where it was: paths inside others and
  // repeated ones are dropped.
  for (std::size_t i = 0; i < paths.size(); ++i) {
    bool covered = false;
    for (std::size_t j = 0; j < paths.size() && !covered; ++j) {
      covered = i != j && IsInside(paths[i], paths[j]) && (paths[i] != paths[j] || j < i);
    }
    if (!covered) result.paths_.push_back(paths[i]);
  }
  return result;
}

absl::Status UpdateMask::Apply(const Message& patch, const std::string& prefix,
                               Message& entity) const {
  std::unique_ptr<Message> source(patch.New());
  source->CopyFrom(patch);
  if (!paths_.empty()) {
    for (const Path& path : paths_) SwapPath(path, source.get(), &entity);
    return absl::OkStatus();
  }
  std::vector<errors::FieldViolation> violations;
  std::vector<const FieldDescriptor*> written;
  for (const FieldRule& rule : RulesOf(entity.GetDescriptor()).fields) {
    if (rule.output_only) continue;
    const bool set = IsSet(patch, rule.field);
    if (rule.immutable) {
      if (set && FieldBytes(patch, rule.field) != FieldBytes(entity, rule.field)) {
        const FieldPath path{nullptr, rule.field, -1};
        violations.push_back({path.Text(prefix), "cannot be changed by an update"});
      }
    } else if (set || whole_) {
      written.push_back(rule.field);
    }
  }
  if (!violations.empty()) return errors::InvalidArgument(violations);
  entity.GetReflection()->SwapFields(source.get(), &entity, written);
  return absl::OkStatus();
}

}  // namespace letan::entity
