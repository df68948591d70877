// A whole server inside the test: real gRPC over loopback or a unix socket, a chosen engine, a
// clock that stands still until the test moves it.
//
//   testing::TestServer server;
//   auto stub = v1::BookingService::NewStub(server.channel());
//   auto answer = testing::Call(*stub, &v1::BookingService::Stub::Book, request);
//   ASSERT_TRUE(answer.ok()) << answer.message();
//   EXPECT_EQ(testing::ReasonOf(answer.status), "BOOKING_CONFLICT");
#ifndef LETAN_TESTS_SUPPORT_TEST_SERVER_H_
#define LETAN_TESTS_SUPPORT_TEST_SERVER_H_

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "google/protobuf/message.h"
#include "google/rpc/error_details.pb.h"
#include "services/access/identity_provider.h"
#include "services/call/service_table.h"
#include "services/core/booking/model.h"
#include "services/server/server.h"
#include "storage/engine.h"

namespace letan::testing {

enum class EngineKind { kSqlite, kMemory };

// 2026-03-02T00:00:00Z, a Monday: where test clocks start.
inline constexpr booking::Micros kTestStart = 1'772'409'600'000'000;

// A clock for many threads.
class ManualClock {
 public:
  explicit ManualClock(booking::Micros start) : now_(start) {}
  booking::Micros now() const { return now_.load(); }
  void Set(booking::Micros now) { now_.store(now); }
  void Advance(booking::Micros by) { now_.fetch_add(by); }

 private:
  std::atomic<booking::Micros> now_;
};

// Keys and values that a call carries.
using Metadata = std::vector<std::pair<std::string, std::string>>;

struct TestServerOptions {
  EngineKind engine = EngineKind::kSqlite;
  std::string vfs;   // of SQLite; empty: the default
  bool keys = true;  // of RESTRICTED content
  booking::Micros start = kTestStart;
  booking::Micros default_travel = 60 * booking::kMinute;
  bool unix_socket = false;           // else a port of loopback that the system picks
  server::Transport transport;        // but for `listen`
  std::vector<std::string> services;  // empty: all; "none": none but `tables`
  // Flags of letand, "--max-batch=1". How often a caller may call is not limited unless they say
  // so.
  std::vector<std::string> limits;
  // Services of the test's own, beside the public ones.
  std::function<std::vector<call::ServiceTable>()> tables;
  // Who callers are, whatever they present; they may do everything that they see.
  std::function<absl::StatusOr<storage::Viewer>(const grpc::CallbackServerContext&)> authenticate;
  bool identity = false;  // callers are asked who they are
  rpc::Authorize authorize;
  std::string metrics_listen;  // empty: no metrics
  LogSink log;                 // empty: events are dropped
  bool log_calls = false;
  // Two servers with equal steps at equal times then answer alike, tokens and ids too, whatever
  // else was written to one of them in between.
  bool deterministic = false;
  bool backups = false;  // a directory for them: directory() + "/backups"
};

// Stops the server and removes its files at the end. Failing to start fails the test program.
class TestServer {
 public:
  explicit TestServer(TestServerOptions options = {});
  ~TestServer();
  TestServer(const TestServer&) = delete;
  TestServer& operator=(const TestServer&) = delete;

  // One channel, made once for each start of the server.
  std::shared_ptr<grpc::Channel> channel() const { return channel_; }
  // Another connection.
  std::shared_ptr<grpc::Channel> NewChannel() const;
  // Another one, on which every call has this metadata too.
  std::shared_ptr<grpc::Channel> NewChannel(const Metadata& metadata) const;
  // What channel() adds to every call from now on, and after restarts.
  void SetMetadata(const Metadata& metadata);

  storage::Engine& engine() { return *engine_; }
  server::Server& server() { return *server_; }
  // Null unless flags name one.
  access::IdentityProvider* identity_provider() { return identity_provider_.get(); }
  ManualClock& clock() { return *clock_; }
  const std::string& directory() const { return directory_; }
  // "127.0.0.1:40123" or "unix:/…".
  const std::string& address() const { return address_; }

  // Stops and opens the same database again (SQLite only: memory forgets).
  void Restart();
  // Ends the server, gracefully within `grace`; the database stays until this object goes.
  void Stop(std::chrono::milliseconds grace = std::chrono::seconds(5));

 private:
  void Start();

  TestServerOptions options_;
  Metadata metadata_;
  std::string directory_;
  std::shared_ptr<ManualClock> clock_;
  storage::Engine* engine_ = nullptr;  // owned by server_
  std::shared_ptr<access::IdentityProvider> identity_provider_;
  std::unique_ptr<server::Server> server_;
  std::string address_;
  std::shared_ptr<grpc::Channel> channel_;
};

// What came back.
template <class Response>
struct Answer {
  grpc::Status status;
  Response response;
  std::string revision;  // metadata letan-revision

  bool ok() const { return status.ok(); }
  grpc::StatusCode code() const { return status.error_code(); }
  std::string message() const { return status.error_message(); }
};

// The token of the trailing or initial metadata; empty if there is none.
std::string RevisionOf(const grpc::ClientContext& context);

// One unary call through a generated stub, with a deadline of 60 s.
template <class Stub, class Request, class Response>
Answer<Response> Call(Stub& stub,
                      grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                      const Request& request) {
  Answer<Response> answer;
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
  answer.status = (stub.*method)(&context, request, &answer.response);
  answer.revision = RevisionOf(context);
  return answer;
}

// One unary call of any path with any bytes. `context` may be null.
struct RawAnswer {
  grpc::Status status;
  std::string bytes;
  std::string revision;
};
RawAnswer RawCall(const std::shared_ptr<grpc::Channel>& channel, const std::string& path,
                  const std::string& bytes, grpc::ClientContext* context = nullptr);

// Every method of every service that letand hosts.
std::vector<const google::protobuf::MethodDescriptor*> EveryMethod();

// The details of a refusal: false if it has none of that type.
bool DetailOf(const grpc::Status& status, google::protobuf::Message* detail);
// ErrorInfo.reason, or empty.
std::string ReasonOf(const grpc::Status& status);
// Fields of BadRequest, in order.
std::vector<std::string> FieldsOf(const grpc::Status& status);

}  // namespace letan::testing

#endif  // LETAN_TESTS_SUPPORT_TEST_SERVER_H_
