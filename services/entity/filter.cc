#include "services/entity/filter.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "letan/v1/annotations.pb.h"
#include "services/core/limits.h"
#include "services/entity/text_folding.h"

namespace letan::entity {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// Filled in answers only, never stored.
bool IsAnswerOnly(const FieldDescriptor* field) {
  return field->options().GetExtension(v1::field).answer_only();
}

int CountTerms(const FilterNode& node) {
  int terms = node.children.empty() ? 1 : 0;
  for (const FilterNode& child : node.children) terms += CountTerms(child);
  return terms;
}

std::string PathText(const std::vector<const FieldDescriptor*>& path) {
  return absl::StrJoin(
      path, ".", [](std::string* out, const FieldDescriptor* field) { *out += field->name(); });
}

std::string FieldNames(const Descriptor* message) {
  std::string names;
  for (int i = 0; i < message->field_count(); ++i) {
    if (IsAnswerOnly(message->field(i))) continue;
    if (!names.empty()) names += ", ";
    names += message->field(i)->name();
  }
  return names;
}

}  // namespace

class Filter::Binder {
 public:
  Binder(std::string_view text, const Descriptor* entity) : text_(text), entity_(entity) {}

  absl::StatusOr<Node> Bind(const FilterNode& parsed) const {
    Node node;
    node.kind = parsed.kind;
    if (parsed.kind == FilterNode::Kind::kWord) node.folded_word = Fold(parsed.value);
    if (parsed.kind == FilterNode::Kind::kComparison) {
      if (absl::Status status = BindComparison(parsed, node); !status.ok()) return status;
    }
    for (const FilterNode& child : parsed.children) {
      auto bound = Bind(child);
      if (!bound.ok()) return bound.status();
      node.children.push_back(*std::move(bound));
    }
    return node;
  }

 private:
  absl::Status BindComparison(const FilterNode& parsed, Node& node) const {
    if (absl::Status status = BindPath(parsed, node.path); !status.ok()) return status;
    const bool listed =
        std::any_of(node.path.begin(), node.path.end(),
                    [](const FieldDescriptor* field) { return field->is_repeated(); });
    if (listed && parsed.comparator != FilterComparator::kHas) {
      return FilterError(
          text_, parsed.position,
          "\"" + parsed.field + "\" is a list: only \":\" compares with its elements");
    }
    node.comparator = parsed.comparator;
    std::string wrong;
    node.test = MakeFieldTest(node.path.back(), parsed, wrong);
    if (wrong.empty()) return absl::OkStatus();
    return FilterError(text_, parsed.value_position, wrong);
  }

  absl::Status BindPath(const FilterNode& parsed, std::vector<const FieldDescriptor*>& path) const {
    const Descriptor* owner = entity_;
    for (const std::string& part : std::vector<std::string>(absl::StrSplit(parsed.field, '.'))) {
      if (owner == nullptr) {
        return FilterError(text_, parsed.position,
                           "\"" + path.back()->name() + "\" has no fields of its own");
      }
      const FieldDescriptor* field = owner->FindFieldByName(part);
      if (field == nullptr || IsAnswerOnly(field)) {
        return FilterError(text_, parsed.position,
                           "there is no field \"" + part + "\" in \"" + owner->name() +
                               "\"; there are " + FieldNames(owner));
      }
      path.push_back(field);
      owner = field->message_type();
    }
    return absl::OkStatus();
  }

  const std::string_view text_;
  const Descriptor* const entity_;
};

absl::StatusOr<Filter> Filter::Make(std::string_view text, const Descriptor* entity) {
  const auto parsed = ParseFilter(text);
  if (!parsed.ok()) return parsed.status();
  auto root = Binder(text, entity).Bind(*parsed);
  if (!root.ok()) return root.status();
  Filter filter;
  filter.terms_ = CountTerms(*parsed);
  filter.root_ = *std::move(root);
  return filter;
}

bool Filter::Narrow(std::string_view time_field, storage::EntityQuery& query) const {
  const bool all = root_.kind == FilterNode::Kind::kAnd;
  if (!all && root_.kind != FilterNode::Kind::kComparison) return false;
  bool nothing_left = true;
  for (const Node& node : all ? root_.children : std::vector<Node>{root_}) {
    if (node.kind == FilterNode::Kind::kComparison) {
      if (NarrowByState(node, query)) continue;
      NarrowByTime(node, time_field, query);
    }
    nothing_left = false;
  }
  return nothing_left;
}

// False where the filter has to look at it.
bool Filter::NarrowByState(const Node& node, storage::EntityQuery& query) {
  const bool equal =
      node.comparator == FilterComparator::kEqual && node.test.wanted.value_or(0) > 0;
  if (!equal || node.path.size() != 1 || node.path[0]->name() != "state") return false;
  const std::string state =
      ShortName(node.path[0]->enum_type()->FindValueByNumber(static_cast<int>(*node.test.wanted)));
  if (!query.state.empty() && query.state != state) return false;
  query.state = state;
  return true;
}

void Filter::NarrowByTime(const Node& node, std::string_view time_field,
                          storage::EntityQuery& query) {
  if (!node.test.wanted.has_value() || PathText(node.path) != time_field) return;
  if (!query.has_range) query.range = {limits::kMinInstantMicros, limits::kMaxInstantMicros};
  booking::Micros& start = query.range.start;
  booking::Micros& end = query.range.end;
  const booking::Micros wanted =
      std::clamp(*node.test.wanted, limits::kMinInstantMicros, limits::kMaxInstantMicros - 1);
  switch (node.comparator) {
    case FilterComparator::kGreater:
    case FilterComparator::kGreaterEqual:
      start = std::max(start, wanted);
      break;
    case FilterComparator::kLess:
    case FilterComparator::kLessEqual:
      end = std::min(end, wanted + 1);
      break;
    case FilterComparator::kEqual:
      start = std::max(start, wanted);
      end = std::min(end, wanted + 1);
      break;
    default:
      return;
  }
  query.has_range = true;
}

bool Filter::Matches(const Message& entity, std::string_view folded_title) const {
  return Holds(root_, entity, folded_title);
}

bool Filter::Holds(const Node& node, const Message& entity, std::string_view folded_title) {
  const auto holds = [&](const Node& child) { return Holds(child, entity, folded_title); };
  switch (node.kind) {
    case FilterNode::Kind::kAnd:
      return std::all_of(node.children.begin(), node.children.end(), holds);
    case FilterNode::Kind::kOr:
      return std::any_of(node.children.begin(), node.children.end(), holds);
    case FilterNode::Kind::kNot:
      return !holds(node.children[0]);
    case FilterNode::Kind::kComparison:
      return Compare(node, 0, entity);
    case FilterNode::Kind::kWord:
      return folded_title.find(node.folded_word) != std::string_view::npos;
  }
  return false;
}

// True if it holds for one of the values that the path leads to.
bool Filter::Compare(const Node& node, std::size_t depth, const Message& owner) {
  const FieldDescriptor* field = node.path[depth];
  const Reflection* reflection = owner.GetReflection();
  const bool last = depth + 1 == node.path.size();
  if (field->is_repeated()) {
    for (int i = 0; i < reflection->FieldSize(owner, field); ++i) {
      if (last ? node.test.holds(owner, field, i)
               : Compare(node, depth + 1, reflection->GetRepeatedMessage(owner, field, i))) {
        return true;
      }
    }
    return false;
  }
  if (field->has_presence() && !reflection->HasField(owner, field)) return node.test.when_absent;
  return last ? node.test.holds(owner, field, -1)
              : Compare(node, depth + 1, reflection->GetMessage(owner, field));
}

}  // namespace letan::entity
