#include "tests/api/leak_world.h"

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <optional>
#include <regex>

#include "letan/v1/audit_service.grpc.pb.h"
#include "letan/v1/batch_service.pb.h"
#include "letan/v1/search_service.pb.h"
#include "letan/v1/watch_service.pb.h"

namespace letan::testing {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

constexpr char kViewerMetadata[] = "test-viewer";

absl::StatusOr<storage::Viewer> ViewerOf(const grpc::CallbackServerContext& context) {
  const auto found = context.client_metadata().find(kViewerMetadata);
  if (found == context.client_metadata().end() || found->second == "administrator") {
    return storage::Viewer::Administrator("users/administrator");
  }
  storage::Viewer viewer;
  viewer.subject = "users/unaware";
  if (found->second == "guest") return viewer;
  viewer.agencies = {"agencies/so-van-hoa"};
  viewer.clearance = storage::HandlingLevel::kInternal;
  return viewer;
}

TestServerOptions Options(const std::vector<std::string>& limits, LeakCallers callers) {
  TestServerOptions options;
  if (callers == LeakCallers::kSignedIn) {
    options = AskingOptions();
  } else {
    options.authenticate = ViewerOf;
  }
  options.deterministic = true;
  options.limits.insert(options.limits.end(), limits.begin(), limits.end());
  return options;
}

std::string Replaced(std::string text, const std::string& what, const std::string& by) {
  for (std::size_t at = text.find(what); at != std::string::npos;
       at = text.find(what, at + by.size())) {
    text.replace(at, what.size(), by);
  }
  return text;
}

// A level lower: what is hidden is INTERNAL, what is open PUBLIC.
Step ForGuests(Step step) {
  std::string& request = step.question.request;
  if (step.hidden) {
    request = Replaced(request, "HANDLING_LEVEL_RESTRICTED", "HANDLING_LEVEL_INTERNAL");
    request = Replaced(request, "need_to_know: \"agencies/so-ngoai-vu\"", "");
    return step;
  }
  const std::string level = "handling_level: HANDLING_LEVEL_PUBLIC ";
  if (step.question.method == "DelegationService.CreateDelegation") {
    request = Replaced(request, "delegation {", "delegation { " + level);
  } else if (request.find("owner_label") != std::string::npos) {
    request = level + request;
  }
  return step;
}

std::string SecondsOf(const std::string& hours) {
  return std::to_string(Hour(std::stod(hours)) / booking::kSecond);
}

const Descriptor* AnswerOf(const std::string& method) { return MethodOf(method)->output_type(); }

}  // namespace

const MethodDescriptor* MethodOf(const std::string& method) {
  const auto* found = DescriptorPool::generated_pool()->FindMethodByName("letan.v1." + method);
  if (found == nullptr) ADD_FAILURE() << "there is no method " << method;
  return found;
}

Message* NewMessage(const Descriptor* descriptor) {
  return google::protobuf::MessageFactory::generated_factory()->GetPrototype(descriptor)->New();
}

std::string TextOf(const std::string& method, const RawAnswer& answer) {
  google::rpc::Status packed;
  packed.ParseFromString(answer.status.error_details());
  const std::unique_ptr<Message> message(NewMessage(AnswerOf(method)));
  message->ParseFromString(answer.bytes);
  return std::to_string(answer.status.error_code()) + " " + answer.status.error_message() + "\n" +
         packed.DebugString() + message->DebugString();
}

std::string WatchedUntil(WatchClient& watch, const std::string& last) {
  std::string told;
  for (;;) {
    std::optional<Commit> commit = watch.NextCommit();
    if (!commit.has_value()) return told + "ended: " + watch.Finish().error_message();
    commit->clear_revision();
    told += commit->DebugString();
    if (commit->changes(0).name() == last) return told;
  }
}

std::string AuditTold(LeakServer& server, v1::ListAuditRecordsRequest request) {
  const auto stub = v1::AuditService::NewStub(server.As("unaware"));
  std::string told;
  do {
    const auto page = Call(*stub, &v1::AuditService::Stub::ListAuditRecords, request);
    EXPECT_TRUE(page.ok()) << page.message();
    told += "page of " + std::to_string(page.response.records_size()) + "\n";
    for (v1::AuditRecord listed : page.response.records()) {
      v1::GetAuditRecordRequest one;
      one.set_name(listed.name());
      auto whole = Call(*stub, &v1::AuditService::Stub::GetAuditRecord, one);
      EXPECT_TRUE(whole.ok()) << listed.DebugString() << whole.message();
      EXPECT_EQ(whole.response.name(), listed.name());
      listed.clear_name();
      whole.response.clear_name();
      told += listed.DebugString() + whole.response.DebugString();
    }
    request.set_page_token(page.response.next_page_token());
  } while (!request.page_token().empty());
  return told;
}

std::string TokenNames::Of(const std::string& token) {
  if (token.empty()) return "";
  return names_.emplace(token, "revision " + std::to_string(names_.size() + 1)).first->second;
}

LeakServer::LeakServer(const std::vector<std::string>& limits, LeakCallers callers)
    : callers_(callers), server_(Options(limits, callers)) {
  if (callers == LeakCallers::kSignedIn) {
    identity_ = std::make_unique<IdentityWorld>(server_, /*deterministic=*/true);
    channels_["administrator"] = server_.channel();
  }
  SmallWorld small(server_);
}

void LeakServer::AddUnaware() {
  if (identity_ == nullptr) return;
  const std::string agency = "so-van-hoa";
  identity_->AddUser("unaware",
                     {agency + "=planner,approver,finance,dispatcher,catalogue,auditor,security"});
  channels_["unaware"] =
      server_.NewChannel(WithToken(identity_->TokenOf("unaware"), "agencies/" + agency));
}

std::shared_ptr<grpc::Channel> LeakServer::As(const std::string& viewer) {
  auto& channel = channels_[viewer];
  if (channel == nullptr) {
    const bool guest = callers_ == LeakCallers::kGuests && viewer == "unaware";
    channel = server_.NewChannel({{kViewerMetadata, guest ? "guest" : viewer}});
  }
  return channel;
}

std::string LeakServer::Fill(const std::string& text) const {
  std::string filled = text;
  static const std::regex span("<(-?[0-9.]+?)\\.\\.(-?[0-9.]+)>");
  for (std::smatch match; std::regex_search(filled, match, span);) {
    filled = match.prefix().str() + "{ start_time { seconds: " + SecondsOf(match[1]) +
             " } end_time { seconds: " + SecondsOf(match[2]) + " } }" + match.suffix().str();
  }
  static const std::regex instant("<(-?[0-9.]+)>");
  for (std::smatch match; std::regex_search(filled, match, instant);) {
    filled =
        match.prefix().str() + "{ seconds: " + SecondsOf(match[1]) + " }" + match.suffix().str();
  }
  static const std::regex name("\\$([a-z0-9_]+)");
  for (std::smatch match; std::regex_search(filled, match, name);) {
    const auto found = names_.find(match[1]);
    EXPECT_NE(found, names_.end()) << "nothing is kept as " << match[1];
    if (found == names_.end()) return "";
    filled = match.prefix().str() + found->second + match.suffix().str();
  }
  return filled;
}

RawAnswer LeakServer::Send(const std::string& viewer, const std::string& method,
                           const std::string& bytes) {
  const std::size_t dot = method.find('.');
  return RawCall(As(viewer), "/letan.v1." + method.substr(0, dot) + "/" + method.substr(dot + 1),
                 bytes);
}

RawAnswer LeakServer::Ask(const std::string& viewer, const Question& question) {
  const std::unique_ptr<Message> request(NewMessage(MethodOf(question.method)->input_type()));
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(Fill(question.request), request.get()))
      << question.method << " " << Fill(question.request);
  return Send(viewer, question.method, request->SerializeAsString());
}

void LeakServer::Take(const Step& step) {
  const RawAnswer answer = Ask("administrator", step.question);
  ASSERT_TRUE(answer.status.ok()) << step.question.method << step.question.request << "\n"
                                  << TextOf(step.question.method, answer);
  if (step.keep.empty()) return;
  const std::unique_ptr<Message> made(NewMessage(AnswerOf(step.question.method)));
  ASSERT_TRUE(made->ParseFromString(answer.bytes));
  const Message* named = made.get();
  if (const auto* list = made->GetDescriptor()->FindFieldByName("bookings"); list != nullptr) {
    named = &made->GetReflection()->GetRepeatedMessage(*made, list, 0);
    const auto* group = named->GetDescriptor()->FindFieldByName("group");
    names_[step.keep + "_group"] = named->GetReflection()->GetString(*named, group);
  }
  const FieldDescriptor* name = named->GetDescriptor()->FindFieldByName("name");
  names_[step.keep] = named->GetReflection()->GetString(*named, name);
}

LeakWorld::LeakWorld(const std::vector<std::string>& limits, LeakCallers callers)
    : less_(limits, callers), more_(limits, callers) {
  const Question place = {"DirectoryService.GetPlace", R"(name: "places/office")"};
  start_ = more_.Ask("administrator", place).revision;
  EXPECT_EQ(less_.Ask("administrator", place).revision, start_);
  for (const Step& step : LeakSteps()) {
    Take(callers == LeakCallers::kGuests ? ForGuests(step) : step);
  }
  // Whoever is told of stock movements is told of those for INTERNAL bookings of nobody.
  if (callers != LeakCallers::kGuests) {
    for (const Step& step : StepsOfNobody()) Take(step);
  }
  // Ids are made of the time: those of the next step are the same on both again.
  Tick();
  less_.AddUnaware();
  more_.AddUnaware();
  for (const auto& [key, name] : less_.names()) {
    EXPECT_EQ(more_.names()[key], name) << "the servers are not alike";
  }
  less_.names() = more_.names();
}

void LeakWorld::Take(const Step& step) {
  if (!step.hidden) {
    Tick();
    less_.Take(step);
  }
  more_.Take(step);
}

void LeakWorld::Tick() {
  less_.server().clock().Advance(booking::kSecond);
  more_.server().clock().Advance(booking::kSecond);
}

std::pair<RawAnswer, RawAnswer> LeakWorld::AskBoth(const Question& question) {
  Tick();
  asked_.insert(question.method);
  return {less_.Ask("unaware", question), more_.Ask("unaware", question)};
}

RawAnswer LeakWorld::ExpectEqual(const Question& question) {
  asked_.insert(question.method);
  const MethodDescriptor* method = MethodOf(question.method);
  const std::unique_ptr<Message> request(NewMessage(method->input_type()));
  const std::string text = more_.Fill(question.request);
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, request.get()))
      << question.method << " " << text;
  const FieldDescriptor* token = request->GetDescriptor()->FindFieldByName("page_token");
  const FieldDescriptor* next = method->output_type()->FindFieldByName("next_page_token");
  for (int page = 0; page < 100; ++page) {
    Tick();
    const std::string bytes = request->SerializeAsString();
    const RawAnswer less = less_.Send("unaware", question.method, bytes);
    RawAnswer more = more_.Send("unaware", question.method, bytes);
    const std::string told = TextOf(question.method, more);
    EXPECT_EQ(TextOf(question.method, less), told) << question.method << " " << text;
    EXPECT_EQ(less.bytes, more.bytes) << question.method << " " << text;
    EXPECT_EQ(less.status.error_details(), more.status.error_details()) << question.method;
    EXPECT_EQ(less_tokens_.Of(less.revision), more_tokens_.Of(more.revision))
        << question.method << " " << text;
    if (text.find(kCanary) == std::string::npos) {
      EXPECT_EQ(told.find(kCanary), std::string::npos) << question.method << " " << told;
    }
    if (more.status.ok()) answered_.insert(question.method);
    if (!more.status.ok() || next == nullptr || token == nullptr) return more;
    const std::unique_ptr<Message> answer(NewMessage(method->output_type()));
    EXPECT_TRUE(answer->ParseFromString(more.bytes));
    const std::string more_pages = answer->GetReflection()->GetString(*answer, next);
    if (more_pages.empty()) return more;
    request->GetReflection()->SetString(request.get(), token, more_pages);
  }
  ADD_FAILURE() << question.method << " has no end";
  return {};
}

}  // namespace letan::testing
