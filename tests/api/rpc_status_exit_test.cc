// The one exit for errors: nothing of our insides leaves, everything else arrives.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "google/rpc/error_details.pb.h"
#include "letan/v1/conflict.pb.h"
#include "services/core/fault.h"
#include "services/errors/errors.h"
#include "services/rpc/status_exit.h"
#include "services/server/log_line.h"
#include "tests/support/test_server.h"

namespace letan::rpc {
namespace {

using letan::testing::DetailOf;
using letan::testing::FieldsOf;
using letan::testing::ReasonOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

google::rpc::ErrorInfo InfoOf(const grpc::Status& status) {
  google::rpc::ErrorInfo info;
  EXPECT_TRUE(DetailOf(status, &info));
  return info;
}

// Lines go to `log`.
absl::Status Hide(const absl::Status& status, std::vector<std::string>& log) {
  return HideInternal(
      status, "letan.v1.X/Y", [] { return std::string("id-1"); },
      [&log](const LogEvent& event) { log.push_back(server::LogLine(event, 0)); });
}

TEST(StatusExitTest, InternalTextGoesNowhereAndFactsToTheLogOnly) {
  for (const auto code :
       {absl::StatusCode::kInternal, absl::StatusCode::kDataLoss, absl::StatusCode::kUnknown}) {
    std::vector<std::string> log;
    absl::Status status = Fault(code, "a disk broke", "/var/secret");
    status = WithFact(std::move(status), "errno", 5);
    google::rpc::PreconditionFailure detail;
    detail.add_violations()->set_description("SELECT secret");
    errors::AddDetail(status, detail);
    const grpc::Status sent = ToGrpcStatus(Complete(Hide(status, log)));
    EXPECT_EQ(static_cast<int>(sent.error_code()), static_cast<int>(code));
    EXPECT_THAT(sent.error_message(), Not(HasSubstr("secret")));
    EXPECT_THAT(sent.error_details(), Not(HasSubstr("secret")));
    EXPECT_THAT(sent.error_message(), HasSubstr("id-1"));
    EXPECT_EQ(InfoOf(sent).metadata().at("error_id"), "id-1");
    EXPECT_EQ(ReasonOf(sent), "INTERNAL");
    ASSERT_EQ(log.size(), 1u);
    EXPECT_THAT(log[0], HasSubstr("id-1"));
    EXPECT_THAT(log[0], HasSubstr("letan.v1.X/Y"));
    EXPECT_THAT(log[0], HasSubstr("\"code\":\"" + absl::StatusCodeToString(code)));
    EXPECT_THAT(log[0], HasSubstr("\"what\":\"a disk broke\""));
    EXPECT_THAT(log[0], HasSubstr("\"where\":\"tests/api/rpc_status_exit_test.cc:"));
    EXPECT_THAT(log[0], HasSubstr("\"errno\":5"));
    EXPECT_THAT(log[0], Not(HasSubstr("secret")));
  }
}

TEST(StatusExitTest, OtherCodesAreNeitherHiddenNorLogged) {
  std::vector<std::string> log;
  const absl::Status status = absl::FailedPreconditionError("the room is taken");
  EXPECT_EQ(Hide(status, log), status);
  EXPECT_TRUE(log.empty());
}

TEST(StatusExitTest, EveryRefusalHasReasonAndDomain) {
  for (int code = 1; code <= 16; ++code) {
    const grpc::Status sent =
        ToGrpcStatus(Complete(absl::Status(static_cast<absl::StatusCode>(code), "no")));
    EXPECT_FALSE(ReasonOf(sent).empty()) << code;
    EXPECT_EQ(InfoOf(sent).domain(), "letan") << code;
  }
  EXPECT_EQ(ReasonOf(ToGrpcStatus(Complete(absl::AbortedError("old")))), "STALE_ETAG");
}

TEST(StatusExitTest, AReasonThatIsThereStays) {
  EXPECT_EQ(ReasonOf(ToGrpcStatus(
                Complete(errors::Make(absl::StatusCode::kAborted, "SOMETHING_ELSE", "changed")))),
            "SOMETHING_ELSE");
}

TEST(StatusExitTest, SaysWhenToTryAgain) {
  google::rpc::RetryInfo retry;
  EXPECT_TRUE(DetailOf(ToGrpcStatus(Complete(absl::ResourceExhaustedError("full"))), &retry));
  EXPECT_GT(retry.retry_delay().seconds(), 0);
  EXPECT_TRUE(DetailOf(ToGrpcStatus(Complete(absl::UnavailableError("closing"))), &retry));
  EXPECT_TRUE(DetailOf(ToGrpcStatus(Complete(errors::Overloaded("reads", 250))), &retry));
  EXPECT_EQ(retry.retry_delay().nanos(), 250'000'000);
  EXPECT_FALSE(DetailOf(ToGrpcStatus(Complete(absl::NotFoundError("no"))), &retry));
}

TEST(StatusExitTest, AllDetailsArrive) {
  const grpc::Status sent =
      ToGrpcStatus(Complete(errors::InvalidArgument({{"a.b[2]", "too long"}, {"c", "missing"}})));
  EXPECT_EQ(sent.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(FieldsOf(sent), ElementsAre("a.b[2]", "c"));
  google::rpc::Status packed;
  ASSERT_TRUE(packed.ParseFromString(sent.error_details()));
  EXPECT_EQ(packed.code(), 3);
  EXPECT_EQ(packed.message(), sent.error_message());
}

TEST(StatusExitTest, DetailsThatAreTooLargeSayWhatWasLeftOff) {
  v1::ConflictDetails details;
  for (int leg = 0; leg < 1000; ++leg) {
    details.add_legs()->set_leg(leg);
    details.mutable_legs(leg)->set_resource("resources/room-" + std::to_string(leg));
  }
  const grpc::Status sent = ToGrpcStatus(Complete(errors::BookingConflict(details)));
  EXPECT_LE(sent.error_details().size(), kMaxDetailBytes);
  v1::ConflictDetails arrived;
  ASSERT_TRUE(DetailOf(sent, &arrived));
  ASSERT_GT(arrived.legs_size(), 10);
  EXPECT_EQ(arrived.legs(0).resource(), "resources/room-0");
  EXPECT_EQ(InfoOf(sent).metadata().at("omitted.legs"), std::to_string(1000 - arrived.legs_size()));
  EXPECT_EQ(ReasonOf(sent), "BOOKING_CONFLICT");
}

TEST(StatusExitTest, ARefusalOfOneLegStillSaysWhyAndAgainstWhom) {
  v1::ConflictDetails details;
  v1::LegConflict& leg = *details.add_legs();
  leg.set_resource("resources/hotel");
  for (int rule = 0; rule < 2; ++rule) {
    auto& violation = *leg.add_violations();
    violation.set_rule(rule == 0 ? v1::BOOKING_RULE_CAPACITY : v1::BOOKING_RULE_BLACKOUT);
    for (int i = 0; i < 200; ++i) {
      violation.add_blocking()->set_booking("bookings/" + std::to_string(i));
    }
  }
  const grpc::Status sent = ToGrpcStatus(Complete(errors::BookingConflict(details)));
  EXPECT_LE(sent.error_details().size(), kMaxDetailBytes);
  v1::ConflictDetails arrived;
  ASSERT_TRUE(DetailOf(sent, &arrived));
  ASSERT_EQ(arrived.legs_size(), 1);
  ASSERT_EQ(arrived.legs(0).violations_size(), 2);
  for (const auto& violation : arrived.legs(0).violations()) {
    ASSERT_GT(violation.blocking_size(), 1);
    EXPECT_EQ(violation.blocking(0).booking(), "bookings/0");
  }
  const int kept =
      arrived.legs(0).violations(0).blocking_size() + arrived.legs(0).violations(1).blocking_size();
  EXPECT_EQ(InfoOf(sent).metadata().at("omitted.blocking"), std::to_string(400 - kept));
}

TEST(StatusExitTest, WhatTheStorageSaysOfItselfIsHiddenWhateverItsCode) {
  std::vector<std::string> log;
  const absl::Status full =
      Complete(Hide(absl::ResourceExhaustedError("storage: INSERT INTO bookings: full"), log));
  EXPECT_TRUE(absl::IsResourceExhausted(full));
  EXPECT_EQ(full.message(), "the storage cannot do this now; its number is id-1");
  EXPECT_EQ(ReasonOf(ToGrpcStatus(full)), "STORAGE");
  const absl::Status denied =
      Hide(absl::PermissionDeniedError("storage: open /var/x: denied"), log);
  EXPECT_TRUE(absl::IsInternal(denied));
  EXPECT_EQ(denied.message(), "internal error; its number is id-1");
  ASSERT_EQ(log.size(), 2u);
  EXPECT_THAT(log[0], HasSubstr("\"severity\":\"WARNING\""));
  EXPECT_THAT(log[1], HasSubstr("\"severity\":\"ERROR\""));
}

TEST(StatusExitTest, FactsNeverLeaveTheProcess) {
  const absl::Status status = WithFact(absl::NotFoundError("no"), "errno", 2);
  EXPECT_THAT(ToGrpcStatus(Complete(status)).error_details(), Not(HasSubstr("errno")));
}

// Looked at anew for each that is left off, this would not end.
TEST(StatusExitTest, AnyNumberOfObjectionsIsCutAtOnce) {
  constexpr int kObjections = 300'000;
  google::rpc::BadRequest objections;
  for (int i = 0; i < kObjections; ++i) {
    objections.add_field_violations()->set_description("is no time");
  }
  absl::Status status = absl::InvalidArgumentError("no");
  errors::AddDetail(status, objections);
  const grpc::Status sent = ToGrpcStatus(Complete(status));
  EXPECT_LE(sent.error_details().size(), kMaxDetailBytes);
  const auto arrived = static_cast<int>(FieldsOf(sent).size());
  EXPECT_GT(arrived, 10);
  EXPECT_EQ(InfoOf(sent).metadata().at("omitted.field_violations"),
            std::to_string(kObjections - arrived));
}

TEST(StatusExitTest, ADetailThatCannotShrinkIsNamed) {
  absl::Status status = absl::FailedPreconditionError("no");
  google::rpc::PreconditionFailure huge;
  huge.add_violations()->set_description(std::string(10'000, 'x'));
  errors::AddDetail(status, huge);
  const grpc::Status sent = ToGrpcStatus(Complete(status));
  EXPECT_LE(sent.error_details().size(), kMaxDetailBytes);
  google::rpc::PreconditionFailure arrived;
  EXPECT_TRUE(!DetailOf(sent, &arrived) || arrived.violations().empty());
  EXPECT_FALSE(InfoOf(sent).metadata().empty());
}

TEST(StatusExitTest, LongMessagesAreCutBetweenCharacters) {
  std::string text;
  while (text.size() < 5000) text += "đoàn ";
  const grpc::Status sent = ToGrpcStatus(Complete(absl::NotFoundError(text)));
  EXPECT_LE(sent.error_message().size(), kMaxMessageBytes);
  google::rpc::Status packed;  // would not parse with half a character in its message
  ASSERT_TRUE(packed.ParseFromString(sent.error_details()));
  EXPECT_EQ(packed.message(), sent.error_message());
}

}  // namespace
}  // namespace letan::rpc
