// The flags that bound something, in a running server: what each refuses, with which details, and
// that it tells of them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "letan/v1/admin_service.grpc.pb.h"
#include "services/core/limits.h"
#include "tests/api/limit_rows.h"
#include "tests/support/test_server.h"

namespace letan::testing {
namespace {

// By its name.
class ServerLimitsTest : public ::testing::TestWithParam<std::string> {};

std::vector<std::string> Names() {
  std::vector<std::string> names;
  for (const limits::AdjustableLimit& limit : limits::kAdjustable) names.emplace_back(limit.name);
  return names;
}

TEST_P(ServerLimitsTest, HoldsInARunningServer) {
  for (const LimitRows& rows :
       {CallerRows(), ConnectionRows(), QueueRows(), ReadRows(), WatchRows(), SignInRows()}) {
    if (const auto row = rows.find(GetParam()); row != rows.end()) return row->second();
  }
  FAIL() << "a limit that nothing here tries";
}

// Of the server, not of limits.h.
TEST_P(ServerLimitsTest, IsToldAsItWasSet) {
  const std::string& name = GetParam();
  const auto limit =
      std::find_if(std::begin(limits::kAdjustable), std::end(limits::kAdjustable),
                   [&](const limits::AdjustableLimit& one) { return one.name == name; });
  ASSERT_NE(limit, std::end(limits::kAdjustable));
  std::string flag = "--" + name;
  std::replace(flag.begin(), flag.end(), '_', '-');
  TestServerOptions options;
  options.limits = {flag + "=" + std::to_string(limit->least + 1)};
  TestServer server(options);
  const auto admin = v1::AdminService::NewStub(server.channel());
  const auto info =
      Call(*admin, &v1::AdminService::Stub::GetServerInfo, v1::GetServerInfoRequest());
  ASSERT_TRUE(info.ok()) << info.message();
  const auto& told = info.response.limits();
  const auto found =
      std::find_if(told.begin(), told.end(), [&](const auto& one) { return one.name() == name; });
  ASSERT_NE(found, told.end());
  EXPECT_EQ(found->value(), limit->least + 1);
}

INSTANTIATE_TEST_SUITE_P(Flags, ServerLimitsTest, ::testing::ValuesIn(Names()),
                         [](const auto& name) { return name.param; });

}  // namespace
}  // namespace letan::testing
