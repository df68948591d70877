// Lists of bookings: by resource, owner, activity, group, window; ordered, paged.
#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "tests/conformance/fixture.h"

namespace letan::storage::conformance {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class BookingLists : public ConformanceTest {
 protected:
  void SetUp() override {
    ConformanceTest::SetUp();
    Put(room_);
    Put(hall_);
    Book({MakeLeg("d", room_, Hours(8, 9)), MakeLeg("a", hall_, Hours(8, 12))}, "delegations/1",
         "groups/x", "activities/1");
    Book({MakeLeg("c", room_, Hours(9, 10)), MakeLeg("b", hall_, Hours(12, 13))}, "delegations/2",
         "groups/y", "activities/2");
    Book({MakeLeg("e", room_, Hours(10, 18))}, "delegations/1", "groups/z", "activities/1");
  }
  void Book(const std::vector<Leg>& legs, const std::string& owner, const std::string& group,
            const std::string& activity) {
    BookingChange change = Change(legs, owner);
    change.change.group = group;
    change.activities.assign(legs.size(), activity);
    MustBook(change);
  }
  std::vector<std::string> List(const BookingQuery& query) {
    const auto rows = Read()->ListBookings(query);
    EXPECT_TRUE(rows.ok()) << rows.status();
    std::vector<std::string> ids;
    if (!rows.ok()) return ids;
    for (const BookingRow& row : *rows) ids.push_back(Id(row.occupancy.booking));
    return ids;
  }
  // A text for each visit, "activities/1: a d e", and one for a refusal; ends after `most` visits.
  std::vector<std::string> Visit(const std::vector<std::string>& activities,
                                 const Viewer& viewer = Viewer::Administrator(),
                                 std::size_t limit = 100, std::size_t most = 100) {
    std::vector<std::string> visits;
    const absl::Status status = Read(viewer)->VisitActivityBookings(
        activities, limit, [&](const std::string& activity, std::span<const BookingRow> rows) {
          visits.push_back(activity + ":");
          for (const BookingRow& row : rows) {
            EXPECT_EQ(row.activity, activity);
            visits.back() += " " + Id(row.occupancy.booking);
          }
          return visits.size() < most;
        });
    if (!status.ok()) {
      EXPECT_EQ(status.code(), StatusCode::kFailedPrecondition) << status;
      visits.push_back("too many: " + std::string(status.message()));
    }
    return visits;
  }
  static BookingQuery InWindow(BookingQuery query, const Interval& window) {
    query.within_window = true;
    query.window = window;
    return query;
  }

  const ResourceRow room_ = Resource("room");
  const ResourceRow hall_ = Resource("hall");
};
LETAN_FOR_EVERY_ENGINE(BookingLists);

TEST_P(BookingLists, ByEachName) {
  EXPECT_THAT(List({.resource = room_.profile.name}), ElementsAre("d", "c", "e"));
  EXPECT_THAT(List({.owner = "delegations/1"}), ElementsAre("a", "d", "e"));
  EXPECT_THAT(List({.activity = "activities/2"}), ElementsAre("c", "b"));
  EXPECT_THAT(List({.group = "groups/x"}), ElementsAre("a", "d"));
  EXPECT_THAT(List({.resource = ResourceName("none")}), IsEmpty());
  EXPECT_THAT(List({.owner = "delegations/3"}), IsEmpty());
}

TEST_P(BookingLists, NamesAreCombined) {
  EXPECT_THAT(List({.resource = room_.profile.name, .owner = "delegations/1"}),
              ElementsAre("d", "e"));
  EXPECT_THAT(List({.owner = "delegations/1", .activity = "activities/1", .group = "groups/z"}),
              ElementsAre("e"));
  EXPECT_THAT(List({.resource = hall_.profile.name, .group = "groups/z"}), IsEmpty());
}

TEST_P(BookingLists, WindowsAreHalfOpen) {
  const BookingQuery room = {.resource = room_.profile.name};
  EXPECT_THAT(List(InWindow(room, Hours(9, 10))), ElementsAre("c"));
  EXPECT_THAT(List(InWindow(room, {At(0, 9) - 1, At(0, 10) + 1})), ElementsAre("d", "c", "e"));
  EXPECT_THAT(List(InWindow({.owner = "delegations/1"}, Hours(9, 10))), ElementsAre("a"));
  EXPECT_THAT(List(InWindow({.group = "groups/y"}, Hours(9, 10))), ElementsAre("c"));
  EXPECT_THAT(List(InWindow({.activity = "activities/1"}, Hours(17, 20))), ElementsAre("e"));
}

TEST_P(BookingLists, AWindowAloneIsEnough) {
  EXPECT_THAT(List(InWindow({}, Hours(11, 13))), ElementsAre("a", "e", "b"));
  EXPECT_THAT(List(InWindow({}, Hours(0, 24))), ElementsAre("a", "d", "c", "e", "b"));
  EXPECT_THAT(List(InWindow({}, Hours(18, 24))), IsEmpty());
  EXPECT_EQ(Read()->ListBookings({}).status().code(), StatusCode::kInvalidArgument);
}

TEST_P(BookingLists, PagesGoOnAfterTheCursor) {
  BookingQuery query = InWindow({}, Hours(0, 24));
  query.limit = 2;
  EXPECT_THAT(List(query), ElementsAre("a", "d"));
  query.has_cursor = true;
  query.cursor = {At(0, 8), "bookings/d"};
  EXPECT_THAT(List(query), ElementsAre("c", "e"));
  query.cursor = {At(0, 8), "bookings/a"};
  EXPECT_THAT(List(query), ElementsAre("d", "c"));
  query.cursor = {At(0, 12), "bookings/b"};
  EXPECT_THAT(List(query), IsEmpty());
  query = {.owner = "delegations/1"};
  query.has_cursor = true;
  query.cursor = {At(0, 8), "bookings/a"};
  EXPECT_THAT(List(query), ElementsAre("d", "e"));
}

TEST_P(BookingLists, OfSeveralActivities) {
  const std::vector<std::string> both = {"activities/2", "activities/none", "activities/1"};
  EXPECT_THAT(Visit(both), ElementsAre("activities/2: c b", "activities/1: a d e"));
  EXPECT_THAT(Visit({"activities/1"}), ElementsAre("activities/1: a d e"));
  EXPECT_THAT(Visit({}), IsEmpty());
  EXPECT_THAT(Visit({"", "activities/\"quoted\\\n"}), IsEmpty());
}

TEST_P(BookingLists, OfMoreActivitiesThanOneStatementTakes) {
  std::vector<std::string> many;
  for (int i = 0; i < 700; ++i) many.push_back("activities/none-" + std::to_string(i));
  many.front() = "activities/2";
  many[300] = "activities/1";
  EXPECT_THAT(Visit(many), ElementsAre("activities/2: c b", "activities/1: a d e"));
  std::swap(many.front(), many.back());
  EXPECT_THAT(Visit(many), ElementsAre("activities/1: a d e", "activities/2: c b"));
  EXPECT_THAT(Visit(many, Viewer::Administrator(), 100, 1), ElementsAre("activities/1: a d e"));
}

TEST_P(BookingLists, AVisitEndsAtAnActivityWithTooMany) {
  const Viewer all = Viewer::Administrator();
  const std::vector<std::string> both = {"activities/2", "activities/1"};
  EXPECT_THAT(Visit(both, all, 3), ElementsAre("activities/2: c b", "activities/1: a d e"));
  EXPECT_THAT(Visit(both, all, 2), ElementsAre("activities/2: c b", "too many: activities/1"));
  EXPECT_THAT(Visit(both, all, 1), ElementsAre("too many: activities/2"));
  EXPECT_THAT(Visit(both, all, 2, 1), ElementsAre("activities/2: c b"));
}

TEST_P(BookingLists, OfActivitiesForAViewer) {
  BookingChange secret = Change({MakeLeg("s", room_, Hours(19, 20))}, "delegations/1");
  secret.activities = {"activities/1"};
  secret.level = HandlingLevel::kRestricted;
  secret.need_to_know = {"users/listed"};
  MustBook(secret);
  BookingChange held = Hold({MakeLeg("h", room_, Hours(21, 22))}, now() + kHour, "delegations/1");
  held.activities = {"activities/1"};
  MustBook(held);
  const std::vector<std::string> names = {"activities/1"};
  EXPECT_THAT(Visit(names), ElementsAre("activities/1: a d e s h"));
  EXPECT_THAT(Visit(names, InternalViewer()), ElementsAre("activities/1: a d e h"));
  EXPECT_THAT(Visit(names, InternalViewer(), 4), ElementsAre("activities/1: a d e h"));
  EXPECT_THAT(Visit(names, InternalViewer("users/listed")), ElementsAre("activities/1: a d e s h"));
  clock().Advance(kHour);
  EXPECT_THAT(Visit(names), ElementsAre("activities/1: a d e s"));
}

TEST_P(BookingLists, BusyIsCutToTheWindowAndJoined) {
  const auto busy = *Read()->Busy(room_.profile.name, {At(0, 8, 30), At(0, 12)});
  ASSERT_EQ(busy.size(), 1u);
  EXPECT_EQ(busy[0].interval, (Interval{At(0, 8, 30), At(0, 12)}));
  EXPECT_EQ(busy[0].quantity, 1);
  EXPECT_TRUE(Read()->Busy(room_.profile.name, Hours(18, 24))->empty());
}

}  // namespace
}  // namespace letan::storage::conformance
