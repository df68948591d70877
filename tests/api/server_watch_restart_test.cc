// The program letand, killed and started again while clients watch: none misses or repeats a
// change.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <thread>

#include "letan/v1/directory_service.grpc.pb.h"
#include "letan/v1/watch_service.grpc.pb.h"
#include "tests/support/child_process.h"
#include "tests/support/test_server.h"

namespace letan::testing {
namespace {

constexpr int kWatchers = 5;
constexpr int kLives = 4;  // of the server; each but the last ends in the midst of writes
constexpr int kWritesInALife = 60;
constexpr int kWrites = kLives * kWritesInALife;

class WatchRestartTest : public ::testing::Test {
 protected:
  WatchRestartTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "letand-XXXXXX").string();
    EXPECT_NE(mkdtemp(pattern.data()), nullptr);
    directory_ = pattern;
  }
  ~WatchRestartTest() override { std::filesystem::remove_all(directory_); }

  void StartServer() {
    program_ = std::make_unique<ChildProcess>(
        std::vector<std::string>{std::string(LETAN_BINARY_DIR) + "/bin/letand",
                                 "--storage=sqlite:" + directory_ + "/letan.db",
                                 "--listen=unix:" + directory_ + "/socket", "--anonymous"});
    const auto line = program_->ReadLine();
    if (!line.has_value()) ADD_FAILURE() << program_->ReadErrors();
  }

  std::shared_ptr<grpc::Channel> NewChannel() const {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 10);
    arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 10);
    arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 50);
    return grpc::CreateCustomChannel("unix:" + directory_ + "/socket",
                                     grpc::InsecureChannelCredentials(), arguments);
  }

  static void Prepare(grpc::ClientContext& context) {
    context.set_wait_for_ready(true);
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(120));
  }

  // A call that comes while the server closes is refused by gRPC itself, with CANCELLED.
  static bool ComeBack(const grpc::Status& status) {
    return status.error_code() == grpc::StatusCode::UNAVAILABLE ||
           (status.error_code() == grpc::StatusCode::CANCELLED && status.error_details().empty());
  }

  // Once: what is not known to be done is repeated.
  static void Write(v1::DirectoryService::Stub& stub, int number) {
    v1::CreateAgencyRequest request;
    request.set_agency_id("a" + std::to_string(number));
    request.mutable_agency()->set_display_name("Agency " + std::to_string(number));
    request.set_request_id("request-" + std::to_string(number));
    grpc::Status status;
    do {
      grpc::ClientContext context;
      Prepare(context);
      v1::Agency made;
      status = stub.CreateAgency(&context, request, &made);
    } while (ComeBack(status));
    if (!status.ok()) ADD_FAILURE() << status.error_message();
  }

  // One agency after the other.
  void WriteAll() {
    const auto stub = v1::DirectoryService::NewStub(NewChannel());
    for (int i = 0; i < kWrites; ++i) {
      Write(*stub, i);
      ++written_;
      written_.notify_all();
    }
  }

  // The names that one watcher was told, up to the last; it goes on from the last revision.
  std::vector<std::string> WatchAll(const std::string& last) {
    const auto stub = v1::WatchService::NewStub(NewChannel());
    std::vector<std::string> names;
    v1::WatchRequest request;
    while (names.empty() || names.back() != last) {
      grpc::ClientContext context;
      Prepare(context);
      const auto reader = stub->Watch(&context, request);
      v1::WatchResponse response;
      while ((names.empty() || names.back() != last) && reader->Read(&response)) {
        if (request.start_revision().empty()) {
          ++watching_;
          watching_.notify_all();
        }
        request.set_start_revision(response.revision());
        for (const auto& commit : response.commits()) {
          for (const auto& change : commit.changes()) names.push_back(change.name());
        }
      }
      if (!names.empty() && names.back() == last) context.TryCancel();
      const grpc::Status status = reader->Finish();
      if (!names.empty() && names.back() == last) break;
      if (!ComeBack(status)) {
        ADD_FAILURE() << status.error_message();
        break;
      }
      ++ends_;
    }
    return names;
  }

  // Where it ended, why.
  static std::string LineOf(ChildProcess& program) {
    const auto line = program.ReadLine();
    return line.has_value() ? *line : "the end: " + program.ReadErrors();
  }

  static void WaitFor(std::atomic<int>& count, int least) {
    for (int seen = count; seen < least; seen = count) count.wait(seen);
  }

  std::string directory_;
  std::unique_ptr<ChildProcess> program_;
  std::atomic<int> written_{0};
  std::atomic<int> watching_{0};
  std::atomic<int> ends_{0};
};

TEST_F(WatchRestartTest, NoneMissesOrRepeatsAChange) {
  StartServer();
  std::vector<std::string> expected;
  for (int i = 0; i < kWrites; ++i) expected.push_back("agencies/a" + std::to_string(i));
  std::vector<std::vector<std::string>> told(kWatchers);
  std::vector<std::thread> threads;
  for (int i = 0; i < kWatchers; ++i) {
    threads.emplace_back([&, i] { told[i] = WatchAll(expected.back()); });
  }
  WaitFor(watching_, kWatchers);
  threads.emplace_back([this] { WriteAll(); });
  for (int life = 1; life < kLives; ++life) {
    WaitFor(written_, life * kWritesInALife);
    // Once in good order, else without warning.
    program_->Signal(life == 2 ? SIGTERM : SIGKILL);
    program_->Wait();
    StartServer();
  }
  for (std::thread& thread : threads) thread.join();
  for (const auto& names : told) {
    const auto [wrong, right] =
        std::mismatch(names.begin(), names.end(), expected.begin(), expected.end());
    const std::vector<std::string> not_as_expected(wrong, names.end());
    const std::vector<std::string> missing(right, expected.end());
    EXPECT_THAT(not_as_expected, ::testing::IsEmpty());
    EXPECT_THAT(missing, ::testing::IsEmpty());
  }
  EXPECT_GE(ends_, kWatchers) << "they were attached when it was killed";
}

TEST_F(WatchRestartTest, TheCommandLineGoesOnByItself) {
  StartServer();
  auto stub = v1::DirectoryService::NewStub(NewChannel());
  const std::string revision =
      Call(*stub, &v1::DirectoryService::Stub::ListAgencies, v1::ListAgenciesRequest()).revision;
  const std::vector<std::string> letan{std::string(LETAN_BINARY_DIR) + "/bin/letan",
                                       "--server=unix:" + directory_ + "/socket", "watch",
                                       "--kind=agency", "--from=" + revision};
  ChildProcess lines(letan);
  std::vector<std::string> with_json = letan;
  with_json.push_back("--json");
  ChildProcess json(with_json);
  EXPECT_THAT(LineOf(json), ::testing::HasSubstr(revision));
  int number = 0;
  for (const int signal : {SIGTERM, SIGKILL, 0}) {
    for (int i = 0; i < 3; ++i) {
      Write(*stub, ++number);
      const std::string id = std::to_string(number);
      std::string end = "  created  agency      agencies/a" + id;
      end.append("  Agency ").append(id);
      EXPECT_THAT(LineOf(lines), ::testing::EndsWith(end));
      std::string line;
      do {  // where the watch begins again, no changes are told
        line = LineOf(json);
      } while (line.rfind("{\"revision\":", 0) == 0);
      EXPECT_THAT(line, ::testing::HasSubstr("\"name\":\"agencies/a" + id + "\""));
    }
    if (signal == 0) break;
    program_->Signal(signal);
    program_->Wait();
    StartServer();
    stub = v1::DirectoryService::NewStub(NewChannel());
  }
  lines.Signal(SIGTERM);
  EXPECT_EQ(lines.Wait(), 128 + SIGTERM);
  EXPECT_THAT(lines.ReadErrors(), ::testing::HasSubstr("trying again"));
}

TEST_F(WatchRestartTest, TheCommandLineSaysWhatIsWrong) {
  StartServer();
  const std::string server = "--server=unix:" + directory_ + "/socket";
  const std::string program = std::string(LETAN_BINARY_DIR) + "/bin/letan";
  ChildProcess kind({program, server, "watch", "--kind=no-such"});
  EXPECT_THAT(kind.ReadErrors(), ::testing::HasSubstr("kinds[0]"));
  EXPECT_EQ(kind.Wait(), 3);
  ChildProcess call({program, server, "call", "WatchService.Watch"});
  EXPECT_THAT(call.ReadErrors(), ::testing::HasSubstr("letan watch"));
  EXPECT_EQ(call.Wait(), 2);
  program_->Signal(SIGTERM);
  program_->Wait();
  ChildProcess away({program, server, "watch", "--timeout=1s"});
  EXPECT_THAT(away.ReadErrors(), ::testing::HasSubstr("letan: "));
  EXPECT_EQ(away.Wait(), 4);
}

}  // namespace
}  // namespace letan::testing
