#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "clients/cli/caller.h"
#include "clients/cli/conflict_text.h"
#include "clients/cli/exit.h"
#include "clients/cli/message_text.h"
#include "clients/cli/time_text.h"
#include "letan/v1/delegation.pb.h"
#include "letan/v1/resource.pb.h"

namespace letan::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class ConflictTextTest : public ::testing::Test {
 protected:
  v1::TimeInterval Interval(const std::string& from, const std::string& to) {
    return ToProto(ParseSpan(from, to, zone_).value());
  }

  v1::LegConflict TakenInterpreter() {
    v1::LegConflict leg;
    leg.set_leg(1);
    leg.set_resource("resources/ko-1");
    *leg.mutable_requested() = Interval("2017-02-08 15:00", "17:30");
    auto* violation = leg.add_violations();
    violation->set_rule(v1::BOOKING_RULE_OVERLAP);
    violation->set_message("The interpreter is taken from 14:00 to 15:30.");
    auto* blocking = violation->add_blocking();
    blocking->set_booking("bookings/7");
    blocking->set_owner("delegations/gb");
    *blocking->mutable_interval() = Interval("2017-02-08 14:00", "15:30");
    *leg.mutable_nearest_fit() = Interval("2017-02-09 17:00", "19:30");
    return leg;
  }

  absl::TimeZone zone_ = ParseZone("Asia/Ho_Chi_Minh").value();
  TextContext context_ = {zone_, [](const std::string& name) {
                            if (name == "resources/ko-1") return std::string("Phiên dịch (ko-1)");
                            if (name == "delegations/gb") return std::string("Đoàn Gyeongsangbuk");
                            return name;
                          }};
};

TEST_F(ConflictTextTest, SaysWhichLegWhyAgainstWhomAndWhenItFits) {
  v1::ConflictDetails details;
  *details.add_legs() = TakenInterpreter();
  EXPECT_EQ(ConflictText(details, context_),
            "leg 2: Phiên dịch (ko-1), Wed 2017-02-08 15:00–17:30\n"
            "  - overlap: The interpreter is taken from 14:00 to 15:30.\n"
            "      in the way: Đoàn Gyeongsangbuk, Wed 2017-02-08 14:00–15:30 [bookings/7]\n"
            "  nearest time that fits: Thu 2017-02-09 17:00–19:30\n");
}

TEST_F(ConflictTextTest, LabelsStandWhereNoEventDoes) {
  v1::RuleViolation violation;
  violation.set_rule(v1::BOOKING_RULE_TRAVEL_TIME);
  violation.add_blocking()->set_owner_label("Đoàn nghệ thuật");
  EXPECT_THAT(ViolationText(violation, context_, 0),
              HasSubstr("travel time: It cannot get from one place to the other in time.\n"
                        "    in the way: Đoàn nghệ thuật\n"));
}

TEST_F(ConflictTextTest, AHoldSaysUntilWhen) {
  v1::RuleViolation violation;
  violation.set_rule(v1::BOOKING_RULE_OVERLAP);
  auto* blocking = violation.add_blocking();
  blocking->set_owner_label("Họp báo");
  *blocking->mutable_expire_time() = Interval("2017-02-08 14:00", "15:30").start_time();
  EXPECT_THAT(ViolationText(violation, context_, 0),
              HasSubstr("in the way: Họp báo, held until Wed 2017-02-08 14:00\n"));
}

TEST_F(ConflictTextTest, WhatMayNotBeSeenIsNotAvailableAndNoMore) {
  v1::RuleViolation violation;
  violation.set_rule(v1::BOOKING_RULE_OVERLAP);
  violation.add_blocking()->set_not_available(true);
  EXPECT_EQ(ViolationText(violation, context_, 0),
            "- overlap: It is taken at that time.\n    in the way: not available\n");
}

TEST_F(ConflictTextTest, LegsOfTheSameCallAreCountedFromOne) {
  v1::RuleViolation violation;
  violation.set_rule(v1::BOOKING_RULE_OVERLAP);
  violation.add_blocking_legs(0);
  EXPECT_THAT(ViolationText(violation, context_, 2), HasSubstr("leg 1 of this call"));
}

TEST_F(ConflictTextTest, EveryRuleHasASentence) {
  for (int rule = 1; rule < v1::BookingRule_ARRAYSIZE; ++rule) {
    v1::RuleViolation violation;
    violation.set_rule(static_cast<v1::BookingRule>(rule));
    EXPECT_THAT(ViolationText(violation, context_, 0), Not(HasSubstr("A rule of the server")))
        << rule;
  }
}

TEST_F(ConflictTextTest, SaysSoWhenNoTimeFits) {
  v1::LegConflict leg = TakenInterpreter();
  leg.clear_nearest_fit();
  EXPECT_THAT(LegConflictText(leg, context_, 0),
              HasSubstr("fits: none that the server could find"));
}

TEST_F(ConflictTextTest, ReleasesThatLeaveAVehicleBehind) {
  v1::ConflictDetails details;
  auto* release = details.add_releases();
  release->set_booking("bookings/driver");
  release->add_vehicle_bookings("bookings/car");
  EXPECT_EQ(ConflictText(details, context_),
            "bookings/driver cannot be released: these vehicles would have no driver:\n"
            "  bookings/car\n");
}

TEST_F(ConflictTextTest, StatusesShowTheirDetails) {
  google::rpc::Status status;
  status.set_code(kFailedPrecondition);
  status.set_message("1 leg does not fit");
  v1::ConflictDetails details;
  *details.add_legs() = TakenInterpreter();
  status.add_details()->PackFrom(details);
  EXPECT_THAT(StatusText(status, context_), HasSubstr("refused: 1 leg does not fit\nleg 2: "));

  google::rpc::Status invalid;
  invalid.set_code(3);
  invalid.set_message("invalid");
  google::rpc::BadRequest bad;
  auto* field = bad.add_field_violations();
  field->set_field("legs[0].resource");
  field->set_description("is required");
  invalid.add_details()->PackFrom(bad);
  EXPECT_THAT(StatusText(invalid, context_), HasSubstr("  legs[0].resource: is required\n"));
}

TEST(ExitCodeTest, FollowsTheStatus) {
  const auto exit_of = [](int code) {
    google::rpc::Status status;
    status.set_code(code);
    return ExitCodeOf(status);
  };
  EXPECT_EQ(exit_of(kOk), kExitOk);
  EXPECT_EQ(exit_of(kFailedPrecondition), kExitRefused);
  EXPECT_EQ(exit_of(kAborted), kExitRefused);
  EXPECT_EQ(exit_of(kNotFound), kExitServerError);
  EXPECT_EQ(exit_of(3), kExitServerError);
  EXPECT_EQ(exit_of(kUnavailable), kExitUnavailable);
  EXPECT_EQ(exit_of(kDeadlineExceeded), kExitUnavailable);
  EXPECT_EQ(exit_of(kResourceExhausted), kExitUnavailable);
}

TEST_F(ConflictTextTest, MessagesAreReadByTheirDescriptors) {
  v1::Delegation delegation;
  delegation.set_title("Đoàn Lào");
  delegation.set_etag("xyz");
  delegation.set_state(v1::EVENT_STATE_IN_PROGRESS);
  *delegation.mutable_interval() = Interval("2017-09-05", "2017-09-07");
  auto* member = delegation.add_members();
  member->set_role_title("Trưởng đoàn");
  member->add_languages("lo");
  member->add_languages("vi");
  delegation.mutable_inbound()->set_country("LA");
  EXPECT_EQ(FieldText(delegation, "state", zone_), "in progress");
  EXPECT_EQ(FieldText(delegation, "purpose", zone_), "");
  EXPECT_EQ(FieldText(*member, "languages", zone_), "lo, vi");
  EXPECT_EQ(MessageText(delegation, zone_, 0),
            "state:     in progress\n"
            "title:     Đoàn Lào\n"
            "interval:  Tue 2017-09-05 – Thu 2017-09-07 (all day)\n"
            "inbound:\n"
            "  country:  LA\n"
            "members:\n"
            "  - role title: Trưởng đoàn, languages: lo, vi\n");
}

TEST_F(ConflictTextTest, WorkingHoursAreReadAsDaysAndClocks) {
  v1::Resource resource;
  auto* hours = resource.add_working_hours();
  hours->set_day_of_week(7);
  hours->set_open_minute(360);
  hours->set_close_minute(1245);
  EXPECT_EQ(MessageText(resource, zone_, 0), "working hours:\n  - Sun 06:00–20:45\n");
}

TEST_F(ConflictTextTest, ALimitIsNamedWithTheTimeToWait) {
  google::rpc::Status status;
  status.set_code(kResourceExhausted);
  status.set_message("too often");
  google::rpc::ErrorInfo info;
  (*info.mutable_metadata())["limit"] = "requests_per_second_per_caller";
  (*info.mutable_metadata())["limit_value"] = "500";
  status.add_details()->PackFrom(info);
  google::rpc::RetryInfo retry;
  *retry.mutable_retry_delay() = ToProto(absl::Microseconds(1500001));
  status.add_details()->PackFrom(retry);
  EXPECT_THAT(StatusText(status, context_),
              ::testing::EndsWith("too often\n  limit: requests_per_second_per_caller = 500\n"
                                  "  try again in 1.501s\n"));
}

TEST_F(ConflictTextTest, DetailsThatRepeatTheMessageAreLeftOut) {
  google::rpc::Status status;
  status.set_code(kFailedPrecondition);
  status.set_message("delegations/1: cannot start what is DRAFT");
  google::rpc::PreconditionFailure failure;
  failure.add_violations()->set_description("cannot start what is DRAFT");
  status.add_details()->PackFrom(failure);
  EXPECT_EQ(StatusText(status, context_), "refused: " + status.message() + "\n");
}

}  // namespace
}  // namespace letan::cli
