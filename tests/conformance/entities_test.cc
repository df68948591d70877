// Documents: insert, update, find, list. Versions and times are the caller's; the engine guards the
// version.
#include "tests/conformance/fixture.h"

namespace letan::storage::conformance {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Entities : public ConformanceTest {
 protected:
  StatusCode Insert(const EntityRow& row) {
    return Do([&](WriteTransaction& write) { return write.InsertEntity(row); }).status.code();
  }
  StatusCode Update(const EntityRow& row, std::int64_t expected) {
    return Do([&](WriteTransaction& write) { return write.UpdateEntity(row, expected); })
        .status.code();
  }
  std::vector<std::string> List(const EntityQuery& query) {
    const auto rows = Read()->ListEntities(query);
    EXPECT_TRUE(rows.ok()) << rows.status();
    return rows.ok() ? Ids(NamesOf(*rows)) : std::vector<std::string>();
  }
  static EntityQuery Kind(const std::string& kind) {
    EntityQuery query;
    query.kind = kind;
    return query;
  }
  EntityRow Timed(const std::string& id, const Interval& interval) {
    EntityRow row = Entity("event", id, now());
    row.start = interval.start;
    row.end = interval.end;
    return row;
  }
};
LETAN_FOR_EVERY_ENGINE(Entities);

TEST_P(Entities, EveryFieldComesBackAsItWasPut) {
  EntityRow row = Entity("delegation", "a", now());
  row.parent = "plans/2017";
  row.state = "APPROVED";
  row.start = At(1, 8);
  row.end = At(2, 17);
  row.level = HandlingLevel::kRestricted;
  row.need_to_know = {"users/b", "users/a", "roles/desk"};
  row.folded_title = "doan can bo lao";
  row.sort_key = std::string("\x2a\x00\xff", 3);
  row.body = std::string("\x00\x01\xfe not text", 12);
  ASSERT_EQ(Insert(row), StatusCode::kOk);
  const auto found = Read()->FindEntity(row.name);
  ASSERT_TRUE(found.ok() && found->has_value()) << found.status();
  DropTitle(&row);  // it is RESTRICTED
  EXPECT_EQ(Text(**found), Text(row));
  EXPECT_NE((*found)->body, "");
}

TEST_P(Entities, ATitleIsKeptAsLongAsTheLevelAllows) {
  EntityRow row = Entity("delegation", "a", now());
  row.folded_title = "doan can bo lao";
  row.sort_key = "key";
  ASSERT_EQ(Insert(row), StatusCode::kOk);
  EXPECT_EQ((*Read()->FindEntity(row.name))->folded_title, "doan can bo lao");
  row = Updated(row, now());
  row.level = HandlingLevel::kRestricted;
  ASSERT_EQ(Update(row, 1), StatusCode::kOk);
  EXPECT_EQ((*Read()->FindEntity(row.name))->folded_title, "");
  EXPECT_EQ((*Read()->FindEntity(row.name))->sort_key, "");
  EXPECT_EQ((*Read()->FindEntity(row.name))->body, row.body);
  row = Updated(row, now());
  row.level = HandlingLevel::kPublic;
  ASSERT_EQ(Update(row, 2), StatusCode::kOk);
  EXPECT_EQ((*Read()->FindEntity(row.name))->folded_title, "doan can bo lao");
  ExpectSound();
}

TEST_P(Entities, AbsentIsNoError) {
  const auto found = Read()->FindEntity("delegations/none");
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_FALSE(found->has_value());
}

TEST_P(Entities, ANameIsTakenOnce) {
  ASSERT_EQ(Insert(Entity("place", "a", now())), StatusCode::kOk);
  EntityRow again = Entity("place", "a", now());
  again.uid = "another uid";
  EXPECT_EQ(Insert(again), StatusCode::kAlreadyExists);
  EXPECT_EQ((*Read()->FindEntity("places/a"))->uid, "uid-place-a");
}

TEST_P(Entities, ADeletedEntityIsFoundAndKeepsItsName) {
  EntityRow row = Entity("place", "a", now());
  ASSERT_EQ(Insert(row), StatusCode::kOk);
  row = Updated(row, now());
  row.delete_time = now();
  ASSERT_EQ(Update(row, 1), StatusCode::kOk);
  EXPECT_TRUE((*Read()->FindEntity(row.name))->deleted());
  EXPECT_EQ(Insert(Entity("place", "a", now())), StatusCode::kAlreadyExists);

  EXPECT_THAT(List(Kind("place")), IsEmpty());
  EntityQuery with_deleted = Kind("place");
  with_deleted.show_deleted = true;
  EXPECT_THAT(List(with_deleted), ElementsAre("a"));

  row = Updated(row, now());
  row.delete_time = 0;
  ASSERT_EQ(Update(row, 2), StatusCode::kOk);
  EXPECT_THAT(List(Kind("place")), ElementsAre("a"));
}

TEST_P(Entities, AnUpdateReplacesTheRow) {
  EntityRow row = Entity("place", "a", now());
  row.level = HandlingLevel::kRestricted;
  row.need_to_know = {"users/a"};
  ASSERT_EQ(Insert(row), StatusCode::kOk);
  clock().Advance(kHour);
  row = Updated(row, now());
  row.body = "new body";
  row.need_to_know = {"users/b", "users/c"};
  row.parent = "places/b";
  row.start = At(0, 1);
  row.end = At(0, 2);
  ASSERT_EQ(Update(row, 1), StatusCode::kOk);
  DropTitle(&row);  // it is RESTRICTED
  EXPECT_EQ(Text(**Read()->FindEntity(row.name)), Text(row));
}

TEST_P(Entities, AStaleVersionIsAborted) {
  const EntityRow first = Entity("place", "a", now());
  ASSERT_EQ(Insert(first), StatusCode::kOk);
  EntityRow second = Updated(first, now());
  second.body = "second";
  ASSERT_EQ(Update(second, 1), StatusCode::kOk);
  EntityRow late = Updated(first, now());
  late.body = "late";
  EXPECT_EQ(Update(late, 1), StatusCode::kAborted);
  EXPECT_EQ(Update(late, 3), StatusCode::kAborted);
  EXPECT_EQ((*Read()->FindEntity(first.name))->body, "second");
}

TEST_P(Entities, WhatIsNotThereCannotBeUpdated) {
  EXPECT_EQ(Update(Entity("place", "none", now()), 1), StatusCode::kNotFound);
}

TEST_P(Entities, ListsAreOfOneKindOrderedByNameInBytes) {
  for (const std::string id : {"b", "a", "B", "ă", "a1", "a-"}) Put(Entity("place", id, now()));
  Put(Entity("agency", "c", now()));
  EXPECT_THAT(List(Kind("place")), ElementsAre("B", "a", "a-", "a1", "b", "ă"));
  EXPECT_THAT(List(Kind("agency")), ElementsAre("c"));
  EXPECT_THAT(List(Kind("fair")), IsEmpty());
}

TEST_P(Entities, PagesGoOnAfterTheCursor) {
  for (int i = 0; i < 7; ++i) Put(Entity("place", std::to_string(i), now()));
  EntityQuery query = Kind("place");
  query.limit = 3;
  EXPECT_THAT(List(query), ElementsAre("0", "1", "2"));
  query.has_cursor = true;
  query.cursor.name = "places/2";
  EXPECT_THAT(List(query), ElementsAre("3", "4", "5"));
  query.cursor.name = "places/5";
  EXPECT_THAT(List(query), ElementsAre("6"));
  query.cursor.name = "places/55";  // the row of the cursor may be gone
  EXPECT_THAT(List(query), ElementsAre("6"));
  query.cursor.name = "places/6";
  EXPECT_THAT(List(query), IsEmpty());
}

TEST_P(Entities, ListsByParent) {
  for (const std::string id : {"a", "b", "c", "d"}) {
    EntityRow row = Entity("activity", id, now());
    if (id != "d") row.parent = id == "b" ? "delegations/2" : "delegations/1";
    Put(row);
  }
  EntityQuery query = Kind("activity");
  query.any_parent = false;
  query.parent = "delegations/1";
  EXPECT_THAT(List(query), ElementsAre("a", "c"));
  query.parent = "";
  EXPECT_THAT(List(query), ElementsAre("d"));
  query.parent = "delegations/3";
  EXPECT_THAT(List(query), IsEmpty());
  query.any_parent = true;
  EXPECT_THAT(List(query), ElementsAre("a", "b", "c", "d"));
}

TEST_P(Entities, WindowsAreHalfOpen) {
  Put(Timed("before", Hours(6, 8)));
  Put(Timed("first", Hours(7, 9)));
  Put(Timed("inside", Hours(9, 10)));
  Put(Timed("around", Hours(5, 20)));
  Put(Timed("last", Hours(11, 13)));
  Put(Timed("after", Hours(12, 14)));
  Put(Entity("event", "timeless", now()));
  EntityQuery query = Kind("event");
  query.within_window = true;
  query.window = Hours(8, 12);
  EXPECT_THAT(List(query), ElementsAre("around", "first", "inside", "last"));
  query.order = EntityOrder::kStart;
  EXPECT_THAT(List(query), ElementsAre("around", "first", "inside", "last"));
  query.window = Hours(0, 24);
  EXPECT_THAT(List(query), ElementsAre("around", "before", "first", "inside", "last", "after"));
}

TEST_P(Entities, AgendasGoByStartThenName) {
  Put(Timed("d", Hours(9, 10)));
  Put(Timed("c", Hours(8, 20)));
  Put(Timed("b", Hours(9, 11)));
  Put(Timed("a", Hours(10, 11)));
  EntityQuery query = Kind("event");
  query.order = EntityOrder::kStart;
  query.limit = 2;
  EXPECT_THAT(List(query), ElementsAre("c", "b"));
  query.has_cursor = true;
  query.cursor = {At(0, 9), "events/b"};
  EXPECT_THAT(List(query), ElementsAre("d", "a"));
  query.cursor = {At(0, 10), "events/a"};
  EXPECT_THAT(List(query), IsEmpty());
}

TEST_P(Entities, NegativeTimesAreOrderedToo) {
  Put(Timed("before_the_epoch", {-kDay, -kHour}));
  Put(Timed("after_it", {kHour, kDay}));
  EntityQuery query = Kind("event");
  query.order = EntityOrder::kStart;
  EXPECT_THAT(List(query), ElementsAre("before_the_epoch", "after_it"));
}

}  // namespace
}  // namespace letan::storage::conformance
