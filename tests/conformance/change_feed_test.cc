// The change log as watchers read it: in order, in bounded pages, and only what the viewer may see.
#include <condition_variable>
#include <mutex>

#include "storage/codec.h"
#include "tests/conformance/fixture.h"

namespace letan::storage::conformance {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class ChangeFeeds : public ConformanceTest {
 protected:
  static std::string TextOf(const Viewer& viewer, const FeedChange& change) {
    const char* const types[] = {"hidden", "created", "updated", "deleted"};
    const auto type = TypeFor(viewer, change);
    return std::string(types[type.has_value() ? static_cast<int>(*type) : 0]) + " " +
           change.record.entity;
  }
  // All that the viewer is told of after the sequence, in pages of so many records.
  std::vector<std::string> Told(const Viewer& viewer, std::int64_t after = 0, int records = 100) {
    const auto read = Read(viewer);
    std::vector<std::string> texts;
    for (bool more = true; more;) {
      const auto page = read->ReadFeed(after, {records, 1'000'000});
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) break;
      for (const FeedChange& change : page->changes) texts.push_back(TextOf(viewer, change));
      after = page->next;
      more = page->more;
    }
    return texts;
  }
  EntityRow Restricted(EntityRow row) {
    row = Updated(row, now());
    row.level = HandlingLevel::kRestricted;
    return row;
  }
  void Update(const EntityRow& row) {
    const WriteResult result =
        Do([&](WriteTransaction& write) { return write.UpdateEntity(row, row.version - 1); });
    ASSERT_TRUE(result.status.ok()) << result.status;
  }
  // So many places in one write.
  void PutTogether(const std::string& prefix, int count) {
    const WriteResult result = Do([&](WriteTransaction& write) {
      for (int i = 0; i < count; ++i) {
        const absl::Status status =
            write.InsertEntity(Entity("place", prefix + std::to_string(i), now()));
        if (!status.ok()) return status;
      }
      return absl::OkStatus();
    });
    ASSERT_TRUE(result.status.ok()) << result.status;
  }

  const Viewer all_ = Viewer::Administrator();
};
LETAN_FOR_EVERY_ENGINE(ChangeFeeds);

TEST_P(ChangeFeeds, TellsOfRowsInOrderButNotOfWhatIsDerived) {
  const ResourceRow tea = Stock("tea");
  Put(Entity("place", "hall", now()));
  Put(tea);
  Receive(Movement("m", tea, 3, kMonday, now()));
  PutRoads("a", {Road("a", "b", 1)});
  const ResourceRow room = Resource("room");
  Put(room);
  MustBook(Change({MakeLeg("b", room, Hours(8, 9))}));
  MustBook(Change({MakeLeg("b", room, Hours(9, 10))}));
  ASSERT_TRUE(Apply(Release({"b"})).fits());
  for (const int records : {1, 2, 100}) {
    EXPECT_THAT(Told(all_, 0, records),
                ElementsAre("created places/hall", "created stockItems/tea/movements/m",
                            "created bookings/b", "updated bookings/b", "deleted bookings/b"));
  }
}

TEST_P(ChangeFeeds, ARecordIsTheLogsWithoutWhatIsNotForWatchers) {
  Put(Entity("place", "hall", now()));
  const auto page = Read()->ReadFeed(0, {});
  ASSERT_EQ(page->changes.size(), 1u);
  const ChangeRecord& told = page->changes[0].record;
  const ChangeRecord logged = Changes()[0];
  EXPECT_EQ(told.sequence, logged.sequence);
  EXPECT_EQ(told.revision, logged.revision);
  EXPECT_EQ(told.time, logged.time);
  EXPECT_EQ(told.method, logged.method);
  EXPECT_EQ(told.kind, logged.kind);
  EXPECT_EQ(told.after, logged.after);
  EXPECT_EQ(told.actor + told.request_id + told.hash + told.previous_hash, "");
}

TEST_P(ChangeFeeds, PagesAreBoundedAndSayWhatIsWhole) {
  PutTogether("a", 3);
  PutTogether("b", 2);
  const auto read = Read();
  const auto page = [&](std::int64_t after, int records, std::int64_t bytes = 1'000'000) {
    const auto read_page = read->ReadFeed(after, {records, bytes});
    EXPECT_TRUE(read_page.ok());
    return std::vector<std::int64_t>{static_cast<std::int64_t>(read_page->changes.size()),
                                     read_page->next, read_page->complete, read_page->more,
                                     read_page->split};
  };
  EXPECT_THAT(page(0, 2), ElementsAre(2, 2, 0, 1, 1));
  EXPECT_THAT(page(2, 1), ElementsAre(1, 3, 1, 1, 0));
  EXPECT_THAT(page(0, 4), ElementsAre(4, 4, 1, 1, 1));
  EXPECT_THAT(page(3, 2), ElementsAre(2, 5, 2, 0, 0));
  EXPECT_THAT(page(5, 9), ElementsAre(0, 5, 2, 0, 0));
  // A page has one record at least, however large.
  EXPECT_THAT(page(0, 9, 1), ElementsAre(1, 1, 0, 1, 1));
  const auto size = static_cast<std::int64_t>(EncodeEntity(Entity("place", "a0", now())).size());
  EXPECT_THAT(page(0, 9, 2 * size), ElementsAre(2, 2, 0, 1, 1));
}

TEST_P(ChangeFeeds, ARevisionIsFoundWhereItEnds) {
  PutTogether("a", 3);
  PutTogether("b", 1);
  PutTogether("c", 4);
  PutTogether("d", 2);
  const auto read = Read();
  const std::int64_t ends[] = {0, 3, 4, 8, 10};
  for (Revision revision = 0; revision <= 4; ++revision) {
    EXPECT_EQ(*read->FindInFeed(revision), ends[revision]);
  }
  EXPECT_EQ(read->FindInFeed(5).status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_P(ChangeFeeds, ASnapshotHasNothingThatCameLater) {
  PutTogether("a", 2);
  const auto read = Read();
  PutTogether("b", 2);
  const auto page = read->ReadFeed(0, {});
  EXPECT_EQ(page->next, 2);
  EXPECT_EQ(page->complete, 1);
  EXPECT_FALSE(page->more);
  EXPECT_EQ(read->FindInFeed(2).status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_P(ChangeFeeds, WhatIsHiddenIsLeftOutAndCountsAsRead) {
  EntityRow secret = Entity("event", "secret", now());
  secret.level = HandlingLevel::kRestricted;
  secret.need_to_know = {"users/listed"};
  Put(secret);
  Put(Entity("event", "open", now()));
  EXPECT_THAT(Told(all_), ElementsAre("created events/secret", "created events/open"));
  EXPECT_THAT(Told(PublicViewer()), ElementsAre("created events/open"));
  EXPECT_THAT(Told(PublicViewer("users/listed")),
              ElementsAre("created events/secret", "created events/open"));
  const auto page = Read(PublicViewer())->ReadFeed(0, {1, 1'000});
  EXPECT_THAT(page->changes, IsEmpty());
  EXPECT_EQ(page->next, 1);
  EXPECT_EQ(page->complete, 1);
}

TEST_P(ChangeFeeds, WhatLeavesSightIsDeletedAndWhatComesIntoItIsCreated) {
  const EntityRow first = Entity("event", "e", now());
  Put(first);
  const EntityRow hidden = Restricted(first);
  Update(hidden);
  Update(Updated(hidden, now()));
  EntityRow back = Updated(Updated(hidden, now()), now());
  back.level = HandlingLevel::kPublic;
  Update(back);
  EXPECT_THAT(Told(all_), ElementsAre("created events/e", "updated events/e", "updated events/e",
                                      "updated events/e"));
  EXPECT_THAT(Told(InternalViewer()),
              ElementsAre("created events/e", "deleted events/e", "created events/e"));
}

TEST_P(ChangeFeeds, DeletedIsNotThere) {
  const EntityRow first = Entity("event", "e", now());
  Put(first);
  EntityRow deleted = Updated(first, now());
  deleted.delete_time = now();
  Update(deleted);
  deleted = Updated(deleted, now());
  Update(deleted);
  EntityRow back = Updated(deleted, now());
  back.delete_time = 0;
  Update(back);
  EXPECT_THAT(Told(all_), ElementsAre("created events/e", "deleted events/e", "created events/e"));
}

TEST_P(ChangeFeeds, BookingsFollowTheirOwnLevel) {
  const ResourceRow room = Resource("room");
  Put(room);
  MustBook(Change({MakeLeg("b", room, Hours(8, 9))}, "delegations/a"));
  const auto relevel = [&](HandlingLevel level) {
    return Do([&](WriteTransaction& write) {
             return write.RelevelBookings("delegations/a", level, {"users/listed"});
           })
        .status;
  };
  ASSERT_TRUE(relevel(HandlingLevel::kRestricted).ok());
  MustBook(Change({MakeLeg("b", room, Hours(9, 10))}, "delegations/a"));
  ASSERT_TRUE(Apply(Release({"b"})).fits());
  EXPECT_THAT(Told(InternalViewer()), ElementsAre("created bookings/b", "deleted bookings/b"));
  EXPECT_THAT(Told(InternalViewer("users/listed")),
              ElementsAre("created bookings/b", "updated bookings/b", "updated bookings/b",
                          "deleted bookings/b"));
}

TEST_P(ChangeFeeds, MovementsAreAsVisibleAsTheirItem) {
  const ResourceRow tea = Stock("tea");
  EntityRow document = Entity("stock_item", "tea", now());
  document.name = tea.profile.name;
  document.level = HandlingLevel::kRestricted;
  Put(document);
  Put(tea);
  Receive(Movement("m", tea, 3, kMonday, now()));
  EXPECT_THAT(Told(PublicViewer()), IsEmpty());
  EXPECT_THAT(Told(all_), ElementsAre("created stockItems/tea",
                                      "created " + tea.profile.name + "/movements/m"));
}

TEST_P(ChangeFeeds, EachCommitIsTold) {
  std::mutex mutex;
  std::condition_variable changed;
  Revision told = 0;
  engine().ListenToCommits([&](Revision revision) {
    const std::lock_guard<std::mutex> lock(mutex);
    told = revision;
    changed.notify_all();
  });
  const auto wait_for = [&](Revision revision) {
    std::unique_lock<std::mutex> lock(mutex);
    changed.wait(lock, [&] { return told == revision; });
  };
  const ResourceRow room = Resource("room");
  Put(room);
  wait_for(1);
  MustBook(Hold({MakeLeg("b", room, Hours(8, 9))}, now() + kHour));
  wait_for(2);
  clock().Advance(2 * kHour);
  engine().ExpireHolds();
  wait_for(3);
  engine().ListenToCommits(nullptr);
  Put(Entity("place", "later", now()));
  const std::lock_guard<std::mutex> lock(mutex);
  EXPECT_EQ(told, 3);
}

}  // namespace
}  // namespace letan::storage::conformance
