// Errors carry their code, their reason and details that a client can read back.
#include <gtest/gtest.h>

#include "google/rpc/error_details.pb.h"
#include "services/errors/errors.h"

namespace letan::errors {
namespace {

std::string ReasonOf(const absl::Status& status) {
  google::rpc::ErrorInfo info;
  EXPECT_TRUE(GetDetail(status, &info));
  EXPECT_EQ(info.domain(), "letan");
  return info.reason();
}

TEST(ErrorsTest, EachErrorHasItsCodeAndReason) {
  const auto expect = [](const absl::Status& status, absl::StatusCode code, const char* reason) {
    EXPECT_EQ(status.code(), code);
    EXPECT_EQ(ReasonOf(status), reason);
    EXPECT_FALSE(status.message().empty());
  };
  expect(InvalidField("page_size", "must be 0 to 1000"), absl::StatusCode::kInvalidArgument,
         "INVALID_REQUEST");
  expect(InvalidArgument({{"page_token", "no"}}, kInvalidPageToken),
         absl::StatusCode::kInvalidArgument, "INVALID_PAGE_TOKEN");
  expect(NotFound("places/x"), absl::StatusCode::kNotFound, "NOT_FOUND");
  expect(AlreadyExists("places/x"), absl::StatusCode::kAlreadyExists, "ALREADY_EXISTS");
  expect(StaleEtag("places/x"), absl::StatusCode::kAborted, "STALE_ETAG");
  expect(Precondition(kInUse, "places/x", "is used"), absl::StatusCode::kFailedPrecondition,
         "IN_USE");
  expect(BookingConflict({}), absl::StatusCode::kFailedPrecondition, "BOOKING_CONFLICT");
  expect(Overloaded("too many", 250), absl::StatusCode::kResourceExhausted, "OVERLOADED");
}

TEST(ErrorsTest, InvalidArgumentNamesEveryField) {
  const absl::Status status =
      InvalidArgument({{"place.display_name", "must be set"}, {"place.agency", "is no name"}});
  google::rpc::BadRequest bad_request;
  ASSERT_TRUE(GetDetail(status, &bad_request));
  ASSERT_EQ(bad_request.field_violations_size(), 2);
  EXPECT_EQ(bad_request.field_violations(0).field(), "place.display_name");
  EXPECT_EQ(bad_request.field_violations(0).description(), "must be set");
  EXPECT_EQ(bad_request.field_violations(1).field(), "place.agency");
  EXPECT_EQ(status.message(), "place.display_name: must be set (and 1 more)");
}

// A huge request may be wrong in a million places.
TEST(ErrorsTest, InvalidArgumentListsTheFirstOfVeryMany) {
  const absl::Status status =
      InvalidArgument(std::vector<FieldViolation>(1'000, {"place.display_name", "must be set"}));
  google::rpc::BadRequest bad_request;
  ASSERT_TRUE(GetDetail(status, &bad_request));
  EXPECT_EQ(bad_request.field_violations_size(), static_cast<int>(kMaxViolations));
  EXPECT_EQ(status.message(), "place.display_name: must be set (and 999 more)");
}

TEST(ErrorsTest, PreconditionTellsSubjectAndType) {
  google::rpc::PreconditionFailure failure;
  ASSERT_TRUE(GetDetail(Precondition(kStockBelowZero, "stockItems/tea", "too few"), &failure));
  ASSERT_EQ(failure.violations_size(), 1);
  EXPECT_EQ(failure.violations(0).type(), "STOCK_BELOW_ZERO");
  EXPECT_EQ(failure.violations(0).subject(), "stockItems/tea");
  EXPECT_EQ(failure.violations(0).description(), "too few");
}

TEST(ErrorsTest, ConflictCarriesItsDetailsAndItsFirstSentence) {
  v1::ConflictDetails details;
  auto* leg = details.add_legs();
  leg->set_leg(3);
  leg->add_violations()->set_message("The room is taken.");
  const absl::Status status = BookingConflict(details);
  v1::ConflictDetails read;
  ASSERT_TRUE(GetDetail(status, &read));
  EXPECT_EQ(read.SerializeAsString(), details.SerializeAsString());
  EXPECT_NE(std::string(status.message()).find("The room is taken."), std::string::npos);
}

TEST(ErrorsTest, OverloadSaysWhenToComeBack) {
  google::rpc::RetryInfo retry;
  ASSERT_TRUE(GetDetail(Overloaded("too many", 1250), &retry));
  EXPECT_EQ(retry.retry_delay().seconds(), 1);
  EXPECT_EQ(retry.retry_delay().nanos(), 250'000'000);
}

TEST(ErrorsTest, ADetailThatIsNotThereIsNotRead) {
  google::rpc::RetryInfo retry;
  EXPECT_FALSE(GetDetail(NotFound("places/x"), &retry));
  EXPECT_FALSE(GetDetail(absl::OkStatus(), &retry));
}

}  // namespace
}  // namespace letan::errors
