// Whatever is done to the log, its archives or its heads is found, and the first record named.
#include <utility>

#include "storage/audit_heads.h"
#include "tests/unit/storage_audit_fixture.h"

namespace letan::storage {
namespace {

using ::testing::HasSubstr;

class AuditVerifyTest : public AuditTest {
 protected:
  struct Expected {
    AuditFault fault;
    std::int64_t sequence;
    std::string said;
  };
  struct Row {
    std::string name;
    std::function<void()> tamper;
    Expected expected;
  };

  void Begin(bool archived) {
    TearDown();
    written_ = 0;
    SetUp();
    Fill();
    if (archived) Archive();
    engine_.reset();
  }

  void Try(const std::vector<Row>& rows, bool archived) {
    for (const Row& row : rows) {
      SCOPED_TRACE(row.name);
      Begin(archived);
      row.tamper();
      const auto report = Verify(archived ? "archives" : "");
      ASSERT_TRUE(report.ok()) << report.status();
      ASSERT_TRUE(report->finding.has_value());
      EXPECT_STREQ(NameOf(report->finding->fault), NameOf(row.expected.fault));
      EXPECT_EQ(report->finding->sequence, row.expected.sequence);
      EXPECT_THAT(report->finding->what, HasSubstr(row.expected.said));
    }
  }

  std::function<void()> Sql(const std::string& sql) {
    return [this, sql] { Execute(sql); };
  }
  static std::string Set(const std::string& field, const std::string& value) {
    return "UPDATE changes SET " + field + " = " + value + " WHERE sequence = 5";
  }
};

TEST_F(AuditVerifyTest, AnUntouchedLogVerifies) {
  Fill();
  auto report = Verify();
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_FALSE(report->finding.has_value());
  EXPECT_EQ(report->records, 10);
  EXPECT_EQ(report->heads, 5);
  EXPECT_EQ(report->sealed, 10);
  WriteOne();
  report = Verify();
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_FALSE(report->finding.has_value());
  EXPECT_EQ(report->last, 11);
  EXPECT_EQ(report->sealed, 10);
}

TEST_F(AuditVerifyTest, AnUntouchedLogWithArchivesVerifies) {
  Fill();
  Archive();
  const auto whole = Verify("archives");
  ASSERT_TRUE(whole.ok()) << whole.status();
  EXPECT_FALSE(whole->finding.has_value()) << whole->finding->what;
  EXPECT_EQ(whole->records, 10);
  EXPECT_EQ(whole->archived, 4);
  EXPECT_EQ(whole->unchecked_heads, 0);
  const auto rest = Verify();
  ASSERT_TRUE(rest.ok()) << rest.status();
  EXPECT_FALSE(rest->finding.has_value()) << rest->finding->what;
  EXPECT_EQ(rest->records, 6);
  EXPECT_EQ(rest->unchecked_heads, 1);
}

TEST_F(AuditVerifyTest, AChangedFieldOfARecordIsNamed) {
  const std::pair<const char*, const char*> fields[] = {
      {"revision", "6"},       {"time", "time + 1"},
      {"actor", "'x'"},        {"method", "'x'"},
      {"kind", "'x'"},         {"entity", "'x'"},
      {"before", "x'01'"},     {"after", "x'01'"},
      {"request_id", "'x'"},   {"previous_hash", "zeroblob(32)"},
      {"hash", "zeroblob(32)"}};
  std::vector<Row> rows;
  for (const auto& [field, value] : fields) {
    rows.push_back({field,
                    Sql(Set(field, value)),
                    {AuditFault::kChanged, 5, "hash of record 5 does not fit"}});
  }
  Try(rows, false);
}

TEST_F(AuditVerifyTest, RecordsRemovedMovedAddedAndRewrittenAreNamed) {
  const std::string head_at_9 =
      "; UPDATE head SET sequence = 9, revision = 9, hash = (SELECT hash FROM changes WHERE "
      "sequence = 9)";
  const std::string copy_10 =
      "INSERT INTO changes SELECT 11, revision, time, actor, method, kind, entity, before, after, "
      "request_id, hash, hash FROM changes WHERE sequence = 10";
  Try({{"the first",
        Sql("DELETE FROM changes WHERE sequence = 1"),
        {AuditFault::kRemoved, 1, "record 1 is missing: after record 0 comes record 2"}},
       {"one",
        Sql("DELETE FROM changes WHERE sequence = 5"),
        {AuditFault::kRemoved, 5, "record 5 is missing: after record 4 comes record 6"}},
       {"two",
        Sql("DELETE FROM changes WHERE sequence IN (5, 6)"),
        {AuditFault::kRemoved, 5, "comes record 7"}},
       {"one, and those after it moved up",
        Sql("DELETE FROM changes WHERE sequence = 5; UPDATE changes SET sequence = sequence - 1 "
            "WHERE sequence > 5" +
            head_at_9),
        {AuditFault::kChanged, 5, "hash of record 5"}},
       {"the tail",
        Sql("DELETE FROM changes WHERE sequence > 7"),
        {AuditFault::kTruncated, 8, "ends at record 7, but a head was signed for record 8"}},
       {"the tail, and the head set back",
        Sql("DELETE FROM changes WHERE sequence > 9" + head_at_9),
        {AuditFault::kTruncated, 10, "signed for record 10"}},
       {"all", Sql("DELETE FROM changes"), {AuditFault::kTruncated, 1, "ends at record 0"}},
       {"two swapped",
        Sql("UPDATE changes SET sequence = 99 WHERE sequence = 4; UPDATE changes SET sequence = 4 "
            "WHERE sequence = 5; UPDATE changes SET sequence = 5 WHERE sequence = 99"),
        {AuditFault::kChanged, 4, "hash of record 4"}},
       {"one appended", Sql(copy_10), {AuditFault::kChanged, 11, "hash of record 11"}},
       {"one renumbered",
        Sql("UPDATE changes SET sequence = 12 WHERE sequence = 10"),
        {AuditFault::kRemoved, 10, "comes record 12"}},
       {"the chain rewritten from 5 on",
        [this] { Rewrite(5); },
        {AuditFault::kChanged, 4, "from one of the records 4 to 6 on"}},
       {"the chain rewritten from 1 on",
        [this] { Rewrite(1); },
        {AuditFault::kChanged, 1, "from one of the records 1 to 3 on"}},
       {"the last record rewritten",
        [this] { Rewrite(10); },
        {AuditFault::kChanged, 9, "from one of the records 9 to 10 on"}},
       {"the head's hash",
        Sql("UPDATE head SET hash = zeroblob(32)"),
        {AuditFault::kChanged, 10, "the log ends with another"}},
       {"the head runs ahead",
        Sql("UPDATE head SET sequence = 12"),
        {AuditFault::kTruncated, 11, "should at record 12"}},
       {"the head set back",
        Sql("UPDATE head SET sequence = 9, revision = 9"),
        {AuditFault::kAdded, 10, "goes on to record 10"}}},
      false);
}

TEST_F(AuditVerifyTest, ARecordRewrittenWithItsHashAloneIsNamed) {
  Fill();
  engine_.reset();
  auto keep = SQLite::Database(Path(), SQLite::OPEN_READWRITE);
  keep.exec("CREATE TABLE kept AS SELECT sequence, previous_hash, hash FROM changes");
  Rewrite(5);
  keep.exec(
      "UPDATE changes SET previous_hash = (SELECT k.previous_hash FROM kept k WHERE k.sequence = "
      "changes.sequence), hash = (SELECT k.hash FROM kept k WHERE k.sequence = changes.sequence) "
      "WHERE sequence > 5");
  const auto report = Verify();
  ASSERT_TRUE(report.ok()) << report.status();
  ASSERT_TRUE(report->finding.has_value());
  EXPECT_EQ(report->finding->sequence, 5);
  EXPECT_THAT(report->finding->what, HasSubstr("record 5 was rewritten together with its hash"));
}

TEST_F(AuditVerifyTest, TamperedHeadsAreNamedByTheirLine) {
  const auto edit = [this](std::function<void(std::vector<std::string>&)> change) {
    return [this, change = std::move(change)] { Edit(Heads(), change); };
  };
  const auto replace = [edit](const std::string& from, const std::string& to) {
    return edit([from, to](std::vector<std::string>& lines) {
      const std::size_t at = lines[2].find(from);
      ASSERT_NE(at, std::string::npos);
      lines[2].replace(at, from.size(), to);
    });
  };
  const auto heads = [](const std::string& said) { return Expected{AuditFault::kHeads, 0, said}; };
  Try({{"a line removed", edit([](auto& lines) { lines.erase(lines.begin() + 2); }),
        heads("line 3 has the number 4: lines before it were removed")},
       {"the first line removed", edit([](auto& lines) { lines.erase(lines.begin()); }),
        heads("line 1 has the number 2")},
       {"two swapped", edit([](auto& lines) { std::swap(lines[1], lines[2]); }),
        heads("line 2 has the number 3")},
       {"a line twice", edit([](auto& lines) { lines.insert(lines.begin() + 2, lines[2]); }),
        heads("line 4 has the number 3")},
       {"sequence", replace("\"sequence\":\"6\"", "\"sequence\":\"5\""),
        heads("line 3 was changed")},
       {"revision", replace("\"revision\":\"6\"", "\"revision\":\"5\""),
        heads("line 3 was changed")},
       {"time", replace("\"time\":\"1", "\"time\":\"2"), heads("line 3 was changed")},
       {"number", replace("\"number\":\"3\"", "\"number\":\"4\""), heads("line 3 was changed")},
       {"key", replace("\"key\":\"", "\"key\":\"0"), heads("line 3 is signed by another key")},
       {"database", replace("\"database\":\"", "\"database\":\"0"), heads("line 3 was changed")},
       {"signature", replace("\"signature\":\"", "\"signature\":\"00"),
        heads("line 3 was changed")},
       {"noise", edit([](auto& lines) { lines[2] = "{"; }), heads("line 3 is no signed head")},
       {"an empty line", edit([](auto& lines) { lines[2].clear(); }),
        heads("line 3 is no signed head")}},
      false);
}

TEST_F(AuditVerifyTest, HeadsOfAnotherKeyOrDatabaseAreRefused) {
  const auto sign_anew = [this](const std::string& key, const std::string& database) {
    const auto signer = AuditPrivateKey::Load(InDirectory(key));
    ASSERT_TRUE(signer.ok()) << signer.status();
    Edit(Heads(), [&](std::vector<std::string>& lines) {
      auto head = ParseHeadLine(lines[4]);
      ASSERT_TRUE(head.has_value());
      if (!database.empty()) head->set_database(database);
      ASSERT_TRUE(SignHead(*signer, *head).ok());
      lines[4] = *HeadLine(*head);
    });
  };
  Try({{"another key",
        [&] {
          ASSERT_TRUE(MakeAuditKey(InDirectory("other")).ok());
          sign_anew("other", "");
        },
        {AuditFault::kHeads, 0, "line 5 is signed by another key"}},
       {"another database",
        [&] { sign_anew("key", std::string(32, '0')); },
        {AuditFault::kHeads, 0, "line 5 is of another database"}}},
      false);
}

TEST_F(AuditVerifyTest, TamperedArchivesAreNamed) {
  const auto edit = [this](int part, std::function<void(std::vector<std::string>&)> change) {
    return [this, part, change = std::move(change)] {
      Edit(InDirectory("archives/" + std::to_string(part) + ".jsonl"), change);
    };
  };
  Try({{"a field",
        edit(2, [](auto& lines) { lines[0].insert(lines[0].find("\"actor\":\"") + 9, "x"); }),
        {AuditFault::kChanged, 3, "hash of record 3"}},
       {"a line removed",
        edit(1, [](auto& lines) { lines.erase(lines.begin() + 1); }),
        {AuditFault::kRemoved, 2, "record 2 is missing"}},
       {"the last line removed",
        edit(2, [](auto& lines) { lines.pop_back(); }),
        {AuditFault::kRemoved, 4, "record 4 is in no archive"}},
       {"noise",
        edit(2, [](auto& lines) { lines[1] = "{"; }),
        {AuditFault::kChanged, 4, "2.jsonl, line 2 is no record"}},
       {"a line twice",
        edit(1, [](auto& lines) { lines.push_back(lines[1]); }),
        {AuditFault::kAdded, 2, "record 2 comes again"}},
       {"a file removed",
        [this] { std::filesystem::remove(InDirectory("archives/1.jsonl")); },
        {AuditFault::kRemoved, 1, "record 1 is missing"}},
       {"the joint",
        Sql("UPDATE archives SET hash = zeroblob(32) WHERE sequence = 4"),
        {AuditFault::kChanged, 4, "has another hash in the database"}},
       {"a record after it",
        Sql("UPDATE changes SET actor = 'x' WHERE sequence = 7"),
        {AuditFault::kChanged, 7, "hash of record 7"}}},
      true);
}

TEST_F(AuditVerifyTest, ALineThatACrashCutOffCountsAsUnwritten) {
  Fill();
  std::ofstream(Heads(), std::ios::app) << "{\"database\":\"12";
  const auto report = Verify();
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_FALSE(report->finding.has_value());
  EXPECT_TRUE(report->heads_cut_off);
}

TEST_F(AuditVerifyTest, FilesThatAreNotThereAreErrors) {
  Fill();
  EXPECT_EQ(Verify("nowhere").status().code(), absl::StatusCode::kNotFound);
  std::filesystem::remove(Heads());
  EXPECT_EQ(Verify().status().code(), absl::StatusCode::kNotFound);
  std::filesystem::remove(InDirectory("key.pub"));
  EXPECT_EQ(Verify().status().code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace letan::storage
