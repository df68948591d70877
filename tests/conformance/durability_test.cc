// Acknowledged means durable: after closing, and after the process is killed.
#include <condition_variable>
#include <future>
#include <mutex>

#include "tests/conformance/fixture.h"

namespace letan::storage::conformance {
namespace {

using ::testing::ElementsAre;

class Durability : public ConformanceTest {
 protected:
  void SetUp() override {
    ConformanceTest::SetUp();
    Put(room_);
  }
  static WriteRequest Place(const std::string& id) {
    WriteRequest request;
    request.viewer = Viewer::Administrator();
    request.method = "test.Place";
    request.body = [id](WriteTransaction& write) -> absl::StatusOr<std::string> {
      const absl::Status status = write.InsertEntity(Entity("place", id, write.now()));
      if (!status.ok()) return status;
      return id;
    };
    return request;
  }
  std::size_t Places() {
    EntityQuery query;
    query.kind = "place";
    query.limit = 1000;
    return Read()->ListEntities(query)->size();
  }

  const ResourceRow room_ = Resource("room");
};
LETAN_FOR_ENGINES_WITH(durable, Durability);

TEST_P(Durability, EverythingIsThereAfterReopening) {
  const ResourceRow tea = Stock("tea");
  Put(tea);
  Put(Entity("place", "hall", now()));
  Receive(Movement("m", tea, 5, kMonday, now()));
  PutRoads("a", {Road("a", "b", 7 * kMinute)});
  BookingChange change = Hold({MakeLeg("h", room_, Hours(8, 9))}, now() + kHour);
  change.level = HandlingLevel::kRestricted;
  change.need_to_know = {"users/b", "users/a"};
  MustBook(change);
  MustBook(Change({MakeLeg("t", tea, Hours(8, 9), 2)}));
  const std::string hold = Text(*Find("h"));
  const std::string entity = Text(**Read()->FindEntity("places/hall"));
  const std::string secret = engine().secret();
  const Revision revision = Read()->revision();
  const std::vector<ChangeRecord> before = Changes();
  harness().Reopen();
  EXPECT_EQ(Text(*Find("h")), hold);
  EXPECT_EQ(Text(**Read()->FindEntity("places/hall")), entity);
  EXPECT_EQ(engine().secret(), secret);
  EXPECT_EQ(Read()->revision(), revision);
  EXPECT_EQ(Read()->Stock(tea.profile.name, At(0, 8))->available, 3);
  EXPECT_EQ(Read()->TravelTimes()->size(), 1u);
  const std::vector<ChangeRecord> after = Changes();
  ASSERT_EQ(after.size(), before.size());
  for (std::size_t i = 0; i < after.size(); ++i) EXPECT_EQ(after[i].hash, before[i].hash);
  EXPECT_EQ(RulesOf(Try(Change({MakeLeg("x", room_, Hours(8, 9))}))), "OVERLAP");
  Put(Resource("next"));
  EXPECT_EQ(Read()->revision(), revision + 1);
  EXPECT_EQ(Changes().back().previous_hash, before.back().hash);
}

TEST_P(Durability, TimeDoesNotGoBackAcrossReopening) {
  clock().Advance(kHour);
  Put(Resource("next"));
  clock().Advance(-2 * kHour);
  harness().Reopen();
  EXPECT_EQ(Read()->now(), kStart + kHour);
}

TEST_P(Durability, OverridesAreRememberedAcrossReopening) {
  ResourceRow guide = Resource("guide");
  guide.profile.working_hours = {{8 * 60, 17 * 60}};
  guide.profile.override_list = {"agencies/office"};
  Put(guide);
  Leg banquet = MakeLeg("banquet", guide, Hours(18, 20));
  banquet.override_authority = "agencies/office";
  banquet.override_reason = "a banquet";
  MustBook(Change({banquet}));
  harness().Reopen();
  EXPECT_TRUE(StandingOf(guide).empty());
}

TEST_P(Durability, AHoldLapsesWhileClosed) {
  MustBook(Hold({MakeLeg("h", room_, Hours(8, 9))}, now() + kHour));
  harness().Close();
  clock().Advance(kHour);
  harness().Open();
  EXPECT_FALSE(Find("h").has_value());
  EXPECT_TRUE(Apply(Change({MakeLeg("b", room_, Hours(8, 9))})).fits());
}

TEST_P(Durability, AcknowledgedWritesOfAKilledProcessAreThere) {
  constexpr int kWrites = 25;
  harness().CrashAndReopen(kWrites, [](Engine& engine, const Acknowledge& acknowledge) {
    for (int i = 0; i < kWrites; ++i) {
      const WriteResult result = WriteAndWait(engine, Place(std::to_string(i)));
      if (result.outcome == WriteOutcome::kCommitted) acknowledge();
    }
  });
  ASSERT_FALSE(HasFatalFailure());
  EXPECT_EQ(Places(), static_cast<std::size_t>(kWrites));
  EXPECT_EQ(Read()->revision(), kWrites + 1);
  Put(Resource("next"));
}

TEST_P(Durability, KilledInTheMiddleOfABatchLosesNothingAcknowledged) {
  constexpr int kSeen = 100;
  harness().CrashAndReopen(kSeen, [](Engine& engine, const Acknowledge& acknowledge) {
    std::mutex mutex;
    std::condition_variable changed;
    int in_flight = 0;
    for (int i = 0;; ++i) {
      std::unique_lock<std::mutex> lock(mutex);
      changed.wait(lock, [&] { return in_flight < 64; });
      ++in_flight;
      lock.unlock();
      engine.Submit(Place(std::to_string(i)), [&](WriteResult result) {
        if (result.outcome == WriteOutcome::kCommitted) acknowledge();
        const std::lock_guard<std::mutex> done(mutex);
        --in_flight;
        changed.notify_one();
      });
    }
  });
  ASSERT_FALSE(HasFatalFailure());
  EXPECT_GE(Places(), static_cast<std::size_t>(kSeen));
  EXPECT_EQ(Places(), Changes().size() - 1);
}

TEST_P(Durability, AnUnfinishedBodyOfAKilledProcessLeavesNoTrace) {
  const ResourceRow room = room_;
  harness().CrashAndReopen(1, [room](Engine& engine, const Acknowledge& acknowledge) {
    WriteRequest request;
    request.viewer = Viewer::Administrator();
    request.method = "test.Endless";
    request.body = [&](WriteTransaction& write) -> absl::StatusOr<std::string> {
      for (int i = 0; i < 10; ++i) {
        const auto verdict =
            write.ApplyBookings(Change({MakeLeg(std::to_string(i), room, {At(i, 8), At(i, 9)})}));
        if (!verdict.ok()) return verdict.status();
      }
      acknowledge();
      std::promise<void>().get_future().wait();  // until it is killed
      return std::string();
    };
    WriteAndWait(engine, std::move(request));
  });
  ASSERT_FALSE(HasFatalFailure());
  EXPECT_TRUE(BookingsOf(room_).empty());
  EXPECT_EQ(Changes().size(), 1u);
  MustBook(Change({MakeLeg("b", room_, Hours(8, 9))}));
  EXPECT_THAT(BookingsOf(room_), ElementsAre("b"));
}

}  // namespace
}  // namespace letan::storage::conformance
