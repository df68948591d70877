// A comparison that finds nothing is worth something only if it finds what is there: two oracles
// that differ in one small thing must be told apart.
#include "tests/conformance/lockstep.h"

namespace letan::storage::conformance {
namespace {

class LockstepNotices : public ::testing::Test {
 protected:
  static constexpr Micros kBegin = kMonday + 35 * kDay;

  void OpenBoth(const std::function<void(EngineOptions&)>& bend) {
    crooked_->Open(bend);
    straight_->Open();
  }
  // The first difference within so many operations; empty if there was none.
  std::string FirstDifference(int operations) {
    RandomWorld world(20170206);
    std::string difference;
    for (const Operation& operation : world.Beginnings())
      difference += lockstep_.Perform(operation);
    for (int i = 1; i <= operations && difference.empty(); ++i) {
      difference = lockstep_.Perform(world.Next(lockstep_.now(), lockstep_.Live(world)));
      if (difference.empty() && i % 20 == 0) difference = lockstep_.CompareState(world);
    }
    return difference;
  }
  // What comparing the states says after only one of them was written to.
  void ExpectNoticed(const std::function<absl::Status(WriteTransaction&)>& step) {
    WriteRequest request;
    request.viewer = Viewer::Administrator();
    request.method = "test.OneSided";
    request.body = [step](WriteTransaction& write) -> absl::StatusOr<std::string> {
      const absl::Status status = step(write);
      if (!status.ok()) return status;
      return std::string();
    };
    const WriteResult result = WriteAndWait(crooked_->engine(), std::move(request));
    ASSERT_TRUE(result.status.ok()) << result.status;
    EXPECT_NE(lockstep_.CompareState(world_), "");
    EXPECT_NE(lockstep_.CompareChanges(), "");
  }
  void Begin() {
    OpenBoth([](EngineOptions&) {});
    for (const Operation& operation : world_.Beginnings()) {
      ASSERT_EQ(lockstep_.Perform(operation), "");
    }
    ASSERT_EQ(lockstep_.CompareState(world_), "");
    ASSERT_EQ(lockstep_.CompareChanges(), "");
  }

  RandomWorld world_{1};
  const std::unique_ptr<EngineHarness> crooked_ = NewMemoryHarness(kBegin);
  const std::unique_ptr<EngineHarness> straight_ = NewMemoryHarness(kBegin);
  Lockstep lockstep_{*crooked_, *straight_};
};

TEST_F(LockstepNotices, NothingBetweenEqualEngines) {
  OpenBoth([](EngineOptions&) {});
  EXPECT_EQ(FirstDifference(300), "");
}

TEST_F(LockstepNotices, AnotherTravelTime) {
  OpenBoth([](EngineOptions& options) { options.default_travel -= 15 * kMinute; });
  EXPECT_NE(FirstDifference(2'000), "");
}

TEST_F(LockstepNotices, AnotherMemoryOfRequests) {
  OpenBoth([](EngineOptions& options) { options.idempotency_window = kMinute; });
  EXPECT_NE(FirstDifference(2'000), "");
}

TEST_F(LockstepNotices, HoldsThatEndEarly) {
  ManualClock& clock = crooked_->clock();
  OpenBoth(
      [&](EngineOptions& options) { options.clock = [&clock] { return clock.Now() + kMinute; }; });
  EXPECT_NE(FirstDifference(50), "");
}

TEST_F(LockstepNotices, ABookingTooMany) {
  Begin();
  ExpectNoticed([&](WriteTransaction& write) {
    const Interval interval = {kBegin + 10 * kHour, kBegin + 11 * kHour};
    return write.ApplyBookings(Change({MakeLeg("one", world_.resources()[1], interval)})).status();
  });
}

TEST_F(LockstepNotices, AnEditedRule) {
  Begin();
  ExpectNoticed([&](WriteTransaction& write) {
    ResourceRow row = world_.resources()[1];
    row.profile.buffer_after += 1;
    return write.PutResource(row);
  });
}

TEST_F(LockstepNotices, AnEntityTooMany) {
  Begin();
  ExpectNoticed([](WriteTransaction& write) {
    return write.InsertEntity(Entity("event", "one", write.now()));
  });
}

TEST_F(LockstepNotices, AMovementTooMany) {
  Begin();
  ExpectNoticed([&](WriteTransaction& write) {
    return write.AddMovement(Movement("one", world_.resources()[8], 1, kBegin, write.now()));
  });
}

TEST_F(LockstepNotices, AnotherRoad) {
  Begin();
  ExpectNoticed([](WriteTransaction& write) {
    return write.PutTravelTimes("places/0", {Road("0", "1", booking::kSecond)});
  });
}

}  // namespace
}  // namespace letan::storage::conformance
