// What a watch sends: changes in order, from any revision, of what was asked for.
#include <SQLiteCpp/SQLiteCpp.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/rpc/revision_token.h"
#include "tests/support/small_world.h"
#include "tests/support/watch_client.h"

namespace letan::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

class WatchStreamTest : public ::testing::Test {
 protected:
  rpc::RevisionTokens Tokens() { return rpc::RevisionTokens(server_.engine().secret()); }
  storage::Revision Newest() {
    return (*server_.engine().BeginRead(storage::Viewer::Administrator()))->revision();
  }
  v1::WatchRequest FromTheBeginning() {
    v1::WatchRequest request;
    request.set_start_revision(Tokens().Encode(0));
    return request;
  }
  // Every commit from the revision to the newest.
  std::vector<Commit> CommitsFrom(const v1::WatchRequest& request) {
    WatchClient watch(server_.channel(), request);
    const std::string newest = Tokens().Encode(Newest());
    std::vector<Commit> commits;
    while (watch.revision() != newest) {
      const auto response = watch.Next();
      if (!response.has_value()) {
        ADD_FAILURE() << watch.Finish().error_message();
        break;
      }
      commits.insert(commits.end(), response->commits().begin(), response->commits().end());
    }
    return commits;
  }
  // Bookings of one call, so many.
  Answer<v1::BookResponse> BookMany(int count, double first_hour) {
    std::vector<v1::BookingLeg> legs;
    for (int i = 0; i < count; ++i) {
      legs.push_back(LegOf("resources/interpreter-ko", first_hour + i, first_hour + i + 1));
    }
    return world_.Book(legs);
  }
  grpc::Status Refusal(const v1::WatchRequest& request) {
    return WatchClient(server_.channel(), request).Finish();
  }

  TestServer server_;
  SmallWorld world_{server_};
};

TEST_F(WatchStreamTest, BeginsWithWhereItIs) {
  WatchClient watch(server_.channel());
  const auto first = watch.Next();
  ASSERT_TRUE(first.has_value()) << watch.Finish().error_message();
  EXPECT_THAT(first->commits(), IsEmpty());
  EXPECT_EQ(first->revision(), Tokens().Encode(Newest()));
}

TEST_F(WatchStreamTest, SendsACommitAsItIsMade) {
  WatchClient watch(server_.channel());
  watch.Next();
  const auto made = world_.NewDelegation("Guests", 24, 48);
  const auto response = watch.Next();
  ASSERT_TRUE(response.has_value());
  ASSERT_THAT(response->commits(), SizeIs(1));
  const Commit& commit = response->commits(0);
  EXPECT_EQ(commit.method(), "letan.v1.DelegationService/CreateDelegation");
  EXPECT_EQ(commit.commit_time().seconds(), kTestStart / 1'000'000);
  EXPECT_FALSE(commit.continued());
  EXPECT_EQ(commit.revision(), response->revision());
  EXPECT_EQ(response->revision(), Tokens().Encode(Newest()));
  ASSERT_THAT(commit.changes(), SizeIs(1));
  EXPECT_EQ(TextOf(commit.changes(0)), "CREATED delegation " + made.name());
  v1::Delegation sent;
  ASSERT_TRUE(commit.changes(0).entity().UnpackTo(&sent));
  EXPECT_EQ(sent.SerializeAsString(), made.SerializeAsString());
}

TEST_F(WatchStreamTest, TellsOfBookingsFromBirthToRelease) {
  WatchClient watch(server_.channel());
  watch.Next();
  const auto booked =
      world_.Book({LegOf("resources/car-1", 10, 11), LegOf("resources/driver-1", 10, 11)});
  ASSERT_TRUE(booked.ok()) << booked.message();
  const std::string car = booked.response.bookings(0).name();
  const std::string driver = booked.response.bookings(1).name();
  const auto commit = watch.NextCommit();
  ASSERT_TRUE(commit.has_value());
  ASSERT_THAT(commit->changes(), SizeIs(2));
  v1::Booking sent;
  ASSERT_TRUE(commit->changes(0).entity().UnpackTo(&sent));
  EXPECT_EQ(sent.SerializeAsString(), booked.response.bookings(0).SerializeAsString());
  ASSERT_TRUE(world_.Release({car, driver}).ok());
  const auto released = watch.NextCommit();
  ASSERT_THAT(released->changes(), SizeIs(2));
  EXPECT_THAT(TextOf(released->changes(0)), StartsWith("DELETED booking "));
  EXPECT_FALSE(released->changes(0).has_entity());
}

TEST_F(WatchStreamTest, TellsOfMovementsAndLapsedHolds) {
  v1::HoldRequest hold;
  *hold.add_legs() = LegOf("resources/car-2", 10, 11);
  *hold.add_legs() = LegOf("resources/driver-2", 10, 11);
  ASSERT_TRUE(Call(world_.bookings(), &v1::BookingService::Stub::Hold, hold).ok());
  WatchClient watch(server_.channel());
  watch.Next();
  server_.clock().Advance(booking::kHour);
  server_.server().Tick();
  const auto lapsed = watch.NextCommit();
  EXPECT_EQ(lapsed->method(), "hold.expired");
  EXPECT_THAT(lapsed->changes(), SizeIs(2));
  v1::CreateStockMovementRequest request;
  request.set_parent("stockItems/gift-box");
  request.mutable_stock_movement()->set_kind(v1::StockMovement::KIND_RECEIPT);
  request.mutable_stock_movement()->set_quantity(5);
  const auto made =
      Call(world_.resources(), &v1::ResourceService::Stub::CreateStockMovement, request);
  ASSERT_TRUE(made.ok()) << made.message();
  const auto moved = watch.NextCommit();
  ASSERT_THAT(moved->changes(), SizeIs(1));
  EXPECT_EQ(TextOf(moved->changes(0)), "CREATED movement " + made.response.name());
  v1::StockMovement sent;
  ASSERT_TRUE(moved->changes(0).entity().UnpackTo(&sent));
  EXPECT_EQ(sent.SerializeAsString(), made.response.SerializeAsString());
}

// The whole history of the small world, which has every kind but activities.
TEST_F(WatchStreamTest, GoesOnFromEveryRevisionWithoutGapOrRepetition) {
  const auto delegation = world_.NewDelegation("Guests", 24, 72);
  world_.NewActivity(delegation.name(), "Talks", 25, 26);
  ASSERT_TRUE(world_
                  .Book({LegOf("resources/coach", 25, 26), LegOf("resources/driver-1", 25, 26)},
                        delegation.name())
                  .ok());
  const std::vector<Commit> all = CommitsFrom(FromTheBeginning());
  ASSERT_GT(all.size(), 15u);
  for (std::size_t i = 0; i < all.size(); ++i) {
    v1::WatchRequest request;
    request.set_start_revision(all[i].revision());
    const std::vector<Commit> rest = CommitsFrom(request);
    ASSERT_EQ(rest.size(), all.size() - i - 1);
    for (std::size_t j = 0; j < rest.size(); ++j) {
      ASSERT_EQ(rest[j].SerializeAsString(), all[i + 1 + j].SerializeAsString());
    }
  }
}

// From the log and as they are made, the same is sent.
TEST_F(WatchStreamTest, TheLogSaysWhatWasSentAtOnce) {
  WatchClient watch(server_.channel());
  const auto begin = watch.Next();
  std::vector<Commit> live;
  for (int i = 0; i < 20; ++i) {
    world_.NewDelegation("Guests " + std::to_string(i), 24, 48);
    live.push_back(*watch.NextCommit());
  }
  v1::WatchRequest request;
  request.set_start_revision(begin->revision());
  const std::vector<Commit> later = CommitsFrom(request);
  ASSERT_EQ(later.size(), live.size());
  for (std::size_t i = 0; i < live.size(); ++i) {
    EXPECT_EQ(later[i].SerializeAsString(), live[i].SerializeAsString());
  }
}

TEST_F(WatchStreamTest, TheRevisionOfAnyAnswerIsAPlaceToStart) {
  const auto listed = Call(world_.delegations(), &v1::DelegationService::Stub::ListDelegations,
                           v1::ListDelegationsRequest());
  const auto made = world_.NewDelegation("Guests", 24, 48);
  v1::WatchRequest request;
  request.set_start_revision(listed.revision);
  WatchClient watch(server_.channel(), request);
  EXPECT_THAT(watch.NextTexts(), ElementsAre("CREATED delegation " + made.name()));
}

TEST_F(WatchStreamTest, ACommitThatIsLargerThanAMessageComesInPieces) {
  WatchClient live(server_.channel());
  const std::string before = live.Next()->revision();
  ASSERT_TRUE(BookMany(700, 10).ok());
  v1::WatchRequest request;
  request.set_start_revision(before);
  WatchClient later(server_.channel(), request);
  later.Next();
  for (WatchClient* watch : {&live, &later}) {
    int changes = 0;
    int pieces = 0;
    for (bool over = false; !over; ++pieces) {
      const auto response = watch->Next();
      ASSERT_TRUE(response.has_value());
      ASSERT_THAT(response->commits(), SizeIs(1));
      const Commit& piece = response->commits(0);
      changes += piece.changes_size();
      over = !piece.continued();
      // Whoever ends in between begins with the whole commit again.
      EXPECT_EQ(response->revision(), over ? piece.revision() : before);
    }
    EXPECT_EQ(changes, 700);
    EXPECT_EQ(pieces, 3);
  }
  ASSERT_TRUE(BookMany(1, 2000).ok());
  EXPECT_THAT(live.NextTexts(), SizeIs(1));
  EXPECT_THAT(later.NextTexts(), SizeIs(1));
}

TEST_F(WatchStreamTest, SendsOnlyTheKindsThatWereAskedFor) {
  v1::WatchRequest request;
  request.add_kinds("activity");
  request.add_kinds("booking");
  WatchClient watch(server_.channel(), request);
  watch.Next();
  const auto delegation = world_.NewDelegation("Guests", 24, 72);
  const auto activity = world_.NewActivity(delegation.name(), "Talks", 25, 26);
  ASSERT_TRUE(world_.Book({LegOf("resources/room", 25, 26)}, delegation.name()).ok());
  EXPECT_THAT(watch.NextTexts(), ElementsAre("CREATED activity " + activity.name()));
  EXPECT_THAT(watch.NextTexts(), ElementsAre(StartsWith("CREATED booking ")));
}

TEST_F(WatchStreamTest, SendsOnlyWhatHangsBelowTheParent) {
  const auto mine = world_.NewDelegation("Mine", 24, 72);
  const auto other = world_.NewDelegation("Other", 24, 72);
  v1::WatchRequest request;
  request.set_parent(mine.name());
  WatchClient watch(server_.channel(), request);
  watch.Next();
  world_.NewActivity(other.name(), "Not mine", 25, 26);
  const auto activity = world_.NewActivity(mine.name(), "Mine", 25, 26);
  ASSERT_TRUE(world_.Book({LegOf("resources/room", 40, 41)}, other.name()).ok());
  const auto booked = world_.Book({LegOf("resources/room", 25, 26)}, mine.name(), activity.name());
  ASSERT_TRUE(booked.ok()) << booked.message();
  const std::string booking = booked.response.bookings(0).name();
  ASSERT_TRUE(world_.Release({booking}).ok());
  EXPECT_THAT(watch.NextTexts(), ElementsAre("CREATED activity " + activity.name()));
  EXPECT_THAT(watch.NextTexts(), ElementsAre("CREATED booking " + booking));
  EXPECT_THAT(watch.NextTexts(), ElementsAre("DELETED booking " + booking));
  request.set_parent(activity.name());
  request.set_start_revision(Tokens().Encode(0));
  WatchClient of_activity(server_.channel(), request);
  EXPECT_THAT(of_activity.NextTexts(), ElementsAre("CREATED activity " + activity.name()));
  EXPECT_THAT(of_activity.NextTexts(), ElementsAre("CREATED booking " + booking));
}

TEST_F(WatchStreamTest, DeletionIsToldWithoutTheEntity) {
  const auto delegation = world_.NewDelegation("Guests", 24, 72);
  WatchClient watch(server_.channel());
  watch.Next();
  v1::DeleteDelegationRequest request;
  request.set_name(delegation.name());
  ASSERT_TRUE(
      Call(world_.delegations(), &v1::DelegationService::Stub::DeleteDelegation, request).ok());
  const auto commit = watch.NextCommit();
  ASSERT_THAT(commit->changes(), SizeIs(1));
  EXPECT_EQ(TextOf(commit->changes(0)), "DELETED delegation " + delegation.name());
  EXPECT_FALSE(commit->changes(0).has_entity());
}

TEST_F(WatchStreamTest, SaysHowFarItIsWhereNothingIsSent) {
  v1::WatchRequest request;
  request.add_kinds("agency");
  request.mutable_progress_interval()->set_seconds(3);
  WatchClient watch(server_.channel(), request);
  const std::string begin = watch.Next()->revision();
  world_.NewDelegation("Not asked for", 24, 48);
  // What is read meanwhile, and by whom, is not in step with the ticks.
  while (watch.revision() == begin) {
    for (int i = 0; i < 3; ++i) server_.server().Tick();
    const auto mark = watch.Next();
    ASSERT_TRUE(mark.has_value());
    EXPECT_THAT(mark->commits(), IsEmpty());
  }
  EXPECT_EQ(watch.revision(), Tokens().Encode(Newest()));
}

TEST_F(WatchStreamTest, RefusesWhatItDoesNotKnowByField) {
  const auto expect = [&](const v1::WatchRequest& request, const std::string& field) {
    const grpc::Status status = Refusal(request);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT) << field;
    EXPECT_THAT(FieldsOf(status), ElementsAre(field)) << status.error_message();
  };
  v1::WatchRequest request;
  request.add_kinds("agency");
  request.add_kinds("festivals");
  expect(request, "kinds[1]");
  for (const std::string token : {"x", "0123456789012345678901", "AAAAAAAAAAAAAAAAAAAAAA"}) {
    request.Clear();
    request.set_start_revision(token);
    expect(request, "start_revision");
  }
  for (const int seconds : {0, 601}) {
    request.Clear();
    request.mutable_progress_interval()->set_seconds(seconds);
    expect(request, "progress_interval");
  }
  request.Clear();
  request.set_parent("delegations/../x");
  expect(request, "parent");
}

TEST_F(WatchStreamTest, ATokenOfAnotherServerIsRefused) {
  TestServer other;
  v1::WatchRequest request;
  request.set_start_revision(WatchClient(other.channel()).Next()->revision());
  const grpc::Status status = Refusal(request);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(FieldsOf(status), ElementsAre("start_revision"));
}

TEST_F(WatchStreamTest, AParentThatIsNotThereIsNotFound) {
  v1::WatchRequest request;
  request.set_parent("delegations/none");
  const grpc::Status status = Refusal(request);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_THAT(FieldsOf(status), ElementsAre("parent"));
}

TEST_F(WatchStreamTest, ARevisionThatTheDatabaseHasNotReachedIsOutOfRange) {
  v1::WatchRequest request;
  request.set_start_revision(Tokens().Encode(Newest() + 1));
  const grpc::Status status = Refusal(request);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::OUT_OF_RANGE);
  EXPECT_EQ(ReasonOf(status), "REVISION_AHEAD");
  EXPECT_THAT(status.error_message(), HasSubstr("list again"));
}

TEST_F(WatchStreamTest, ARevisionBelowTheFloorIsOutOfRange) {
  const storage::Revision floor = 10;
  server_.Stop();
  SQLite::Database(server_.directory() + "/letan.db", SQLite::OPEN_READWRITE)
      .exec("DELETE FROM changes WHERE revision <= " + std::to_string(floor));
  server_.Restart();
  v1::WatchRequest request = FromTheBeginning();
  grpc::Status status = Refusal(request);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::OUT_OF_RANGE);
  EXPECT_EQ(ReasonOf(status), "REVISION_TOO_OLD");
  EXPECT_THAT(status.error_message(), HasSubstr("list again"));
  request.set_start_revision(Tokens().Encode(floor + 1));
  EXPECT_THAT(CommitsFrom(request), SizeIs(Newest() - floor - 1));
}

}  // namespace
}  // namespace letan::testing
