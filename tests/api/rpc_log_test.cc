// What the log says of errors of our own: which call, which code, where in the program; and nothing
// of what callers sent or what is stored.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <mutex>
#include <stdexcept>

#include "tests/api/rpc_probe.h"

namespace letan::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kTitle[] = "Deputy Director for Protocol";

class RpcLogTest : public ::testing::Test {
 protected:
  TestServerOptions Logging() {
    TestServerOptions options = probe_.Options();
    options.log = [this](const std::string& line) {
      const std::lock_guard<std::mutex> lock(mutex_);
      log_ += line + "\n";
    };
    return options;
  }
  std::string log() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return log_;
  }

  Probe probe_;
  std::mutex mutex_;
  std::string log_;
};

TEST_F(RpcLogTest, AnInternalErrorThatQuotesATitleIsAnEventWithoutIt) {
  probe_.point = [](auto&, auto&, auto&) -> absl::StatusOr<v1::Booking> {
    return absl::InternalError(std::string("the row of the ") + kTitle + " does not parse");
  };
  TestServer server(Logging());
  const RawAnswer answer = RawCall(server.channel(), kPointRead, PointRequest());
  google::rpc::ErrorInfo info;
  ASSERT_TRUE(DetailOf(answer.status, &info));
  EXPECT_THAT(log(), StartsWith("{\"time\":"));
  EXPECT_THAT(log(), HasSubstr("\"call_id\":\"" + info.metadata().at("error_id") + "\""));
  EXPECT_THAT(log(), Not(HasSubstr(kTitle)));
}

}  // namespace
}  // namespace letan::testing
