// Three outcomes of a write, revisions and snapshots.
#include <stdexcept>

#include "tests/conformance/fixture.h"

namespace letan::storage::conformance {
namespace {

class Outcomes : public ConformanceTest {};
LETAN_FOR_EVERY_ENGINE(Outcomes);

TEST_P(Outcomes, AnEmptyEngineHasNoRevisionAndIsSound) {
  EXPECT_EQ(Read()->revision(), 0);
  const auto report = engine().CheckIntegrity();
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->entities, 0);
  EXPECT_EQ(report->bookings, 0);
  EXPECT_EQ(report->changes, 0);
}

TEST_P(Outcomes, TheSecretHas32BytesAndDoesNotChange) {
  const std::string secret = engine().secret();
  EXPECT_EQ(secret.size(), 32u);
  Put(Resource("room"));
  EXPECT_EQ(engine().secret(), secret);
}

TEST_P(Outcomes, CommittedCarriesTheResponseAndANewRevision) {
  const WriteResult first = Write([&](WriteTransaction& write) -> absl::StatusOr<std::string> {
    const absl::Status status = write.PutResource(Resource("room"));
    if (!status.ok()) return status;
    return std::string("response\0with a zero", 20);
  });
  EXPECT_EQ(first.outcome, WriteOutcome::kCommitted);
  EXPECT_TRUE(first.status.ok()) << first.status;
  EXPECT_EQ(first.response, std::string("response\0with a zero", 20));
  EXPECT_EQ(first.revision, 1);
  EXPECT_FALSE(first.replayed);
  EXPECT_EQ(Read()->revision(), 1);

  Put(Resource("hall"));
  EXPECT_EQ(Read()->revision(), 2);
}

TEST_P(Outcomes, AllChangesOfOneBodyShareARevision) {
  const WriteResult result = Do([&](WriteTransaction& write) {
    absl::Status status = write.PutResource(Resource("room"));
    if (status.ok()) status = write.InsertEntity(Entity("place", "hall", write.now()));
    return status;
  });
  ASSERT_TRUE(result.status.ok());
  const std::vector<ChangeRecord> records = Changes();
  ASSERT_EQ(records.size(), 2u);
  EXPECT_EQ(records[0].revision, result.revision);
  EXPECT_EQ(records[1].revision, result.revision);
}

TEST_P(Outcomes, ARefusalNamesItsReasonAndTheStateItWasJudgedOn) {
  Put(Resource("room"));
  const WriteResult result =
      Do([](WriteTransaction&) { return absl::FailedPreconditionError("not today"); });
  EXPECT_EQ(result.outcome, WriteOutcome::kRejected);
  EXPECT_EQ(result.status.code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(result.status.message(), "not today");
  EXPECT_EQ(result.revision, 1);
  EXPECT_EQ(result.response, "");
}

TEST_P(Outcomes, ABodyThatReturnsAnErrorHasWrittenNothing) {
  Put(Stock("tea"));
  const WriteResult result = Do([&](WriteTransaction& write) {
    absl::Status status = write.PutResource(Resource("room"));
    if (status.ok()) status = write.InsertEntity(Entity("place", "hall", write.now()));
    if (status.ok()) status = write.AddMovement(Movement("m", Stock("tea"), 5, kMonday, now()));
    if (status.ok()) {
      status = write.ApplyBookings(Change({MakeLeg("b", Resource("room"), Hours(8, 9))})).status();
    }
    if (status.ok()) status = write.PutTravelTimes("places/a", {Road("a", "b", kHour)});
    if (!status.ok()) return status;
    return absl::AbortedError("after all");
  });
  EXPECT_EQ(result.status.code(), StatusCode::kAborted);
  EXPECT_EQ(Read()->revision(), 1);
  EXPECT_FALSE(Read()->FindResource(ResourceName("room"))->has_value());
  EXPECT_FALSE(Read()->FindEntity("places/hall")->has_value());
  EXPECT_FALSE(Find("b").has_value());
  EXPECT_TRUE(Read()->TravelTimes()->empty());
  EXPECT_EQ(Read()->Stock(StockName("tea"), kMonday)->on_hand, 0);
  EXPECT_EQ(Changes().size(), 1u);
}

TEST_P(Outcomes, ABodyThatThrowsIsRefusedAndHasWrittenNothing) {
  const WriteResult result = Write([&](WriteTransaction& write) -> absl::StatusOr<std::string> {
    const absl::Status status = write.PutResource(Resource("room"));
    if (!status.ok()) return status;
    throw std::runtime_error("a fault of the body");
  });
  EXPECT_EQ(result.outcome, WriteOutcome::kRejected);
  EXPECT_EQ(result.status.code(), StatusCode::kInternal);
  EXPECT_FALSE(Read()->FindResource(ResourceName("room"))->has_value());
  Put(Resource("room"));  // the engine goes on
  EXPECT_TRUE(Read()->FindResource(ResourceName("room"))->has_value());
}

TEST_P(Outcomes, ABodyThatChangesNothingIsCommittedWithoutARecord) {
  Put(Resource("room"));
  const WriteResult result = Do([](WriteTransaction&) { return absl::OkStatus(); });
  EXPECT_EQ(result.outcome, WriteOutcome::kCommitted);
  EXPECT_EQ(result.response, "done");
  EXPECT_EQ(Changes().size(), 1u);
}

TEST_P(Outcomes, ABodySeesItsOwnChanges) {
  const WriteResult result = Do([&](WriteTransaction& write) {
    absl::Status status = write.PutResource(Resource("room"));
    if (!status.ok()) return status;
    EXPECT_TRUE(write.FindResource(ResourceName("room"))->has_value());
    const auto booked = write.ApplyBookings(Change({MakeLeg("b", Resource("room"), Hours(8, 9))}));
    if (!booked.ok()) return booked.status();
    EXPECT_TRUE(booked->verdict.fits());
    EXPECT_TRUE(write.FindBooking(BookingName("b"))->has_value());
    EXPECT_EQ(write.ListBookings(OfResource(Resource("room")))->size(), 1u);
    EXPECT_EQ(write.Busy(ResourceName("room"), Hours(0, 24))->size(), 1u);
    const auto second = write.ApplyBookings(Change({MakeLeg("c", Resource("room"), Hours(8, 9))}));
    if (!second.ok()) return second.status();
    EXPECT_EQ(RulesOf(*second), "OVERLAP");
    return absl::OkStatus();
  });
  EXPECT_TRUE(result.status.ok()) << result.status;
}

TEST_P(Outcomes, ASnapshotDoesNotSeeLaterWrites) {
  Put(Resource("room"));
  Put(Entity("place", "hall", now()));
  const auto before = Read();
  const Revision revision = before->revision();
  MustBook(Change({MakeLeg("b", Resource("room"), Hours(8, 9))}));
  Put(Resource("other"));
  EntityRow changed = Updated(Entity("place", "hall", now()), now());
  changed.state = "CLOSED";
  ASSERT_TRUE(
      Do([&](WriteTransaction& write) { return write.UpdateEntity(changed, 1); }).status.ok());

  EXPECT_EQ(before->revision(), revision);
  EXPECT_FALSE(before->FindBooking(BookingName("b"))->has_value());
  EXPECT_TRUE(before->ListBookings(OfResource(Resource("room")))->empty());
  EXPECT_FALSE(before->FindResource(ResourceName("other"))->has_value());
  EXPECT_EQ((*before->FindEntity("places/hall"))->state, "");
  EXPECT_EQ(before->ListChanges(0, 100)->size(), static_cast<std::size_t>(revision));
  EXPECT_TRUE(
      before->TryBookings(Change({MakeLeg("c", Resource("room"), Hours(8, 9))}))->verdict.fits());
  EXPECT_TRUE(Find("b").has_value());
}

TEST_P(Outcomes, ALaterReadSeesWhatWasCommitted) {
  Put(Resource("room"));
  const Booked booked = Apply(Change({MakeLeg("b", Resource("room"), Hours(8, 9))}));
  ASSERT_TRUE(booked.fits());
  ReadOptions options;
  options.at_least = booked.result.revision;
  const auto read = engine().BeginRead(Viewer::Administrator(), options);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_TRUE((*read)->FindBooking(BookingName("b"))->has_value());
}

TEST_P(Outcomes, AReadOfARevisionYetToComeIsUnavailable) {
  Put(Resource("room"));
  ReadOptions options;
  options.at_least = 2;
  const auto read = engine().BeginRead(Viewer::Administrator(), options);
  EXPECT_EQ(read.status().code(), StatusCode::kUnavailable);
}

TEST_P(Outcomes, TimeNeverGoesBack) {
  Put(Resource("room"));
  const Micros first = Changes().back().time;
  EXPECT_EQ(first, kStart);
  clock().Advance(-kHour);
  Put(Resource("hall"));
  EXPECT_EQ(Changes().back().time, first);
  EXPECT_EQ(Read()->now(), first);
  clock().Set(kStart + kHour);
  EXPECT_EQ(Read()->now(), kStart + kHour);
  Put(Resource("yard"));
  EXPECT_EQ(Changes().back().time, kStart + kHour);
}

TEST_P(Outcomes, TheViewerIsKnownInside) {
  EXPECT_EQ(Read(InternalViewer("users/desk"))->viewer().subject, "users/desk");
  const WriteResult result = Do(
      [](WriteTransaction& write) {
        EXPECT_EQ(write.viewer().subject, "users/desk");
        EXPECT_FALSE(write.viewer().administrator);
        return absl::OkStatus();
      },
      InternalViewer("users/desk"));
  EXPECT_TRUE(result.status.ok());
}

}  // namespace
}  // namespace letan::storage::conformance
