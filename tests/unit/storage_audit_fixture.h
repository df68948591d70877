// A database whose log was signed as it grew, and ways to tamper with it.
#ifndef LETAN_TESTS_UNIT_STORAGE_AUDIT_FIXTURE_H_
#define LETAN_TESTS_UNIT_STORAGE_AUDIT_FIXTURE_H_

#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <vector>

#include "SQLiteCpp/SQLiteCpp.h"
#include "storage/audit_key.h"
#include "storage/audit_writer.h"
#include "storage/sqlite/change_log_store.h"
#include "storage/sqlite/verify_audit.h"
#include "tests/unit/storage_sqlite_fixture.h"

namespace letan::storage {

// Ten records, one in each write; lines of heads for the records 0, 3, 6, 8 and 10.
class AuditTest : public SqliteTest {
 protected:
  void SetUp() override {
    SqliteTest::SetUp();
    ASSERT_TRUE(MakeAuditKey(InDirectory("key")).ok());
    Open();
  }

  std::string InDirectory(const std::string& name) const { return (directory_ / name).string(); }

  AuditWriterOptions WriterOptions() {
    AuditWriterOptions options;
    options.heads = InDirectory("audit.heads");
    options.key = InDirectory("key");
    options.engine = engine_.get();
    options.log = [this](const LogEvent& event) { events_.push_back(event.name); };
    return options;
  }
  std::string Heads() { return WriterOptions().heads; }

  void WriteOne() {
    ++written_;
    clock_ += kHour;
    ASSERT_TRUE(Write(InsertBody(Entity("delegations/" + std::to_string(written_)))).status.ok());
  }

  void Fill() {
    auto writer = AuditWriter::Open(WriterOptions());
    ASSERT_TRUE(writer.ok()) << writer.status();
    for (int i = 0; i <= 10; ++i) {
      if (i > 0) WriteOne();
      if (i == 0 || i == 3 || i == 6 || i == 8 || i == 10) {
        ASSERT_TRUE((*writer)->Append().ok());
      }
    }
  }

  // The first four records leave for archives/1.jsonl and archives/2.jsonl.
  void Archive() {
    std::filesystem::create_directory(InDirectory("archives"));
    for (int part = 1; part <= 2; ++part) {
      ArchiveRequest request;
      request.path = InDirectory("archives/" + std::to_string(part) + ".jsonl");
      request.before = kStart - booking::kDay + (2 * part + 1) * kHour;
      const auto made = engine_->ArchiveChanges(request);
      ASSERT_TRUE(made.ok()) << made.status();
      ASSERT_EQ(made->records, 2);
    }
  }

  void Execute(const std::string& sql) {
    engine_.reset();
    SQLite::Database(Path(), SQLite::OPEN_READWRITE).exec(sql);
  }

  // Gives the record another actor, and every hash from there on the value that fits.
  void Rewrite(std::int64_t from, bool with_head = true) {
    engine_.reset();
    sqlite::Connection::Options options;
    options.path = Path();
    options.writable = true;
    auto connection = sqlite::Connection::Open(options);
    ASSERT_TRUE(connection.ok());
    auto records = sqlite::ListChangeRecords(**connection, from - 1, 100);
    ASSERT_TRUE(records.ok());
    std::string previous = records->front().previous_hash;
    records->front().actor = "somebody else";
    for (ChangeRecord& record : *records) {
      record.previous_hash = previous;
      record.hash = previous = ChainHash(record);
      sqlite::Query update(**connection,
                           "UPDATE changes SET actor = ?, previous_hash = ?, hash = ?"
                           " WHERE sequence = ?");
      update.Bind(record.actor, sqlite::Blob(record.previous_hash), sqlite::Blob(record.hash),
                  record.sequence);
      ASSERT_TRUE(update.Run().ok());
    }
    if (!with_head) return;
    sqlite::Query head(**connection, "UPDATE head SET hash = ?");
    ASSERT_TRUE(head.Bind(sqlite::Blob(previous)).Run().ok());
  }

  std::vector<std::string> Lines(const std::string& path) {
    std::ifstream in(path);
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
  }
  void PutLines(const std::string& path, const std::vector<std::string>& lines) {
    std::ofstream out(path, std::ios::trunc);
    for (const std::string& line : lines) out << line << '\n';
  }
  // Changes lines of a file.
  void Edit(const std::string& path, const std::function<void(std::vector<std::string>&)>& edit) {
    auto lines = Lines(path);
    edit(lines);
    PutLines(path, lines);
  }

  absl::StatusOr<AuditReport> Verify(const std::string& archives = "") {
    AuditFiles files;
    files.database = Path();
    files.heads = Heads();
    files.public_key = InDirectory("key.pub");
    if (!archives.empty()) files.archives = InDirectory(archives);
    return VerifyAuditSqlite(files);
  }

  int written_ = 0;
  std::vector<std::string> events_;
};

}  // namespace letan::storage

#endif  // LETAN_TESTS_UNIT_STORAGE_AUDIT_FIXTURE_H_
