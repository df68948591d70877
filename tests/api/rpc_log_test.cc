// What the log says of errors of our own: which call, which code, where in the program; and nothing
// of what callers sent or what is stored.
#include <SQLiteCpp/SQLiteCpp.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <mutex>
#include <stdexcept>

#include "letan/v1/directory_service.grpc.pb.h"
#include "services/core/fault.h"
#include "services/server/log_line.h"
#include "tests/api/rpc_probe.h"
#include "tests/support/fault_vfs.h"

namespace letan::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr char kTitle[] = "Deputy Director for Protocol";

class RpcLogTest : public ::testing::Test {
 protected:
  TestServerOptions Logging() {
    TestServerOptions options = probe_.Options();
    options.log = [this](const LogEvent& event) {
      const std::lock_guard<std::mutex> lock(mutex_);
      lines_.push_back(server::LogLine(event, kTestStart));
    };
    return options;
  }
  std::vector<std::string> TakeLines() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return std::exchange(lines_, {});
  }

  // One line, of this call, and without the title.
  static void ExpectLineOf(const RawAnswer& answer, const std::vector<std::string>& lines,
                           const std::string& method) {
    ASSERT_THAT(lines, SizeIs(1));
    google::rpc::ErrorInfo info;
    ASSERT_TRUE(DetailOf(answer.status, &info));
    EXPECT_THAT(lines[0], StartsWith("{\"time\":\"2026-03-02T00:00:00.000000Z\","));
    EXPECT_THAT(lines[0], HasSubstr("\"call_id\":\"" + info.metadata().at("error_id") + "\""));
    EXPECT_THAT(lines[0], HasSubstr("\"method\":\"letan.v1.BookingService/" + method + "\""));
    EXPECT_THAT(lines[0], Not(HasSubstr(kTitle)));
    EXPECT_THAT(answer.status.error_message() + answer.status.error_details(),
                Not(HasSubstr(kTitle)));
  }

  Probe probe_;
  std::mutex mutex_;
  std::vector<std::string> lines_;
};

TEST_F(RpcLogTest, AnInternalErrorThatQuotesATitleIsAnEventWithoutIt) {
  const std::string text = std::string("the row of the ") + kTitle;
  absl::Status status;
  probe_.point = [&](auto&, auto&, auto&) -> absl::StatusOr<v1::Booking> { return status; };
  probe_.prepare = [&](auto&, auto&) {
    return call::Apply<v1::BookResponse>(
        [&](storage::WriteTransaction&) -> absl::StatusOr<v1::BookResponse> { return status; });
  };
  TestServer server(Logging());
  for (const absl::StatusCode code :
       {absl::StatusCode::kInternal, absl::StatusCode::kDataLoss, absl::StatusCode::kUnknown}) {
    for (const bool known : {false, true}) {
      status = known ? Fault(code, "a stored body does not parse", text) : absl::Status(code, text);
      ExpectLineOf(RawCall(server.channel(), kPointRead, PointRequest()), lines_, "GetBooking");
      EXPECT_THAT(TakeLines()[0], HasSubstr("\"code\":\"" + absl::StatusCodeToString(code) + "\""));
      ExpectLineOf(RawCall(server.channel(), kWrite, WriteRequestBytes(kTitle, kTitle)), lines_,
                   "Book");
      const std::string what = "\"what\":\"a stored body does not parse\"";
      EXPECT_EQ(TakeLines()[0].find(what) != std::string::npos, known);
    }
  }
}

TEST_F(RpcLogTest, WhatIsThrownIsToldByItsTypeAlone) {
  probe_.point = [](auto&, auto&, auto&) -> absl::StatusOr<v1::Booking> {
    throw std::out_of_range(kTitle);
  };
  probe_.prepare =
      [](auto&, const v1::BookRequest& request) -> absl::StatusOr<call::Apply<v1::BookResponse>> {
    if (request.owner_label() == "prepare") throw std::runtime_error(kTitle);
    return call::Apply<v1::BookResponse>(
        [](storage::WriteTransaction&) -> absl::StatusOr<v1::BookResponse> { throw 7; });
  };
  TestServer server(Logging());
  ExpectLineOf(RawCall(server.channel(), kPointRead, PointRequest()), lines_, "GetBooking");
  EXPECT_THAT(TakeLines()[0], HasSubstr("\"type\":\"std::out_of_range\""));
  ExpectLineOf(RawCall(server.channel(), kWrite, WriteRequestBytes("", "prepare")), lines_, "Book");
  EXPECT_THAT(TakeLines()[0], HasSubstr("\"type\":\"std::runtime_error\""));
  ExpectLineOf(RawCall(server.channel(), kWrite, WriteRequestBytes("", "apply")), lines_, "Book");
  EXPECT_THAT(TakeLines()[0], HasSubstr("\"where\":\"services/rpc/call_steps.h:"));
}

TEST_F(RpcLogTest, TheLineOfACallAndThatOfItsErrorHaveOneId) {
  probe_.point = [](auto&, auto&, auto&) -> absl::StatusOr<v1::Booking> {
    return absl::InternalError(kTitle);
  };
  TestServerOptions options = Logging();
  options.log_calls = true;
  TestServer server(options);
  const RawAnswer answer = RawCall(server.channel(), kPointRead, PointRequest());
  google::rpc::ErrorInfo info;
  ASSERT_TRUE(DetailOf(answer.status, &info));
  const std::vector<std::string> lines = TakeLines();
  ASSERT_THAT(lines, SizeIs(2));
  for (const std::string& line : lines) {
    EXPECT_THAT(line, HasSubstr("\"call_id\":\"" + info.metadata().at("error_id") + "\""));
  }
  EXPECT_THAT(lines[1], HasSubstr("\"event\":\"call\""));
}

// A stored body that is no message any more, of which a title can be read.
TEST_F(RpcLogTest, ADamagedRowIsToldByItsMessageAlone) {
  TestServerOptions options = Logging();
  options.services = {"directory"};
  options.tables = nullptr;
  TestServer server(options);
  const auto stub = v1::DirectoryService::NewStub(server.channel());
  v1::CreateAgencyRequest create;
  create.set_agency_id("one");
  create.mutable_agency()->set_display_name(kTitle);
  ASSERT_TRUE(Call(*stub, &v1::DirectoryService::Stub::CreateAgency, create).ok());
  SQLite::Database(server.directory() + "/letan.db", SQLite::OPEN_READWRITE)
      .exec(std::string("UPDATE entities SET body = CAST('") + kTitle + "' AS BLOB)");
  v1::UpdateAgencyRequest update;
  update.mutable_agency()->set_name("agencies/one");
  update.mutable_agency()->set_display_name("Another");
  update.mutable_update_mask()->add_paths("display_name");
  EXPECT_EQ(Call(*stub, &v1::DirectoryService::Stub::UpdateAgency, update).code(),
            grpc::StatusCode::INTERNAL);
  const std::vector<std::string> lines = TakeLines();
  ASSERT_THAT(lines, SizeIs(1));
  EXPECT_THAT(lines[0], HasSubstr("\"message\":\"letan.v1.Agency\""));
  EXPECT_THAT(lines[0], HasSubstr("\"where\":\"services/entity/"));
  EXPECT_THAT(lines[0], Not(HasSubstr(kTitle)));
}

TEST_F(RpcLogTest, AnOutcomeThatIsNotKnownIsAnEvent) {
  probe_.prepare = [](auto&, auto&) {
    return call::Apply<v1::BookResponse>(
        [](storage::WriteTransaction& write) -> absl::StatusOr<v1::BookResponse> {
          storage::EntityRow row;
          row.kind = "agency";  // from which nothing follows
          row.name = row.uid = "agencies/one";
          row.version = 1;
          row.body = kTitle;
          if (absl::Status status = write.InsertEntity(row); !status.ok()) return status;
          return v1::BookResponse();
        });
  };
  FaultVfs vfs("letan-log");
  TestServerOptions options = Logging();
  options.vfs = vfs.name();
  TestServer server(options);
  vfs.Fail(FaultVfs::File::kLog, FaultVfs::Call::kSync, 1, 1, SQLITE_IOERR_FSYNC);
  const RawAnswer answer = RawCall(server.channel(), kWrite, WriteRequestBytes(kTitle));
  EXPECT_EQ(ReasonOf(answer.status), "OUTCOME_UNKNOWN");
  ExpectLineOf(answer, lines_, "Book");
  const std::string line = TakeLines()[0];
  EXPECT_THAT(line, HasSubstr("\"severity\":\"ERROR\",\"event\":\"outcome_unknown\""));
  EXPECT_THAT(line, HasSubstr("\"sqlite_code\":" + std::to_string(SQLITE_IOERR_FSYNC)));
}

}  // namespace
}  // namespace letan::testing
