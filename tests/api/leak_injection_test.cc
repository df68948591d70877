// Statements, filters and paths where a text is expected, in every text of every request that can
// be asked: what comes back never differs by what is hidden, is never an error of the server, and
// nothing is changed. Those of the table that are meant for SQL match nothing, and may be stored.
#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <iostream>
#include <map>
#include <set>

#include "letan/v1/admin_service.grpc.pb.h"
#include "letan/v1/search_service.grpc.pb.h"
#include "tests/api/leak_world.h"

namespace letan::testing {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Codes that say that the server has failed.
const std::set<grpc::StatusCode> kOfTheServer = {
    grpc::StatusCode::UNKNOWN,       grpc::StatusCode::INTERNAL,
    grpc::StatusCode::DATA_LOSS,     grpc::StatusCode::UNAVAILABLE,
    grpc::StatusCode::UNIMPLEMENTED, grpc::StatusCode::DEADLINE_EXCEEDED};

const std::vector<std::string>& Statements() {
  static const std::vector<std::string> statements = {
      "' OR '1'='1",
      "' OR 1=1 --",
      "\" OR \"\"=\"",
      "') OR ('1'='1",
      "')) OR 1=1 /*",
      "x' OR title LIKE '%",
      "1; DROP TABLE entities; --",
      "'; DELETE FROM bookings WHERE ''='",
      "'; UPDATE entities SET handling_level=0; --",
      "' UNION SELECT name, sql, 1, 1 FROM sqlite_master --",
      "' UNION ALL SELECT * FROM entities --",
      "' AND (SELECT count(*) FROM entities) > 0 --",
      "'||(SELECT body FROM entities LIMIT 1)||'",
      "' AND randomblob(1000000000) --",
      "'; ATTACH DATABASE 'stolen.db' AS stolen; --",
      "'; VACUUM INTO 'stolen.db'; --",
      "'; PRAGMA writable_schema=ON; --",
      "' || load_extension('stolen.so') || '",
      "'/**/OR/**/1=1",
      "\\'; OR 1=1 --",
      "\xef\xbc\x87 OR 1=1 --",  // a full-width apostrophe
      "\xca\xbc OR 1=1 --",
      "?1",
      ":name",
      "$1",
      "@p1",
      "%27%20OR%201%3D1",
      "x'5c27'",
      "NULL",
      "0 OR 1",
  };
  return statements;
}

const std::vector<std::string>& Filters() {
  static const std::vector<std::string> filters = {
      "handling_level = RESTRICTED",
      "handling_level > PUBLIC OR title:*",
      "NOT title = \"x\"",
      "-title:x",
      "title:* OR purpose:*",
      "purpose : zhid",
      "need_to_know:*",
      "members.role_title:zhid",
      "delete_time:*",
      "name:delegations",
      "uid:* AND NOT uid = \"\"",
      "(((((((((((((((((((((title:*)))))))))))))))))))))",
      "title = \"\\\" OR title:*\"",
      "title = \"%\"",
      "title = \"*\"",
      "title = \"[a-z]*\"",
      "_",
      "%",
      "*",
      "\"*\" OR \"-\"",
      "title desc, handling_level",
      "need_to_know",
      "title; body",
      "title,title,title,title,title,title,title,title,title",
  };
  return filters;
}

const std::vector<std::string>& Paths() {
  static const std::vector<std::string> paths = {
      "..",
      "../",
      "../../../../etc/passwd",
      "/etc/passwd",
      "delegations/../users/administrator",
      "delegations/..",
      "delegations/-",
      "delegations/*",
      "delegations/%",
      "delegations/%2e%2e%2fusers",
      "delegations//x",
      "delegations/x/../../agencies/x",
      "..\\..\\windows",
      "C:\\",
      "file:///etc/passwd",
      "~/letan.db",
      "|id",
      "$(id)",
      "`id`",
      "letan.db-wal",
      "\xc0\xae\xc0\xae/",  // overlong, and so no UTF-8
      std::string("delegations/x\0.db", 17),
      "delegations/x\r\nletan-agency: agencies/so-ngoai-vu",
      "delegations/\xe2\x80\xae"
      "gnp",
  };
  return paths;
}

std::vector<std::string> All() {
  std::vector<std::string> all;
  for (const auto* some : {&Statements(), &Filters(), &Paths()}) {
    all.insert(all.end(), some->begin(), some->end());
  }
  return all;
}

// One text of a request, put there.
using Put = std::function<void(const std::string&, Message&)>;

// Every text of the message: those of its fields, whether set or not, and those of the messages
// in it that are set; masks in any case.
void FindTexts(const Message& message, const std::function<Message*(Message&)>& reach,
               const std::string& prefix, std::map<std::string, Put>& found) {
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* field = message.GetDescriptor()->field(i);
    const auto* reflection = message.GetReflection();
    const std::string path = prefix + field->name();
    if (field->type() == FieldDescriptor::TYPE_STRING) {
      found[path] = [reach, field](const std::string& text, Message& root) {
        Message* holder = reach(root);
        if (field->is_repeated()) return holder->GetReflection()->AddString(holder, field, text);
        holder->GetReflection()->SetString(holder, field, text);
      };
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && !field->is_map()) {
      if (field->is_repeated()) {
        if (reflection->FieldSize(message, field) == 0) continue;
        FindTexts(
            reflection->GetRepeatedMessage(message, field, 0),
            [reach, field](Message& root) {
              Message* holder = reach(root);
              return holder->GetReflection()->MutableRepeatedMessage(holder, field, 0);
            },
            path + ".", found);
        continue;
      }
      const bool mask = field->message_type()->full_name() == "google.protobuf.FieldMask";
      if (!mask && !reflection->HasField(message, field)) continue;
      FindTexts(
          reflection->GetMessage(message, field),
          [reach, field](Message& root) {
            Message* holder = reach(root);
            return holder->GetReflection()->MutableMessage(holder, field);
          },
          path + ".", found);
    }
  }
}

std::set<std::string> FilesOf(LeakServer& server) {
  std::set<std::string> files;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(server.server().directory())) {
    files.insert(entry.path().string());
  }
  return files;
}

class InjectionTest : public ::testing::Test {
 protected:
  static std::int64_t Changes(LeakServer& server) {
    auto read = server.server().engine().BeginRead(storage::Viewer::Administrator());
    return (*read)->revision();
  }

  // Puts them into each text of the request: every `step`th, beginning with another at each place.
  void Try(const Question& question, std::size_t step) {
    const auto* method = MethodOf(question.method);
    const std::unique_ptr<Message> request(NewMessage(method->input_type()));
    ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(world_.more().Fill(question.request),
                                                              request.get()));
    std::map<std::string, Put> texts;
    FindTexts(
        *request, [](Message& root) { return &root; }, "", texts);
    for (const auto& [path, put] : texts) {
      // What is equal but for texts that come later is tried with the first question.
      if (!tried_.insert(question.method + " " + path).second) continue;
      for (std::size_t i = tried_.size() % step; i < texts_.size(); i += step) {
        const std::string& text = texts_[i];
        const std::unique_ptr<Message> bad(request->New());
        bad->CopyFrom(*request);
        put(text, *bad);
        ExpectNothing(question.method, path + " = " + text, bad->SerializePartialAsString(),
                      text.find("zhid") != std::string::npos);
      }
    }
  }
  void ExpectNothing(const std::string& method, const std::string& what, const std::string& bytes,
                     bool names_the_hidden) {
    SCOPED_TRACE(method + " " + what);
    const RawAnswer less = world_.less().Send("unaware", method, bytes);
    const RawAnswer more = world_.more().Send("unaware", method, bytes);
    const std::string told = TextOf(method, more);
    EXPECT_EQ(TextOf(method, less), told);
    EXPECT_EQ(less.bytes, more.bytes);
    if (!names_the_hidden) {
      EXPECT_EQ(told.find(kCanary), std::string::npos) << told;
    }
    const auto code = more.status.error_code();
    EXPECT_EQ(kOfTheServer.count(code), 0U) << told;
    ++ended_[code];
  }

  LeakWorld world_;
  const std::vector<std::string> texts_ = All();
  std::set<std::string> tried_;
  std::map<grpc::StatusCode, int> ended_;
  // What it has to say of invalid UTF-8 would bury the results.
  google::protobuf::LogSilencer quiet_;
};

TEST_F(InjectionTest, NoTextOfARequestIsMoreThanAText) {
  const std::set<std::string> files = FilesOf(world_.more());
  const std::int64_t changes = Changes(world_.more());
  for (const Question& question : ReadingQuestions()) Try(question, 1);
  for (const Question& question : WritingQuestions()) {
    if (question.method == "WatchService.Watch") continue;
    Try({question.method, question.request + " validate_only: true"}, 3);
  }
  EXPECT_EQ(Changes(world_.more()), changes);
  EXPECT_EQ(FilesOf(world_.more()), files);
  for (LeakServer* server : {&world_.less(), &world_.more()}) {
    const auto report = server->server().engine().CheckIntegrity();
    ASSERT_TRUE(report.ok()) << report.status();
    EXPECT_THAT(report->findings, IsEmpty());
  }
  std::cout << texts_.size() << " texts at " << tried_.size() << " places:";
  for (const auto& [code, count] : ended_) std::cout << " " << count << " ended in " << code;
  std::cout << "\n";
  EXPECT_GE(tried_.size(), 100U);
  EXPECT_GT(ended_[grpc::StatusCode::OK], 0);
  EXPECT_GT(ended_[grpc::StatusCode::INVALID_ARGUMENT], 1000);
}

// A statement where a list is filtered, or a word is searched, finds nothing; where a title is
// written, it is that title, and the filter that names it finds it alone.
TEST_F(InjectionTest, StatementsMatchNothingAndMayBeStored) {
  const auto delegations = v1::DelegationService::NewStub(world_.more().As("unaware"));
  const auto list = [&](const std::string& filter) {
    v1::ListDelegationsRequest request;
    request.set_filter(filter);
    return Call(*delegations, &v1::DelegationService::Stub::ListDelegations, request);
  };
  ASSERT_FALSE(list("").response.delegations().empty());
  for (const std::string& statement : Statements()) {
    SCOPED_TRACE(statement);
    const auto found = list(statement);
    EXPECT_TRUE(found.ok() || ReasonOf(found.status) == "INVALID_FILTER") << found.message();
    EXPECT_THAT(found.response.delegations(), IsEmpty());
  }
  for (const std::string& statement : Statements()) {
    SCOPED_TRACE(statement);
    v1::CreateDelegationRequest create;
    create.mutable_delegation()->set_title(statement);
    create.mutable_delegation()->set_direction(v1::Delegation::DIRECTION_INBOUND);
    *create.mutable_delegation()->mutable_interval() = Span(20, 40);
    const auto made = Call(*delegations, &v1::DelegationService::Stub::CreateDelegation, create);
    ASSERT_TRUE(made.ok()) << made.message();
    EXPECT_EQ(made.response.title(), statement);
    std::string quoted;
    for (const char c : statement) {
      if (c == '"' || c == '\\') quoted.push_back('\\');
      quoted.push_back(c);
    }
    const auto found = list("title = \"" + quoted + "\"");
    ASSERT_TRUE(found.ok()) << found.message();
    std::vector<std::string> names;
    for (const auto& delegation : found.response.delegations()) names.push_back(delegation.name());
    EXPECT_THAT(names, ElementsAre(made.response.name()));
  }
}

// What the server writes to a file has a name that a caller may choose: a name, and no path.
TEST_F(InjectionTest, NoPathLeadsOutOfTheDirectoryOfBackups) {
  TestServerOptions options;
  options.backups = true;
  TestServer server(options);
  const auto admin = v1::AdminService::NewStub(server.channel());
  std::size_t refused = 0;
  for (const std::string& text : All()) {
    v1::CreateBackupRequest request;
    request.set_backup_id(text);
    refused += Call(*admin, &v1::AdminService::Stub::CreateBackup, request).code() ==
                       grpc::StatusCode::INVALID_ARGUMENT
                   ? 1
                   : 0;
  }
  EXPECT_EQ(refused, All().size());
  EXPECT_TRUE(std::filesystem::is_empty(server.directory() + "/backups"));
}

}  // namespace
}  // namespace letan::testing
