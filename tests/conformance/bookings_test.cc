// Booking, moving, confirming, releasing, swapping: all or nothing.
#include "tests/conformance/fixture.h"

namespace letan::storage::conformance {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Bookings : public ConformanceTest {
 protected:
  void SetUp() override {
    ConformanceTest::SetUp();
    Put(room_);
    Put(hall_);
  }
  Leg Room(const std::string& id, int from, int to) { return MakeLeg(id, room_, Hours(from, to)); }
  Leg Hall(const std::string& id, int from, int to) { return MakeLeg(id, hall_, Hours(from, to)); }
  StatusCode CodeOf(const BookingChange& change) { return Apply(change).code(); }

  const ResourceRow room_ = Resource("room");
  const ResourceRow hall_ = Resource("hall");
};
LETAN_FOR_EVERY_ENGINE(Bookings);

TEST_P(Bookings, ABookingHasEveryFieldAsAsked) {
  Leg leg = LegAt("hanoi", Room("b", 8, 9));
  leg.party_size = 12;
  leg.override_authority = "agencies/a";
  leg.override_reason = "banquet";
  BookingChange change = Change({leg});
  change.activities = {"delegations/a/activities/1"};
  change.owner_label = "for people";
  change.level = HandlingLevel::kRestricted;
  change.need_to_know = {"users/b", "users/a"};
  const Booked booked = Apply(change);
  ASSERT_TRUE(booked.fits());

  BookingRow row;
  row.occupancy.booking = BookingName("b");
  row.occupancy.resource = room_.profile.name;
  row.occupancy.interval = Hours(8, 9);
  row.occupancy.place = "places/hanoi";
  row.occupancy.owner = "delegations/a";
  row.occupancy.group = change.change.group;
  row.activity = "delegations/a/activities/1";
  row.owner_label = "for people";
  row.level = HandlingLevel::kRestricted;
  row.need_to_know = {"users/b", "users/a"};
  row.party_size = 12;
  row.override_authority = "agencies/a";
  row.override_reason = "banquet";
  row.version = 1;
  row.create_time = now();
  row.update_time = now();
  EXPECT_EQ(Text(*Find("b")), Text(row));
  ASSERT_EQ(booked.verdict.bookings.size(), 1u);
  EXPECT_EQ(Text(booked.verdict.bookings[0]), Text(row));
  EXPECT_THAT(booked.verdict.blocking, IsEmpty());
}

TEST_P(Bookings, TryingChangesNothing) {
  const Revision before = Read()->revision();
  EXPECT_TRUE(Try(Change({Room("b", 8, 9)})).verdict.fits());
  EXPECT_EQ(Read()->revision(), before);
  EXPECT_THAT(BookingsOf(room_), IsEmpty());
}

TEST_P(Bookings, TheSameTimeIsNeverPromisedTwice) {
  MustBook(Change({Room("b", 8, 10)}));
  for (const Interval& wish :
       {Hours(8, 10), Hours(7, 9), Hours(9, 11), Hours(8, 9), Hours(7, 11)}) {
    const Booked refused = Apply(Change({MakeLeg("c", room_, wish)}, "delegations/b"));
    EXPECT_EQ(refused.code(), StatusCode::kFailedPrecondition);
    EXPECT_EQ(RulesOf(refused.verdict), "OVERLAP");
    EXPECT_THAT(ViolationOf(refused.verdict, Rule::kOverlap).blocking, ElementsAre("bookings/b"));
    EXPECT_THAT(refused.verdict.bookings, IsEmpty());
  }
  EXPECT_THAT(BookingsOf(room_), ElementsAre("b"));
}

TEST_P(Bookings, IntervalsAreHalfOpenToTheMicrosecond) {
  MustBook(Change({Room("b", 8, 10)}));
  Leg late = Room("late", 9, 12);
  late.interval.start = At(0, 10) - 1;
  EXPECT_FALSE(Apply(Change({late})).fits());
  late.interval.start = At(0, 10);
  EXPECT_TRUE(Apply(Change({late})).fits());
  Leg early = Room("early", 7, 8);
  early.interval.end = At(0, 8) + 1;
  EXPECT_FALSE(Apply(Change({early})).fits());
  early.interval.end = At(0, 8);
  EXPECT_TRUE(Apply(Change({early})).fits());
  EXPECT_THAT(BookingsOf(room_), ElementsAre("early", "b", "late"));
}

TEST_P(Bookings, ManyLegsAreAllOrNothing) {
  MustBook(Change({Hall("taken", 9, 10)}));
  const Booked refused = Apply(Change({Room("b", 8, 9), Hall("c", 8, 10), Room("d", 12, 13)}));
  EXPECT_FALSE(refused.fits());
  EXPECT_EQ(RulesOf(refused.verdict, 0), "");
  EXPECT_EQ(RulesOf(refused.verdict, 1), "OVERLAP");
  EXPECT_EQ(RulesOf(refused.verdict, 2), "");
  EXPECT_THAT(BookingsOf(room_), IsEmpty());
  const Booked booked = Apply(Change({Room("b", 8, 9), Hall("c", 8, 9), Room("d", 12, 13)}));
  ASSERT_TRUE(booked.fits());
  ASSERT_EQ(booked.verdict.bookings.size(), 3u);
  EXPECT_EQ(booked.verdict.bookings[1].occupancy.booking, "bookings/c");
  EXPECT_THAT(BookingsOf(room_), ElementsAre("b", "d"));
  EXPECT_THAT(BookingsOf(hall_), ElementsAre("c", "taken"));
}

TEST_P(Bookings, LegsOfOneChangeClashWithEachOther) {
  const Booked refused = Apply(Change({Room("b", 8, 10), Hall("c", 8, 10), Room("d", 9, 11)}));
  EXPECT_THAT(ViolationOf(refused.verdict, Rule::kOverlap, 0).blocking_legs, ElementsAre(2));
  EXPECT_THAT(ViolationOf(refused.verdict, Rule::kOverlap, 2).blocking_legs, ElementsAre(0));
  EXPECT_EQ(RulesOf(refused.verdict, 1), "");
  EXPECT_THAT(refused.verdict.blocking, IsEmpty());
}

TEST_P(Bookings, EveryBlockingBookingIsNamedOnceByStart) {
  MustBook(Change({Room("z", 8, 9), Room("a", 9, 10), Room("m", 7, 8)}));
  const Booked refused = Apply(Change({Room("b", 7, 10), Room("c", 7, 8)}, "delegations/b"));
  EXPECT_THAT(ViolationOf(refused.verdict, Rule::kOverlap).blocking,
              ElementsAre("bookings/m", "bookings/z", "bookings/a"));
  ASSERT_EQ(refused.verdict.blocking.size(), 3u);
  EXPECT_EQ(refused.verdict.blocking[0].booking, "bookings/a");
  EXPECT_EQ(refused.verdict.blocking[1].booking, "bookings/m");
  EXPECT_EQ(refused.verdict.blocking[2].booking, "bookings/z");
  EXPECT_EQ(refused.verdict.blocking[2].interval, Hours(8, 9));
}

TEST_P(Bookings, AMoveKeepsWhatBelongsToTheBooking) {
  BookingChange change = Change({Room("b", 8, 9)});
  change.activities = {"activities/1"};
  change.owner_label = "first words";
  change.level = HandlingLevel::kRestricted;
  change.need_to_know = {"users/a"};
  MustBook(change);
  const Micros created = now();
  clock().Advance(kHour);
  Leg moved = LegAt("hue", Hall("b", 10, 12));
  moved.party_size = 3;
  BookingChange move = Change({moved});
  move.activities = {"activities/2"};
  move.owner_label = "other words";
  move.level = HandlingLevel::kPublic;
  MustBook(move);

  const BookingRow row = *Find("b");
  EXPECT_EQ(row.occupancy.resource, hall_.profile.name);
  EXPECT_EQ(row.occupancy.interval, Hours(10, 12));
  EXPECT_EQ(row.occupancy.place, "places/hue");
  EXPECT_EQ(row.party_size, 3);
  EXPECT_EQ(row.occupancy.group, change.change.group);
  EXPECT_EQ(row.activity, "activities/1");
  EXPECT_EQ(row.owner_label, "first words");
  EXPECT_EQ(row.level, HandlingLevel::kRestricted);
  EXPECT_THAT(row.need_to_know, ElementsAre("users/a"));
  EXPECT_EQ(row.version, 2);
  EXPECT_EQ(row.create_time, created);
  EXPECT_EQ(row.update_time, created + kHour);
  EXPECT_THAT(BookingsOf(room_), IsEmpty());
}

TEST_P(Bookings, AMovedBookingIsNotInItsOwnWay) {
  MustBook(Change({Room("b", 8, 10)}));
  EXPECT_TRUE(Apply(Change({Room("b", 9, 11)})).fits());
  EXPECT_TRUE(Apply(Change({Room("b", 8, 12)})).fits());
  EXPECT_TRUE(Apply(Change({Room("b", 9, 10)})).fits());
  EXPECT_THAT(BookingsOf(room_), ElementsAre("b"));
}

TEST_P(Bookings, ARefusedMoveLeavesTheBookingWhereItWas) {
  MustBook(Change({Room("b", 8, 9), Room("c", 10, 11)}));
  EXPECT_FALSE(Apply(Change({Room("b", 10, 12)})).fits());
  EXPECT_EQ(Find("b")->occupancy.interval, Hours(8, 9));
  EXPECT_EQ(Find("b")->version, 1);
}

TEST_P(Bookings, TwoCanSwapTheirTimes) {
  MustBook(Change({Room("b", 8, 9), Room("c", 10, 11)}));
  EXPECT_TRUE(Apply(Change({Room("b", 10, 11), Room("c", 8, 9)})).fits());
  EXPECT_THAT(BookingsOf(room_), ElementsAre("c", "b"));
}

TEST_P(Bookings, WhatIsReleasedMakesRoomInTheSameChange) {
  MustBook(Change({Room("b", 8, 10)}));
  BookingChange exchange = Change({Room("c", 9, 11)});
  exchange.change.release = {BookingName("b")};
  EXPECT_TRUE(Apply(exchange).fits());
  EXPECT_THAT(BookingsOf(room_), ElementsAre("c"));
}

TEST_P(Bookings, ARefusedExchangeReleasesNothing) {
  MustBook(Change({Room("b", 8, 10), Hall("taken", 8, 9)}));
  BookingChange exchange = Change({Hall("c", 8, 9)});
  exchange.change.release = {BookingName("b")};
  EXPECT_FALSE(Apply(exchange).fits());
  EXPECT_THAT(BookingsOf(room_), ElementsAre("b"));
}

TEST_P(Bookings, AReleasedBookingIsGone) {
  MustBook(Change({Room("b", 8, 10), Room("c", 10, 11)}));
  ASSERT_TRUE(Apply(Release({"b"})).fits());
  EXPECT_FALSE(Find("b").has_value());
  EXPECT_THAT(BookingsOf(room_), ElementsAre("c"));
  EXPECT_EQ(CodeOf(Release({"b"})), StatusCode::kNotFound);
  EXPECT_TRUE(Apply(Change({Room("d", 8, 10)})).fits());
}

TEST_P(Bookings, NamesThatLeadNowhereAreNotFound) {
  MustBook(Change({Room("b", 8, 9)}));
  EXPECT_EQ(CodeOf(Release({"none"})), StatusCode::kNotFound);
  EXPECT_EQ(CodeOf(Release({"b", "none"})), StatusCode::kNotFound);
  EXPECT_EQ(CodeOf(Change({MakeLeg("c", Resource("none"), Hours(8, 9))})), StatusCode::kNotFound);
  EXPECT_EQ(Read()->TryBookings(Release({"none"})).status().code(), StatusCode::kNotFound);
  EXPECT_THAT(BookingsOf(room_), ElementsAre("b"));
}

TEST_P(Bookings, WhatMakesNoSenseIsInvalid) {
  MustBook(Change({Room("mine", 8, 9)}, "delegations/a"));
  EXPECT_EQ(CodeOf(Change({Room("x", 9, 10), Room("x", 11, 12)})), StatusCode::kInvalidArgument);
  BookingChange both = Change({Room("mine", 9, 10)});
  both.change.release = {BookingName("mine")};
  EXPECT_EQ(CodeOf(both), StatusCode::kInvalidArgument);
  EXPECT_EQ(CodeOf(Change({Room("x", 9, 9)})), StatusCode::kInvalidArgument);
  EXPECT_EQ(CodeOf(Change({Room("x", 10, 9)})), StatusCode::kInvalidArgument);
  EXPECT_EQ(CodeOf(Change({MakeLeg("x", room_, Hours(9, 10), 0)})), StatusCode::kInvalidArgument);
  EXPECT_EQ(CodeOf(Change({MakeLeg("x", room_, Hours(9, 10), -1)})), StatusCode::kInvalidArgument);
  EXPECT_EQ(CodeOf(Hold({Room("x", 9, 10)}, now())), StatusCode::kInvalidArgument);
  EXPECT_EQ(CodeOf(Hold({Room("x", 9, 10)}, 0)), StatusCode::kInvalidArgument);
  EXPECT_EQ(CodeOf(Change({Room("mine", 9, 10)}, "delegations/b")), StatusCode::kInvalidArgument);
  BookingChange activities = Change({Room("x", 9, 10)});
  activities.activities = {"activities/1", "activities/2"};
  EXPECT_EQ(CodeOf(activities), StatusCode::kInvalidArgument);
  EXPECT_THAT(BookingsOf(room_), ElementsAre("mine"));
}

TEST_P(Bookings, ABookingNeedsNoOwner) {
  BookingChange change = Change({Room("b", 8, 9)}, "");
  change.owner_label = "a meeting on its own";
  MustBook(change);
  EXPECT_EQ(Find("b")->occupancy.owner, "");
  EXPECT_EQ(CodeOf(Change({Room("b", 9, 10)}, "delegations/a")), StatusCode::kInvalidArgument);
  MustBook(Change({Room("b", 9, 10)}, ""));
}

TEST_P(Bookings, AThousandLegsInOneChange) {
  std::vector<Leg> legs;
  for (int i = 0; i < 1000; ++i) {
    const Micros start = kMonday + i * 10 * kMinute;
    legs.push_back(MakeLeg(std::to_string(i), room_, {start, start + 10 * kMinute}));
  }
  MustBook(Change(legs));
  EXPECT_EQ(BookingsOf(room_).size(), 1000u);
  EXPECT_FALSE(Apply(Change({Room("b", 8, 9)})).fits());
}

TEST_P(Bookings, LongBookingsAreFoundBehindManyShortOnes) {
  MustBook(Change({MakeLeg("long", room_, {kMonday - 300 * kDay, kMonday})}));
  std::vector<Leg> legs;
  for (int i = 0; i < 50; ++i) {
    const Micros start = kMonday + i * kHour;
    legs.push_back(MakeLeg("s" + std::to_string(i), room_, {start, start + kHour}));
  }
  MustBook(Change(legs));
  const Booked refused =
      Apply(Change({MakeLeg("x", room_, {kMonday - kHour, kMonday - kHour + 1})}));
  EXPECT_THAT(ViolationOf(refused.verdict, Rule::kOverlap).blocking, ElementsAre("bookings/long"));
  BookingQuery query = OfResource(room_);
  query.within_window = true;
  query.window = {kMonday - 1, kMonday + 1};
  EXPECT_EQ(Read()->ListBookings(query)->size(), 2u);
}

}  // namespace
}  // namespace letan::storage::conformance
