// A repeated call is answered from what was kept. It is its caller's own, and what the caller may
// not see any more is not told again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "letan/v1/batch_service.grpc.pb.h"
#include "letan/v1/booking_service.grpc.pb.h"
#include "letan/v1/delegation_service.grpc.pb.h"
#include "letan/v1/itinerary_service.grpc.pb.h"
#include "letan/v1/resource_service.grpc.pb.h"
#include "tests/support/identity_world.h"
#include "tests/support/small_world.h"

namespace letan::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kSecretWord[] = "zhidden";
constexpr char kWithheld[] = "ANSWER_WITHHELD";

class ReplayTest : public ::testing::TestWithParam<EngineKind> {
 protected:
  ReplayTest() : server_(Options()), identity_(server_), small_(server_) {
    for (const std::string agency : {"so-ngoai-vu", "so-van-hoa"}) identity_.AddAgency(agency);
    identity_.AddUser("an", {"so-van-hoa=planner,dispatcher,catalogue"});
    identity_.AddUser("binh", {"so-van-hoa=planner,dispatcher"});
    an_ = As("an");
    event_ = NewEvent();
  }

  static TestServerOptions Options() {
    TestServerOptions options = AskingOptions();
    options.engine = GetParam();
    return options;
  }

  std::shared_ptr<grpc::Channel> As(const std::string& user, const std::string& agency = "") {
    return server_.NewChannel(WithToken(identity_.TokenOf(user), agency));
  }

  // RESTRICTED, known to so-van-hoa, which nobody leads.
  std::string NewEvent() {
    v1::CreateDelegationRequest request;
    request.mutable_delegation()->set_title(kSecretWord);
    request.mutable_delegation()->set_direction(v1::Delegation::DIRECTION_INBOUND);
    *request.mutable_delegation()->mutable_interval() = Span(20, 100);
    request.mutable_delegation()->set_handling_level(v1::HANDLING_LEVEL_RESTRICTED);
    request.mutable_delegation()->add_need_to_know("agencies/so-van-hoa");
    const auto made =
        Call(small_.delegations(), &v1::DelegationService::Stub::CreateDelegation, request);
    EXPECT_TRUE(made.ok()) << made.message();
    return made.response.name();
  }

  void LetOnlyKnow(const std::string& agency) {
    v1::UpdateDelegationRequest request;
    request.mutable_delegation()->set_name(event_);
    request.mutable_delegation()->add_need_to_know("agencies/" + agency);
    request.mutable_update_mask()->add_paths("need_to_know");
    const auto done =
        Call(small_.delegations(), &v1::DelegationService::Stub::UpdateDelegation, request);
    ASSERT_TRUE(done.ok()) << done.message();
  }

  template <class Service, class Request, class Response>
  Answer<Response> Do(const std::shared_ptr<grpc::Channel>& channel,
                      grpc::Status (Service::*method)(grpc::ClientContext*, const Request&,
                                                      Response*),
                      const Request& request) {
    Service stub(channel);
    return Call(stub, method, request);
  }

  // Answered, and again; not after sight was lost; and again when it came back.
  template <class Service, class Request, class Response>
  void ExpectWithheld(grpc::Status (Service::*method)(grpc::ClientContext*, const Request&,
                                                      Response*),
                      Request request) {
    request.set_request_id("once");
    const auto first = Do(an_, method, request);
    ASSERT_TRUE(first.ok()) << first.message();
    const auto again = Do(an_, method, request);
    EXPECT_EQ(again.response.SerializeAsString(), first.response.SerializeAsString());
    LetOnlyKnow("so-ngoai-vu");
    const auto blind = Do(an_, method, request);
    EXPECT_EQ(blind.code(), grpc::StatusCode::PERMISSION_DENIED);
    EXPECT_EQ(ReasonOf(blind.status), kWithheld) << blind.message();
    const std::string told =
        blind.message() + blind.status.error_details() + blind.response.SerializeAsString();
    EXPECT_THAT(told, Not(HasSubstr(kSecretWord)));
    EXPECT_THAT(told, Not(HasSubstr(event_)));
    LetOnlyKnow("so-van-hoa");
    const auto seeing = Do(an_, method, request);
    EXPECT_EQ(seeing.response.SerializeAsString(), first.response.SerializeAsString());
  }

  v1::UpdateDelegationRequest Purpose() const {
    v1::UpdateDelegationRequest request;
    request.mutable_delegation()->set_name(event_);
    request.mutable_delegation()->set_purpose("x");
    request.mutable_update_mask()->add_paths("purpose");
    return request;
  }
  v1::BookRequest Booked() const {
    v1::BookRequest request;
    request.set_owner(event_);
    *request.add_legs() = LegOf("resources/room", 30, 32);
    return request;
  }
  static v1::CreateDelegationRequest Plain() {
    v1::CreateDelegationRequest request;
    request.mutable_delegation()->set_title("Đoàn Huế");
    request.mutable_delegation()->set_direction(v1::Delegation::DIRECTION_INBOUND);
    *request.mutable_delegation()->mutable_interval() = Span(20, 100);
    request.set_request_id("plain");
    return request;
  }

  TestServer server_;
  IdentityWorld identity_;
  SmallWorld small_;
  std::shared_ptr<grpc::Channel> an_;
  std::string event_;
};

TEST_P(ReplayTest, AnEntityThatIsHiddenNowIsNotToldAgain) {
  ExpectWithheld(&v1::DelegationService::Stub::UpdateDelegation, Purpose());
}

TEST_P(ReplayTest, WhatBelongsToAHiddenEventIsNotToldAgain) {
  v1::CreateActivityRequest activity;
  activity.set_parent(event_);
  activity.mutable_activity()->set_title(kSecretWord);
  *activity.mutable_activity()->mutable_interval() = Span(30, 31);
  ExpectWithheld(&v1::ItineraryService::Stub::CreateActivity, activity);
}

TEST_P(ReplayTest, BookingsOfAHiddenEventAreNotToldAgain) {
  ExpectWithheld(&v1::BookingService::Stub::Book, Booked());
}

TEST_P(ReplayTest, ReleasedBookingsOfAHiddenEventAreNotToldAgain) {
  const auto booked = Do(an_, &v1::BookingService::Stub::Book, Booked());
  ASSERT_TRUE(booked.ok()) << booked.message();
  v1::ConfirmRequest confirm;
  confirm.add_names(booked.response.bookings(0).name());
  confirm.set_request_id("once");
  const auto first = Do(an_, &v1::BookingService::Stub::Confirm, confirm);
  ASSERT_TRUE(first.ok()) << first.message();
  ASSERT_TRUE(small_.Release({booked.response.bookings(0).name()}).ok());
  EXPECT_EQ(Do(an_, &v1::BookingService::Stub::Confirm, confirm).response.SerializeAsString(),
            first.response.SerializeAsString());
  LetOnlyKnow("so-ngoai-vu");
  EXPECT_EQ(ReasonOf(Do(an_, &v1::BookingService::Stub::Confirm, confirm).status), kWithheld);
}

TEST_P(ReplayTest, TheAnswersOfABatchAreLookedInto) {
  v1::ExecuteBatchRequest batch;
  batch.add_requests()->PackFrom(Purpose());
  ExpectWithheld(&v1::BatchService::Stub::ExecuteBatch, batch);
}

TEST_P(ReplayTest, HiddenBookingsThatAnEditPutInConflictAreNotToldAgain) {
  ASSERT_TRUE(Do(an_, &v1::BookingService::Stub::Book, Booked()).ok());
  v1::UpdateResourceRequest edit;
  edit.mutable_resource()->set_name("resources/room");
  *edit.mutable_resource()->add_blackouts()->mutable_interval() = Span(29, 33);
  edit.mutable_update_mask()->add_paths("blackouts");
  ExpectWithheld(&v1::ResourceService::Stub::UpdateResource, edit);
}

TEST_P(ReplayTest, ABookingOfNobodyThatTheCallerMayNotSeeIsNotToldAgain) {
  v1::BookRequest request;
  request.set_owner_label(kSecretWord);
  request.set_handling_level(v1::HANDLING_LEVEL_RESTRICTED);
  *request.add_legs() = LegOf("resources/room", 30, 32);
  request.set_request_id("once");
  ASSERT_TRUE(Do(an_, &v1::BookingService::Stub::Book, request).ok());
  EXPECT_EQ(ReasonOf(Do(an_, &v1::BookingService::Stub::Book, request).status), kWithheld);
}

// What has nothing to do with sight changes nothing.
TEST_P(ReplayTest, WhatIsGoneOrMovedOnIsToldAgain) {
  const auto made = Do(an_, &v1::DelegationService::Stub::CreateDelegation, Plain());
  ASSERT_TRUE(made.ok()) << made.message();
  v1::HoldRequest hold;
  hold.set_owner(made.response.name());
  *hold.add_legs() = LegOf("resources/room", 30, 32);
  hold.set_request_id("hold");
  const auto held = Do(an_, &v1::BookingService::Stub::Hold, hold);
  ASSERT_TRUE(held.ok()) << held.message();
  v1::ReleaseRequest release;
  release.add_names(held.response.bookings(0).name());
  release.set_request_id("release");
  ASSERT_TRUE(Do(an_, &v1::BookingService::Stub::Release, release).ok());
  v1::DeleteDelegationRequest drop;
  drop.set_name(made.response.name());
  drop.set_request_id("drop");
  const auto dropped = Do(an_, &v1::DelegationService::Stub::DeleteDelegation, drop);
  ASSERT_TRUE(dropped.ok()) << dropped.message();
  EXPECT_EQ(
      Do(an_, &v1::DelegationService::Stub::DeleteDelegation, drop).response.SerializeAsString(),
      dropped.response.SerializeAsString());
  EXPECT_TRUE(Do(an_, &v1::BookingService::Stub::Release, release).ok());
  EXPECT_EQ(Do(an_, &v1::BookingService::Stub::Hold, hold).response.SerializeAsString(),
            held.response.SerializeAsString());
  EXPECT_EQ(
      Do(an_, &v1::DelegationService::Stub::CreateDelegation, Plain()).response.SerializeAsString(),
      made.response.SerializeAsString());
}

TEST_P(ReplayTest, WhoMayNotCallTheMethodAnyMoreIsNotAnswered) {
  const auto made = Do(an_, &v1::DelegationService::Stub::CreateDelegation, Plain());
  ASSERT_TRUE(made.ok()) << made.message();
  v1::UpdateUserRequest demote;
  demote.mutable_user()->set_name("users/an");
  auto& membership = *demote.mutable_user()->add_memberships();
  membership.set_agency("agencies/so-van-hoa");
  membership.add_roles("reader");
  demote.mutable_update_mask()->add_paths("memberships");
  ASSERT_TRUE(Call(identity_.administrator(), &v1::IdentityService::Stub::UpdateUser, demote).ok());
  const auto again = Do(an_, &v1::DelegationService::Stub::CreateDelegation, Plain());
  EXPECT_EQ(again.code(), grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(ReasonOf(again.status), "PERMISSION_DENIED");
}

TEST_P(ReplayTest, AnIdIsTheUsersOwnWhateverTheyProveItWith) {
  const auto made = Do(an_, &v1::DelegationService::Stub::CreateDelegation, Plain());
  ASSERT_TRUE(made.ok()) << made.message();
  const auto elsewhere = Do(As("an"), &v1::DelegationService::Stub::CreateDelegation, Plain());
  EXPECT_EQ(elsewhere.response.name(), made.response.name());
  const auto other = Do(As("binh"), &v1::DelegationService::Stub::CreateDelegation, Plain());
  ASSERT_TRUE(other.ok()) << other.message();
  EXPECT_NE(other.response.name(), made.response.name());
  // Nor is a different request refused because somebody else used the id.
  v1::CreateDelegationRequest different = Plain();
  different.mutable_delegation()->set_title("Đoàn khác");
  EXPECT_TRUE(
      Do(server_.channel(), &v1::DelegationService::Stub::CreateDelegation, different).ok());
}

TEST_P(ReplayTest, ForAnotherAgencyItIsAnotherRequest) {
  identity_.AddUser("both", {"so-van-hoa=planner", "so-ngoai-vu=planner"});
  const auto create = [&](const std::string& agency) {
    return Do(As("both", "agencies/" + agency), &v1::DelegationService::Stub::CreateDelegation,
              Plain());
  };
  const auto first = create("so-van-hoa");
  ASSERT_TRUE(first.ok()) << first.message();
  EXPECT_EQ(create("so-van-hoa").response.name(), first.response.name());
  const auto other = create("so-ngoai-vu");
  EXPECT_EQ(other.code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(ReasonOf(other.status), "REQUEST_ID_REUSED");
}

INSTANTIATE_TEST_SUITE_P(Engines, ReplayTest,
                         ::testing::Values(EngineKind::kSqlite, EngineKind::kMemory),
                         [](const ::testing::TestParamInfo<EngineKind>& kind) {
                           return kind.param == EngineKind::kSqlite ? "Sqlite" : "Memory";
                         });

}  // namespace
}  // namespace letan::testing
