// Units at once, nights, and the drivers that vehicles need.
#include "tests/conformance/fixture.h"

namespace letan::storage::conformance {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class SharedRules : public ConformanceTest {
 protected:
  void SetUp() override {
    ConformanceTest::SetUp();
    hall_.profile.capacity = 10;
    Put(hall_);
    block_.profile.capacity = 4;
    block_.profile.by_night = true;
    Put(block_);
  }
  std::string Rules(const Leg& leg) { return RulesOf(Try(Change({leg}))); }
  Leg Seats(const std::string& id, const Interval& interval, int quantity) {
    return MakeLeg(id, hall_, interval, quantity);
  }
  Leg Rooms(const std::string& id, Micros start, Micros end, int quantity) {
    return MakeLeg(id, block_, {start, end}, quantity);
  }

  ResourceRow hall_ = Resource("hall", CapacityModel::kShared);
  ResourceRow block_ = Resource("block", CapacityModel::kShared);
};
LETAN_FOR_EVERY_ENGINE(SharedRules);

TEST_P(SharedRules, UnitsAreSharedUpToTheCapacity) {
  MustBook(Change({Seats("a", Hours(8, 10), 6)}));
  EXPECT_EQ(Rules(Seats("x", Hours(9, 11), 4)), "");
  EXPECT_EQ(Rules(Seats("x", Hours(9, 11), 5)), "CAPACITY");
  EXPECT_EQ(Rules(Seats("x", Hours(10, 11), 10)), "");
  EXPECT_EQ(Rules(Seats("x", Hours(10, 11), 11)), "CAPACITY");
  const booking::Violation violation =
      ViolationOf(Try(Change({Seats("x", Hours(9, 11), 5)})), Rule::kCapacity);
  EXPECT_EQ(violation.available, 4);
  EXPECT_THAT(violation.blocking, ElementsAre("bookings/a"));
}

TEST_P(SharedRules, OnlyTheFullestInstantCounts) {
  MustBook(Change({Seats("a", Hours(8, 10), 6), Seats("b", Hours(10, 12), 6)}));
  EXPECT_EQ(Rules(Seats("x", Hours(9, 11), 4)), "");  // never twelve at once
  MustBook(Change({Seats("c", Hours(9, 11), 3)}));
  EXPECT_EQ(Rules(Seats("x", Hours(8, 9), 4)), "");
  const booking::Violation violation =
      ViolationOf(Try(Change({Seats("x", Hours(8, 10), 4)})), Rule::kCapacity);
  EXPECT_EQ(violation.available, 1);
  EXPECT_THAT(violation.blocking, ElementsAre("bookings/a", "bookings/c"));
}

TEST_P(SharedRules, LegsOfOneChangeShareTheUnits) {
  const BookingVerdict verdict =
      Try(Change({Seats("x", Hours(8, 10), 6), Seats("y", Hours(9, 11), 6)}));
  EXPECT_THAT(ViolationOf(verdict, Rule::kCapacity, 0).blocking_legs, ElementsAre(1));
  EXPECT_THAT(ViolationOf(verdict, Rule::kCapacity, 1).blocking_legs, ElementsAre(0));
  EXPECT_EQ(ViolationOf(verdict, Rule::kCapacity, 1).available, 4);
}

TEST_P(SharedRules, SharedResourcesHaveHoursAndBlackouts) {
  hall_.profile.working_hours = {{8 * 60, 17 * 60}};
  hall_.profile.blackouts = {{Hours(12, 13), "cleaning"}};
  hall_.profile.home_place = "places/home";  // a hall does not travel
  Put(hall_);
  EXPECT_EQ(Rules(LegAt("elsewhere", Seats("x", Hours(8, 12), 1))), "");
  EXPECT_EQ(Rules(Seats("x", Hours(7, 9), 1)), "WORKING_HOURS");
  EXPECT_EQ(Rules(Seats("x", Hours(11, 13), 1)), "BLACKOUT");
}

TEST_P(SharedRules, BusySumsUnitsPerInstant) {
  MustBook(Change({Seats("a", Hours(8, 10), 6), Seats("b", Hours(9, 11), 3),
                   Seats("c", Hours(11, 12), 3), Seats("d", Hours(14, 16), 1)}));
  const auto busy = *Read()->Busy(hall_.profile.name, {At(0, 8, 30), At(0, 15)});
  ASSERT_EQ(busy.size(), 4u);
  EXPECT_EQ(busy[0].interval, (Interval{At(0, 8, 30), At(0, 9)}));
  EXPECT_EQ(busy[0].quantity, 6);
  EXPECT_EQ(busy[1].interval, Hours(9, 10));
  EXPECT_EQ(busy[1].quantity, 9);
  EXPECT_EQ(busy[2].interval, Hours(10, 12));  // neighbours of equal quantity are one
  EXPECT_EQ(busy[2].quantity, 3);
  EXPECT_EQ(busy[3].interval, Hours(14, 15));
  EXPECT_EQ(busy[3].quantity, 1);
  EXPECT_EQ(Read()->Busy(ResourceName("none"), Hours(0, 1)).status().code(), StatusCode::kNotFound);
}

TEST_P(SharedRules, NightsRunFromNoonToNoon) {
  MustBook(Change({Rooms("a", At(0, 15), At(1, 10), 3)}));
  EXPECT_EQ(Rules(Rooms("x", At(1, 11), At(1, 11, 30), 2)), "CAPACITY");  // still the first night
  EXPECT_EQ(Rules(Rooms("x", At(1, 11), At(1, 12), 1)), "");
  EXPECT_EQ(Rules(Rooms("x", At(1, 12), At(2, 12), 4)), "");  // ends at noon: not the next night
  EXPECT_EQ(Rules(Rooms("x", At(-1, 12), At(0, 12), 4)), "");
  EXPECT_EQ(Rules(Rooms("x", At(-1, 12), At(0, 12) + 1, 2)), "CAPACITY");
  EXPECT_EQ(Rules(Rooms("x", At(0, 12), At(0, 13), 2)), "CAPACITY");
}

TEST_P(SharedRules, ADayStayTakesItsNight) {
  MustBook(Change({Rooms("day", At(0, 13), At(0, 18), 4)}));
  EXPECT_EQ(Rules(Rooms("x", At(0, 20), At(1, 8), 1)), "CAPACITY");
  EXPECT_EQ(Rules(Rooms("x", At(0, 8), At(0, 12), 4)), "");
  EXPECT_EQ(Rules(Rooms("x", At(1, 12), At(1, 13), 4)), "");
}

TEST_P(SharedRules, EachNightOfALongStayCounts) {
  MustBook(Change({Rooms("a", At(0, 14), At(1, 11), 2), Rooms("b", At(2, 14), At(3, 11), 3)}));
  EXPECT_EQ(Rules(Rooms("x", At(0, 14), At(3, 11), 1)), "");
  const booking::Violation violation =
      ViolationOf(Try(Change({Rooms("x", At(0, 14), At(3, 11), 2)})), Rule::kCapacity);
  EXPECT_THAT(violation.blocking, ElementsAre("bookings/b"));
  EXPECT_EQ(violation.available, 1);
}

class DriverRules : public ConformanceTest {
 protected:
  void SetUp() override {
    ConformanceTest::SetUp();
    for (ResourceRow* car : {&car_, &bus_}) {
      car->profile.role = Role::kVehicle;
      Put(*car);
    }
    for (ResourceRow* driver : {&first_, &second_}) {
      driver->profile.role = Role::kDriver;
      Put(*driver);
    }
  }
  std::string Rules(const BookingChange& change, std::size_t leg = 0) {
    return RulesOf(Try(change), leg);
  }

  ResourceRow car_ = Resource("car");
  ResourceRow bus_ = Resource("bus");
  ResourceRow first_ = Resource("driver1");
  ResourceRow second_ = Resource("driver2");
};
LETAN_FOR_EVERY_ENGINE(DriverRules);

TEST_P(DriverRules, AVehicleNeedsADriverForTheWholeTime) {
  const Leg car = MakeLeg("c", car_, Hours(8, 12));
  EXPECT_EQ(Rules(Change({car})), "DRIVER_REQUIRED");
  EXPECT_EQ(Rules(Change({car, MakeLeg("d", first_, Hours(8, 12))})), "");
  EXPECT_EQ(Rules(Change({car, MakeLeg("d", first_, {At(0, 8), At(0, 12) - 1})})),
            "DRIVER_REQUIRED");
  EXPECT_EQ(Rules(Change({car, MakeLeg("d", first_, {At(0, 8) + 1, At(0, 12)})})),
            "DRIVER_REQUIRED");
  EXPECT_EQ(Rules(Change(
                {car, MakeLeg("d", first_, Hours(8, 10)), MakeLeg("e", second_, Hours(10, 12))})),
            "");                                                       // relieved at ten
  EXPECT_EQ(Rules(Change({MakeLeg("d", first_, Hours(8, 12))})), "");  // without a vehicle: fine
}

TEST_P(DriverRules, ADriverOfTheSameOwnerAlreadyBookedWillDo) {
  MustBook(Change({MakeLeg("d", first_, Hours(7, 13))}, "delegations/a"));
  EXPECT_EQ(Rules(Change({MakeLeg("c", car_, Hours(8, 12))}, "delegations/a")), "");
  EXPECT_EQ(Rules(Change({MakeLeg("c", car_, Hours(8, 12))}, "delegations/b")), "DRIVER_REQUIRED");
  EXPECT_EQ(Rules(Change({MakeLeg("c", car_, Hours(8, 12))}, "")), "DRIVER_REQUIRED");
}

TEST_P(DriverRules, OneDriverDrivesOneVehicleAtATime) {
  MustBook(Change({MakeLeg("d", first_, Hours(8, 12)), MakeLeg("c", car_, Hours(8, 10))}));
  EXPECT_EQ(Rules(Change({MakeLeg("b", bus_, Hours(10, 12))})), "");
  const BookingVerdict verdict = Try(Change({MakeLeg("b", bus_, Hours(9, 12))}));
  EXPECT_THAT(ViolationOf(verdict, Rule::kDriverRequired).blocking, ElementsAre("bookings/c"));
  const BookingChange both =
      Change({MakeLeg("b", bus_, Hours(9, 12)), MakeLeg("e", second_, Hours(9, 10))});
  EXPECT_EQ(Rules(both), "");
}

TEST_P(DriverRules, WithoutAnOwnerTheGroupCounts) {
  BookingChange mine = Change({MakeLeg("d", first_, Hours(8, 12))}, "");
  mine.change.group = "groups/mine";
  MustBook(mine);
  BookingChange car = Change({MakeLeg("c", car_, Hours(8, 12))}, "");
  car.change.group = "groups/other";
  EXPECT_EQ(Rules(car), "DRIVER_REQUIRED");
  car.change.group = "groups/mine";
  EXPECT_EQ(Rules(car), "");
  MustBook(car);
  EXPECT_THAT(StandingOf(car_), IsEmpty());
  const Booked refused = Apply(Release({"d"}, ""));
  ASSERT_EQ(refused.verdict.verdict.releases.size(), 1u);
}

TEST_P(DriverRules, WithoutOwnerAndGroupTheLegsOfTheChangeCount) {
  BookingChange change =
      Change({MakeLeg("c", car_, Hours(8, 12)), MakeLeg("d", first_, Hours(8, 12))}, "");
  change.change.group = "";
  EXPECT_EQ(Rules(change), "");
  change.change.put.pop_back();
  EXPECT_EQ(Rules(change), "DRIVER_REQUIRED");
}

TEST_P(DriverRules, ADriverCannotBeReleasedFromUnderAVehicle) {
  MustBook(Change({MakeLeg("c", car_, Hours(8, 12)), MakeLeg("d", first_, Hours(8, 12))}));
  const Booked refused = Apply(Release({"d"}));
  EXPECT_EQ(refused.code(), StatusCode::kFailedPrecondition);
  ASSERT_EQ(refused.verdict.verdict.releases.size(), 1u);
  EXPECT_EQ(refused.verdict.verdict.releases[0].booking, "bookings/d");
  EXPECT_THAT(refused.verdict.verdict.releases[0].vehicles, ElementsAre("bookings/c"));
  ASSERT_EQ(refused.verdict.blocking.size(), 1u);
  EXPECT_EQ(refused.verdict.blocking[0].booking, "bookings/c");
  EXPECT_TRUE(Apply(Release({"c", "d"})).fits());
}

TEST_P(DriverRules, ASpareDriverCanBeReleased) {
  MustBook(Change({MakeLeg("c", car_, Hours(8, 12)), MakeLeg("d", first_, Hours(8, 12)),
                   MakeLeg("e", second_, Hours(7, 13))}));
  EXPECT_TRUE(Apply(Release({"d"})).fits());
  EXPECT_FALSE(Apply(Release({"e"})).fits());
}

TEST_P(DriverRules, ADriverCanBeExchanged) {
  MustBook(Change({MakeLeg("c", car_, Hours(8, 12)), MakeLeg("d", first_, Hours(8, 12))}));
  BookingChange exchange = Change({MakeLeg("e", second_, Hours(8, 12))});
  exchange.change.release = {BookingName("d")};
  EXPECT_TRUE(Apply(exchange).fits());
  BookingChange too_short = Change({MakeLeg("f", first_, Hours(9, 12))});
  too_short.change.release = {BookingName("e")};
  EXPECT_FALSE(Apply(too_short).fits());
}

TEST_P(DriverRules, ADriverCannotBeMovedFromUnderAVehicle) {
  MustBook(Change({MakeLeg("c", car_, Hours(8, 12)), MakeLeg("d", first_, Hours(8, 12))}));
  const Booked refused = Apply(Change({MakeLeg("d", first_, Hours(9, 13))}));
  EXPECT_EQ(refused.code(), StatusCode::kFailedPrecondition);
  EXPECT_THAT(ViolationOf(refused.verdict, Rule::kDriverRequired).blocking,
              ElementsAre("bookings/c"));
  EXPECT_TRUE(Apply(Change({MakeLeg("d", first_, Hours(7, 13))})).fits());
  EXPECT_TRUE(
      Apply(Change({MakeLeg("d", first_, Hours(14, 15)), MakeLeg("c", car_, Hours(14, 15))}))
          .fits());
}

TEST_P(DriverRules, AnotherOwnersVehiclesDoNotHoldADriver) {
  MustBook(Change({MakeLeg("c", car_, Hours(8, 12)), MakeLeg("d", first_, Hours(8, 12))},
                  "delegations/a"));
  MustBook(Change({MakeLeg("e", second_, Hours(8, 12))}, "delegations/b"));
  EXPECT_TRUE(Apply(Release({"e"}, "delegations/b")).fits());
}

}  // namespace
}  // namespace letan::storage::conformance
