// What the SQLite engine finds: sight, busy time, stock, lists of bookings.
#include "tests/unit/storage_sqlite_fixture.h"

namespace letan::storage {
namespace {

using ::testing::ElementsAre;

class SqliteRowsTest : public SqliteTest {
 protected:
  void SetUp() override {
    SqliteTest::SetUp();
    Open();
  }

  void Put(const ResourceRow& row) {
    const WriteResult result = Write(PutBody(row));
    ASSERT_TRUE(result.status.ok()) << result.status;
  }
};

TEST_F(SqliteRowsTest, AStrangerLearnsOnlyThatTheTimeIsTaken) {
  Put(Room("resources/r"));
  BookingChange secret = Change("bookings/s", "resources/r", 8, 10);
  secret.level = HandlingLevel::kRestricted;
  secret.need_to_know = {"roles/protocol"};
  ASSERT_TRUE(Write(ApplyBody(secret)).status.ok());

  Viewer stranger;
  stranger.subject = "users/stranger";
  stranger.clearance = HandlingLevel::kRestricted;
  const auto read = Read(stranger);
  EXPECT_FALSE((*read->FindBooking("bookings/s")).has_value());
  const auto verdict = read->TryBookings(Change("bookings/n", "resources/r", 9, 11));
  ASSERT_TRUE(verdict.ok()) << verdict.status();
  ASSERT_FALSE(verdict->verdict.fits());
  EXPECT_THAT(verdict->verdict.legs[0].violations[0].blocking, ElementsAre(""));
  ASSERT_EQ(verdict->blocking.size(), 1u);
  EXPECT_FALSE(verdict->blocking[0].visible);
  EXPECT_EQ(verdict->blocking[0].booking, "");
  EXPECT_EQ(verdict->blocking[0].owner, "");
  BookingChange release;
  release.change.release = {"bookings/s"};
  EXPECT_TRUE(absl::IsNotFound(read->TryBookings(release).status()));

  Viewer insider = stranger;
  insider.roles = {"roles/protocol"};
  EXPECT_TRUE((*Read(insider)->FindBooking("bookings/s")).has_value());
}

TEST_F(SqliteRowsTest, BusyAddsUpAndJoins) {
  ResourceRow hall = Room("resources/h", booking::CapacityModel::kShared);
  hall.profile.capacity = 10;
  Put(hall);
  ASSERT_TRUE(Write(ApplyBody(Change("bookings/a", "resources/h", 8, 12, 2))).status.ok());
  ASSERT_TRUE(Write(ApplyBody(Change("bookings/b", "resources/h", 10, 14, 3))).status.ok());
  ASSERT_TRUE(Write(ApplyBody(Change("bookings/c", "resources/h", 14, 15, 3))).status.ok());
  const auto spans = Read()->Busy("resources/h", {kStart + 9 * kHour, kStart + 20 * kHour});
  ASSERT_TRUE(spans.ok()) << spans.status();
  const auto hours = [](Micros at) { return (at - kStart) / kHour; };
  std::vector<std::vector<std::int64_t>> found;
  for (const auto& span : *spans) {
    found.push_back({hours(span.interval.start), hours(span.interval.end), span.quantity});
  }
  EXPECT_THAT(found,
              ElementsAre(ElementsAre(9, 10, 2), ElementsAre(10, 12, 5), ElementsAre(12, 15, 3)));
}

TEST_F(SqliteRowsTest, StockIsNeverPromisedTwiceNorDeductedTwice) {
  Put(Room("stockItems/tea", booking::CapacityModel::kConsumable));
  const auto move = [&](const std::string& name, std::int64_t delta, int hour,
                        const std::string& booking) {
    MovementRow row;
    row.name = "stockItems/tea/movements/" + name;
    row.item = "stockItems/tea";
    row.delta = delta;
    row.at = kStart + hour * kHour;
    row.booking = booking;
    row.kind = "RECEIVED";
    return Write([row](WriteTransaction& transaction) -> absl::StatusOr<std::string> {
             absl::Status status = transaction.AddMovement(row);
             if (!status.ok()) return status;
             return std::string();
           })
        .status;
  };
  ASSERT_TRUE(move("1", 10, 0, "").ok());
  ASSERT_TRUE(Write(ApplyBody(Change("bookings/t", "stockItems/tea", 8, 9, 7))).status.ok());
  EXPECT_FALSE(Write(ApplyBody(Change("bookings/u", "stockItems/tea", 2, 3, 4))).status.ok());
  // What is left is 3, at every later moment.
  EXPECT_TRUE(absl::IsFailedPrecondition(move("2", -4, 1, "")));
  StockLevel level = *Read()->Stock("stockItems/tea", kStart);
  EXPECT_EQ(level.on_hand, 10);
  EXPECT_EQ(level.available, 10);
  EXPECT_EQ(level.lowest, 3);
  ASSERT_TRUE(move("3", -7, 8, "bookings/t").ok());
  EXPECT_FALSE(Has("bookings/t"));
  level = *Read()->Stock("stockItems/tea", kStart + 20 * kHour);
  EXPECT_EQ(level.on_hand, 3);
  EXPECT_EQ(level.available, 3);
  EXPECT_EQ(level.lowest, 3);
  EXPECT_TRUE(absl::IsAlreadyExists(move("3", 1, 8, "")));
  EXPECT_TRUE(absl::IsNotFound(move("4", -1, 8, "bookings/t")));
  ExpectSound();
}

TEST_F(SqliteRowsTest, ListedBookingsAreTheOnesAskedFor) {
  Put(Room("resources/r"));
  Put(Room("resources/s"));
  for (const int hour : {0, 2, 4, 30}) {
    const std::string name = std::to_string(10 + hour);
    BookingChange change = Change("bookings/r" + name, "resources/r", hour, hour + 1);
    change.activities = {hour == 2 ? "activities/a" : ""};
    ASSERT_TRUE(Write(ApplyBody(change)).status.ok());
    change = Change("bookings/s" + name, "resources/s", hour, hour + 1);
    change.change.owner = "";
    ASSERT_TRUE(Write(ApplyBody(change)).status.ok());
  }
  const auto names = [&](const BookingQuery& query) {
    std::vector<std::string> found;
    const auto rows = Read()->ListBookings(query);
    EXPECT_TRUE(rows.ok()) << rows.status();
    for (const BookingRow& row : *rows) found.push_back(row.occupancy.booking);
    return found;
  };
  BookingQuery query;
  query.resource = "resources/r";
  query.limit = 3;
  EXPECT_THAT(names(query), ElementsAre("bookings/r10", "bookings/r12", "bookings/r14"));
  query.within_window = true;
  query.window = {kStart + 2 * kHour, kStart + 5 * kHour};
  EXPECT_THAT(names(query), ElementsAre("bookings/r12", "bookings/r14"));
  query.resource = "";
  query.limit = 50;
  EXPECT_THAT(names(query),
              ElementsAre("bookings/r12", "bookings/s12", "bookings/r14", "bookings/s14"));
  query.has_cursor = true;
  query.cursor = {kStart + 2 * kHour, "bookings/r12"};
  EXPECT_THAT(names(query), ElementsAre("bookings/s12", "bookings/r14", "bookings/s14"));
  query = BookingQuery();
  query.owner = "delegations/d";
  EXPECT_EQ(names(query).size(), 4u);
  query.activity = "activities/a";
  EXPECT_THAT(names(query), ElementsAre("bookings/r12"));
  query = BookingQuery();
  query.group = "groups/bookings/s40";
  EXPECT_THAT(names(query), ElementsAre("bookings/s40"));
  EXPECT_TRUE(absl::IsInvalidArgument(Read()->ListBookings(BookingQuery()).status()));
}

}  // namespace
}  // namespace letan::storage
