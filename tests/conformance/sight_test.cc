// What a viewer may not see is not there: in every read, and in what refusals tell.
#include "storage/codec.h"
#include "tests/conformance/fixture.h"

namespace letan::storage::conformance {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Viewer OfRole(const std::string& role) {
  Viewer viewer = PublicViewer("users/with-role");
  viewer.roles = {"roles/other", role};
  return viewer;
}

Viewer OfAgency(const std::string& agency) {
  Viewer viewer = InternalViewer("users/of-agency");
  viewer.agencies = {agency};
  return viewer;
}

class Sights : public ConformanceTest {
 protected:
  EntityRow At3Levels(const std::string& kind, HandlingLevel level) {
    EntityRow row = Entity(kind, std::to_string(static_cast<int>(level)), now());
    row.level = level;
    if (level == HandlingLevel::kRestricted) row.need_to_know = kListed;
    return row;
  }
  void PutThree(const std::string& kind) {
    for (const HandlingLevel level :
         {HandlingLevel::kPublic, HandlingLevel::kInternal, HandlingLevel::kRestricted}) {
      Put(At3Levels(kind, level));
    }
  }
  std::vector<std::string> Seen(const Viewer& viewer) {
    EntityQuery query;
    query.kind = "event";
    return Ids(NamesOf(*Read(viewer)->ListEntities(query)));
  }
  bool Finds(const Viewer& viewer, const std::string& name) {
    return Read(viewer)->FindEntity(name)->has_value();
  }
  // What the viewer is told of movements, as "listed/in the feed".
  std::string Movements(const ResourceRow& item, const Viewer& viewer) {
    const auto listed = Read(viewer)->ListMovements(item.profile.name, "", 10);
    const absl::StatusOr<FeedPage> page = Read(viewer)->ReadFeed(0, FeedLimits());
    std::size_t told = 0;
    for (const FeedChange& change : page->changes) {
      told += change.record.kind == kMovementRecord ? 1 : 0;
    }
    return std::to_string(listed->size()) + "/" + std::to_string(told);
  }
  BookingChange Secret(const std::vector<Leg>& legs) {
    BookingChange change = Change(legs, "delegations/secret");
    change.level = HandlingLevel::kRestricted;
    change.need_to_know = kListed;
    change.owner_label = "a visit nobody knows of";
    return change;
  }

  const std::vector<std::string> kListed = {"users/listed", "roles/listed", "agencies/listed"};
  const ResourceRow room_ = Resource("room");
};
LETAN_FOR_EVERY_ENGINE(Sights);

TEST_P(Sights, LevelsAndListsDecideWhichEntitiesAreThere) {
  PutThree("event");
  EXPECT_THAT(Seen(Viewer::Administrator()), ElementsAre("1", "2", "3"));
  EXPECT_THAT(Seen(PublicViewer()), ElementsAre("1"));
  EXPECT_THAT(Seen(InternalViewer()), ElementsAre("1", "2"));
  EXPECT_THAT(Seen(PublicViewer("users/listed")), ElementsAre("1", "3"));
  EXPECT_THAT(Seen(InternalViewer("users/listed")), ElementsAre("1", "2", "3"));
  EXPECT_THAT(Seen(OfRole("roles/listed")), ElementsAre("1", "3"));
  EXPECT_THAT(Seen(OfRole("roles/unlisted")), ElementsAre("1"));
  EXPECT_THAT(Seen(OfAgency("agencies/listed")), ElementsAre("1", "2", "3"));
  EXPECT_THAT(Seen(OfAgency("agencies/unlisted")), ElementsAre("1", "2"));
}

TEST_P(Sights, ClearanceForRestrictedActsAsInternal) {
  PutThree("event");
  Viewer viewer = PublicViewer("users/cleared");
  viewer.clearance = HandlingLevel::kRestricted;
  EXPECT_THAT(Seen(viewer), ElementsAre("1", "2"));
}

TEST_P(Sights, FindFollowsTheSameRule) {
  PutThree("event");
  EXPECT_TRUE(Finds(PublicViewer(), "events/1"));
  EXPECT_FALSE(Finds(PublicViewer(), "events/2"));
  EXPECT_FALSE(Finds(InternalViewer(), "events/3"));
  EXPECT_TRUE(Finds(PublicViewer("users/listed"), "events/3"));
  EXPECT_TRUE(Finds(OfRole("roles/listed"), "events/3"));
  EXPECT_TRUE(Finds(OfAgency("agencies/listed"), "events/3"));
}

TEST_P(Sights, FindingSeveralFollowsTheSameRule) {
  PutThree("event");
  const std::vector<std::string> names = {"events/3", "events/none", "events/1", "events/2",
                                          "events/\"]"};
  const auto seen = [&](const Viewer& viewer) {
    return Ids(NamesOf(*Read(viewer)->FindEntities(names)));
  };
  EXPECT_THAT(seen(Viewer::Administrator()), ElementsAre("3", "1", "2"));
  EXPECT_THAT(seen(PublicViewer()), ElementsAre("1"));
  EXPECT_THAT(seen(InternalViewer()), ElementsAre("1", "2"));
  EXPECT_THAT(seen(PublicViewer("users/listed")), ElementsAre("3", "1"));
  EXPECT_THAT(*Read()->FindEntities({}), IsEmpty());
}

TEST_P(Sights, NamesWithQuotesAreOnlyNames) {
  EntityRow row = Entity("event", "quoted", now());
  row.level = HandlingLevel::kRestricted;
  row.need_to_know = {"users/o\"brien\\', 1) --"};
  Put(row);
  EXPECT_TRUE(Finds(PublicViewer("users/o\"brien\\', 1) --"), row.name));
  EXPECT_FALSE(Finds(PublicViewer("users/o"), row.name));
  EXPECT_FALSE(Finds(PublicViewer("\"] OR 1=1 --"), row.name));
}

TEST_P(Sights, AnEmptyNameIsNobody) {
  EntityRow row = Entity("event", "nobody", now());
  row.level = HandlingLevel::kRestricted;
  row.need_to_know = {"users/a"};
  Put(row);
  EXPECT_FALSE(Finds(PublicViewer(""), row.name));
}

TEST_P(Sights, PagesHaveNoGapsWhereSomethingIsHidden) {
  for (int i = 0; i < 9; ++i) {
    EntityRow row = Entity("event", std::to_string(i), now());
    if (i % 3 != 0) row.level = HandlingLevel::kRestricted;
    Put(row);
  }
  EntityQuery query;
  query.kind = "event";
  query.limit = 2;
  EXPECT_THAT(Ids(NamesOf(*Read(PublicViewer())->ListEntities(query))), ElementsAre("0", "3"));
}

// Titles of RESTRICTED rows are in no search at all; here those of INTERNAL ones are hidden.
TEST_P(Sights, ASearchIsNotTooBroadForWhatIsHidden) {
  for (int i = 0; i < 6; ++i) {
    EntityRow row = Entity("event", std::to_string(i), now());
    row.folded_title = "doan so " + std::to_string(i);
    row.level = i < 2 ? HandlingLevel::kPublic : HandlingLevel::kInternal;
    Put(row);
  }
  Viewer guest;
  guest.subject = "users/guest";
  EntitySearch search;
  search.words = {"doan"};
  search.kinds = {"event"};
  search.most_words = 2;
  const auto found = Read(guest)->SearchEntities(search);
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_THAT(Ids(NamesOf(*found)), ElementsAre("0", "1"));
  EXPECT_EQ(Read()->SearchEntities(search).status().code(), StatusCode::kFailedPrecondition);
  search.most_words = 1;
  EXPECT_EQ(Read(guest)->SearchEntities(search).status().code(), StatusCode::kFailedPrecondition);
}

TEST_P(Sights, ACountIsOfWhatIsSeen) {
  for (int i = 0; i < 5; ++i) {
    EntityRow row = Entity("event", std::to_string(i), now());
    if (i >= 2) row.level = HandlingLevel::kRestricted;
    Put(row);
  }
  EntityQuery query;
  query.kind = "event";
  EXPECT_EQ(*Read(InternalViewer())->CountListed(query, 3), 2);
  EXPECT_EQ(*Read()->CountListed(query, 3), 3);
}

TEST_P(Sights, AnUpdateOfTheHiddenIsNotFound) {
  PutThree("event");
  const EntityRow row = At3Levels("event", HandlingLevel::kRestricted);
  const WriteResult result =
      Do([&](WriteTransaction& write) { return write.UpdateEntity(Updated(row, now()), 1); },
         InternalViewer());
  EXPECT_EQ(result.status.code(), StatusCode::kNotFound);
  EXPECT_EQ((*Read()->FindEntity(row.name))->version, 1);
}

TEST_P(Sights, AccessFollowsTheLastUpdate) {
  EntityRow row = Entity("event", "a", now());
  row.level = HandlingLevel::kRestricted;
  row.need_to_know = {"users/a"};
  Put(row);
  row = Updated(row, now());
  row.need_to_know = {"users/b"};
  Do([&](WriteTransaction& write) { return write.UpdateEntity(row, 1); });
  EXPECT_FALSE(Finds(PublicViewer("users/a"), row.name));
  EXPECT_TRUE(Finds(PublicViewer("users/b"), row.name));
}

TEST_P(Sights, AResourceIsSeenByThoseWhoSeeItsDocument) {
  Put(room_);
  EXPECT_TRUE(Read(PublicViewer())->FindResource(room_.profile.name)->has_value());  // none yet
  EntityRow document = Entity("resource", "room", now());
  document.level = HandlingLevel::kRestricted;
  document.need_to_know = {"users/listed"};
  Put(document);
  for (const Viewer& blind : {PublicViewer(), InternalViewer()}) {
    const auto read = Read(blind);
    EXPECT_FALSE(read->FindResource(room_.profile.name)->has_value());
    EXPECT_TRUE(read->ListResources({})->empty());
    EXPECT_EQ(read->Busy(room_.profile.name, Hours(0, 24)).status().code(), StatusCode::kNotFound);
    EXPECT_EQ(read->TryBookings(Change({MakeLeg("b", room_, Hours(8, 9))})).status().code(),
              StatusCode::kNotFound);
    EXPECT_EQ(read->StandingConflicts(room_.profile.name, Hours(0, 24)).status().code(),
              StatusCode::kNotFound);
    EXPECT_EQ(Apply(Change({MakeLeg("b", room_, Hours(8, 9))}), blind).code(),
              StatusCode::kNotFound);
  }
  EXPECT_TRUE(Read(PublicViewer("users/listed"))->FindResource(room_.profile.name)->has_value());
}

TEST_P(Sights, AStockItemHidesItsStockAndMovements) {
  const ResourceRow tea = Stock("tea");
  Put(tea);
  Receive(Movement("m", tea, 5, kMonday, now()));
  EntityRow document = Entity("stockItem", "tea", now());
  document.level = HandlingLevel::kInternal;
  Put(document);
  EXPECT_EQ(Read(PublicViewer())->Stock(tea.profile.name, kMonday).status().code(),
            StatusCode::kNotFound);
  EXPECT_EQ(Read(PublicViewer())->ListMovements(tea.profile.name, "", 10).status().code(),
            StatusCode::kNotFound);
  EXPECT_EQ(Read(InternalViewer())->ListMovements(tea.profile.name, "", 10)->size(), 1u);
}

TEST_P(Sights, WhatWasGivenForAHiddenEventIsOnlyGone) {
  const ResourceRow tea = Stock("tea");
  Put(tea);
  Put(At3Levels("event", HandlingLevel::kRestricted));
  Put(At3Levels("event", HandlingLevel::kInternal));
  Receive(Movement("received", tea, 5, kMonday, now()));
  MovementRow secret = Movement("secret", tea, -2, At(0, 8), now());
  secret.reason = "events/3";
  Receive(secret);
  MovementRow open = Movement("open", tea, -1, At(0, 9), now());
  open.reason = "events/2";
  Receive(open);
  EXPECT_EQ(Movements(tea, Viewer::Administrator()), "3/3");
  EXPECT_EQ(Movements(tea, InternalViewer()), "2/2");
  EXPECT_EQ(Movements(tea, InternalViewer("users/listed")), "3/3");
  EXPECT_EQ(Read(InternalViewer())->Stock(tea.profile.name, At(0, 10))->on_hand, 2);
}

// A movement without a reason, and one whose reason is the settler's own words.
TEST_P(Sights, WhatSettledABookingIsSeenByWhoSeesItsEventNow) {
  const ResourceRow tea = Stock("tea");
  Put(tea);
  EntityRow event = At3Levels("event", HandlingLevel::kRestricted);
  Put(event);
  Receive(Movement("received", tea, 5, kMonday, now()));
  BookingChange change =
      Change({MakeLeg("a", tea, Hours(8, 9), 1), MakeLeg("b", tea, Hours(8, 9), 1)}, event.name);
  change.level = event.level;
  change.need_to_know = event.need_to_know;
  MustBook(change);
  for (const std::string id : {"a", "b"}) {
    MovementRow given = Movement(id, tea, -1, At(0, 8), now());
    given.booking = BookingName(id);
    given.reason = id == "a" ? "" : "a word of mine";
    Receive(given);
  }
  EXPECT_EQ(Movements(tea, Viewer::Administrator()), "3/3");
  EXPECT_EQ(Movements(tea, InternalViewer("users/listed")), "3/3");
  EXPECT_EQ(Movements(tea, InternalViewer()), "1/1");
  EXPECT_EQ(Read(InternalViewer())->Stock(tea.profile.name, At(0, 10))->on_hand, 3);
  EXPECT_EQ(Read()->ListMovements(tea.profile.name, "", 10)->back().event, event.name);

  event.level = HandlingLevel::kInternal;
  event.need_to_know.clear();
  ++event.version;
  const auto update = [&](WriteTransaction& write) { return write.UpdateEntity(event, 1); };
  ASSERT_TRUE(Do(update).status.ok());
  EXPECT_EQ(Movements(tea, InternalViewer()), "3/3");
  EXPECT_EQ(Movements(tea, PublicViewer()), "1/1");
}

TEST_P(Sights, WhatSettledARestrictedBookingOfNobodyIsForAdministrators) {
  const ResourceRow tea = Stock("tea");
  Put(tea);
  Receive(Movement("received", tea, 5, kMonday, now()));
  BookingChange secret = Secret({MakeLeg("gift", tea, Hours(8, 9), 2)});
  secret.change.owner.clear();
  MustBook(secret);
  MovementRow given = Movement("given", tea, -2, At(0, 8), now());
  given.booking = BookingName("gift");
  Receive(given);
  EXPECT_EQ(Movements(tea, Viewer::Administrator()), "2/2");
  EXPECT_EQ(Movements(tea, InternalViewer()), "1/1");
  EXPECT_EQ(Movements(tea, InternalViewer("users/listed")), "1/1");
}

TEST_P(Sights, HiddenBookingsAreNotListedButTheResourceIsBusy) {
  Put(room_);
  MustBook(Secret({MakeLeg("secret", room_, Hours(8, 10))}));
  BookingChange open = Change({MakeLeg("open", room_, Hours(10, 11))});
  open.level = HandlingLevel::kPublic;
  MustBook(open);
  MustBook(Change({MakeLeg("internal", room_, Hours(11, 12))}));
  EXPECT_THAT(BookingsOf(room_), ElementsAre("secret", "open", "internal"));
  EXPECT_THAT(BookingsOf(room_, PublicViewer()), ElementsAre("open"));
  EXPECT_THAT(BookingsOf(room_, InternalViewer()), ElementsAre("open", "internal"));
  EXPECT_THAT(BookingsOf(room_, OfRole("roles/listed")), ElementsAre("secret", "open"));
  EXPECT_THAT(BookingsOf(room_, OfAgency("agencies/listed")),
              ElementsAre("secret", "open", "internal"));
  EXPECT_FALSE(Read(InternalViewer())->FindBooking(BookingName("secret"))->has_value());
  const auto busy = Read(PublicViewer())->Busy(room_.profile.name, Hours(0, 24));
  ASSERT_EQ(busy->size(), 1u);
  EXPECT_EQ(busy->front().interval, Hours(8, 12));
}

TEST_P(Sights, ARefusalDoesNotTellWhoIsInTheWay) {
  Put(room_);
  MustBook(Secret({MakeLeg("secret", room_, Hours(8, 10))}));
  const BookingChange wish = Change({MakeLeg("mine", room_, Hours(9, 11))});
  const Booked refused = Apply(wish, InternalViewer());
  EXPECT_EQ(refused.code(), StatusCode::kFailedPrecondition);
  EXPECT_THAT(ViolationOf(refused.verdict, Rule::kOverlap).blocking, ElementsAre(""));
  ASSERT_EQ(refused.verdict.blocking.size(), 1u);
  const BlockingBooking& hidden = refused.verdict.blocking[0];
  EXPECT_FALSE(hidden.visible);
  EXPECT_EQ(hidden.booking + hidden.owner + hidden.owner_label, "");
  EXPECT_EQ(hidden.interval, Hours(8, 10));

  const BookingVerdict told = Try(wish, PublicViewer("users/listed"));
  ASSERT_EQ(told.blocking.size(), 1u);
  EXPECT_TRUE(told.blocking[0].visible);
  EXPECT_EQ(told.blocking[0].booking, BookingName("secret"));
  EXPECT_EQ(told.blocking[0].owner, "delegations/secret");
  EXPECT_EQ(told.blocking[0].owner_label, "a visit nobody knows of");
}

TEST_P(Sights, SeveralHiddenOnesAreOneWithoutANameAndComeFirst) {
  Put(room_);
  MustBook(Secret({MakeLeg("z", room_, Hours(8, 9)), MakeLeg("y", room_, Hours(10, 11))}));
  MustBook(Change({MakeLeg("a", room_, Hours(9, 10))}));
  const BookingVerdict verdict =
      Try(Change({MakeLeg("mine", room_, Hours(8, 12))}), InternalViewer());
  ASSERT_EQ(verdict.blocking.size(), 3u);
  EXPECT_EQ(verdict.blocking[0].interval, Hours(8, 9));
  EXPECT_EQ(verdict.blocking[1].interval, Hours(10, 11));
  EXPECT_EQ(verdict.blocking[2].booking, BookingName("a"));
  EXPECT_THAT(ViolationOf(verdict, Rule::kOverlap).blocking, ElementsAre("", BookingName("a")));
}

TEST_P(Sights, TheHiddenCanNeitherBeReleasedNorMovedNorSettled) {
  const ResourceRow tea = Stock("tea");
  Put(room_);
  Put(tea);
  Receive(Movement("m", tea, 5, kMonday, now()));
  MustBook(Secret({MakeLeg("secret", room_, Hours(8, 10)), MakeLeg("gift", tea, Hours(8, 9), 2)}));
  EXPECT_EQ(Apply(Release({"secret"}, "delegations/secret"), InternalViewer()).code(),
            StatusCode::kNotFound);
  EXPECT_EQ(Apply(Change({MakeLeg("secret", room_, Hours(12, 13))}, "delegations/secret"),
                  InternalViewer())
                .code(),
            StatusCode::kNotFound);
  MovementRow settling = Movement("s", tea, -2, At(0, 8), now());
  settling.booking = BookingName("gift");
  EXPECT_EQ(
      Do([&](WriteTransaction& write) { return write.AddMovement(settling); }, InternalViewer())
          .status.code(),
      StatusCode::kNotFound);
  EXPECT_EQ(Find("secret")->occupancy.interval, Hours(8, 10));
}

TEST_P(Sights, StandingConflictsAreThoseOfBookingsThatAreSeen) {
  Put(room_);
  MustBook(Secret({MakeLeg("secret", room_, Hours(8, 10))}));
  ResourceRow closed = room_;
  closed.profile.blackouts = {{Hours(9, 12), "repairs"}};
  Put(closed);
  const auto hidden = Read(InternalViewer())->StandingConflicts(room_.profile.name, Hours(0, 24));
  EXPECT_THAT(*hidden, IsEmpty());
  EXPECT_THAT(StandingOf(room_), ElementsAre("secret:BLACKOUT"));
}

TEST_P(Sights, RelevelingChangesWhoSees) {
  Put(room_);
  BookingChange open = Change({MakeLeg("a", room_, Hours(8, 9))}, "delegations/x");
  open.level = HandlingLevel::kPublic;
  MustBook(open);
  MustBook(Change({MakeLeg("other", room_, Hours(9, 10))}, "delegations/y"));
  const auto relevel = [&](HandlingLevel level, const std::vector<std::string>& listed) {
    return Do([&](WriteTransaction& write) {
      return write.RelevelBookings("delegations/x", level, listed);
    });
  };
  ASSERT_TRUE(relevel(HandlingLevel::kRestricted, {"users/a", "users/b"}).status.ok());
  EXPECT_THAT(BookingsOf(room_, PublicViewer()), IsEmpty());
  EXPECT_THAT(BookingsOf(room_, PublicViewer("users/b")), ElementsAre("a"));
  EXPECT_THAT(BookingsOf(room_, InternalViewer()), ElementsAre("other"));
  EXPECT_EQ(Find("a")->version, 2);
  EXPECT_EQ(Find("other")->version, 1);
  const std::size_t changes = Changes().size();
  ASSERT_TRUE(relevel(HandlingLevel::kRestricted, {"users/a", "users/b"}).status.ok());
  EXPECT_EQ(Changes().size(), changes);  // identical: nothing happens
  ASSERT_TRUE(relevel(HandlingLevel::kPublic, {}).status.ok());
  EXPECT_THAT(BookingsOf(room_, PublicViewer()), ElementsAre("a"));
}

// Deadlines of a hidden event move with a day off that anyone enters; who enters it sees none of
// it.
TEST_P(Sights, WhatMustFollowIsDoneWithSightOfEverything) {
  PutThree("event");
  const Viewer viewer = PublicViewer("users/clerk");
  const WriteResult done = Do(
      [&](WriteTransaction& write) {
        absl::Status followed = write.WithFullSight([](WriteTransaction& all) -> absl::Status {
          auto hidden = all.FindEntity("events/3");
          if (!hidden.ok()) return hidden.status();
          EntityRow row = hidden->value();
          row.version = 2;
          row.state = "MOVED";
          return all.UpdateEntity(row, 1);
        });
        EXPECT_FALSE(write.FindEntity("events/3")->has_value());
        EXPECT_FALSE(write.viewer().administrator);
        return followed;
      },
      viewer);
  ASSERT_EQ(done.outcome, WriteOutcome::kCommitted) << done.status;
  EXPECT_EQ(Read()->FindEntity("events/3")->value().state, "MOVED");
  EXPECT_EQ(Changes().back().actor, "users/clerk");
  EXPECT_FALSE(Finds(viewer, "events/3"));
}

TEST_P(Sights, WhatMustFollowFailsWithTheRest) {
  PutThree("event");
  const WriteResult refused = Do([](WriteTransaction& write) {
    return write.WithFullSight([](WriteTransaction& all) -> absl::Status {
      EntityRow row = all.FindEntity("events/3")->value();
      row.version = 2;
      row.state = "MOVED";
      if (absl::Status status = all.UpdateEntity(row, 1); !status.ok()) return status;
      return absl::FailedPreconditionError("no more");
    });
  });
  EXPECT_EQ(refused.status.message(), "no more");
  EXPECT_EQ(Read()->FindEntity("events/3")->value().state, "");
}

TEST_P(Sights, TheChangeLogIsForAdministrators) {
  Put(room_);
  EXPECT_EQ(Read(InternalViewer())->ListChanges(0, 10).status().code(),
            StatusCode::kPermissionDenied);
}

}  // namespace
}  // namespace letan::storage::conformance
