// Holds: a promise that lapses by itself, exactly at its time, and says so in the change log.
#include "storage/codec.h"
#include "tests/conformance/fixture.h"

namespace letan::storage::conformance {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Holds : public ConformanceTest {
 protected:
  void SetUp() override {
    ConformanceTest::SetUp();
    Put(room_);
  }
  Leg Room(const std::string& id, int from, int to) { return MakeLeg(id, room_, Hours(from, to)); }
  std::vector<ChangeRecord> Expiries() {
    std::vector<ChangeRecord> expiries;
    for (const ChangeRecord& record : Changes()) {
      if (record.method == kHoldExpiredMethod) expiries.push_back(record);
    }
    return expiries;
  }

  const ResourceRow room_ = Resource("room");
  const Micros expiry_ = kStart + kHour;
};
LETAN_FOR_EVERY_ENGINE(Holds);

TEST_P(Holds, AHoldBlocksLikeABooking) {
  MustBook(Hold({Room("h", 8, 9)}, expiry_));
  EXPECT_EQ(Find("h")->state, BookingState::kHeld);
  EXPECT_EQ(Find("h")->expire_time, expiry_);
  EXPECT_EQ(RulesOf(Apply(Change({Room("b", 8, 9)})).verdict), "OVERLAP");
}

TEST_P(Holds, ItLastsToTheLastMicrosecondAndNotOneMore) {
  MustBook(Hold({Room("h", 8, 9)}, expiry_));
  clock().Set(expiry_ - 1);
  EXPECT_TRUE(Find("h").has_value());
  EXPECT_FALSE(Apply(Change({Room("b", 8, 9)})).fits());
  EXPECT_EQ(Read()->Busy(room_.profile.name, Hours(0, 24))->size(), 1u);

  clock().Set(expiry_);  // nothing was written since: reads must know by themselves
  EXPECT_FALSE(Find("h").has_value());
  EXPECT_THAT(BookingsOf(room_), IsEmpty());
  EXPECT_TRUE(Read()->Busy(room_.profile.name, Hours(0, 24))->empty());
  EXPECT_TRUE(Try(Change({Room("b", 8, 9)})).verdict.fits());
  EXPECT_EQ(Read()->TryBookings(Release({"h"})).status().code(), StatusCode::kNotFound);
  EXPECT_TRUE(Apply(Change({Room("b", 8, 9)})).fits());
}

TEST_P(Holds, ASnapshotKeepsItsInstant) {
  MustBook(Hold({Room("h", 8, 9)}, expiry_));
  const auto before = Read();
  clock().Set(expiry_);
  EXPECT_TRUE(before->FindBooking(BookingName("h"))->has_value());
}

TEST_P(Holds, ExpiryIsRecordedByTheNextWrite) {
  MustBook(Hold({Room("h2", 10, 11), Room("h1", 8, 9)}, expiry_));
  MustBook(Hold({Room("later", 12, 13)}, expiry_ + 1));
  const std::string stored = EncodeBooking(*Find("h1"));
  clock().Set(expiry_);
  EXPECT_THAT(Expiries(), IsEmpty());
  Put(Resource("another"));
  const std::vector<ChangeRecord> expiries = Expiries();
  ASSERT_EQ(expiries.size(), 2u);
  EXPECT_EQ(expiries[0].entity, "bookings/h1");
  EXPECT_EQ(expiries[1].entity, "bookings/h2");
  EXPECT_EQ(expiries[0].actor, kSystemActor);
  EXPECT_EQ(expiries[0].kind, kBookingRecord);
  EXPECT_EQ(expiries[0].before, stored);
  EXPECT_EQ(expiries[0].after, "");
  EXPECT_EQ(expiries[0].time, expiry_);
  EXPECT_EQ(expiries[0].request_id, "");
  EXPECT_TRUE(Find("later").has_value());
}

TEST_P(Holds, ExpireHoldsEndsThemWithoutAnotherWrite) {
  MustBook(Hold({Room("h", 8, 9)}, expiry_));
  const auto run = [&] {
    engine().ExpireHolds();
    // It returns at once; a write that comes after it finds its work done.
    Do([](WriteTransaction&) { return absl::OkStatus(); });
  };
  run();
  EXPECT_THAT(Expiries(), IsEmpty());
  clock().Set(expiry_);
  run();
  EXPECT_EQ(Expiries().size(), 1u);
  run();
  EXPECT_EQ(Expiries().size(), 1u);
}

TEST_P(Holds, ARefusedWriteStillFindsTheHoldGone) {
  MustBook(Hold({Room("h", 8, 9)}, expiry_));
  clock().Set(expiry_);
  EXPECT_EQ(Apply(Release({"h"})).code(), StatusCode::kNotFound);
  EXPECT_FALSE(Find("h").has_value());
  EXPECT_TRUE(Apply(Change({Room("b", 8, 9)})).fits());
  EXPECT_EQ(Expiries().size(), 1u);
}

TEST_P(Holds, ConfirmingMakesItLast) {
  MustBook(Hold({Room("h", 8, 9)}, expiry_));
  clock().Set(expiry_ - 1);
  MustBook(Change({Room("h", 8, 9)}));
  EXPECT_EQ(Find("h")->state, BookingState::kConfirmed);
  EXPECT_EQ(Find("h")->expire_time, 0);
  EXPECT_EQ(Find("h")->version, 2);
  clock().Set(expiry_ + kDay);
  EXPECT_TRUE(Find("h").has_value());
  EXPECT_THAT(Expiries(), IsEmpty());
}

TEST_P(Holds, AConfirmedBookingCanBeHeldAgain) {
  MustBook(Change({Room("h", 8, 9)}));
  MustBook(Hold({Room("h", 8, 9)}, expiry_));
  EXPECT_EQ(Find("h")->state, BookingState::kHeld);
  clock().Set(expiry_);
  EXPECT_FALSE(Find("h").has_value());
}

TEST_P(Holds, AHoldCanBeExtended) {
  MustBook(Hold({Room("h", 8, 9)}, expiry_));
  MustBook(Hold({Room("h", 8, 9)}, expiry_ + kHour));
  clock().Set(expiry_);
  EXPECT_TRUE(Find("h").has_value());
  clock().Set(expiry_ + kHour);
  EXPECT_FALSE(Find("h").has_value());
}

TEST_P(Holds, AMoveThatKeepsStateLeavesAHoldAHold) {
  MustBook(Hold({Room("h", 8, 9)}, expiry_));
  MustBook(Change({Room("b", 10, 11)}));
  BookingChange move = Change({Room("h", 12, 13), Room("b", 14, 15), Room("new", 16, 17)});
  move.keep_state = true;
  MustBook(move);
  EXPECT_EQ(Find("h")->state, BookingState::kHeld);
  EXPECT_EQ(Find("h")->expire_time, expiry_);
  EXPECT_EQ(Find("b")->state, BookingState::kConfirmed);
  EXPECT_EQ(Find("new")->state, BookingState::kConfirmed);
}

TEST_P(Holds, ALapsedHoldCannotBeConfirmedOverAnotherBooking) {
  MustBook(Hold({Room("h", 8, 9)}, expiry_));
  clock().Set(expiry_);
  MustBook(Change({Room("b", 8, 9)}, "delegations/b"));
  EXPECT_FALSE(Apply(Change({Room("h", 8, 9)})).fits());
  EXPECT_THAT(BookingsOf(room_), ElementsAre("b"));
}

TEST_P(Holds, ALapsedHoldGivesItsUnitsBack) {
  ResourceRow block = Resource("block", CapacityModel::kShared);
  block.profile.capacity = 3;
  Put(block);
  const ResourceRow tea = Stock("tea");
  Put(tea);
  Receive(Movement("m", tea, 3, kMonday, now()));
  MustBook(Hold({MakeLeg("r", block, Hours(8, 9), 3), MakeLeg("t", tea, Hours(8, 9), 3)}, expiry_));
  const BookingChange wish =
      Change({MakeLeg("r2", block, Hours(8, 9), 2), MakeLeg("t2", tea, Hours(8, 9), 2)});
  EXPECT_FALSE(Apply(wish).fits());
  clock().Set(expiry_);
  EXPECT_EQ(Read()->Stock(tea.profile.name, At(0, 8))->available, 3);
  EXPECT_TRUE(Try(wish).verdict.fits());
  EXPECT_TRUE(Apply(wish).fits());
}

TEST_P(Holds, ALapsedDriverNoLongerCovers) {
  ResourceRow car = Resource("car");
  car.profile.role = Role::kVehicle;
  ResourceRow driver = Resource("driver");
  driver.profile.role = Role::kDriver;
  Put(car);
  Put(driver);
  MustBook(Hold({MakeLeg("d", driver, Hours(8, 12))}, expiry_));
  EXPECT_EQ(RulesOf(Try(Change({MakeLeg("c", car, Hours(8, 9))}))), "DRIVER_REQUIRED")
      << "to what is confirmed, what may lapse does not count";
  MustBook(Hold({MakeLeg("c", car, Hours(8, 9))}, expiry_ + kHour));
  EXPECT_THAT(StandingOf(car), IsEmpty());
  clock().Set(expiry_);
  EXPECT_THAT(StandingOf(car), ElementsAre("c:DRIVER_REQUIRED"));
  EXPECT_EQ(RulesOf(Try(Change({MakeLeg("c", car, Hours(9, 10))}))), "DRIVER_REQUIRED");
}

}  // namespace
}  // namespace letan::storage::conformance
