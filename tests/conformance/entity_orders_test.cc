// Lists in every order and direction, narrowed, counted and page by page.
#include <algorithm>
#include <random>

#include "tests/conformance/fixture.h"
#include "tests/support/seed.h"

namespace letan::storage::conformance {
namespace {

using ::testing::ElementsAre;

constexpr EntityOrder kOrders[] = {EntityOrder::kName, EntityOrder::kStart, EntityOrder::kTitle,
                                   EntityOrder::kCreateTime, EntityOrder::kUpdateTime};

class EntityOrders : public ConformanceTest {
 protected:
  std::vector<std::string> List(const EntityQuery& query,
                                const Viewer& viewer = Viewer::Administrator()) {
    const auto rows = Read(viewer)->ListEntities(query);
    EXPECT_TRUE(rows.ok()) << rows.status();
    return rows.ok() ? Ids(NamesOf(*rows)) : std::vector<std::string>();
  }
  std::int64_t Count(const EntityQuery& query, std::int64_t most = 1000,
                     const Viewer& viewer = Viewer::Administrator()) {
    const auto count = Read(viewer)->CountListed(query, most);
    EXPECT_TRUE(count.ok()) << count.status();
    return count.value_or(-1);
  }
  // Ids one page after another.
  std::vector<std::string> Pages(EntityQuery query, int size) {
    std::vector<std::string> all;
    query.limit = size;
    for (;;) {
      const auto rows = Read()->ListEntities(query);
      EXPECT_TRUE(rows.ok()) << rows.status();
      if (!rows.ok()) return all;
      for (const EntityRow& row : *rows) all.push_back(Id(row.name));
      if (static_cast<int>(rows->size()) < size) return all;
      query.has_cursor = true;
      query.cursor = CursorAt(rows->back(), query.order);
    }
  }
  static EntityQuery Events(EntityOrder order = EntityOrder::kName) {
    EntityQuery query;
    query.kind = "event";
    query.order = order;
    return query;
  }
  EntityRow RandomRow(int number, std::mt19937_64& random) {
    EntityRow row = Entity("event", std::to_string(number), now());
    row.create_time = now() + static_cast<Micros>(random() % 10) * kMinute;
    row.update_time = row.create_time + static_cast<Micros>(random() % 4) * kMinute;
    if (random() % 5 != 0) {
      constexpr Micros kLengths[] = {kHour, kDay, 9 * kDay, 70 * kDay, kDay + 1};
      row.start = At(static_cast<int>(random() % 20), 0);
      row.end = row.start + kLengths[random() % 5];
    }
    row.sort_key = std::string(1 + random() % 2, static_cast<char>('a' + random() % 3));
    row.state = random() % 3 == 0 ? "" : random() % 2 == 0 ? "DRAFT" : "APPROVED";
    if (random() % 6 == 0) row.parent = "plans/1";
    if (random() % 7 == 0) row.delete_time = now();
    return row;
  }
  static EntityQuery RandomQuery(std::mt19937_64& random) {
    EntityQuery query = Events(kOrders[random() % 5]);
    query.descending = random() % 2 == 0;
    query.show_deleted = random() % 2 == 0;
    query.any_parent = random() % 3 != 0;
    query.lean = random() % 2 == 0;
    if (!query.any_parent && random() % 2 == 0) query.parent = "plans/1";
    if (random() % 3 == 0) query.state = random() % 2 == 0 ? "DRAFT" : "APPROVED";
    if (query.order == EntityOrder::kStart && random() % 2 == 0) {
      query.within_window = true;
      query.window.start = At(static_cast<int>(random() % 25), 0);
      query.window.end = query.window.start + static_cast<Micros>(1 + random() % 10) * kDay;
    }
    const bool by_time = query.order != EntityOrder::kName && query.order != EntityOrder::kTitle;
    if (by_time && random() % 2 == 0) {
      const Micros from = query.order == EntityOrder::kStart ? At(0, 0) : kStart;
      query.has_range = true;
      query.range.start = from + static_cast<Micros>(random() % 8) * kMinute;
      query.range.end = query.range.start + static_cast<Micros>(random() % 12) * kMinute;
    }
    return query;
  }
};
LETAN_FOR_EVERY_ENGINE(EntityOrders);

TEST_P(EntityOrders, EachGoesByItsColumnThenByName) {
  EntityRow a = Entity("event", "a", now());
  a.sort_key = "k2";
  a.start = At(0, 9);
  a.end = At(0, 10);
  a.create_time = a.update_time = kStart + 1;
  EntityRow b = Entity("event", "b", now());
  b.sort_key = "k1";
  b.create_time = kStart + 3;
  b.update_time = kStart + 5;
  EntityRow c = a;
  c.name = "events/c";
  c.uid = "uid-c";
  c.update_time = kStart + 9;
  for (const EntityRow& row : {a, b, c}) Put(row);
  const auto both = [&](EntityOrder order) {
    EntityQuery query = Events(order);
    std::vector<std::string> forth = List(query);
    query.descending = true;
    std::vector<std::string> back = List(query);
    std::reverse(back.begin(), back.end());
    EXPECT_EQ(forth, back);
    return forth;
  };
  EXPECT_THAT(both(EntityOrder::kName), ElementsAre("a", "b", "c"));
  EXPECT_THAT(both(EntityOrder::kStart), ElementsAre("b", "a", "c"));
  EXPECT_THAT(both(EntityOrder::kTitle), ElementsAre("b", "a", "c"));
  EXPECT_THAT(both(EntityOrder::kCreateTime), ElementsAre("a", "c", "b"));
  EXPECT_THAT(both(EntityOrder::kUpdateTime), ElementsAre("a", "b", "c"));
}

TEST_P(EntityOrders, StatesAndRangesNarrow) {
  EntityRow draft = Entity("event", "draft", kStart + 1);
  draft.state = "DRAFT";
  EntityRow approved = Entity("event", "approved", kStart + 2);
  approved.state = "APPROVED";
  for (const EntityRow& row : {draft, approved, Entity("event", "other", kStart + 3)}) Put(row);
  EntityQuery query = Events(EntityOrder::kCreateTime);
  query.state = "DRAFT";
  EXPECT_THAT(List(query), ElementsAre("draft"));
  EXPECT_EQ(Count(query), 1);
  query.state.clear();
  query.has_range = true;
  query.range = {kStart + 2, kStart + 3};  // half-open
  EXPECT_THAT(List(query), ElementsAre("approved"));
  query.range = {kStart + 1, kStart + 4};
  EXPECT_THAT(List(query), ElementsAre("draft", "approved", "other"));
  EXPECT_EQ(Count(query), 3);
  query.range = {kStart + 3, kStart + 3};
  EXPECT_EQ(Count(query), 0);
}

TEST_P(EntityOrders, CountsWhateverThePageAndNoMoreThanAsked) {
  for (int i = 0; i < 9; ++i) Put(Entity("event", std::to_string(i), now()));
  Put(Entity("place", "x", now()));
  EntityQuery query = Events();
  query.limit = 2;
  query.has_cursor = true;
  query.cursor.name = "events/7";
  EXPECT_EQ(Count(query), 9);
  EXPECT_EQ(Count(query, 9), 9);
  EXPECT_EQ(Count(query, 4), 4);
}

TEST_P(EntityOrders, CountsOnlyWhatTheViewerSees) {
  EntityRow hidden = Entity("event", "hidden", now());
  hidden.level = HandlingLevel::kRestricted;
  hidden.need_to_know = {"users/listed"};
  Put(hidden);
  Put(Entity("event", "shown", now()));
  EXPECT_EQ(Count(Events(), 1000, PublicViewer()), 1);
  EXPECT_EQ(Count(Events(), 1000, PublicViewer("users/listed")), 2);
}

TEST_P(EntityOrders, LeanRowsHaveWhatMessageAndOrderNeed) {
  EntityRow whole = Entity("event", "a", now());
  whole.parent = "plans/1";
  whole.state = "DRAFT";
  whole.start = At(0, 9);
  whole.end = At(0, 10);
  whole.level = HandlingLevel::kRestricted;
  whole.need_to_know = {"users/listed"};
  whole.folded_title = "title";
  whole.sort_key = "key";
  whole.body = std::string("a\0b", 3);
  whole.delete_time = now();
  Put(whole);
  for (const EntityOrder order : kOrders) {
    EntityQuery query = Events(order);
    query.show_deleted = query.lean = true;
    EntityRow lean = whole;
    lean.state = lean.folded_title = "";
    lean.need_to_know.clear();
    lean.end = 0;
    lean.sort_key = "";  // of what is RESTRICTED there is none
    if (order != EntityOrder::kStart) lean.start = 0;
    const auto rows = Read()->ListEntities(query);
    ASSERT_EQ(rows->size(), 1u);
    EXPECT_EQ(Text(rows->front()), Text(lean));
  }
}

// Whatever is asked: pages of any size hold what one large page holds, in the same order; it is
// what sorting and picking all rows gives; and as many are counted.
TEST_P(EntityOrders, PagesOfAnySizeHoldTheSame) {
  std::mt19937_64 random(testing::TestSeed());
  for (int i = 0; i < 120; ++i) Put(RandomRow(i, random));
  EntityQuery all = Events();
  all.show_deleted = true;
  all.limit = 1000;
  const auto rows = Read()->ListEntities(all);
  ASSERT_TRUE(rows.ok());
  for (int round = 0; round < 120; ++round) {
    EntityQuery query = RandomQuery(random);
    query.limit = 1000;
    std::vector<EntityRow> wanted;
    for (const EntityRow& row : *rows) {
      const EntityCursor at = CursorAt(row, query.order);
      const bool kept =
          (query.show_deleted || !row.deleted()) &&
          (query.any_parent || row.parent == query.parent) &&
          (query.state.empty() || row.state == query.state) &&
          (!query.within_window ||
           (row.start < row.end && row.start < query.window.end && row.end > query.window.start)) &&
          (!query.has_range || (at.time >= query.range.start && at.time < query.range.end));
      if (kept) wanted.push_back(row);
    }
    std::sort(wanted.begin(), wanted.end(), [&](const EntityRow& left, const EntityRow& right) {
      const EntityCursor a = CursorAt(left, query.order);
      const EntityCursor b = CursorAt(right, query.order);
      const bool less = std::tie(a.time, a.title, a.name) < std::tie(b.time, b.title, b.name);
      return query.descending ? left.name != right.name && !less : less;
    });
    const std::vector<std::string> ids = Ids(NamesOf(wanted));
    EXPECT_EQ(List(query), ids) << "round " << round;
    EXPECT_EQ(Pages(query, 1 + static_cast<int>(random() % 9)), ids) << "round " << round;
    EXPECT_EQ(Count(query), static_cast<std::int64_t>(ids.size())) << "round " << round;
  }
}

}  // namespace
}  // namespace letan::storage::conformance
