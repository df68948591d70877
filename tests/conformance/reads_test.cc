// The log of reads: what was recorded is there, in a chain, for whoever sees what was read.

#include <functional>

#include "tests/conformance/fixture.h"

namespace letan::storage::conformance {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ReadLog : public ConformanceTest {
 protected:
  WriteResult Record(const std::vector<std::string>& names, const Viewer& viewer) {
    ReadNote note;
    note.entities = names;
    return RecordNote(note, viewer);
  }
  WriteResult RecordNote(const ReadNote& note, const Viewer& viewer) {
    WriteRequest request;
    request.viewer = viewer;
    request.method = "letan.v1.Tests/Get";
    request.body = [note](WriteTransaction& write) -> absl::StatusOr<std::string> {
      absl::Status recorded = write.RecordRead(note);
      if (!recorded.ok()) return recorded;
      return std::string("recorded");
    };
    return WriteAndWait(engine(), std::move(request));
  }
  void PutEntity(const std::string& id, HandlingLevel level,
                 const std::vector<std::string>& need_to_know = {}) {
    EntityRow row = Entity("delegation", id, now());
    row.level = level;
    row.need_to_know = need_to_know;
    Put(row);
  }
  std::vector<ReadRecord> Stored() {
    auto records = Read()->ListStoredReads(0, 1000);
    EXPECT_TRUE(records.ok()) << records.status();
    return *std::move(records);
  }
  // "name,name" of each record that the viewer is told of, the newest first.
  std::vector<std::string> Told(const Viewer& viewer, int at_once = 100) {
    std::vector<std::string> told;
    const auto read = Read(viewer);
    std::int64_t before = 0;
    do {
      const auto page = read->ListReads(before, at_once);
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) break;
      for (const ReadRecord& record : page->records) {
        EXPECT_EQ(record.hash + record.previous_hash, "");
        std::string names = record.everything ? "*" : "";
        for (const std::string& name : record.entities) {
          names += (names.empty() ? "" : ",") + name;
        }
        told.push_back(names);
      }
      EXPECT_TRUE(page->next == 0 || before == 0 || page->next < before);
      before = page->next;
    } while (before > 0);
    return told;
  }
};
LETAN_FOR_EVERY_ENGINE(ReadLog);

TEST_P(ReadLog, ARecordSaysWhoReadWhatWhenByWhichMethod) {
  Viewer viewer = InternalViewer("users/a");
  viewer.acting_for = "agencies/b";
  const auto recorded = Record({"delegations/x", "bookings/y"}, viewer);
  ASSERT_EQ(recorded.outcome, WriteOutcome::kCommitted) << recorded.status;
  EXPECT_EQ(recorded.response, "recorded");
  const auto records = Stored();
  ASSERT_EQ(records.size(), 1u);
  EXPECT_EQ(records[0].sequence, 1);
  EXPECT_EQ(records[0].time, now());
  EXPECT_EQ(records[0].actor, "users/a@agencies/b");
  EXPECT_EQ(records[0].method, "letan.v1.Tests/Get");
  EXPECT_THAT(records[0].entities, ElementsAre("delegations/x", "bookings/y"));
  EXPECT_FALSE(records[0].everything);
  ExpectSound();
}

TEST_P(ReadLog, RecordsAreAChainOfTheirOwn) {
  PutEntity("x", HandlingLevel::kInternal);
  const auto changes = Changes();
  ASSERT_TRUE(Record({"delegations/x"}, InternalViewer()).status.ok());
  ReadNote all;
  all.everything = true;
  ASSERT_TRUE(RecordNote(all, Viewer::Administrator()).status.ok());
  ASSERT_TRUE(Record({"delegations/x", "delegations/y"}, InternalViewer()).status.ok());
  const auto records = Stored();
  ASSERT_EQ(records.size(), 3u);
  LogEnd end;
  for (const ReadRecord& record : records) {
    EXPECT_EQ(record.sequence, end.sequence + 1);
    EXPECT_EQ(record.previous_hash, end.hash);
    EXPECT_EQ(record.hash, ChainHash(record));
    EXPECT_GE(record.time, end.time);
    end = {record.sequence, record.time, record.hash};
  }
  const auto said = Read()->EndOfReads();
  ASSERT_TRUE(said.ok());
  EXPECT_EQ(said->sequence, 3);
  EXPECT_EQ(said->hash, end.hash);
  EXPECT_TRUE(records[1].everything);
  EXPECT_EQ(Changes().size(), changes.size());
  ExpectSound();
}

TEST_P(ReadLog, EveryFieldIsUnderTheHash) {
  ReadRecord record;
  record.sequence = 1;
  record.time = 2;
  record.actor = "a";
  record.method = "m";
  record.entities = {"x", "y"};
  record.previous_hash = std::string(32, '\0');
  const std::string hash = ChainHash(record);
  const auto changed = [&](const std::function<void(ReadRecord&)>& change) {
    ReadRecord other = record;
    change(other);
    return ChainHash(other);
  };
  EXPECT_NE(changed([](ReadRecord& one) { one.sequence = 2; }), hash);
  EXPECT_NE(changed([](ReadRecord& one) { one.time = 3; }), hash);
  EXPECT_NE(changed([](ReadRecord& one) { one.actor = "b"; }), hash);
  EXPECT_NE(changed([](ReadRecord& one) { one.method = "n"; }), hash);
  EXPECT_NE(changed([](ReadRecord& one) { one.entities = {"x"}; }), hash);
  EXPECT_NE(changed([](ReadRecord& one) { one.entities = {"xy"}; }), hash);
  EXPECT_NE(changed([](ReadRecord& one) { one.everything = true; }), hash);
  EXPECT_NE(changed([](ReadRecord& one) { one.previous_hash[0] = 'x'; }), hash);
}

TEST_P(ReadLog, ARecordIsNoChangeAndHasNoRevision) {
  PutEntity("x", HandlingLevel::kInternal);
  const Revision before = Read()->revision();
  const auto recorded = Record({"delegations/x"}, InternalViewer());
  EXPECT_EQ(recorded.revision, before);
  EXPECT_EQ(Read()->revision(), before);
  const auto page = Read()->ReadFeed(0, {});
  ASSERT_TRUE(page.ok());
  EXPECT_EQ(page->changes.size(), 1u);
}

TEST_P(ReadLog, EveryLaterReadSeesIt) {
  for (int i = 1; i <= 20; ++i) {
    const auto snapshot = Read();  // goes on to see what it saw
    ASSERT_TRUE(Record({"delegations/x"}, Viewer::Administrator()).status.ok());
    EXPECT_EQ(Stored().size(), static_cast<std::size_t>(i));
    EXPECT_EQ(snapshot->ListStoredReads(0, 100)->size(), static_cast<std::size_t>(i - 1));
  }
}

TEST_P(ReadLog, AnEmptyNoteIsNoRecord) {
  ASSERT_TRUE(Record({}, InternalViewer()).status.ok());
  EXPECT_THAT(Stored(), IsEmpty());
}

TEST_P(ReadLog, ARecordLivesAndDiesWithItsWrite) {
  const auto both = [](WriteTransaction& write, absl::Status end) {
    EntityRow row = Entity("delegation", "x", 0);
    absl::Status status = write.InsertEntity(row);
    ReadNote note;
    note.entities = {"delegations/y"};
    if (status.ok()) status = write.RecordRead(note);
    return status.ok() ? end : status;
  };
  EXPECT_FALSE(Do([&](WriteTransaction& write) {
                 return both(write, absl::FailedPreconditionError("no"));
               }).status.ok());
  EXPECT_THAT(Stored(), IsEmpty());
  EXPECT_TRUE(
      Do([&](WriteTransaction& write) { return both(write, absl::OkStatus()); }).status.ok());
  EXPECT_EQ(Stored().size(), 1u);
  EXPECT_EQ(Changes().size(), 1u);
  ExpectSound();
}

TEST_P(ReadLog, AWriteSeesItsOwnRecord) {
  ASSERT_TRUE(Record({"delegations/a"}, Viewer::Administrator()).status.ok());
  ASSERT_TRUE(Do([](WriteTransaction& write) -> absl::Status {
                ReadNote note;
                note.entities = {"delegations/b"};
                absl::Status recorded = write.RecordRead(note);
                if (!recorded.ok()) return recorded;
                const auto end = write.EndOfReads();
                EXPECT_TRUE(end.ok() && end->sequence == 2);
                const auto records = write.ListStoredReads(1, 10);
                EXPECT_TRUE(records.ok() && records->size() == 1);
                return absl::OkStatus();
              }).status.ok());
}

TEST_P(ReadLog, AReaderIsToldOfWhatTheySee) {
  PutEntity("public", HandlingLevel::kPublic);
  PutEntity("mine", HandlingLevel::kRestricted, {"users/mine"});
  PutEntity("hidden", HandlingLevel::kRestricted);
  const Viewer admin = Viewer::Administrator();
  ASSERT_TRUE(Record({"delegations/hidden"}, admin).status.ok());
  ASSERT_TRUE(Record({"delegations/hidden", "delegations/mine"}, admin).status.ok());
  ASSERT_TRUE(Record({"delegations/none", "delegations/public"}, admin).status.ok());
  ReadNote all;
  all.everything = true;
  ASSERT_TRUE(RecordNote(all, admin).status.ok());
  EXPECT_THAT(Told(InternalViewer("users/mine")),
              ElementsAre("delegations/public", "delegations/mine"));
  EXPECT_THAT(Told(InternalViewer("users/other")), ElementsAre("delegations/public"));
  for (const int at_once : {1, 2, 3, 4, 100}) {
    EXPECT_THAT(Told(admin, at_once),
                ElementsAre("*", "delegations/none,delegations/public",
                            "delegations/hidden,delegations/mine", "delegations/hidden"));
  }
}

TEST_P(ReadLog, ABookingIsSeenAsLongAsItLives) {
  const ResourceRow car = Resource("car");
  Put(car);
  BookingChange change = Change({MakeLeg("b", car, Hours(1, 2))});
  change.level = HandlingLevel::kRestricted;
  change.need_to_know = {"users/mine"};
  MustBook(change);
  ASSERT_TRUE(Record({"bookings/b"}, Viewer::Administrator()).status.ok());
  EXPECT_THAT(Told(InternalViewer("users/mine")), ElementsAre("bookings/b"));
  EXPECT_THAT(Told(InternalViewer("users/other")), IsEmpty());
  MustBook(Release({"b"}));
  EXPECT_THAT(Told(InternalViewer("users/mine")), IsEmpty());
  EXPECT_THAT(Told(Viewer::Administrator()), ElementsAre("bookings/b"));
}

TEST_P(ReadLog, TheStoredRecordsAreForAdministrators) {
  const auto read = Read(InternalViewer());
  EXPECT_EQ(read->ListStoredReads(0, 10).status().code(), StatusCode::kPermissionDenied);
  EXPECT_EQ(read->ListStoredChanges(0, 10).status().code(), StatusCode::kPermissionDenied);
}

TEST_P(ReadLog, TimeNeverGoesBack) {
  ASSERT_TRUE(Record({"delegations/x"}, Viewer::Administrator()).status.ok());
  clock().Set(now() - kHour);
  ASSERT_TRUE(Record({"delegations/x"}, Viewer::Administrator()).status.ok());
  const auto records = Stored();
  ASSERT_EQ(records.size(), 2u);
  EXPECT_GE(records[1].time, records[0].time);
}

class DurableReadLog : public ReadLog {};
LETAN_FOR_ENGINES_WITH(durable, DurableReadLog);

TEST_P(DurableReadLog, WhatWasAcknowledgedIsThereAfterACrash) {
  constexpr int kAcknowledged = 5;
  harness().CrashAndReopen(kAcknowledged, [](Engine& engine, const Acknowledge& acknowledge) {
    for (int i = 0;; ++i) {
      WriteRequest request;
      request.viewer = Viewer::Administrator();
      request.body = [i](WriteTransaction& write) -> absl::StatusOr<std::string> {
        ReadNote note;
        note.entities = {"delegations/" + std::to_string(i)};
        absl::Status recorded = write.RecordRead(note);
        if (!recorded.ok()) return recorded;
        return std::string();
      };
      if (WriteAndWait(engine, std::move(request)).status.ok()) acknowledge();
    }
  });
  const auto records = Stored();
  ASSERT_GE(records.size(), static_cast<std::size_t>(kAcknowledged));
  for (std::size_t i = 0; i < records.size(); ++i) {
    EXPECT_THAT(records[i].entities, ElementsAre("delegations/" + std::to_string(i)));
  }
  ASSERT_TRUE(Record({"delegations/y"}, Viewer::Administrator()).status.ok());
  EXPECT_EQ(Stored().size(), records.size() + 1);
  ExpectSound();
}

TEST_P(ReadLog, StoredChangesAreAsTheyWereHashed) {
  PutEntity("x", HandlingLevel::kRestricted);
  PutEntity("y", HandlingLevel::kInternal);
  const auto read = Read();
  const auto records = read->ListStoredChanges(0, 10);
  ASSERT_TRUE(records.ok()) << records.status();
  ASSERT_EQ(records->size(), 2u);
  for (const ChangeRecord& record : *records) EXPECT_EQ(record.hash, ChainHash(record));
  const auto end = read->EndOfChanges();
  ASSERT_TRUE(end.ok());
  EXPECT_EQ(end->sequence, 2);
  EXPECT_EQ(end->hash, records->back().hash);
  const auto begins = read->BeginOfLogs();
  ASSERT_TRUE(begins.ok());
  EXPECT_EQ(begins->change_sequence, 0);
  EXPECT_EQ(begins->read_sequence, 0);
  EXPECT_EQ(begins->read_hash, std::string(32, '\0'));
}

}  // namespace
}  // namespace letan::storage::conformance
