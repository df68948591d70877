// Bad values in every field of every request, and fields left out, found from the schema: each is
// refused by its field, and nothing changes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <iostream>
#include <map>

#include "google/protobuf/stubs/logging.h"
#include "google/protobuf/timestamp.pb.h"
#include "services/core/limits.h"
#include "services/entity/field_rules.h"
#include "tests/support/small_world.h"

namespace letan::testing {
namespace {

using entity::FieldRule;
using entity::MessageRules;
using entity::MessageShape;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using ::testing::Contains;

constexpr int kDeepest = 4;  // messages within messages

// A request that is wrong in one place.
struct BadRequest {
  std::string what;
  std::string method;
  std::string field;
  std::shared_ptr<Message> request;
};

// The message that `path` leads to, made on the way.
using Reach = std::function<Message*(Message*)>;

Message* Enter(Message* message, const FieldDescriptor* field) {
  const auto* reflection = message->GetReflection();
  return field->is_repeated() ? reflection->AddMessage(message, field)
                              : reflection->MutableMessage(message, field);
}

void SetText(Message* message, const FieldDescriptor* field, const std::string& text) {
  const auto* reflection = message->GetReflection();
  if (field->is_repeated()) {
    reflection->AddString(message, field, text);
  } else {
    reflection->SetString(message, field, text);
  }
}

class BadRequests {
 public:
  explicit BadRequests(const google::protobuf::MethodDescriptor* method)
      : method_("/" + method->service()->full_name() + "/" + method->name()),
        prototype_(google::protobuf::MessageFactory::generated_factory()->GetPrototype(
            method->input_type())) {
    const MessageRules& rules = entity::RulesOf(method->input_type());
    in_update_ = rules.is_update;
    const Reach root = [](Message* request) { return request; };
    Missing(rules, "", root);
    Walk(rules, "", root, 0);
  }

  std::vector<BadRequest> take() { return std::move(made_); }

 private:
  void Walk(const MessageRules& rules, const std::string& prefix, const Reach& reach, int depth) {
    for (const FieldRule& rule : rules.fields) {
      if (rule.output_only) continue;
      std::string path = prefix + rule.field->name();
      if (rule.field->is_repeated()) TooMany(rule, path, reach);
      if (rule.field->is_repeated()) path += "[0]";
      if (rule.message != nullptr) {
        Inside(rule, path, reach, depth);
      } else if (rule.field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
        Texts(rule, path, reach);
      } else if (rule.field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
        UnknownEnum(rule, path, reach);
      } else if (!rule.field->is_repeated()) {
        Numbers(rule, path, reach);
      }
    }
  }

  // Of the message that `reach` makes, which has nothing else in it.
  void Missing(const MessageRules& rules, const std::string& prefix, const Reach& reach) {
    for (const FieldRule& rule : rules.fields) {
      if (!rule.required || rule.output_only) continue;
      Add("missing", prefix + rule.field->name(), [&](Message* request) { reach(request); });
    }
  }

  void Numbers(const FieldRule& rule, const std::string& path, const Reach& reach) {
    if (rule.field->cpp_type() == FieldDescriptor::CPPTYPE_BOOL) return;
    const double most = rule.page_size ? limits::kMaxPageSize : limits::kMaxQuantity;
    const double least = rule.may_be_negative ? -most : 0.0;
    for (const double number : {least - 1, most + 1}) {
      Add("number", path,
          [&](Message* request) { SetNumber(reach(request), rule.field->name().c_str(), number); });
    }
  }

  void Inside(const FieldRule& rule, const std::string& path, const Reach& reach, int depth) {
    const Reach inner = [reach, field = rule.field](Message* request) {
      return Enter(reach(request), field);
    };
    switch (rule.message->shape) {
      case MessageShape::kInterval:
        if (!in_update_) Missing(*rule.message, path + ".", inner);
        Walk(*rule.message, path + ".", inner, kDeepest);
        Add("reversed", path, [&](Message* request) { SetHours(inner(request), 20, 10); });
        Add("empty", path, [&](Message* request) { SetHours(inner(request), 10, 10); });
        if (rule.max_days > 0) {
          Add("long", path, [&](Message* request) { SetHours(inner(request), 0, 400 * 24); });
        }
        break;
      case MessageShape::kTimestamp:
        Add("nanos", path, [&](Message* request) { SetNumber(inner(request), "nanos", -1); });
        break;
      case MessageShape::kDuration:
        if (!rule.may_be_negative) {
          Add("negative", path,
              [&](Message* request) { SetNumber(inner(request), "seconds", -1); });
        }
        Add("long", path, [&](Message* request) { SetNumber(inner(request), "seconds", -1e9); });
        break;
      case MessageShape::kDate:
        Add("month", path, [&](Message* request) { SetNumber(inner(request), "month", 13); });
        break;
      case MessageShape::kMoney:
        Add("nanos", path, [&](Message* request) { SetNumber(inner(request), "nanos", 2e9); });
        break;
      case MessageShape::kPlain:
        // The entity of an update may be incomplete.
        if (!in_update_) Missing(*rule.message, path + ".", inner);
        if (depth < kDeepest) Walk(*rule.message, path + ".", inner, depth + 1);
    }
  }

  void Texts(const FieldRule& rule, const std::string& path, const Reach& reach) {
    const std::pair<const char*, std::string> texts[] = {
        {"utf8", "a\xc3\x28"},
        {"nul", std::string("a\0b", 3)},
        {"huge", std::string(static_cast<std::size_t>(rule.max_bytes) + 1, 'a')},
        {"path", "places/../x"}};
    // What bytes mean is checked where they are unpacked.
    if (rule.field->type() == FieldDescriptor::TYPE_BYTES) return;
    for (const auto& pair : texts) {
      const char* what = pair.first;
      const std::string& text = pair.second;
      if (what == std::string("path") && !rule.is_reference()) continue;
      Add(what, path, [&](Message* request) { SetText(reach(request), rule.field, text); });
    }
  }

  void UnknownEnum(const FieldRule& rule, const std::string& path, const Reach& reach) {
    Add("enum", path, [&](Message* request) {
      Message* message = reach(request);
      if (rule.field->is_repeated()) {
        message->GetReflection()->AddEnumValue(message, rule.field, 9999);
      } else {
        message->GetReflection()->SetEnumValue(message, rule.field, 9999);
      }
    });
  }

  void TooMany(const FieldRule& rule, const std::string& path, const Reach& reach) {
    Add("many", path, [&](Message* request) {
      Message* message = reach(request);
      for (int i = 0; i <= rule.max_items; ++i) AddItem(message, rule.field);
    });
  }

  static void AddItem(Message* message, const FieldDescriptor* field) {
    const auto* reflection = message->GetReflection();
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_MESSAGE:
        reflection->AddMessage(message, field);
        break;
      case FieldDescriptor::CPPTYPE_STRING:
        reflection->AddString(message, field, "a");
        break;
      case FieldDescriptor::CPPTYPE_ENUM:
        reflection->AddEnumValue(message, field, 1);
        break;
      case FieldDescriptor::CPPTYPE_INT32:
        reflection->AddInt32(message, field, 1);
        break;
      default:
        ADD_FAILURE() << "a list of a type that the test does not know: " << field->full_name();
    }
  }

  static void SetHours(Message* interval, double from, double to) {
    *static_cast<v1::TimeInterval*>(interval) = Span(from, to);
  }

  static void SetNumber(Message* message, const char* name, double value) {
    const FieldDescriptor* field = message->GetDescriptor()->FindFieldByName(name);
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_INT64) {
      message->GetReflection()->SetInt64(message, field, static_cast<std::int64_t>(value));
    } else {
      message->GetReflection()->SetInt32(message, field, static_cast<std::int32_t>(value));
    }
  }

  void Add(const std::string& what, const std::string& path,
           const std::function<void(Message*)>& spoil) {
    std::shared_ptr<Message> request(prototype_->New());
    spoil(request.get());
    made_.push_back({what, method_, path, std::move(request)});
  }

  const std::string method_;
  const Message* const prototype_;
  bool in_update_ = false;
  std::vector<BadRequest> made_;
};

class EveryFieldTest : public ::testing::Test {
 protected:
  storage::Revision revision() {
    const auto read = server_.engine().BeginRead(storage::Viewer::Administrator());
    EXPECT_TRUE(read.ok()) << read.status();
    return read.ok() ? (*read)->revision() : -1;
  }

  TestServer server_;
  SmallWorld world_{server_};
  // What it has to say of invalid UTF-8 would bury the results.
  google::protobuf::LogSilencer quiet_;
};

TEST_F(EveryFieldTest, RefusesBadValuesByFieldAndChangesNothing) {
  const auto before = revision();
  std::map<std::string, int> sent;
  for (const auto* method : EveryMethod()) {
    for (const BadRequest& bad : BadRequests(method).take()) {
      SCOPED_TRACE(bad.method + " " + bad.field + " " + bad.what);
      const RawAnswer answer =
          RawCall(server_.channel(), bad.method, bad.request->SerializePartialAsString());
      EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::INVALID_ARGUMENT)
          << answer.status.error_message();
      EXPECT_THAT(FieldsOf(answer.status), Contains(bad.field));
      ++sent[bad.what];
    }
  }
  EXPECT_EQ(revision(), before);
  for (const auto& [what, count] : sent) std::cout << what << ": " << count << "\n";
  // The walk reaches what the schema has many of.
  EXPECT_GE(sent["reversed"], 10);
  EXPECT_GE(sent["long"], 13);
  EXPECT_GE(sent["utf8"], 100);
  EXPECT_GE(sent["missing"], 60);
  EXPECT_GE(sent["number"], 30);
  EXPECT_GE(sent["path"], 40);
}

// Bytes that are no message at all, to every method.
TEST_F(EveryFieldTest, RefusesBytesThatDoNotParse) {
  const auto before = revision();
  for (const auto* method : EveryMethod()) {
    const std::string path = "/" + method->service()->full_name() + "/" + method->name();
    for (const std::string& bytes :
         {std::string("\xff\xff\xff"), std::string("\x0a\x7f one"), std::string(300, '\x80')}) {
      const RawAnswer answer = RawCall(server_.channel(), path, bytes);
      EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::INVALID_ARGUMENT) << path;
      EXPECT_EQ(ReasonOf(answer.status), "INVALID_REQUEST") << path;
    }
  }
  EXPECT_EQ(revision(), before);
}

}  // namespace
}  // namespace letan::testing
