// Every way in which RESTRICTED content leaves the server is in its log of reads.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "letan/v1/batch_service.grpc.pb.h"
#include "letan/v1/search_service.grpc.pb.h"
#include "tests/api/read_log_world.h"
#include "tests/support/watch_client.h"

namespace letan::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ReadWaysTest : public ReadLogTest {};

TEST_F(ReadWaysTest, AMaskThatLeavesOutTheNameHidesNothing) {
  const std::string secret = Make("Đoàn kín");
  ASSERT_EQ(Get(secret, "title").response.name(), "");
  EXPECT_THAT(Reads(), ElementsAre("GetDelegation " + secret));
  v1::ListDelegationsRequest list;
  list.mutable_read_mask()->add_paths("title");
  ASSERT_EQ(Call(world_.delegations(), &DelegationStub::ListDelegations, list)
                .response.delegations_size(),
            1);
  EXPECT_THAT(Reads(), ElementsAre("ListDelegations " + secret, "GetDelegation " + secret));
}

TEST_F(ReadWaysTest, OfAListWhatIsOnThePageCounts) {
  std::vector<std::string> names;
  for (const char* title : {"Đoàn A", "Đoàn B", "Đoàn C"}) names.push_back(Make(title));
  Make("Đoàn mở", v1::HANDLING_LEVEL_INTERNAL);
  v1::ListDelegationsRequest list;
  list.set_page_size(2);
  const auto page = Call(world_.delegations(), &DelegationStub::ListDelegations, list);
  ASSERT_EQ(page.response.delegations_size(), 2) << page.message();
  std::vector<std::string> shown;
  for (const auto& one : page.response.delegations()) {
    if (one.handling_level() == v1::HANDLING_LEVEL_RESTRICTED) shown.push_back(one.name());
  }
  auto records = All();
  ASSERT_EQ(records.size(), 1u);
  EXPECT_THAT(records[0].entities(), ::testing::UnorderedElementsAreArray(shown));
  list.set_page_size(0);
  list.set_filter("title = \"Đoàn B\"");
  ASSERT_EQ(Call(world_.delegations(), &DelegationStub::ListDelegations, list)
                .response.delegations_size(),
            1);
  EXPECT_EQ(Reads().front(), "ListDelegations " + names[1]) << "not what the filter left out";
}

TEST_F(ReadWaysTest, ItinerariesAgendasAndBookingsAreOfTheirEventsLevel) {
  const std::string secret = Make("Đoàn kín");
  const auto activity = world_.NewActivity(secret, "Hội đàm", 30, 31);
  const auto booked =
      world_.Book({LegOf("resources/interpreter-ko", 30, 31)}, secret, activity.name());
  ASSERT_TRUE(booked.ok()) << booked.message();
  const std::string booking = booked.response.bookings(0).name();
  v1::QueryAgendaRequest agenda;
  *agenda.mutable_interval() = Span(0, 100);
  const auto answer = Call(world_.itinerary(), &ItineraryStub::QueryAgenda, agenda);
  ASSERT_TRUE(answer.ok()) << answer.message();
  const auto records = All();
  ASSERT_FALSE(records.empty());
  EXPECT_EQ(records[0].method(), "letan.v1.ItineraryService/QueryAgenda");
  EXPECT_THAT(records[0].entities(), Contains(activity.name()));
  EXPECT_THAT(records[0].entities(), Contains(booking));
  ASSERT_EQ(world_.BookingsOf(secret).size(), 1u);
  // The delegation was looked up, and each booking names it as its owner.
  EXPECT_EQ(Reads().front(), "ListBookings " + booking + "," + secret);
}

TEST_F(ReadWaysTest, WhatIsInTheWayIsRead) {
  const std::string secret = Make("Đoàn kín", v1::HANDLING_LEVEL_RESTRICTED, kMemberAgency);
  const auto booked = world_.Book({LegOf("resources/interpreter-ko", 30, 31)}, secret);
  ASSERT_TRUE(booked.ok()) << booked.message();
  const std::string booking = booked.response.bookings(0).name();
  const std::size_t before = All().size();
  AskAs(User(kOther));
  EXPECT_FALSE(world_.Book({LegOf("resources/interpreter-ko", 30, 31)}).ok());
  AskAs(Admin());
  EXPECT_EQ(All().size(), before) << "they were told that it is not available, no more";
  AskAs(User(kMember));
  const auto refused = world_.Book({LegOf("resources/interpreter-ko", 30, 31)});
  EXPECT_EQ(ConflictOf(refused.status).legs_size(), 1);
  AskAs(Admin());
  const auto records = All();
  ASSERT_EQ(records.size(), before + 1);
  EXPECT_EQ(records[0].actor(), kMember);
  EXPECT_EQ(Texts(records).front(), "Book " + booking);
}

TEST_F(ReadWaysTest, OfWritesTheAnswerCountsUnlessTheyMadeWhatItCarries) {
  const std::string secret = Make("Đoàn kín");
  v1::UpdateDelegationRequest update;
  update.mutable_delegation()->set_name(secret);
  update.mutable_delegation()->set_title("Đoàn khác");
  update.mutable_update_mask()->add_paths("title");
  ASSERT_TRUE(Call(world_.delegations(), &DelegationStub::UpdateDelegation, update).ok());
  EXPECT_THAT(Reads(), ElementsAre("UpdateDelegation " + secret));
  ASSERT_TRUE(Call(world_.delegations(), &DelegationStub::UpdateDelegation, update).ok());
  EXPECT_EQ(Reads().size(), 2u) << "it changes nothing and tells as much";
  update.set_validate_only(true);
  update.mutable_delegation()->set_title("Đoàn thứ ba");
  ASSERT_TRUE(Call(world_.delegations(), &DelegationStub::UpdateDelegation, update).ok());
  EXPECT_EQ(Reads().size(), 3u);
  auto create = Creation("Đoàn mới", v1::HANDLING_LEVEL_RESTRICTED);
  create.set_validate_only(true);
  ASSERT_TRUE(Call(world_.delegations(), &DelegationStub::CreateDelegation, create).ok());
  EXPECT_EQ(Reads().size(), 3u);
  EXPECT_EQ(Get(secret).response.title(), "Đoàn khác");
}

TEST_F(ReadWaysTest, ACopyTellsOfItsOriginal) {
  const std::string secret = Make("Đoàn kín");
  const auto activity = world_.NewActivity(secret, "Hội đàm", 30, 31);
  v1::CopyDelegationRequest copy;
  copy.set_name(secret);
  *copy.mutable_start_time() = Span(124, 125).start_time();
  for (const bool trial : {true, false}) {
    copy.set_validate_only(trial);
    ASSERT_TRUE(Call(world_.delegations(), &DelegationStub::CopyDelegation, copy).ok());
    EXPECT_EQ(Reads().front(), "CopyDelegation " + secret + "," + activity.name()) << trial;
  }
}

TEST_F(ReadWaysTest, AWatcherIsSentWhatIsOnRecord) {
  WatchClient watch(server_.channel());
  ASSERT_TRUE(watch.Next().has_value());
  const std::string open = Make("Đoàn mở", v1::HANDLING_LEVEL_INTERNAL);
  EXPECT_THAT(watch.NextTexts(), ElementsAre("CREATED delegation " + open));
  EXPECT_THAT(Reads(), IsEmpty());
  const std::string secret = Make("Đoàn kín");
  EXPECT_THAT(watch.NextTexts(), ElementsAre("CREATED delegation " + secret));
  EXPECT_THAT(Reads(), ElementsAre("Watch " + secret));
}

TEST_F(ReadWaysTest, TheAuditItselfIsRead) {
  const std::string secret = Make("Đoàn kín");
  v1::ListAuditRecordsRequest list;
  list.set_entity(secret);
  const auto listed = Call(*audit_, &AuditStub::ListAuditRecords, list);
  ASSERT_EQ(listed.response.records_size(), 1) << listed.message();
  v1::GetAuditRecordRequest get;
  get.set_name(listed.response.records(0).name());
  ASSERT_TRUE(Call(*audit_, &AuditStub::GetAuditRecord, get).ok());
  EXPECT_THAT(Reads(), ElementsAre("GetAuditRecord " + secret, "ListAuditRecords " + secret));
}

TEST_F(ReadWaysTest, CopiesOfTheWholeAreOneRecordOfEverything) {
  Make("Đoàn kín");
  v1::DumpRequest dump;
  ASSERT_TRUE(Call(*admin_, &AdminStub::Dump, dump).ok());
  EXPECT_THAT(Reads(), IsEmpty());
  dump.set_include_restricted(true);
  ASSERT_TRUE(Call(*admin_, &AdminStub::Dump, dump).ok());
  ASSERT_TRUE(Call(*admin_, &AdminStub::CreateBackup, v1::CreateBackupRequest()).ok());
  EXPECT_THAT(Reads(), ElementsAre("CreateBackup *", "Dump *"));
}

// No words are kept of RESTRICTED titles.
TEST_F(ReadWaysTest, ASearchFindsNothingThatWouldBeRead) {
  Make("Đoàn kín");
  const std::string open = Make("Đoàn mở", v1::HANDLING_LEVEL_INTERNAL);
  const auto search = v1::SearchService::NewStub(server_.channel());
  v1::SearchRequest request;
  request.set_query("đoàn");
  const auto found = Call(*search, &v1::SearchService::Stub::Search, request);
  ASSERT_EQ(found.response.results_size(), 1) << found.message();
  EXPECT_EQ(found.response.results(0).name(), open);
  EXPECT_THAT(Reads(), IsEmpty());
}

TEST_F(ReadWaysTest, BookingsAreReadOneByOneAndWhereTheyAreInConflict) {
  const std::string secret = Make("Đoàn kín");
  const auto booked = world_.Book({LegOf("resources/room", 30, 31)}, secret);
  ASSERT_TRUE(booked.ok()) << booked.message();
  const std::string booking = booked.response.bookings(0).name();
  v1::GetBookingRequest get;
  get.set_name(booking);
  ASSERT_TRUE(Call(world_.bookings(), &v1::BookingService::Stub::GetBooking, get).ok());
  EXPECT_EQ(Reads().front(), "GetBooking " + booking);
  v1::UpdateResourceRequest close;
  close.mutable_resource()->set_name("resources/room");
  auto* blackout = close.mutable_resource()->add_blackouts();
  *blackout->mutable_interval() = Span(29, 32);
  blackout->set_reason("repairs");
  const auto edited = Call(world_.resources(), &v1::ResourceService::Stub::UpdateResource, close);
  ASSERT_TRUE(edited.ok()) << edited.message();
  EXPECT_EQ(Reads().front(), "UpdateResource " + booking) << "told to be in conflict now";
  v1::ListStandingConflictsRequest standing;
  standing.set_resource("resources/room");
  *standing.mutable_interval() = Span(24, 48);
  const auto listed =
      Call(world_.bookings(), &v1::BookingService::Stub::ListStandingConflicts, standing);
  ASSERT_EQ(listed.response.standing_conflicts_size(), 1) << listed.message();
  EXPECT_EQ(Reads().front(), "ListStandingConflicts " + booking);
}

TEST_F(ReadWaysTest, WhatLeftTheStoreForAnEventIsOfItsLevel) {
  const std::string secret = Make("Đoàn kín");
  const auto booked = world_.Book({LegOf("stockItems/gift-box", 34, 36, 5)}, secret);
  ASSERT_TRUE(booked.ok()) << booked.message();
  v1::RecordGiftRequest gift;
  gift.set_name(secret);
  gift.mutable_gift()->set_direction(v1::Delegation::Gift::DIRECTION_GIVEN);
  gift.mutable_gift()->set_description("Trà");
  gift.mutable_gift()->set_quantity(5);
  gift.mutable_gift()->set_stock_item("stockItems/gift-box");
  gift.mutable_gift()->set_booking(booked.response.bookings(0).name());
  ASSERT_TRUE(Call(world_.delegations(), &DelegationStub::RecordGift, gift).ok());
  const auto rest = world_.Book({LegOf("stockItems/gift-box", 34, 36, 2)}, secret);
  ASSERT_TRUE(rest.ok()) << rest.message();
  v1::CreateStockMovementRequest settle;
  settle.set_parent("stockItems/gift-box");
  settle.mutable_stock_movement()->set_kind(v1::StockMovement::KIND_ISSUE);
  settle.mutable_stock_movement()->set_quantity(2);
  settle.mutable_stock_movement()->set_booking(rest.response.bookings(0).name());
  settle.mutable_stock_movement()->set_reason("cho đoàn kín");
  const auto settled =
      Call(world_.resources(), &v1::ResourceService::Stub::CreateStockMovement, settle);
  ASSERT_TRUE(settled.ok()) << settled.message();
  v1::ListStockMovementsRequest list;
  list.set_parent("stockItems/gift-box");
  ASSERT_TRUE(Call(world_.resources(), &v1::ResourceService::Stub::ListStockMovements, list).ok());
  EXPECT_EQ(Reads().front(), "ListStockMovements " + secret + "," + settled.response.name());
}

TEST_F(ReadWaysTest, ABatchIsOneRecord) {
  const std::string a = Make("Đoàn A");
  const std::string b = Make("Đoàn B");
  v1::ExecuteBatchRequest batch;
  for (const std::string& name : {a, b}) {
    v1::UpdateDelegationRequest update;
    update.mutable_delegation()->set_name(name);
    update.mutable_delegation()->set_purpose("mới");
    update.mutable_update_mask()->add_paths("purpose");
    batch.add_requests()->PackFrom(update);
  }
  const auto service = v1::BatchService::NewStub(server_.channel());
  const auto answer = Call(*service, &v1::BatchService::Stub::ExecuteBatch, batch);
  ASSERT_TRUE(answer.ok()) << answer.message();
  const auto records = All();
  ASSERT_EQ(records.size(), 1u);
  EXPECT_EQ(records[0].method(), "letan.v1.BatchService/ExecuteBatch");
  EXPECT_THAT(records[0].entities(), ::testing::UnorderedElementsAre(a, b));
}

TEST_F(ReadWaysTest, AnAnswerThatIsRepeatedIsOnRecordAlready) {
  const std::string secret = Make("Đoàn kín");
  v1::UpdateDelegationRequest update;
  update.set_request_id("once");
  update.mutable_delegation()->set_name(secret);
  update.mutable_delegation()->set_purpose("mới");
  update.mutable_update_mask()->add_paths("purpose");
  for (int i = 0; i < 2; ++i) {
    const auto answer = Call(world_.delegations(), &DelegationStub::UpdateDelegation, update);
    EXPECT_EQ(answer.response.title(), "Đoàn kín") << answer.message();
  }
  EXPECT_THAT(Reads(), ElementsAre("UpdateDelegation " + secret));
}

TEST_F(ReadWaysTest, OnlyWhoIsOnRecordGoesOnWithADump) {
  world_.MakeLargeCommits(10);
  v1::DumpRequest dump;
  dump.set_include_restricted(true);
  const auto first = Call(*admin_, &AdminStub::Dump, dump);
  ASSERT_NE(first.response.next_page_token(), "") << first.message();
  dump.set_page_token(first.response.next_page_token());
  AskAs(storage::Viewer::Administrator("users/second"));
  EXPECT_EQ(Call(*admin_, &AdminStub::Dump, dump).code(), grpc::StatusCode::INVALID_ARGUMENT);
  AskAs(Admin());
  EXPECT_TRUE(Call(*admin_, &AdminStub::Dump, dump).ok());
  EXPECT_THAT(Reads(), ElementsAre("Dump *"));
}

// What tells of time and number alone tells nothing of the event.
TEST_F(ReadWaysTest, BusyTimeAndStockLevelsAreNoReads) {
  const std::string secret = Make("Đoàn kín");
  ASSERT_TRUE(world_.Book({LegOf("resources/room", 30, 31)}, secret).ok());
  const std::size_t before = Reads().size();
  v1::QueryFreeBusyRequest query;
  query.add_resources("resources/room");
  *query.mutable_interval() = Span(24, 48);
  ASSERT_TRUE(Call(world_.bookings(), &v1::BookingService::Stub::QueryFreeBusy, query).ok());
  world_.Stock("stockItems/gift-box", 30);
  EXPECT_EQ(Reads().size(), before);
}

}  // namespace
}  // namespace letan::testing
