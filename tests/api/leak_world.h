// Two servers that were told the same, one of them more: what a viewer who does not know of it may
// learn of the rest is tried by asking both the same.
#ifndef LETAN_TESTS_API_LEAK_WORLD_H_
#define LETAN_TESTS_API_LEAK_WORLD_H_

#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "letan/v1/audit_service.pb.h"
#include "tests/support/identity_world.h"
#include "tests/support/small_world.h"
#include "tests/support/test_server.h"
#include "tests/support/watch_client.h"

namespace letan::testing {

// A call: "Service.Method", and its request in text format, where "$open" is a name that an earlier
// step kept and "<10..12>" the interval from hour 10 to 12 of the test's clock.
struct Question {
  std::string method;
  std::string request;
};

// A step of an administrator. What it made keeps its name as `keep`.
struct Step {
  bool hidden;  // carried out on one of the servers only
  Question question;
  std::string keep;
};

// A word in every text that the unaware must not see.
inline constexpr char kCanary[] = "zhidden";

// How the servers know who asks.
enum class LeakCallers {
  kBelieved,  // whoever somebody says he is, without a permission being asked for
  kSignedIn,  // users with tokens, under the table of permissions
  kGuests,    // believed, and sees what is PUBLIC: what is hidden is INTERNAL, with words to search
};

class LeakServer {
 public:
  // `limits`: flags of letand.
  LeakServer(const std::vector<std::string>& limits, LeakCallers callers);

  // Makes the unaware user, of whom nothing hidden knows. Needs the agencies of LeakSteps.
  void AddUnaware();
  // As the viewer that tests/api/leak_world.cc knows: "administrator", "unaware".
  RawAnswer Ask(const std::string& viewer, const Question& question);
  // Ask with a request that is made already.
  RawAnswer Send(const std::string& viewer, const std::string& method, const std::string& bytes);
  std::string Fill(const std::string& text) const;
  void Take(const Step& step);

  TestServer& server() { return server_; }
  std::map<std::string, std::string>& names() { return names_; }
  std::shared_ptr<grpc::Channel> As(const std::string& viewer);

 private:
  const LeakCallers callers_;
  TestServer server_;
  std::unique_ptr<IdentityWorld> identity_;  // of those who sign in
  std::map<std::string, std::string> names_;
  std::map<std::string, std::shared_ptr<grpc::Channel>> channels_;
};

// Revision tokens are renamed by when they first came: what is left is which are equal.
class TokenNames {
 public:
  std::string Of(const std::string& token);

 private:
  std::map<std::string, std::string> names_;
};

// Both servers, after the same world was built, and on `more` what is hidden.
class LeakWorld {
 public:
  explicit LeakWorld(const std::vector<std::string>& limits = {},
                     LeakCallers callers = LeakCallers::kBelieved);

  LeakServer& less() { return less_; }
  LeakServer& more() { return more_; }

  // A second later, both are asked. Fails the test where the answers differ, or if the answer has
  // the canary. Every page of a listing; what both answered last.
  RawAnswer ExpectEqual(const Question& question);
  // The same with two answers that may differ.
  std::pair<RawAnswer, RawAnswer> AskBoth(const Question& question);
  // As an administrator, where the step belongs.
  void Take(const Step& step);
  // The revision before the first of LeakSteps, as a token.
  const std::string& start() const { return start_; }
  // Methods that were asked, and those that answered with OK.
  const std::set<std::string>& asked() const { return asked_; }
  const std::set<std::string>& answered() const { return answered_; }

 private:
  void Tick();

  LeakServer less_;
  LeakServer more_;
  TokenNames less_tokens_;
  TokenNames more_tokens_;
  std::set<std::string> asked_;
  std::set<std::string> answered_;
  std::string start_;
};

std::vector<Step> LeakSteps();
// Stock is taken for RESTRICTED bookings that nobody owns.
std::vector<Step> StepsOfNobody();
// What only the hidden event refers to, and the like of it that an open event does.
std::vector<Step> CatalogueSteps();
// What the unaware asks, and tries.
std::vector<Question> ReadingQuestions();
std::vector<Question> WritingQuestions();
// Edits and deletions of what only the hidden event refers to.
std::vector<Question> CatalogueQuestions();

// Everything that a watch is told up to the change of that entity. Tokens are left out: what they
// were equal to, no other answer was.
std::string WatchedUntil(WatchClient& watch, const std::string& last);
// The records that the unaware is told of, newest first, each as it is listed and as it is got
// alone. Their names are made of the place in the log: they are left out, and so are page tokens.
std::string AuditTold(LeakServer& server, v1::ListAuditRecordsRequest request);

google::protobuf::Message* NewMessage(const google::protobuf::Descriptor* descriptor);
const google::protobuf::MethodDescriptor* MethodOf(const std::string& method);
// The message and every detail, for people and for searching.
std::string TextOf(const std::string& method, const RawAnswer& answer);

}  // namespace letan::testing

#endif  // LETAN_TESTS_API_LEAK_WORLD_H_
