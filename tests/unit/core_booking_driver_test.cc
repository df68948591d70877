#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/booking_world.h"

namespace letan::booking {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr char kCar[] = "resources/car";
constexpr char kFirstDriver[] = "resources/driver-1";
constexpr char kSecondDriver[] = "resources/driver-2";
constexpr char kGuests[] = "delegations/1";

class DriverTest : public testing::Test, public BookingWorld {
 protected:
  DriverTest() {
    for (const char* name : {kCar, kBus}) Add(name).role = Role::kVehicle;
    for (const char* name : {kFirstDriver, kSecondDriver}) Add(name).role = Role::kDriver;
    Add("resources/room");
  }
  void StandFor(const std::string& owner, const std::string& booking, const std::string& resource,
                const Interval& interval, const std::string& group = "") {
    Stand(booking, resource, interval, 1, "", owner).group = group;
  }
  Verdict For(const std::string& owner, const std::vector<Leg>& put,
              const std::vector<std::string>& release = {}, const std::string& group = "") {
    return JudgeChange({.owner = owner, .group = group, .release = release, .put = put});
  }
};

TEST_F(DriverTest, AVehicleAloneIsRefused) {
  const Verdict verdict = For(kGuests, {Ask("bookings/new", kCar, Between("09:00", "10:00"))});
  ASSERT_THAT(RulesOf(verdict.legs[0]), ElementsAre(Rule::kDriverRequired));
  EXPECT_FALSE(verdict.legs[0].nearest_fit.has_value());
}

TEST_F(DriverTest, ADriverInTheSameChangeIsEnough) {
  EXPECT_TRUE(For(kGuests, {Ask("bookings/c", kCar, Between("09:00", "10:00")),
                            Ask("bookings/d", kFirstDriver, Between("09:00", "10:00"))})
                  .fits());
  EXPECT_TRUE(For("", {Ask("bookings/c", kCar, Between("09:00", "10:00")),
                       Ask("bookings/d", kFirstDriver, Between("08:00", "11:00"))})
                  .fits());
}

TEST_F(DriverTest, TheWholeTimeMustBeCovered) {
  const Interval ride = Between("09:00", "12:00");
  EXPECT_TRUE(For(kGuests, {Ask("bookings/c", kCar, ride),
                            Ask("bookings/d", kFirstDriver, Between("09:00", "10:30")),
                            Ask("bookings/e", kSecondDriver, Between("10:30", "12:00"))})
                  .fits());
  EXPECT_FALSE(For(kGuests, {Ask("bookings/c", kCar, ride),
                             Ask("bookings/d", kFirstDriver, Between("09:00", "10:29")),
                             Ask("bookings/e", kSecondDriver, Between("10:30", "12:00"))})
                   .fits());
}

// A hold may lapse, and would leave the vehicle alone.
TEST_F(DriverTest, ADriverWhoIsOnlyHeldDoesNotCoverAConfirmedVehicle) {
  StandFor(kGuests, "bookings/d", kFirstDriver, Between("08:00", "12:00"));
  view.bookings.back().held = true;
  Leg car = Ask("bookings/c", kCar, Between("09:00", "10:00"));
  EXPECT_FALSE(For(kGuests, {car}).fits());
  car.held = true;
  EXPECT_TRUE(For(kGuests, {car}).fits());
  car.held = false;
  EXPECT_TRUE(
      For(kGuests, {car, Ask("bookings/d", kFirstDriver, Between("08:00", "12:00"))}).fits())
      << "confirmed together";
}

TEST_F(DriverTest, AConfirmedVehicleIsNotLeftToADriverWhoIsOnlyHeld) {
  StandFor(kGuests, "bookings/c", kCar, Between("09:00", "10:00"));
  StandFor(kGuests, "bookings/d", kFirstDriver, Between("09:00", "10:00"));
  StandFor(kGuests, "bookings/e", kSecondDriver, Between("09:00", "10:00"));
  view.bookings.back().held = true;
  const Verdict verdict = For(kGuests, {}, {"bookings/d"});
  ASSERT_EQ(verdict.releases.size(), 1u);
  EXPECT_THAT(verdict.releases[0].vehicles, ElementsAre("bookings/c"));
}

// Two calls without an owner are two parties, and stay so when their bookings move in one call.
TEST_F(DriverTest, MovedBookingsKeepTheirParty) {
  StandFor("", "bookings/c", kCar, Between("09:00", "10:00"), "one");
  StandFor("", "bookings/d", kFirstDriver, Between("09:00", "10:00"), "one");
  StandFor("", "bookings/e", kSecondDriver, Between("09:00", "10:00"), "two");
  const Verdict verdict = For("", {Ask("bookings/c", kCar, Between("14:00", "15:00")),
                                   Ask("bookings/e", kSecondDriver, Between("14:00", "15:00"))});
  EXPECT_THAT(RulesOf(verdict.legs[0]), ElementsAre(Rule::kDriverRequired));
  EXPECT_TRUE(For("", {Ask("bookings/c", kCar, Between("09:30", "10:00")),
                       Ask("bookings/e", kSecondDriver, Between("14:00", "15:00"))})
                  .fits());
}

TEST_F(DriverTest, AStandingDriverOfTheSameOwnerCovers) {
  StandFor(kGuests, "bookings/d", kFirstDriver, Between("08:00", "12:00"));
  EXPECT_TRUE(For(kGuests, {Ask("bookings/new", kCar, Between("09:00", "10:00"))}).fits());
  EXPECT_FALSE(For("delegations/2", {Ask("bookings/new", kCar, Between("09:00", "10:00"))}).fits());
  EXPECT_FALSE(For("", {Ask("bookings/new", kCar, Between("09:00", "10:00"))}).fits());
}

TEST_F(DriverTest, OneDriverDrivesOneVehicleAtATime) {
  StandFor(kGuests, "bookings/d", kFirstDriver, Between("08:00", "12:00"));
  StandFor(kGuests, "bookings/c", kCar, Between("09:00", "10:00"));
  EXPECT_TRUE(For(kGuests, {Ask("bookings/new", kBus, Between("10:00", "11:00"))}).fits());
  const Verdict verdict = For(kGuests, {Ask("bookings/new", kBus, Between("09:30", "11:00"))});
  ASSERT_THAT(RulesOf(verdict.legs[0]), ElementsAre(Rule::kDriverRequired));
  EXPECT_THAT(verdict.legs[0].violations[0].blocking, ElementsAre("bookings/c"));
  EXPECT_TRUE(For(kGuests, {Ask("bookings/new", kBus, Between("09:30", "11:00")),
                            Ask("bookings/e", kSecondDriver, Between("09:30", "11:00"))})
                  .fits());
}

TEST_F(DriverTest, TwoVehicleLegsWantTwoDrivers) {
  const Verdict verdict =
      For(kGuests, {Ask("bookings/x", kCar, Between("09:00", "10:00")),
                    Ask("bookings/y", kBus, Between("09:30", "11:00")),
                    Ask("bookings/d", kFirstDriver, Between("09:00", "11:00"))});
  ASSERT_THAT(RulesOf(verdict.legs[0]), ElementsAre(Rule::kDriverRequired));
  EXPECT_THAT(verdict.legs[0].violations[0].blocking_legs, ElementsAre(1));
  ASSERT_THAT(RulesOf(verdict.legs[1]), ElementsAre(Rule::kDriverRequired));
  EXPECT_THAT(verdict.legs[1].violations[0].blocking_legs, ElementsAre(0));
  EXPECT_THAT(verdict.legs[2].violations, IsEmpty());
}

TEST_F(DriverTest, WithoutAnOwnerTheGroupCounts) {
  StandFor("", "bookings/d", kFirstDriver, Between("08:00", "12:00"), "groups/1");
  const std::vector<Leg> ride = {Ask("bookings/new", kCar, Between("09:00", "10:00"))};
  EXPECT_TRUE(For("", ride, {}, "groups/1").fits());
  EXPECT_FALSE(For("", ride, {}, "groups/2").fits());
  EXPECT_FALSE(For(kGuests, ride, {}, "groups/1").fits());
}

class StandingRideTest : public DriverTest {
 protected:
  StandingRideTest() {
    StandFor(kGuests, "bookings/c", kCar, Between("09:00", "12:00"));
    StandFor(kGuests, "bookings/d", kFirstDriver, Between("09:00", "12:00"));
  }
};

TEST_F(StandingRideTest, ReleasingTheDriverIsRefused) {
  // Whoever asks: it is the owner of the driver's booking that counts.
  for (const char* owner : {kGuests, "delegations/2"}) {
    const Verdict verdict = For(owner, {}, {"bookings/d"});
    EXPECT_FALSE(verdict.fits());
    ASSERT_EQ(verdict.releases.size(), 1u);
    EXPECT_EQ(verdict.releases[0].booking, "bookings/d");
    EXPECT_THAT(verdict.releases[0].vehicles, ElementsAre("bookings/c"));
  }
}

TEST_F(StandingRideTest, DriverAndVehicleMayGoTogether) {
  EXPECT_TRUE(For(kGuests, {}, {"bookings/d", "bookings/c"}).fits());
  EXPECT_TRUE(For(kGuests, {}, {"bookings/c"}).fits());
}

TEST_F(StandingRideTest, DriversMayBeExchanged) {
  EXPECT_TRUE(
      For(kGuests, {Ask("bookings/e", kSecondDriver, Between("09:00", "12:00"))}, {"bookings/d"})
          .fits());
  EXPECT_FALSE(
      For(kGuests, {Ask("bookings/e", kSecondDriver, Between("09:00", "11:59"))}, {"bookings/d"})
          .fits());
  EXPECT_FALSE(For("delegations/2", {Ask("bookings/e", kSecondDriver, Between("09:00", "12:00"))},
                   {"bookings/d"})
                   .fits());
}

TEST_F(StandingRideTest, MovingTheDriverAwayIsAViolationOfThatLeg) {
  const Verdict verdict =
      For(kGuests, {Ask("bookings/d", kFirstDriver, Between("10:00", "13:00"))});
  ASSERT_THAT(RulesOf(verdict.legs[0]), ElementsAre(Rule::kDriverRequired));
  EXPECT_THAT(verdict.legs[0].violations[0].blocking, ElementsAre("bookings/c"));
  EXPECT_TRUE(verdict.releases.empty());
  EXPECT_TRUE(For(kGuests, {Ask("bookings/d", kFirstDriver, Between("08:00", "13:00"))}).fits());
  EXPECT_TRUE(For(kGuests, {Ask("bookings/d", kSecondDriver, Between("09:00", "12:00"))}).fits());
}

TEST_F(StandingRideTest, ADriversBookingMayNotBecomeSomethingElse) {
  const Verdict verdict =
      For(kGuests, {Ask("bookings/d", "resources/room", Between("09:00", "12:00"))});
  EXPECT_THAT(RulesOf(verdict.legs[0]), ElementsAre(Rule::kDriverRequired));
}

TEST_F(StandingRideTest, DriverAndVehicleMoveTogether) {
  const Interval later = Between("14:00", "17:00");
  EXPECT_TRUE(For(kGuests, {Ask("bookings/d", kFirstDriver, later), Ask("bookings/c", kCar, later)})
                  .fits());
  const Verdict verdict = For(kGuests, {Ask("bookings/c", kCar, later)});
  EXPECT_THAT(RulesOf(verdict.legs[0]), ElementsAre(Rule::kDriverRequired));
}

TEST_F(StandingRideTest, ASpareDriverMayGo) {
  StandFor(kGuests, "bookings/e", kSecondDriver, Between("08:00", "13:00"));
  EXPECT_TRUE(For(kGuests, {}, {"bookings/d"}).fits());
  const Verdict both = For(kGuests, {}, {"bookings/d", "bookings/e"});
  ASSERT_EQ(both.releases.size(), 2u);
}

TEST_F(StandingRideTest, AShortageThatStandsIsNotHeldAgainstAnExchange) {
  StandFor(kGuests, "bookings/b", kBus, Between("09:00", "12:00"));
  EXPECT_TRUE(
      For(kGuests, {Ask("bookings/e", kSecondDriver, Between("09:00", "12:00"))}, {"bookings/d"})
          .fits());
  EXPECT_FALSE(For(kGuests, {}, {"bookings/d"}).fits());
}

}  // namespace
}  // namespace letan::booking
