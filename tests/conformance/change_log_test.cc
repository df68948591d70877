// The change log: who did what to which row, in order, without gaps, chained.
#include "storage/codec.h"
#include "tests/conformance/fixture.h"

namespace letan::storage::conformance {
namespace {

using ::testing::ElementsAre;

class ChangeLogs : public ConformanceTest {
 protected:
  void ExpectRecord(const ChangeRecord& record, std::string_view kind, const std::string& entity,
                    const std::string& before, const std::string& after) {
    EXPECT_EQ(record.kind, kind);
    EXPECT_EQ(record.entity, entity);
    EXPECT_EQ(record.before, before);
    EXPECT_EQ(record.after, after);
  }
  const ResourceRow room_ = Resource("room");
};
LETAN_FOR_EVERY_ENGINE(ChangeLogs);

TEST_P(ChangeLogs, ARecordSaysWhoDidWhatWhen) {
  WriteRequest request;
  request.viewer = Viewer::Administrator("users/desk");
  request.method = "letan.v1.ResourceService/UpdateResource";
  request.request_id = "0190-request";
  request.body = [&](WriteTransaction& write) -> absl::StatusOr<std::string> {
    const absl::Status status = write.PutResource(room_);
    if (!status.ok()) return status;
    return std::string();
  };
  clock().Advance(kMinute);
  const WriteResult result = WriteAndWait(engine(), request);
  const std::vector<ChangeRecord> records = Changes();
  ASSERT_EQ(records.size(), 1u);
  const ChangeRecord& record = records[0];
  EXPECT_EQ(record.sequence, 1);
  EXPECT_EQ(record.revision, result.revision);
  EXPECT_EQ(record.time, kStart + kMinute);
  EXPECT_EQ(record.actor, "users/desk");
  EXPECT_EQ(record.method, "letan.v1.ResourceService/UpdateResource");
  EXPECT_EQ(record.request_id, "0190-request");
  EXPECT_EQ(record.previous_hash, std::string(32, '\0'));
  EXPECT_EQ(record.hash, ChainHash(record));
  ExpectRecord(record, kResourceRecord, room_.profile.name, "", EncodeResource(room_));
}

TEST_P(ChangeLogs, EveryKindOfRowIsRecordedBeforeAndAfter) {
  EntityRow first = Entity("place", "hall", now());
  EntityRow second = Updated(first, now());
  second.body = "changed";
  Put(first);
  ASSERT_TRUE(
      Do([&](WriteTransaction& write) { return write.UpdateEntity(second, 1); }).status.ok());
  ResourceRow edited = room_;
  edited.profile.seats = 5;
  Put(room_);
  Put(edited);
  const ResourceRow tea = Stock("tea");
  Put(tea);
  const MovementRow movement = Movement("m", tea, 3, kMonday, now());
  Receive(movement);
  PutRoads("a", {Road("a", "c", 2), Road("a", "b", 1)});
  PutRoads("a", {Road("a", "b", 1)});

  const std::vector<ChangeRecord> records = Changes();
  ASSERT_EQ(records.size(), 8u);
  ExpectRecord(records[0], "place", "places/hall", "", EncodeEntity(first));
  ExpectRecord(records[1], "place", "places/hall", EncodeEntity(first), EncodeEntity(second));
  ExpectRecord(records[2], kResourceRecord, "resources/room", "", EncodeResource(room_));
  ExpectRecord(records[3], kResourceRecord, "resources/room", EncodeResource(room_),
               EncodeResource(edited));
  ExpectRecord(records[5], kMovementRecord, movement.name, "", EncodeMovement(movement));
  const std::string roads = EncodeTravelTimes("places/a", {Road("a", "b", 1), Road("a", "c", 2)});
  ExpectRecord(records[6], kTravelTimesRecord, "places/a", "", roads);
  ExpectRecord(records[7], kTravelTimesRecord, "places/a", roads,
               EncodeTravelTimes("places/a", {Road("a", "b", 1)}));
}

TEST_P(ChangeLogs, BookingsAreRecordedFromBirthToRelease) {
  Put(room_);
  MustBook(Change({MakeLeg("b", room_, Hours(8, 9)), MakeLeg("c", room_, Hours(9, 10))}));
  const std::string born = EncodeBooking(*Find("b"));
  const std::string other = EncodeBooking(*Find("c"));
  MustBook(Change({MakeLeg("b", room_, Hours(10, 11))}));
  const std::string moved = EncodeBooking(*Find("b"));
  ASSERT_TRUE(Apply(Release({"b"})).fits());
  const std::vector<ChangeRecord> records = Changes(1);
  ASSERT_EQ(records.size(), 4u);
  ExpectRecord(records[0], kBookingRecord, "bookings/b", "", born);
  ExpectRecord(records[1], kBookingRecord, "bookings/c", "", other);
  ExpectRecord(records[2], kBookingRecord, "bookings/b", born, moved);
  ExpectRecord(records[3], kBookingRecord, "bookings/b", moved, "");
  EXPECT_EQ(records[0].revision, records[1].revision);
}

TEST_P(ChangeLogs, TheSequenceHasNoGapsAndTheChainHolds) {
  Put(room_);
  const ResourceRow tea = Stock("tea");
  Put(tea);
  Receive(Movement("m", tea, 5, kMonday, now()));
  for (int i = 0; i < 30; ++i) {
    clock().Advance(i % 3 == 0 ? -kMinute : kHour);
    const std::string id = std::to_string(i);
    switch (i % 5) {
      case 0:
        MustBook(Change({MakeLeg(id, room_, {At(0, i), At(0, i + 1)})}));
        break;
      case 1:
        Apply(Change({MakeLeg(id, room_, {At(0, i - 1), At(0, i)})}));  // refused: no record
        break;
      case 2:
        MustBook(Hold({MakeLeg(id, room_, {At(0, i), At(0, i + 1)})}, now() + 2 * kHour));
        break;
      case 3:
        Put(Entity("place", id, now()));
        break;
      default:
        PutRoads("a", {Road("a", "b", i)});
    }
  }
  std::string hash(32, '\0');
  Revision revision = 0;
  std::int64_t sequence = 0;
  Micros time = 0;
  const std::vector<ChangeRecord> records = Changes();
  EXPECT_GT(records.size(), 25u);
  for (const ChangeRecord& record : records) {
    EXPECT_EQ(record.sequence, ++sequence);
    EXPECT_TRUE(record.revision == revision || record.revision == revision + 1);
    EXPECT_GE(record.time, time);
    EXPECT_EQ(record.previous_hash, hash);
    EXPECT_EQ(record.hash, ChainHash(record));
    hash = record.hash;
    revision = record.revision;
    time = record.time;
  }
  EXPECT_EQ(Read()->revision(), revision);
  EXPECT_EQ(engine().CheckIntegrity()->changes, sequence);
}

TEST_P(ChangeLogs, ItIsReadInPieces) {
  for (int i = 0; i < 5; ++i) Put(Entity("place", std::to_string(i), now()));
  const auto sequences = [&](std::int64_t after, int limit) {
    std::vector<std::int64_t> found;
    const auto records = Read()->ListChanges(after, limit);
    for (const ChangeRecord& record : *records) found.push_back(record.sequence);
    return found;
  };
  EXPECT_THAT(sequences(0, 2), ElementsAre(1, 2));
  EXPECT_THAT(sequences(2, 2), ElementsAre(3, 4));
  EXPECT_THAT(sequences(4, 2), ElementsAre(5));
  EXPECT_THAT(sequences(5, 2), ElementsAre());
}

}  // namespace
}  // namespace letan::storage::conformance
