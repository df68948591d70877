// What every call passes before and after its handler.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "services/core/limits.h"
#include "services/rpc/revision_token.h"
#include "tests/api/rpc_probe.h"

namespace letan::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class RpcPipelineTest : public ::testing::Test {
 protected:
  Probe probe_;
};

TEST_F(RpcPipelineTest, BytesThatDoNotParseAreInvalidArgument) {
  TestServer server(probe_.Options());
  for (const char* path : {kPointRead, kQueryRead, kWrite}) {
    for (const std::string& bytes : {std::string("\xff\xff\xff"), std::string("\x0a\x7f one"),
                                     std::string("\x0a"), std::string(300, '\x80')}) {
      const RawAnswer answer = RawCall(server.channel(), path, bytes);
      EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::INVALID_ARGUMENT) << path;
      EXPECT_EQ(ReasonOf(answer.status), "INVALID_REQUEST");
      EXPECT_FALSE(answer.revision.empty());
    }
  }
}

TEST_F(RpcPipelineTest, InvalidUtf8NamesItsField) {
  TestServer server(probe_.Options());
  const RawAnswer answer = RawCall(server.channel(), kPointRead, "\x0a\x03\x61\xc3\x28");
  EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(FieldsOf(answer.status), ElementsAre("name"));
}

TEST_F(RpcPipelineTest, ShapeIsCheckedBeforeTheHandler) {
  bool ran = false;
  probe_.point = [&](auto&, auto&, auto&) {
    ran = true;
    return v1::Booking();
  };
  TestServer server(probe_.Options());
  const RawAnswer answer = RawCall(server.channel(), kPointRead, "");
  EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(FieldsOf(answer.status), ElementsAre("name"));
  EXPECT_FALSE(ran);
}

TEST_F(RpcPipelineTest, RequestsInManyPiecesAreRead) {
  std::size_t label_bytes = 0;
  probe_.prepare = [&](auto&, const v1::BookRequest& request) {
    label_bytes = static_cast<std::size_t>(request.legs_size());
    return call::Apply<v1::BookResponse>(
        [](storage::WriteTransaction&) { return v1::BookResponse(); });
  };
  TestServer server(probe_.Options());
  v1::BookRequest request;
  ASSERT_TRUE(request.ParseFromString(WriteRequestBytes()));
  const v1::BookingLeg leg = request.legs(0);
  while (request.legs_size() < limits::kMaxLegs) *request.add_legs() = leg;
  ASSERT_GT(request.ByteSizeLong(), 32u << 10);  // more than a frame of HTTP/2
  const RawAnswer answer = RawCall(server.channel(), kWrite, request.SerializeAsString());
  EXPECT_TRUE(answer.status.ok()) << answer.status.error_message();
  EXPECT_EQ(label_bytes, static_cast<std::size_t>(limits::kMaxLegs));
}

TEST_F(RpcPipelineTest, MessagesOverTheLimitAreRefused) {
  TestServer server(probe_.Options());
  const std::string large(limits::kMaxMessageBytes + 1, 'x');
  const RawAnswer answer = RawCall(server.channel(), kPointRead, large);
  EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_TRUE(RawCall(server.channel(), kPointRead, PointRequest()).status.ok());
}

TEST_F(RpcPipelineTest, AnswersOverTheLimitSayWhatToDo) {
  probe_.query = [](auto&, auto&, auto&) {
    v1::ListBookingsResponse response;
    response.set_next_page_token(std::string(limits::kMaxMessageBytes, 'x'));
    return response;
  };
  TestServer server(probe_.Options());
  const RawAnswer answer = RawCall(server.channel(), kQueryRead, QueryRequest());
  EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(ReasonOf(answer.status), "ANSWER_TOO_LARGE");
  EXPECT_THAT(answer.status.error_message(), HasSubstr("less at once"));
}

// Told afterwards that it failed, a caller would do it again.
TEST_F(RpcPipelineTest, AWriteWhoseAnswerIsTooLargeDoesNotHappen) {
  probe_.prepare = [](auto&, auto&) {
    return call::Apply<v1::BookResponse>(
        [](storage::WriteTransaction& write) -> absl::StatusOr<v1::BookResponse> {
          storage::EntityRow row;
          row.kind = "delegation";
          row.name = "delegations/large";
          row.uid = "large";
          row.version = 1;
          row.create_time = row.update_time = write.now();
          if (absl::Status status = write.InsertEntity(row); !status.ok()) return status;
          v1::BookResponse response;
          for (int i = 0; i < 5; ++i)
            response.add_bookings()->set_owner_label(std::string(1 << 20, 'x'));
          return response;
        });
  };
  TestServer server(probe_.Options());
  const RawAnswer answer = RawCall(server.channel(), kWrite, WriteRequestBytes());
  EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(ReasonOf(answer.status), "ANSWER_TOO_LARGE");
  const auto read = server.engine().BeginRead(storage::Viewer::Administrator());
  EXPECT_FALSE((*(*read)->FindEntity("delegations/large")).has_value());
}

TEST_F(RpcPipelineTest, UnknownMethodsAndServicesAreRefusedWithDetails) {
  TestServer server(probe_.Options());
  for (const char* path : {kNoHandler, "/letan.v1.BookingService/Nothing", "/no.Such/Method"}) {
    const RawAnswer answer = RawCall(server.channel(), path, "");
    EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::UNIMPLEMENTED) << path;
    EXPECT_EQ(ReasonOf(answer.status), "UNIMPLEMENTED") << path;
    EXPECT_FALSE(answer.revision.empty()) << path;
  }
}

TEST_F(RpcPipelineTest, AuthorizationComesBeforeTheRequestIsLookedAt) {
  TestServerOptions options = probe_.Options();
  options.authorize = [](const storage::Viewer& viewer, const call::Method& method) {
    return absl::PermissionDeniedError(viewer.subject + " may not call " + method.full_name);
  };
  TestServer server(options);
  const RawAnswer answer = RawCall(server.channel(), kPointRead, "\xff\xff\xff");
  EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(answer.status.error_message(),
            "anonymous may not call letan.v1.BookingService/GetBooking");
  EXPECT_FALSE(answer.revision.empty());
}

TEST_F(RpcPipelineTest, HandlersSeeWhoCallsAndWhen) {
  TestServerOptions options = probe_.Options();
  options.authenticate = [](const grpc::CallbackServerContext&) {
    return storage::Viewer::Administrator("users/one");
  };
  call::CallContext seen;
  storage::Viewer reader;
  probe_.point = [&](const call::CallContext& context, storage::ReadTransaction& read, auto&) {
    seen = context;
    reader = read.viewer();
    return v1::Booking();
  };
  TestServer server(options);
  server.clock().Advance(5);
  ASSERT_TRUE(RawCall(server.channel(), kPointRead, PointRequest()).status.ok());
  EXPECT_EQ(seen.viewer.subject, "users/one");
  EXPECT_EQ(reader.subject, "users/one");
  EXPECT_EQ(seen.method, "letan.v1.BookingService/GetBooking");
  EXPECT_EQ(seen.now, kTestStart + 5);
  EXPECT_EQ(seen.new_id().size(), 36u);
}

TEST_F(RpcPipelineTest, CallsAreCountedByMethodAndCode) {
  TestServer server(probe_.Options());
  for (int i = 0; i < 3; ++i) RawCall(server.channel(), kPointRead, PointRequest());
  RawCall(server.channel(), kPointRead, "");
  const auto counts = server.server().metrics().Snapshot();
  const auto found = std::find_if(counts.begin(), counts.end(), [](const auto& method) {
    return method.method == "letan.v1.BookingService/GetBooking";
  });
  ASSERT_NE(found, counts.end());
  EXPECT_EQ(found->ended.at(absl::StatusCode::kOk), 3);
  EXPECT_EQ(found->ended.at(absl::StatusCode::kInvalidArgument), 1);
  EXPECT_EQ(
      std::accumulate(found->micros.counts.begin(), found->micros.counts.end(), std::int64_t{0}),
      4);
}

TEST_F(RpcPipelineTest, AnswersAndRefusalsShowTheirRevision) {
  storage::Revision seen = -1;
  probe_.point = [&](auto&, storage::ReadTransaction& read,
                     const v1::GetBookingRequest& request) -> absl::StatusOr<v1::Booking> {
    seen = read.revision();
    if (request.name() == "bookings/absent") return absl::NotFoundError("no");
    return v1::Booking();
  };
  probe_.prepare = [](auto& context, auto&) {
    return call::Apply<v1::BookResponse>(
        [name = "delegations/" + context.new_id()](
            storage::WriteTransaction& write) -> absl::StatusOr<v1::BookResponse> {
          storage::EntityRow row;
          row.kind = "delegation";
          row.name = name;
          row.uid = name;
          row.version = 1;
          if (absl::Status status = write.InsertEntity(row); !status.ok()) return status;
          return v1::BookResponse();
        });
  };
  TestServer server(probe_.Options());
  const rpc::RevisionTokens tokens(server.engine().secret());
  const RawAnswer written = RawCall(server.channel(), kWrite, WriteRequestBytes());
  ASSERT_TRUE(written.status.ok()) << written.status.error_message();
  const auto revision = tokens.Decode(written.revision);
  ASSERT_TRUE(revision.ok()) << written.revision;
  EXPECT_GT(*revision, 0);

  const RawAnswer read = RawCall(server.channel(), kPointRead, PointRequest());
  EXPECT_EQ(seen, *revision);
  EXPECT_EQ(read.revision, written.revision);
  v1::GetBookingRequest absent;
  absent.set_name("bookings/absent");
  const RawAnswer refused = RawCall(server.channel(), kPointRead, absent.SerializeAsString());
  EXPECT_EQ(refused.status.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(refused.revision, written.revision);
  EXPECT_EQ(RawCall(server.channel(), kPointRead, "\xff").revision, written.revision);

  const RawAnswer again = RawCall(server.channel(), kWrite, WriteRequestBytes());
  EXPECT_GT(*tokens.Decode(again.revision), *revision);
}

}  // namespace
}  // namespace letan::testing
