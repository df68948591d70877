#include "clients/cli/data_file.h"

#include <google/protobuf/util/json_util.h>

#include <charconv>
#include <sstream>

#include "absl/strings/str_cat.h"

namespace letan::cli {
namespace {

using google::protobuf::Message;
using google::protobuf::Struct;
using google::protobuf::Value;

absl::StatusOr<DataRecord> ParseLine(const std::string& where, const std::string& line) {
  Struct record;
  const auto parsed = google::protobuf::util::JsonStringToMessage(line, &record);
  if (!parsed.ok()) {
    return absl::InvalidArgumentError(where +
                                      ": not a JSON object: " + std::string(parsed.message()));
  }
  DataRecord result;
  result.where = where;
  for (const auto& [key, value] : record.fields()) {
    if (key == "comment" || (key == "request" && value.has_struct_value())) continue;
    const bool text = value.kind_case() == Value::kStringValue;
    if (text && key == "method") {
      result.method = value.string_value();
    } else if (text && key == "as") {
      result.as = value.string_value();
    } else {
      return absl::InvalidArgumentError(
          absl::StrCat(where, ": \"", key, "\" is not known or of a wrong type"));
    }
  }
  const auto request = record.fields().find("request");
  if (request != record.fields().end()) result.request = request->second.struct_value();
  const bool comment_only = record.fields_size() == 1 && record.fields().contains("comment");
  if (result.method.empty() && !comment_only) {
    return absl::InvalidArgumentError(where + ": \"method\" is missing");
  }
  return result;
}

// One step of a path: a field of an object or an index of a list; null if there is none.
const Value* Step(const Value& value, const std::string& part) {
  if (value.has_struct_value()) {
    const auto field = value.struct_value().fields().find(part);
    return field == value.struct_value().fields().end() ? nullptr : &field->second;
  }
  int index = -1;
  std::from_chars(part.data(), part.data() + part.size(), index);
  if (!value.has_list_value() || index < 0 || index >= value.list_value().values_size()) {
    return nullptr;
  }
  return &value.list_value().values(index);
}

}  // namespace

absl::StatusOr<std::vector<DataRecord>> ParseDataText(const std::string& file,
                                                      const std::string& text) {
  std::vector<DataRecord> records;
  std::istringstream lines(text);
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    auto record = ParseLine(file + ":" + std::to_string(number), line);
    if (!record.ok()) return record.status();
    if (!record->method.empty()) records.push_back(*std::move(record));
  }
  return records;
}

void Bindings::Bind(const std::string& word, const Message& answer) {
  std::string json;
  Value value;
  if (google::protobuf::util::MessageToJsonString(answer, &json).ok() &&
      google::protobuf::util::JsonStringToMessage(json, &value).ok()) {
    answers_[word] = value;
  }
}

absl::StatusOr<std::string> Bindings::LookUp(const std::string& path) const {
  std::istringstream parts(path);
  std::string part;
  std::getline(parts, part, '.');
  const auto bound = answers_.find(part);
  if (bound == answers_.end()) {
    return absl::NotFoundError("${" + path + "}: nothing is known as \"" + part + "\"");
  }
  const Value* value = &bound->second;
  while (value != nullptr && std::getline(parts, part, '.')) value = Step(*value, part);
  if (value == nullptr || value->kind_case() != Value::kStringValue) {
    return absl::NotFoundError("${" + path + "}: there is no text there");
  }
  return value->string_value();
}

absl::StatusOr<std::string> Bindings::Expand(const std::string& text) const {
  std::string result;
  size_t done = 0;
  for (size_t open = text.find("${"); open != std::string::npos; open = text.find("${", done)) {
    const size_t close = text.find('}', open);
    if (close == std::string::npos) {
      return absl::InvalidArgumentError("\"" + text + "\" has ${ without }");
    }
    const auto value = LookUp(text.substr(open + 2, close - open - 2));
    if (!value.ok()) return value.status();
    result += text.substr(done, open - done) + *value;
    done = close + 1;
  }
  return result + text.substr(done);
}

absl::Status Bindings::SubstituteValue(Value* value) const {
  if (value->has_struct_value()) return Substitute(value->mutable_struct_value());
  if (value->has_list_value()) {
    for (Value& item : *value->mutable_list_value()->mutable_values()) {
      const absl::Status status = SubstituteValue(&item);
      if (!status.ok()) return status;
    }
  }
  if (value->kind_case() == Value::kStringValue) {
    const auto expanded = Expand(value->string_value());
    if (!expanded.ok()) return expanded.status();
    value->set_string_value(*expanded);
  }
  return absl::OkStatus();
}

absl::Status Bindings::Substitute(Struct* request) const {
  for (auto& [key, value] : *request->mutable_fields()) {
    const absl::Status status = SubstituteValue(&value);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace letan::cli
