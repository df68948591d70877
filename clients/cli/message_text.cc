#include "clients/cli/message_text.h"

#include <google/protobuf/text_format.h>
#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <cstdio>
#include <vector>

#include "clients/cli/text_table.h"
#include "clients/cli/time_text.h"
#include "letan/v1/resource.pb.h"

namespace letan::cli {
namespace {

using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// "STATE_IN_PROGRESS" of the enum State as "in progress": without what all its values begin with.
std::string EnumWord(const EnumValueDescriptor& value) {
  const std::string zero = value.type()->FindValueByNumber(0)->name();
  const size_t prefix = zero.size() - std::min(zero.size(), std::string("UNSPECIFIED").size());
  std::string word;
  for (const char c : value.name().substr(std::min(prefix, value.name().size()))) {
    word += c == '_' ? ' ' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return word;
}

// "Mon 06:00–20:45".
std::string HoursText(const v1::Resource::WeeklyHours& hours) {
  static constexpr const char* kDays[] = {"?", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  const int day = hours.day_of_week();
  char text[64];
  std::snprintf(text, sizeof text, "%s %02d:%02d–%02d:%02d", kDays[day >= 1 && day <= 7 ? day : 0],
                hours.open_minute() / 60, hours.open_minute() % 60, hours.close_minute() / 60,
                hours.close_minute() % 60);
  return text;
}

// Messages that are read as one value; false for any other.
bool ShortMessage(const Message& message, absl::TimeZone zone, std::string* text) {
  if (const auto* time = dynamic_cast<const google::protobuf::Timestamp*>(&message)) {
    *text = FormatMoment(FromProto(*time), zone);
  } else if (const auto* length = dynamic_cast<const google::protobuf::Duration*>(&message)) {
    *text = FormatLength(FromProto(*length));
  } else if (const auto* interval = dynamic_cast<const v1::TimeInterval*>(&message)) {
    *text = FormatSpan(FromProto(*interval), zone);
  } else if (const auto* date = dynamic_cast<const v1::Date*>(&message)) {
    char buffer[48];
    std::snprintf(buffer, sizeof buffer, "%04d-%02d-%02d", date->year(), date->month(),
                  date->day());
    *text = buffer;
  } else if (const auto* money = dynamic_cast<const v1::Money*>(&message)) {
    *text = std::to_string(money->units()) + " " + money->currency_code();
  } else if (const auto* hours = dynamic_cast<const v1::Resource::WeeklyHours*>(&message)) {
    *text = HoursText(*hours);
  } else {
    return false;
  }
  return true;
}

// A value of a field that is not a message; `index` -1 for one that is not repeated.
std::string ScalarText(const Message& message, const FieldDescriptor& field, int index) {
  const auto* reflection = message.GetReflection();
  const bool one = index < 0;
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return one ? reflection->GetString(message, &field)
                 : reflection->GetRepeatedString(message, &field, index);
    case FieldDescriptor::CPPTYPE_ENUM:
      return EnumWord(one ? *reflection->GetEnum(message, &field)
                          : *reflection->GetRepeatedEnum(message, &field, index));
    case FieldDescriptor::CPPTYPE_BOOL:
      return (one ? reflection->GetBool(message, &field)
                  : reflection->GetRepeatedBool(message, &field, index))
                 ? "yes"
                 : "no";
    case FieldDescriptor::CPPTYPE_INT32:
      return std::to_string(one ? reflection->GetInt32(message, &field)
                                : reflection->GetRepeatedInt32(message, &field, index));
    case FieldDescriptor::CPPTYPE_INT64:
      return std::to_string(one ? reflection->GetInt64(message, &field)
                                : reflection->GetRepeatedInt64(message, &field, index));
    default: {
      std::string text;
      google::protobuf::TextFormat::PrintFieldValueToString(message, &field, index, &text);
      return text;
    }
  }
}

const Message& Nested(const Message& message, const FieldDescriptor& field, int index) {
  const auto* reflection = message.GetReflection();
  return index < 0 ? reflection->GetMessage(message, &field)
                   : reflection->GetRepeatedMessage(message, &field, index);
}

// -1 for one value, 0, 1, … for each of a list.
std::vector<int> Indices(const Message& message, const FieldDescriptor& field) {
  if (!field.is_repeated()) return {-1};
  std::vector<int> indices;
  for (int i = 0; i < message.GetReflection()->FieldSize(message, &field); ++i) {
    indices.push_back(i);
  }
  return indices;
}

std::string Words(const std::string& field) {
  std::string words = field;
  std::replace(words.begin(), words.end(), '_', ' ');
  return words;
}

// A nested message in one line: "role title: Trưởng đoàn, precedence rank: 1".
std::string InlineText(const Message& message, absl::TimeZone zone) {
  std::string text;
  if (ShortMessage(message, zone, &text)) return text;
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (!text.empty()) text += ", ";
    text += Words(field->name()) + ": " + FieldText(message, field->name(), zone);
  }
  return text;
}

bool IsMachinery(const std::string& field) { return field == "etag" || field == "uid"; }

// A field of MessageText, labels padded to `width`: a value, a block of a nested message, or a
// list.
std::string FieldLines(const Message& message, const FieldDescriptor& field, absl::TimeZone zone,
                       int indent, int width) {
  const std::string blanks(static_cast<size_t>(indent), ' ');
  const std::string label = Words(field.name()) + ":";
  std::string one_line;
  const bool block =
      field.message_type() != nullptr &&
      (field.is_repeated() || !ShortMessage(Nested(message, field, -1), zone, &one_line));
  if (!block) {
    return blanks + PadRight(label, width + 1) + "  " + FieldText(message, field.name(), zone) +
           "\n";
  }
  std::string text = blanks + label + "\n";
  for (const int index : Indices(message, field)) {
    const Message& nested = Nested(message, field, index);
    text += index < 0 ? MessageText(nested, zone, indent + 2)
                      : blanks + "  - " + InlineText(nested, zone) + "\n";
  }
  return text;
}

}  // namespace

std::string FieldText(const Message& message, const std::string& field, absl::TimeZone zone) {
  const FieldDescriptor* descriptor = message.GetDescriptor()->FindFieldByName(field);
  if (descriptor == nullptr) return "";
  std::vector<const FieldDescriptor*> set;
  message.GetReflection()->ListFields(message, &set);
  if (std::find(set.begin(), set.end(), descriptor) == set.end()) return "";
  std::string text;
  for (const int index : Indices(message, *descriptor)) {
    if (!text.empty()) text += descriptor->message_type() == nullptr ? ", " : "; ";
    text += descriptor->message_type() == nullptr
                ? ScalarText(message, *descriptor, index)
                : InlineText(Nested(message, *descriptor, index), zone);
  }
  return text;
}

std::string MessageText(const Message& message, absl::TimeZone zone, int indent) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  int width = 0;
  for (const FieldDescriptor* field : fields) {
    width = std::max(width, DisplayWidth(Words(field->name())));
  }
  std::string text;
  for (const FieldDescriptor* field : fields) {
    if (IsMachinery(field->name())) continue;
    text += FieldLines(message, *field, zone, indent, width);
  }
  return text;
}

std::string JsonText(const Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  std::string text;
  const auto status = google::protobuf::util::MessageToJsonString(message, &text, options);
  // A detail of a type that is not linked in cannot be written as JSON: show it as text.
  return status.ok() ? text : message.DebugString();
}

std::string JsonLine(const Message& message) {
  std::string text;
  const auto status = google::protobuf::util::MessageToJsonString(message, &text);
  return status.ok() ? text : message.ShortDebugString();
}

}  // namespace letan::cli
