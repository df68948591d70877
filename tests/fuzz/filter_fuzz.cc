// Filters. The input: a letter for the kind, the filter, a zero byte, an encoded entity.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "letan/v1/delegation.pb.h"
#include "letan/v1/directory.pb.h"
#include "letan/v1/itinerary.pb.h"
#include "letan/v1/resource.pb.h"
#include "services/core/limits.h"
#include "services/entity/filter.h"
#include "services/entity/text_folding.h"
#include "services/entity/value_checks.h"
#include "services/errors/errors.h"
#include "tests/fuzz/invariant.h"

namespace letan::fuzz {
namespace {

using entity::Filter;
using entity::FilterNode;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

std::unique_ptr<Message> NewEntity(char letter) {
  switch (letter) {
    case 'a':
      return std::make_unique<v1::Agency>();
    case 'p':
      return std::make_unique<v1::Person>();
    case 'l':
      return std::make_unique<v1::Place>();
    case 'r':
      return std::make_unique<v1::Resource>();
    case 's':
      return std::make_unique<v1::StockItem>();
    case 'i':
      return std::make_unique<v1::Activity>();
    default:
      return std::make_unique<v1::Delegation>();
  }
}

bool CannotBeStored(const Message& value) {
  if (const auto* time = dynamic_cast<const google::protobuf::Timestamp*>(&value)) {
    return !entity::WrongWithTime(*time).empty();
  }
  const auto* duration = dynamic_cast<const google::protobuf::Duration*>(&value);
  return duration != nullptr &&
         !entity::WrongWithDuration(*duration, /*may_be_negative=*/false).empty();
}

// Filters meet stored entities, whose times are all in range.
void ClearWrongTimes(Message& message) {
  const auto* reflection = message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    if (field->is_repeated()) {
      for (int i = 0; i < reflection->FieldSize(message, field); ++i) {
        ClearWrongTimes(*reflection->MutableRepeatedMessage(&message, field, i));
      }
    } else if (CannotBeStored(reflection->GetMessage(message, field))) {
      reflection->ClearField(&message, field);
    } else {
      ClearWrongTimes(*reflection->MutableMessage(&message, field));
    }
  }
}

std::string FoldedTitle(const Message& message) {
  for (const char* name : {"title", "display_name"}) {
    const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(name);
    if (field != nullptr) return entity::Fold(message.GetReflection()->GetString(message, field));
  }
  return "";
}

std::string Quoted(const std::string& value) {
  std::string text = "\"";
  for (const char c : value) {
    if (c == '"' || c == '\\') text += '\\';
    text += c;
  }
  return text + "\"";
}

std::string Format(const FilterNode& node);

// OR binds closer than AND; NOT closer than both.
std::string FormatInside(const FilterNode& node, bool bare) {
  return bare ? Format(node) : "(" + Format(node) + ")";
}

std::string Joined(const FilterNode& node, const std::string& sign,
                   bool (*bare)(const FilterNode&)) {
  std::string text;
  for (const FilterNode& child : node.children) {
    text += (text.empty() ? "" : sign) + FormatInside(child, bare(child));
  }
  return text;
}

std::string Format(const FilterNode& node) {
  using Kind = FilterNode::Kind;
  static constexpr const char* kSigns[] = {"=", "!=", "<", "<=", ">", ">=", ":"};
  const std::string value = node.quoted ? Quoted(node.value) : node.value;
  switch (node.kind) {
    case Kind::kAnd:
      return Joined(node, " AND ",
                    [](const FilterNode& child) { return child.kind != Kind::kAnd; });
    case Kind::kOr:
      return Joined(node, " OR ", [](const FilterNode& child) {
        return child.kind != Kind::kAnd && child.kind != Kind::kOr;
      });
    case Kind::kNot:
      return "NOT " + FormatInside(node.children[0], node.children[0].children.empty());
    case Kind::kComparison:
      return node.field + " " + kSigns[static_cast<int>(node.comparator)] + " " + value;
    case Kind::kWord:
      return value;
  }
  return "";
}

bool Same(const FilterNode& a, const FilterNode& b) {
  if (a.kind != b.kind || a.field != b.field || a.comparator != b.comparator ||
      a.value != b.value || a.quoted != b.quoted || a.children.size() != b.children.size()) {
    return false;
  }
  for (std::size_t i = 0; i < a.children.size(); ++i) {
    if (!Same(a.children[i], b.children[i])) return false;
  }
  return true;
}

void CheckRefusal(const absl::Status& status) {
  const auto refusal = RequireRefusal(status, errors::kInvalidFilter);
  Require(refusal.field_violations(0).field() == "filter", "the field is filter");
}

// Terms and parentheses are bounded; what is longer by a few may be over that bound.
bool IsOverLimit(const absl::Status& status) {
  const std::string text = status.ToString();
  return text.find("more than ") != std::string::npos;
}

void CheckMatching(const Filter& filter, const std::string& text, const Message& entity) {
  const std::string title = FoldedTitle(entity);
  const bool matches = filter.Matches(entity, title);
  if (filter.empty()) return Require(matches, "an empty filter keeps everything", text);
  const struct {
    std::string text;
    bool matches;
  } others[] = {{"NOT (" + text + ")", !matches},
                {"(" + text + ") AND (" + text + ")", matches},
                {"(" + text + ") OR NOT (" + text + ")", true}};
  for (const auto& other : others) {
    const auto made = Filter::Make(other.text, entity.GetDescriptor());
    Require(made.ok() || IsOverLimit(made.status()), "what is made of a filter is one", other.text);
    if (!made.ok()) continue;
    Require(made->Matches(entity, title) == other.matches, "a filter obeys logic", other.text);
  }
}

void Run(std::string_view input) {
  const std::size_t end = std::min(input.find('\0', 1), input.size());
  const std::string text = ValidUtf8(input.substr(1, end - 1));
  const std::unique_ptr<Message> entity = NewEntity(input[0]);

  const auto parsed = entity::ParseFilter(text);
  const auto filter = Filter::Make(text, entity->GetDescriptor());
  if (!parsed.ok()) {
    CheckRefusal(parsed.status());
    return Require(!filter.ok(), "a text that does not parse makes no filter", text);
  }
  const std::string formatted = Format(*parsed);
  const auto again = entity::ParseFilter(formatted);
  Require(again.ok() && Same(*parsed, *again), "what is formatted parses to the same", formatted);
  if (!filter.ok()) return CheckRefusal(filter.status());

  if (end < input.size()) {
    const std::string_view bytes = input.substr(end + 1);
    if (!entity->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) entity->Clear();
  }
  ClearWrongTimes(*entity);
  entity::NormalizeText(*entity);
  CheckMatching(*filter, text, *entity);
}

}  // namespace
}  // namespace letan::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 0) letan::fuzz::Run({reinterpret_cast<const char*>(data), size});
  return 0;
}
