// The log of reads under signed heads: what is done to it, to its archives or to the heads is
// found, and the first record named.
#include <utility>

#include "storage/audit_heads.h"
#include "storage/sqlite/read_log_store.h"
#include "tests/unit/storage_audit_fixture.h"

namespace letan::storage {
namespace {

using ::testing::HasSubstr;

// Six reads an hour apart; a head after the third and the sixth.
class AuditReadsTest : public AuditTest {
 protected:
  void ReadOne() {
    clock_ += kHour;
    WriteRequest request;
    request.viewer = Viewer::Administrator();
    request.method = "letan.v1.Tests/Get";
    request.body = [](WriteTransaction& write) -> absl::StatusOr<std::string> {
      ReadNote note;
      note.entities = {"delegations/a", "delegations/b"};
      absl::Status recorded = write.RecordRead(note);
      if (!recorded.ok()) return recorded;
      return std::string();
    };
    ASSERT_TRUE(WriteAndWait(*engine_, std::move(request)).status.ok());
  }
  void FillReads() {
    WriteOne();
    auto writer = AuditWriter::Open(WriterOptions());
    ASSERT_TRUE(writer.ok()) << writer.status();
    for (int i = 1; i <= 6; ++i) {
      ReadOne();
      if (i % 3 != 0) continue;
      ASSERT_TRUE((*writer)->Append().ok());
    }
    EXPECT_EQ((*writer)->appended(), 2);
  }
  // The first two leave.
  void ArchiveFirst() {
    std::filesystem::create_directory(InDirectory("archives"));
    ArchiveRequest request;
    request.path = InDirectory("archives/old.reads.jsonl");
    request.before = clock_ - 3 * kHour - kHour / 2;
    const auto made = engine_->ArchiveReads(request);
    ASSERT_TRUE(made.ok()) << made.status();
    ASSERT_EQ(made->records, 2);
  }
  void Begin(bool archived) {
    TearDown();
    written_ = 0;
    SetUp();
    FillReads();
    if (archived) ArchiveFirst();
    engine_.reset();
  }
  void ExpectFinding(AuditFault fault, std::int64_t sequence, const std::string& said,
                     const std::string& archives = "") {
    const auto report = Verify(archives);
    ASSERT_TRUE(report.ok()) << report.status();
    ASSERT_TRUE(report->finding.has_value());
    EXPECT_STREQ(NameOf(report->finding->fault), NameOf(fault));
    EXPECT_EQ(report->finding->sequence, sequence);
    EXPECT_THAT(report->finding->what, HasSubstr(said));
  }
  // Gives the record another actor, and every hash from there on the value that fits.
  void RewriteReads(std::int64_t from) {
    sqlite::Connection::Options options;
    options.path = Path();
    options.writable = true;
    auto connection = sqlite::Connection::Open(options);
    ASSERT_TRUE(connection.ok());
    auto records = sqlite::ListReadRecords(**connection, from - 1, 100);
    ASSERT_TRUE(records.ok());
    std::string previous = records->front().previous_hash;
    records->front().actor = "somebody else";
    for (ReadRecord& record : *records) {
      record.previous_hash = previous;
      record.hash = previous = ChainHash(record);
      sqlite::Query update(**connection,
                           "UPDATE reads SET actor = ?, previous_hash = ?, hash = ?"
                           " WHERE sequence = ?");
      update.Bind(record.actor, sqlite::Blob(record.previous_hash), sqlite::Blob(record.hash),
                  record.sequence);
      ASSERT_TRUE(update.Run().ok());
    }
    sqlite::Query head(**connection, "UPDATE read_head SET hash = ?");
    ASSERT_TRUE(head.Bind(sqlite::Blob(previous)).Run().ok());
  }
};

TEST_F(AuditReadsTest, AnUntouchedLogVerifiesWithItsArchivesAndWithout) {
  FillReads();
  auto report = Verify();
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_FALSE(report->finding.has_value()) << report->finding->what;
  EXPECT_EQ(report->reads, 6);
  EXPECT_EQ(report->sealed_read, 6);
  ArchiveFirst();
  ReadOne();
  for (const char* archives : {"", "archives"}) {
    report = Verify(archives);
    ASSERT_TRUE(report.ok()) << report.status();
    EXPECT_FALSE(report->finding.has_value()) << report->finding->what;
    EXPECT_EQ(report->reads, *archives == '\0' ? 5 : 7);
    EXPECT_EQ(report->last_read, 7);
    EXPECT_EQ(report->sealed_read, 6);
  }
}

TEST_F(AuditReadsTest, WhatIsDoneToARecordIsNamed) {
  const std::pair<std::string, std::string> kChanges[] = {{"time", "time + 1"},
                                                          {"actor", "'x'"},
                                                          {"method", "'x'"},
                                                          {"entities", "'delegations/a'"},
                                                          {"everything", "1"},
                                                          {"hash", "zeroblob(32)"},
                                                          {"previous_hash", "zeroblob(32)"}};
  for (const auto& [field, value] : kChanges) {
    SCOPED_TRACE(field);
    Begin(false);
    Execute("UPDATE reads SET " + field + " = " + value + " WHERE sequence = 4");
    ExpectFinding(AuditFault::kChanged, 4, "the hash of read record 4 does not fit");
  }
  struct Row {
    const char* sql;
    AuditFault fault;
    std::int64_t sequence;
    const char* said;
  };
  const Row kRows[] = {
      {"DELETE FROM reads WHERE sequence = 4", AuditFault::kRemoved, 4, "read record 4 is missing"},
      {"DELETE FROM reads WHERE sequence = 1", AuditFault::kRemoved, 1, "read record 1 is missing"},
      {"DELETE FROM reads WHERE sequence > 5", AuditFault::kTruncated, 6,
       "the log of reads ends at read record 5, but a head was signed for read record 6"},
      {"DELETE FROM reads", AuditFault::kTruncated, 1, "ends at read record 0"},
      {"UPDATE read_head SET sequence = 5, hash = (SELECT hash FROM reads WHERE sequence = 5)",
       AuditFault::kAdded, 6, "should end at read record 5, but goes on to read record 6"}};
  for (const Row& row : kRows) {
    SCOPED_TRACE(row.sql);
    Begin(false);
    Execute(row.sql);
    ExpectFinding(row.fault, row.sequence, row.said);
  }
}

TEST_F(AuditReadsTest, AChainRewrittenToItsEndIsFoundByTheHeads) {
  Begin(false);
  RewriteReads(5);
  ExpectFinding(AuditFault::kChanged, 4, "read record 6 has another hash than the head");
}

TEST_F(AuditReadsTest, WhatWasReadAfterTheLastHeadIsHeldAgainstTheDatabasesOwnWord) {
  FillReads();
  ReadOne();
  Execute("DELETE FROM reads WHERE sequence = 7");
  ExpectFinding(AuditFault::kTruncated, 7, "ends at read record 6, but should at read record 7");
}

TEST_F(AuditReadsTest, TamperedArchivesAreNamed) {
  Begin(true);
  Edit(InDirectory("archives/old.reads.jsonl"), [](std::vector<std::string>& lines) {
    lines[1].replace(lines[1].find("delegations/b"), 13, "delegations/c");
  });
  ExpectFinding(AuditFault::kChanged, 2, "the hash of read record 2", "archives");
  Begin(true);
  Edit(InDirectory("archives/old.reads.jsonl"),
       [](std::vector<std::string>& lines) { lines.pop_back(); });
  ExpectFinding(AuditFault::kRemoved, 2, "read record 2 is in no archive", "archives");
  Begin(true);
  Edit(InDirectory("archives/old.reads.jsonl"),
       [](std::vector<std::string>& lines) { lines[0] = "{"; });
  ExpectFinding(AuditFault::kChanged, 1, "line 1 is no record; read record 1", "archives");
  Begin(true);
  std::filesystem::remove(InDirectory("archives/old.reads.jsonl"));
  ExpectFinding(AuditFault::kRemoved, 1, "read record 1 is in no archive", "archives");
}

TEST_F(AuditReadsTest, WhatTheHeadsSayOfReadsIsSigned) {
  const std::pair<std::string, std::string> kEdits[] = {
      {"\"readsSequence\":\"3\"", "\"readsSequence\":\"2\""},
      {"\"readsHash\":\"", "\"readsHash\":\"0"}};
  for (const auto& [from, to] : kEdits) {
    SCOPED_TRACE(from);
    Begin(false);
    Edit(Heads(), [&from, &to](std::vector<std::string>& lines) {
      const std::size_t at = lines[0].find(from);
      ASSERT_NE(at, std::string::npos) << lines[0];
      lines[0].replace(at, from.size(), to);
    });
    ExpectFinding(AuditFault::kHeads, 0, "line 1 was changed");
  }
}

// Lines of versions that knew no log of reads stand before those of today, never behind.
TEST_F(AuditReadsTest, OlderHeadsAreGoodButForgetNothing) {
  FillReads();
  const auto as_older = [&](std::size_t line) {
    const auto key = AuditPrivateKey::Load(InDirectory("key"));
    ASSERT_TRUE(key.ok());
    Edit(Heads(), [&](std::vector<std::string>& lines) {
      auto head = ParseHeadLine(lines[line]);
      ASSERT_TRUE(head.has_value());
      head->clear_reads_sequence();
      head->clear_reads_hash();
      ASSERT_TRUE(SignHead(*key, *head).ok());
      lines[line] = *HeadLine(*head);
      if (line + 1 == lines.size()) return;
      auto next = ParseHeadLine(lines[line + 1]);
      next->set_previous(HeadDigest(*head));
      ASSERT_TRUE(SignHead(*key, *next).ok());
      lines[line + 1] = *HeadLine(*next);
    });
  };
  as_older(0);
  const auto report = Verify();
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_FALSE(report->finding.has_value()) << report->finding->what;
  EXPECT_EQ(report->sealed_read, 6);
  engine_.reset();
  Begin(false);
  as_older(1);
  ExpectFinding(AuditFault::kHeads, 0, "line 2 knows less of the log of reads");
}

TEST_F(AuditReadsTest, ALogThatWasSetBackOrRewrittenIsNotSignedAgain) {
  Begin(false);
  Execute(
      "DELETE FROM reads WHERE sequence > 5; UPDATE read_head SET sequence = 5, hash ="
      " (SELECT hash FROM reads WHERE sequence = 5)");
  Open();
  auto refused = AuditWriter::Open(WriterOptions());
  EXPECT_THAT(std::string(refused.status().message()),
              HasSubstr("has a head for read record 6, before which the log ends"));
  engine_.reset();
  Begin(false);
  RewriteReads(5);
  Open();
  refused = AuditWriter::Open(WriterOptions());
  EXPECT_THAT(std::string(refused.status().message()),
              HasSubstr("has another hash for read record 6"));
}

TEST_F(AuditReadsTest, TheIntegrityCheckSeesABrokenChain) {
  for (const auto& [sql, said] : std::vector<std::pair<std::string, std::string>>{
           {"UPDATE reads SET actor = 'x' WHERE sequence = 2", "broken at record 2"},
           {"DELETE FROM reads WHERE sequence = 6", "ends at record 5, but should at 6"}}) {
    Begin(false);
    Execute(sql);
    Open();
    const auto report = engine_->CheckIntegrity();
    ASSERT_TRUE(report.ok()) << report.status();
    ASSERT_EQ(report->findings.size(), 1u);
    EXPECT_THAT(report->findings[0], HasSubstr(said));
    engine_.reset();
  }
}

TEST_F(AuditReadsTest, AnArchiveOfReadsGoesOnWhereTheLastOneEnded) {
  FillReads();
  ArchiveFirst();
  ArchiveRequest again;
  again.path = InDirectory("archives/next.reads.jsonl");
  again.before = clock_ - 3 * kHour - kHour / 2;
  const auto nothing = engine_->ArchiveReads(again);
  ASSERT_TRUE(nothing.ok()) << nothing.status();
  EXPECT_EQ(nothing->records, 0);
  EXPECT_FALSE(std::filesystem::exists(again.path));
  again.before = clock_ + kHour;
  const auto rest = engine_->ArchiveReads(again);
  ASSERT_TRUE(rest.ok()) << rest.status();
  EXPECT_EQ(rest->records, 4);
  ReadOne();
  const auto report = Verify("archives");
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_FALSE(report->finding.has_value()) << report->finding->what;
  EXPECT_EQ(report->reads, 7);
  again.path = InDirectory("archives/next.reads.jsonl");
  again.before = clock_ + 2 * kHour;
  EXPECT_EQ(engine_->ArchiveReads(again).status().code(), absl::StatusCode::kAlreadyExists);
}

// A database of before the log of reads is opened, and verified before that, too.
TEST_F(AuditReadsTest, ALogOfBeforeIsVerifiedWithoutOne) {
  Fill();
  Execute("DROP TABLE reads; DROP TABLE read_head; DROP TABLE read_archives");
  Edit(Heads(), [](std::vector<std::string>& lines) { lines.clear(); });
  const auto report = Verify();
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_FALSE(report->finding.has_value()) << report->finding->what;
  EXPECT_EQ(report->records, 10);
  EXPECT_EQ(report->last_read, 0);
}

}  // namespace
}  // namespace letan::storage
