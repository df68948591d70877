// What a client is told of bytes that do not decode.
#include <google/protobuf/stubs/logging.h>
#include <gtest/gtest.h>

#include <random>

#include "google/rpc/error_details.pb.h"
#include "letan/v1/booking_service.pb.h"
#include "letan/v1/directory_service.pb.h"
#include "services/entity/shape.h"
#include "tests/support/seed.h"

namespace letan::entity {
namespace {

google::rpc::BadRequest::FieldViolation Explain(const google::protobuf::Message& type,
                                                const std::string& bytes) {
  const absl::Status status = ExplainParseFailure(type.GetDescriptor(), bytes);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  google::rpc::BadRequest bad_request;
  EXPECT_TRUE(errors::GetDetail(status, &bad_request));
  return bad_request.field_violations_size() == 1 ? bad_request.field_violations(0)
                                                  : google::rpc::BadRequest::FieldViolation();
}

v1::BookRequest SampleRequest() {
  v1::BookRequest request;
  request.set_owner_label("label");
  for (int i = 0; i < 3; ++i) {
    request.add_legs()->set_resource("resources/car-" + std::to_string(i));
  }
  request.mutable_legs(1)->mutable_override()->set_reason("reason");
  request.mutable_legs(1)->mutable_interval()->mutable_start_time()->set_seconds(1'772'409'600);
  return request;
}

TEST(ParseFailureTest, InvalidUtf8NamesItsField) {
  v1::BookRequest request = SampleRequest();
  std::string bytes = request.SerializeAsString();
  bytes[bytes.find("reason") + 2] = '\xff';
  const auto violation = Explain(request, bytes);
  EXPECT_EQ(violation.field(), "legs[1].override.reason");
  EXPECT_NE(violation.description().find("UTF-8, from its byte 2"), std::string::npos)
      << violation.description();
}

TEST(ParseFailureTest, OverlongAndSurrogateFormsAreNoUtf8) {
  for (const std::string bad :
       {"\xc0\x80", "\xed\xa0\x80", "\xf5\x80\x80\x80", "\x80", "\xe1\xba"}) {
    std::string bytes("\x12", 1);  // owner_label
    bytes.push_back(static_cast<char>(bad.size()));
    EXPECT_EQ(Explain(v1::BookRequest(), bytes + bad).field(), "owner_label");
  }
}

TEST(ParseFailureTest, BrokenEncodingTellsThePosition) {
  EXPECT_EQ(Explain(v1::GetPlaceRequest(), "\x0a\x7fplaces").description(),
            "its encoding breaks at byte 0 of the message");
  const auto second = Explain(v1::GetPlaceRequest(), "\x0a\x01x\xff\xff");
  EXPECT_EQ(second.field(), "GetPlaceRequest");
  EXPECT_EQ(second.description(), "its encoding breaks at byte 3 of the message");
  // Field number 0, an end without a begin, wire types 6 and 7.
  for (const std::string& bytes : {std::string("\x00", 1), std::string("\x0c"), std::string("\x0e"),
                                   std::string("\x0f"), std::string("\x0b")}) {
    EXPECT_FALSE(Explain(v1::GetPlaceRequest(), bytes).description().empty());
  }
}

TEST(ParseFailureTest, BreakInsideAMessageNamesIt) {
  std::string bytes = SampleRequest().SerializeAsString();
  const std::size_t at = bytes.find("reason") - 2;  // the tag of override.reason
  bytes[at] = '\x07';
  EXPECT_EQ(Explain(v1::BookRequest(), bytes).field(), "legs[1].override");
}

TEST(ParseFailureTest, WhateverDoesNotParseIsExplained) {
  std::mt19937_64 random(testing::TestSeed());
  const std::string good = SampleRequest().SerializeAsString();
  int failures = 0;
  const google::protobuf::LogSilencer silence;  // it logs each invalid string
  for (int round = 0; round < 20'000; ++round) {
    std::string bytes = good.substr(0, random() % (good.size() + 1));
    for (int flips = static_cast<int>(random() % 4); flips > 0 && !bytes.empty(); --flips) {
      bytes[random() % bytes.size()] = static_cast<char>(random());
    }
    v1::BookRequest parsed;
    if (parsed.ParseFromString(bytes)) continue;
    ++failures;
    const auto violation = Explain(v1::BookRequest(), bytes);
    ASSERT_FALSE(violation.field().empty());
    ASSERT_NE(violation.description(), "does not decode");
  }
  EXPECT_GT(failures, 100);
}

}  // namespace
}  // namespace letan::entity
