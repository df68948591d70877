// Batches: several writes as one, or none.
#include <gmock/gmock.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include "google/rpc/error_details.pb.h"
#include "letan/v1/batch_service.grpc.pb.h"
#include "tests/support/small_world.h"

namespace letan::testing {
namespace {

using ::testing::HasSubstr;
using BatchStub = v1::BatchService::Stub;
using DelegationStub = v1::DelegationService::Stub;
using DirectoryStub = v1::DirectoryService::Stub;

class BatchTest : public ::testing::Test {
 protected:
  BatchTest() : event_(world_.NewDelegation("Đoàn Đức", 24, 48)) {}

  Answer<v1::ExecuteBatchResponse> Execute(const v1::ExecuteBatchRequest& request) {
    return Call(*batch_, &BatchStub::ExecuteBatch, request);
  }
  storage::Revision Revision() {
    return (*server_.engine().BeginRead(storage::Viewer::Administrator()))->revision();
  }
  static v1::CreateAgencyRequest NewAgency(const std::string& id, const std::string& parent = "") {
    v1::CreateAgencyRequest request;
    request.set_agency_id(id);
    request.mutable_agency()->set_display_name("Sở " + id);
    request.mutable_agency()->set_parent_agency(parent);
    return request;
  }
  v1::BookRequest Booking(const std::string& resource, double from, double to) {
    v1::BookRequest request;
    *request.add_legs() = LegOf(resource, from, to);
    request.set_owner(event_.name());
    return request;
  }
  static void Add(const google::protobuf::Message& request, v1::ExecuteBatchRequest& batch) {
    batch.add_requests()->PackFrom(request);
  }
  void ExpectRefused(const v1::ExecuteBatchRequest& batch, grpc::StatusCode code,
                     const std::vector<std::string>& fields) {
    const auto before = Revision();
    const auto answer = Execute(batch);
    EXPECT_EQ(answer.code(), code) << answer.message();
    EXPECT_EQ(FieldsOf(answer.status), fields);
    EXPECT_EQ(Revision(), before);
  }

  TestServer server_;
  SmallWorld world_{server_};
  const std::unique_ptr<BatchStub> batch_ = v1::BatchService::NewStub(server_.channel());
  v1::Delegation event_;
};

TEST_F(BatchTest, EachSeesWhatThoseBeforeItDidAndAllAreOneRevision) {
  v1::ExecuteBatchRequest batch;
  Add(NewAgency("above"), batch);
  Add(NewAgency("below", "agencies/above"), batch);
  Add(Booking("resources/room", 25, 26), batch);
  const auto before = Revision();
  const auto answer = Execute(batch);
  ASSERT_TRUE(answer.ok()) << answer.message();
  EXPECT_EQ(Revision(), before + 1);
  ASSERT_EQ(answer.response.responses_size(), 3);
  v1::Agency agency;
  ASSERT_TRUE(answer.response.responses(1).UnpackTo(&agency));
  EXPECT_EQ(agency.parent_agency(), "agencies/above");
  v1::BookResponse booked;
  ASSERT_TRUE(answer.response.responses(2).UnpackTo(&booked));
  EXPECT_EQ(booked.bookings_size(), 1);
  v1::GetAgencyRequest get;
  get.set_name("agencies/below");
  const auto stored = Call(world_.directory(), &DirectoryStub::GetAgency, get);
  EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(stored.response, agency));
}

TEST_F(BatchTest, OneRefusalUndoesAllAndSaysWhichItWas) {
  v1::ExecuteBatchRequest batch;
  Add(NewAgency("one"), batch);
  Add(Booking("resources/room", 25, 26), batch);
  Add(Booking("resources/room", 25, 26), batch);
  const auto before = Revision();
  const auto answer = Execute(batch);
  EXPECT_EQ(answer.code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(ReasonOf(answer.status), "BOOKING_CONFLICT");
  EXPECT_THAT(answer.message(), HasSubstr("requests[2]"));
  google::rpc::ErrorInfo info;
  ASSERT_TRUE(DetailOf(answer.status, &info));
  EXPECT_EQ(info.metadata().at("within"), "requests[2]");
  EXPECT_EQ(ConflictOf(answer.status).legs_size(), 1);
  EXPECT_EQ(Revision(), before);
  v1::GetAgencyRequest get;
  get.set_name("agencies/one");
  EXPECT_EQ(Call(world_.directory(), &DirectoryStub::GetAgency, get).code(),
            grpc::StatusCode::NOT_FOUND);
  EXPECT_TRUE(world_.Book({LegOf("resources/room", 25, 26)}, event_.name()).ok());
}

TEST_F(BatchTest, BadInputIsRefusedWithItsPlace) {
  v1::ExecuteBatchRequest batch;
  ExpectRefused(batch, grpc::StatusCode::INVALID_ARGUMENT, {"requests"});
  Add(NewAgency("one"), batch);
  v1::CreateAgencyRequest nameless;
  nameless.mutable_agency()->set_short_name("x");
  Add(nameless, batch);
  ExpectRefused(batch, grpc::StatusCode::INVALID_ARGUMENT, {"requests[1].agency.display_name"});

  const auto replace = [&](const google::protobuf::Message& request) {
    batch.mutable_requests(1)->PackFrom(request);
  };
  replace(NewAgency("two", "agencies/none"));
  ExpectRefused(batch, grpc::StatusCode::INVALID_ARGUMENT, {"requests[1].agency.parent_agency"});
  v1::GetAgencyRequest read;
  read.set_name("agencies/one");
  replace(read);
  ExpectRefused(batch, grpc::StatusCode::INVALID_ARGUMENT, {"requests[1]"});
  EXPECT_EQ(Execute(batch).message(),
            "requests[1]: \"letan.v1.GetAgencyRequest\" is no request of a method that writes");
  replace(v1::ExecuteBatchRequest(batch));
  ExpectRefused(batch, grpc::StatusCode::INVALID_ARGUMENT, {"requests[1]"});
  replace(v1::Agency());
  ExpectRefused(batch, grpc::StatusCode::INVALID_ARGUMENT, {"requests[1]"});
  v1::CreateAgencyRequest own = NewAgency("two");
  own.set_request_id("own");
  replace(own);
  ExpectRefused(batch, grpc::StatusCode::INVALID_ARGUMENT, {"requests[1].request_id"});
  own.clear_request_id();
  own.set_validate_only(true);
  replace(own);
  ExpectRefused(batch, grpc::StatusCode::INVALID_ARGUMENT, {"requests[1].validate_only"});
  batch.mutable_requests(1)->set_type_url("");
  ExpectRefused(batch, grpc::StatusCode::INVALID_ARGUMENT, {"requests[1]"});
  batch.mutable_requests(1)->set_type_url("type.googleapis.com/letan.v1.CreateAgencyRequest");
  batch.mutable_requests(1)->set_value("\xff\xff");
  EXPECT_EQ(Execute(batch).code(), grpc::StatusCode::INVALID_ARGUMENT);
  batch.clear_requests();
  for (int i = 0; i < 201; ++i) Add(NewAgency("a" + std::to_string(i)), batch);
  ExpectRefused(batch, grpc::StatusCode::INVALID_ARGUMENT, {"requests"});
}

// What is packed is bytes, not text: it has zeros, and its limits are those of its own fields.
TEST_F(BatchTest, RequestsMayBeAsLongAsTheyAreAlone) {
  v1::CreateActivityRequest activity;
  activity.set_parent(event_.name());
  activity.mutable_activity()->set_title("Hội đàm");
  *activity.mutable_activity()->mutable_interval() = Span(25, 26);
  activity.mutable_activity()->set_description(std::string(9000, 'x'));
  v1::CreateDelegationRequest delegation;
  *delegation.mutable_delegation() = event_;
  delegation.mutable_delegation()->mutable_inbound();  // empty: a length of zero
  ASSERT_NE(delegation.SerializeAsString().find('\0'), std::string::npos);
  v1::ExecuteBatchRequest batch;
  Add(activity, batch);
  Add(delegation, batch);
  const auto answer = Execute(batch);
  EXPECT_TRUE(answer.ok()) << answer.message();
}

TEST_F(BatchTest, ARepetitionHasOneEffectAndATrialNone) {
  v1::ExecuteBatchRequest batch;
  Add(Booking("resources/room", 25, 26), batch);
  batch.set_validate_only(true);
  batch.set_request_id("once");
  ASSERT_TRUE(Execute(batch).ok());
  EXPECT_EQ(world_.BookingsOf(event_.name()).size(), 0U);
  batch.set_validate_only(false);
  const auto first = Execute(batch);
  ASSERT_TRUE(first.ok()) << first.message();
  EXPECT_EQ(Execute(batch).response.SerializeAsString(), first.response.SerializeAsString());
  EXPECT_EQ(world_.BookingsOf(event_.name()).size(), 1U);
}

TEST(BatchPermissionTest, WhatMayNotBeCalledAloneMayNotBeCalledHere) {
  TestServerOptions options;
  options.authorize = [](const storage::Viewer&, const call::Method& method) {
    return method.full_name == "letan.v1.DirectoryService/CreateAgency"
               ? absl::PermissionDeniedError("not this one")
               : absl::OkStatus();
  };
  TestServer server(options);
  const auto stub = v1::BatchService::NewStub(server.channel());
  v1::CreateAgencyRequest agency;
  agency.mutable_agency()->set_display_name("Sở");
  v1::ExecuteBatchRequest batch;
  batch.add_requests()->PackFrom(agency);
  const auto refused = Call(*stub, &BatchStub::ExecuteBatch, batch);
  EXPECT_EQ(refused.code(), grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_THAT(refused.message(), HasSubstr("requests[0]"));
}

}  // namespace
}  // namespace letan::testing
