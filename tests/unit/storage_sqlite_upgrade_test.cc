// Databases of earlier schemas, with rows in them, become the newest.
#include "SQLiteCpp/SQLiteCpp.h"
#include "absl/strings/escaping.h"
#include "storage/codec.h"
#include "storage/sqlite/migrations.h"
#include "tests/unit/storage_sqlite_fixture.h"

namespace letan::storage {
namespace {

using ::testing::ElementsAre;

class SqliteUpgradeTest : public SqliteTest {
 protected:
  // A database as the release with schema `version` left it.
  void MakeAt(int version) {
    { SQLite::Database(Path(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE); }
    sqlite::Connection::Options options;
    options.path = Path();
    options.writable = true;
    auto connection = sqlite::Connection::Open(options);
    ASSERT_TRUE(connection.ok()) << connection.status();
    const auto& all = sqlite::EmbeddedMigrations();
    const std::vector<sqlite::Migration> then(all.begin(), all.begin() + version);
    const absl::Status made = sqlite::Migrate(**connection, then, kStart);
    ASSERT_TRUE(made.ok()) << made;
  }
  void Execute(const std::string& sql) {
    SQLite::Database(Path(), SQLite::OPEN_READWRITE).exec(sql);
  }
  std::vector<std::string> Names(const absl::StatusOr<std::vector<EntityRow>>& rows) {
    EXPECT_TRUE(rows.ok()) << rows.status();
    std::vector<std::string> names;
    if (rows.ok()) {
      for (const EntityRow& row : *rows) names.push_back(row.name);
    }
    return names;
  }
};

TEST_F(SqliteUpgradeTest, RowsOfTheFirstSchemaAreListedAndFound) {
  MakeAt(1);
  Execute(
      "INSERT INTO entities (name, kind, uid, parent, version, create_time, update_time,"
      " delete_time, state, starts, ends, level, listed, folded_title, sort_key, body) VALUES"
      " ('delegations/a', 'delegation', 'u1', '', 1, 5, 5, 0, 'DRAFT', 100, 200, 2, 0,"
      "  'doan lang son', 'b', x''),"
      " ('delegations/b', 'delegation', 'u2', '', 1, 4, 4, 0, 'APPROVED', 50, 900, 2, 0,"
      "  '\"quoted\", le hoi', 'a', x''),"
      " ('delegations/c', 'delegation', 'u3', '', 1, 3, 3, 0, '', 0, 0, 2, 0, '', 'c', x'')");
  Open();
  EntityQuery query;
  query.kind = "delegation";
  query.order = EntityOrder::kTitle;
  EXPECT_THAT(Names(Read()->ListEntities(query)),
              ElementsAre("delegations/b", "delegations/a", "delegations/c"));
  query.order = EntityOrder::kStart;
  query.within_window = true;
  query.window = {150, 160};
  EXPECT_THAT(Names(Read()->ListEntities(query)), ElementsAre("delegations/b", "delegations/a"));
  EntitySearch search;
  search.kinds = {"delegation"};
  search.words = {"lang", "son"};
  EXPECT_THAT(Names(Read()->SearchEntities(search)), ElementsAre("delegations/a"));
  search.words = {"quoted"};
  EXPECT_THAT(Names(Read()->SearchEntities(search)), ElementsAre("delegations/b"));
}

// Rows of before stay readable; nothing is left to search their titles by.
TEST_F(SqliteUpgradeTest, RestrictedRowsOfTheFourthSchemaLoseTheirTitles) {
  MakeAt(4);
  Execute(
      "INSERT INTO entities (id, name, kind, uid, parent, version, create_time, update_time,"
      " delete_time, state, starts, ends, level, listed, folded_title, sort_key, body) VALUES"
      " (1, 'delegations/a', 'delegation', 'u1', '', 1, 5, 5, 0, '', 0, 0, 3, 0, 'doan', 'a',"
      "  x'3a0161'),"
      " (2, 'delegations/b', 'delegation', 'u2', '', 1, 4, 4, 0, '', 0, 0, 2, 0, 'doan', 'b',"
      "  x'3a0162')");
  Execute("INSERT INTO entity_words (word, entity) VALUES ('doan', 1), ('doan', 2)");
  Open();
  EntitySearch search;
  search.kinds = {"delegation"};
  search.words = {"doan"};
  EXPECT_THAT(Names(Read()->SearchEntities(search)), ElementsAre("delegations/b"));
  const auto found = Read()->FindEntity("delegations/a");
  ASSERT_TRUE(found.ok() && found->has_value()) << found.status();
  EXPECT_EQ((*found)->folded_title + (*found)->sort_key, "");
  EXPECT_EQ((*found)->body, "\x3a\x01\x61");
}

// A log that was there before stays as it is; that of reads begins beside it.
TEST_F(SqliteUpgradeTest, ADatabaseOfTheFifthSchemaBeginsALogOfReads) {
  MakeAt(5);
  Execute(
      "INSERT INTO entities (name, kind, uid, parent, version, create_time, update_time,"
      " delete_time, state, starts, ends, level, listed, folded_title, sort_key, body) VALUES"
      " ('delegations/a', 'delegation', 'u1', '', 1, 5, 5, 0, '', 0, 0, 3, 0, '', '', x'3a0161')");
  Open();
  const auto end = Read()->EndOfReads();
  ASSERT_TRUE(end.ok()) << end.status();
  EXPECT_EQ(end->sequence, 0);
  const WriteResult recorded = Write([](WriteTransaction& write) -> absl::StatusOr<std::string> {
    ReadNote note;
    note.entities = {"delegations/a"};
    absl::Status status = write.RecordRead(note);
    if (!status.ok()) return status;
    return std::string();
  });
  ASSERT_TRUE(recorded.status.ok()) << recorded.status;
  const auto records = Read()->ListStoredReads(0, 10);
  ASSERT_TRUE(records.ok() && records->size() == 1) << records.status();
  EXPECT_THAT(records->front().entities, ElementsAre("delegations/a"));
  EXPECT_EQ(Read()->FindEntity("delegations/a")->value().version, 1);
}

// Whose booking a movement settled was not kept then: its reason alone says who sees it.
TEST_F(SqliteUpgradeTest, MovementsOfBeforeAreAsVisibleAsTheirReason) {
  MakeAt(6);
  Execute(
      "INSERT INTO entities (name, kind, uid, parent, version, create_time, update_time,"
      " delete_time, state, starts, ends, level, listed, folded_title, sort_key, body) VALUES"
      " ('delegations/a', 'delegation', 'u1', '', 1, 5, 5, 0, '', 0, 0, 3, 0, '', '', x'')");
  const ResourceRow tea = Room("stockItems/tea", booking::CapacityModel::kConsumable);
  Execute(
      "INSERT INTO resources (id, name, kind, role, model, active, seats, rules_revision, rules)"
      " VALUES (1, 'stockItems/tea', 'GIFT', 0, " +
      std::to_string(static_cast<int>(tea.profile.model)) + ", 1, 0, 1, x'" +
      absl::BytesToHexString(EncodeResource(tea)) + "')");
  Execute("INSERT INTO resource_load (resource, version, longest) VALUES (1, 0, 0)");
  Execute(
      "INSERT INTO stock_movements (name, item, delta, at, booking, reason, kind, create_time)"
      " VALUES ('stockItems/tea/movements/a', 1, -1, 5, 'bookings/a', 'delegations/a', '', 5),"
      " ('stockItems/tea/movements/b', 1, -1, 6, 'bookings/b', 'a word', '', 6)");
  Open();
  const auto seen = [&](const Viewer& viewer) {
    const auto rows = Read(viewer)->ListMovements("stockItems/tea", "", 10);
    EXPECT_TRUE(rows.ok()) << rows.status();
    return rows.ok() ? rows->size() : 0;
  };
  Viewer internal;
  internal.subject = "users/a";
  internal.clearance = HandlingLevel::kInternal;
  EXPECT_EQ(seen(internal), 1u);
  EXPECT_EQ(seen(Viewer::Administrator()), 2u);
}

}  // namespace
}  // namespace letan::storage
