// Resources and roads: accepted whatever is booked, and what that leaves behind.
#include "storage/codec.h"
#include "tests/conformance/fixture.h"

namespace letan::storage::conformance {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Resources : public ConformanceTest {
 protected:
  std::vector<std::string> List(const ResourceQuery& query) {
    const auto rows = Read()->ListResources(query);
    EXPECT_TRUE(rows.ok()) << rows.status();
    std::vector<std::string> ids;
    for (const ResourceRow& row : *rows) ids.push_back(Id(row.profile.name));
    return ids;
  }
};
LETAN_FOR_EVERY_ENGINE(Resources);

TEST_P(Resources, EveryFieldComesBackAsItWasPut) {
  ResourceRow row = Resource("r", CapacityModel::kShared);
  row.kind = "HOTEL_BLOCK";
  row.abilities = {"grade:superior", "language:ko"};
  row.profile.role = Role::kVehicle;
  row.profile.active = false;
  row.profile.capacity = 24;
  row.profile.by_night = true;
  row.profile.seats = 45;
  row.profile.buffer_before = 5;
  row.profile.buffer_after = 7;
  row.profile.home_place = "places/depot";
  row.profile.time_zone = "Asia/Vientiane";
  row.profile.working_hours = {{480, 720}, {780, 1020}};
  row.profile.blackouts = {{Hours(1, 2), "one"}, {Hours(3, 4), "two"}};
  row.profile.override_list = {"agencies/a", "people/b"};
  Put(row);
  const auto found = Read()->FindResource(row.profile.name);
  ASSERT_TRUE(found.ok() && found->has_value()) << found.status();
  EXPECT_EQ((*found)->profile, row.profile);
  EXPECT_EQ((*found)->kind, "HOTEL_BLOCK");
  EXPECT_EQ((*found)->abilities, row.abilities);

  row.profile.role = Role::kOther;
  row.profile.blackouts.pop_back();
  row.abilities = {"language:lo"};
  Put(row);
  EXPECT_EQ(Text(**Read()->FindResource(row.profile.name)), Text(row));
  EXPECT_FALSE(Read()->FindResource(ResourceName("none"))->has_value());
}

TEST_P(Resources, AnIdenticalRowChangesNothing) {
  Put(Resource("r"));
  const Revision revision = Read()->revision();
  Put(Resource("r"));
  EXPECT_EQ(Read()->revision(), revision);
  EXPECT_EQ(Changes().size(), 1u);
}

TEST_P(Resources, ListsFilterAndPageByName) {
  const auto put = [&](const std::string& id, const std::string& kind, int seats, bool active,
                       const std::vector<std::string>& abilities) {
    ResourceRow row = Resource(id);
    row.kind = kind;
    row.profile.seats = seats;
    row.profile.active = active;
    row.abilities = abilities;
    Put(row);
  };
  put("e", "COACH", 45, true, {});
  put("d", "COACH", 29, true, {"air"});
  put("c", "INTERPRETER", 0, true, {"ko", "en"});
  put("b", "INTERPRETER", 0, true, {"ko"});
  put("a", "INTERPRETER", 0, false, {"ko", "en"});
  EXPECT_THAT(List({}), ElementsAre("b", "c", "d", "e"));
  EXPECT_THAT(List({.only_active = false}), ElementsAre("a", "b", "c", "d", "e"));
  EXPECT_THAT(List({.kind = "COACH"}), ElementsAre("d", "e"));
  EXPECT_THAT(List({.min_seats = 30}), ElementsAre("b", "c", "e"));
  EXPECT_THAT(List({.kind = "COACH", .min_seats = 29}), ElementsAre("d", "e"));
  EXPECT_THAT(List({.abilities = {"ko"}}), ElementsAre("b", "c"));
  EXPECT_THAT(List({.abilities = {"en", "ko"}}), ElementsAre("c"));
  EXPECT_THAT(List({.abilities = {"en", "zh"}}), IsEmpty());
  EXPECT_THAT(List({.limit = 2}), ElementsAre("b", "c"));
  EXPECT_THAT(List({.after = "resources/c", .limit = 2}), ElementsAre("d", "e"));
  EXPECT_THAT(List({.after = "resources/e"}), IsEmpty());
}

TEST_P(Resources, WhatABookingTakesWholeIsLeftOutWhenAsked) {
  for (const std::string id : {"a", "b", "c"}) Put(Resource(id));
  Put(Resource("hall", CapacityModel::kShared));
  MustBook(Change({MakeLeg("one", Resource("a"), Hours(8, 10)),
                   MakeLeg("two", Resource("b"), Hours(10, 12)),
                   MakeLeg("three", Resource("hall", CapacityModel::kShared), Hours(8, 12))}));
  EXPECT_THAT(List({.untaken = Hours(7, 8)}), ElementsAre("a", "b", "c", "hall"));
  EXPECT_THAT(List({.untaken = Hours(9, 10)}), ElementsAre("b", "c", "hall"));
  EXPECT_THAT(List({.untaken = Hours(9, 11)}), ElementsAre("c", "hall"));
  EXPECT_THAT(List({.untaken = Hours(9, 11), .limit = 1}), ElementsAre("c"));
  EXPECT_THAT(List({.untaken = Hours(12, 13)}), ElementsAre("a", "b", "c", "hall"));
}

TEST_P(Resources, RoadsAreReplacedPerPlace) {
  PutRoads("b", {Road("b", "c", 3)});
  PutRoads("a", {Road("a", "c", 1), Road("a", "b", 2)});
  PutRoads("a", {Road("a", "d", 4)});
  std::vector<std::string> edges;
  const auto roads = Read()->TravelTimes();
  for (const booking::TravelTime& edge : *roads) {
    edges.push_back(Id(edge.from) + Id(edge.to) + std::to_string(edge.duration));
  }
  EXPECT_THAT(edges, ::testing::UnorderedElementsAre("ad4", "bc3"));
  const std::size_t changes = Changes().size();
  PutRoads("a", {Road("a", "d", 4)});
  EXPECT_EQ(Changes().size(), changes);  // identical: nothing happens
  PutRoads("a", {});
  EXPECT_EQ(Read()->TravelTimes()->size(), 1u);
  EXPECT_EQ(Changes().back().entity, "places/a");
  EXPECT_EQ(Changes().back().after, "");
  EXPECT_EQ(Do([](WriteTransaction& write) {
              return write.PutTravelTimes("places/a", {Road("b", "c", 1)});
            }).status.code(),
            StatusCode::kInvalidArgument);
}

class Standing : public ConformanceTest {
 protected:
  void SetUp() override {
    ConformanceTest::SetUp();
    Put(row_);
    MustBook(Change({LegAt("a", MakeLeg("b", row_, Hours(8, 9))),
                     LegAt("c", MakeLeg("c", row_, Hours(10, 12)))}));
  }
  ResourceRow row_ = [] {
    ResourceRow row = Resource("guide");
    row.profile.override_list = {"agencies/office"};
    return row;
  }();
};
LETAN_FOR_EVERY_ENGINE(Standing);

TEST_P(Standing, NothingStandsInConflictAtFirst) { EXPECT_THAT(StandingOf(row_), IsEmpty()); }

TEST_P(Standing, EditedBuffersAreAcceptedAndListed) {
  row_.profile.buffer_before = 61 * kMinute;
  Put(row_);
  EXPECT_THAT(StandingOf(row_), ElementsAre("b:BUFFER", "c:BUFFER"));
  row_.profile.buffer_before = 60 * kMinute;
  Put(row_);
  EXPECT_THAT(StandingOf(row_), IsEmpty());
}

TEST_P(Standing, EditedHoursAndBlackoutsAreAcceptedAndListed) {
  row_.profile.working_hours = {{8 * 60, 11 * 60}};
  row_.profile.blackouts = {{{At(0, 8, 30), At(0, 9)}, "holiday"}};
  Put(row_);
  EXPECT_THAT(StandingOf(row_), ElementsAre("b:BLACKOUT", "c:WORKING_HOURS"));
}

TEST_P(Standing, WhatWasOverriddenIsNoConflict) {
  row_.profile.working_hours = {{8 * 60, 17 * 60}};
  row_.profile.override_list = {"agencies/office"};
  Put(row_);
  Leg banquet = MakeLeg("banquet", row_, Hours(18, 21));
  banquet.override_authority = "agencies/office";
  banquet.override_reason = "a banquet";
  MustBook(Change({banquet}));
  EXPECT_THAT(StandingOf(row_), IsEmpty());
  // Moving it later keeps it so.
  banquet.interval = Hours(19, 22);
  MustBook(Change({banquet}));
  EXPECT_THAT(StandingOf(row_), IsEmpty());
  // What was allowed stays so when the list changes.
  row_.profile.override_list.clear();
  Put(row_);
  EXPECT_THAT(StandingOf(row_), IsEmpty());
}

TEST_P(Standing, EditedRoadsAreAcceptedAndListed) {
  PutRoads("a", {Road("a", "c", 61 * kMinute)});
  EXPECT_THAT(StandingOf(row_), ElementsAre("b:TRAVEL_TIME", "c:TRAVEL_TIME"));
  PutRoads("d", {Road("d", "a", 30 * kMinute), Road("d", "c", 30 * kMinute)});
  EXPECT_THAT(StandingOf(row_), IsEmpty());  // there is a detour
}

TEST_P(Standing, AReleaseThatMakesATripNecessaryIsListed) {
  PutRoads("home", {Road("home", "site", 60 * kMinute)});
  ResourceRow driver = Resource("driver");
  driver.profile.home_place = "places/home";
  driver.profile.working_hours = {{8 * 60, 17 * 60}};
  Put(driver);
  MustBook(Change({MakeLeg("first", driver, {At(0, 8), At(0, 8, 10)}),
                   LegAt("site", MakeLeg("second", driver, {At(0, 8, 30), At(0, 9)}))}));
  EXPECT_THAT(StandingOf(driver), IsEmpty());
  ASSERT_TRUE(Apply(Release({"first"})).fits());
  EXPECT_THAT(StandingOf(driver), ElementsAre("second:WORKING_HOURS"));
}

TEST_P(Standing, RetiringAResourceIsAcceptedAndListed) {
  row_.profile.active = false;
  Put(row_);
  EXPECT_THAT(StandingOf(row_), ElementsAre("b:INACTIVE", "c:INACTIVE"));
}

TEST_P(Standing, OnlyTheWindowIsLookedAt) {
  row_.profile.active = false;
  Put(row_);
  const auto conflicts = Read()->StandingConflicts(row_.profile.name, Hours(9, 11));
  ASSERT_EQ(conflicts->size(), 1u);
  EXPECT_EQ(conflicts->front().booking, "bookings/c");
  EXPECT_EQ(Read()->StandingConflicts(ResourceName("none"), Hours(9, 11)).status().code(),
            StatusCode::kNotFound);
}

TEST_P(Standing, WhatWasOverriddenIsNotHeldAgainstIt) {
  row_.profile.working_hours = {{8 * 60, 17 * 60}};
  Put(row_);
  Leg banquet = LegAt("c", MakeLeg("banquet", row_, Hours(18, 20)));
  banquet.override_authority = "agencies/office";
  banquet.override_reason = "a banquet";
  MustBook(Change({banquet}));
  EXPECT_THAT(StandingOf(row_), IsEmpty());
  row_.profile.working_hours = {{8 * 60, 11 * 60}};
  Put(row_);
  EXPECT_THAT(StandingOf(row_), ElementsAre("c:WORKING_HOURS"));
}

TEST_P(Standing, AnAuthorityThatWasNotOnTheListOverrodeNothing) {
  Leg early = LegAt("a", MakeLeg("early", row_, Hours(6, 7)));
  early.override_authority = "agencies/nobody";
  early.override_reason = "just so";
  MustBook(Change({early}));
  row_.profile.working_hours = {{8 * 60, 17 * 60}};
  Put(row_);
  EXPECT_THAT(StandingOf(row_), ElementsAre("early:WORKING_HOURS"));
}

TEST_P(Standing, LessCapacityIsAcceptedAndListed) {
  ResourceRow hall = Resource("hall", CapacityModel::kShared);
  hall.profile.capacity = 10;
  Put(hall);
  MustBook(Change({MakeLeg("x", hall, Hours(8, 10), 6), MakeLeg("y", hall, Hours(9, 11), 4),
                   MakeLeg("z", hall, Hours(12, 13), 9)}));
  hall.profile.capacity = 9;
  Put(hall);
  EXPECT_THAT(StandingOf(hall), ElementsAre("x:CAPACITY", "y:CAPACITY"));
}

TEST_P(Standing, ARemovedConflictIsNoLongerListed) {
  row_.profile.blackouts = {{Hours(8, 9), "holiday"}};
  Put(row_);
  EXPECT_THAT(StandingOf(row_), ElementsAre("b:BLACKOUT"));
  ASSERT_TRUE(Apply(Change({LegAt("a", MakeLeg("b", row_, Hours(6, 7)))})).fits());
  EXPECT_THAT(StandingOf(row_), IsEmpty());
}

}  // namespace
}  // namespace letan::storage::conformance
