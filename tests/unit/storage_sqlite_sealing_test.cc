// RESTRICTED rows in the file: sealed, bound to their place, found damaged, rotated, restored.
#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "SQLiteCpp/SQLiteCpp.h"
#include "storage/seal.h"
#include "storage/sqlite/restore.h"
#include "storage/sqlite/rotate_keys.h"
#include "tests/unit/storage_sqlite_fixture.h"

namespace letan::storage {
namespace {

using letan::testing::KeyLine;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr char kWord[] = "Zirkonsalamander";
constexpr char kFolded[] = "zirkonsalamander";

class SqliteSealingTest : public SqliteTest {
 protected:
  static EntityRow Secret(const std::string& id, std::int64_t version = 1) {
    EntityRow row;
    row.kind = "delegation";
    row.name = "delegations/" + id;
    row.uid = "uid-" + id;
    row.version = version;
    row.level = HandlingLevel::kRestricted;
    row.need_to_know = {"users/listed"};
    row.folded_title = kFolded;
    row.sort_key = kFolded;
    row.body = std::string("\x3a\x10") + kWord;
    return row;
  }
  WriteResult Insert(const EntityRow& row, const std::string& request_id = "") {
    return Write(
        [row](WriteTransaction& write) -> absl::StatusOr<std::string> {
          absl::Status status = write.InsertEntity(row);
          if (!status.ok()) return status;
          return std::string("answer with ") + kWord;
        },
        request_id);
  }
  absl::Status Update(const EntityRow& row) {
    return Write([row](WriteTransaction& write) -> absl::StatusOr<std::string> {
             absl::Status status = write.UpdateEntity(row, row.version - 1);
             if (!status.ok()) return status;
             return std::string();
           })
        .status;
  }
  absl::StatusOr<std::string> BodyOf(const std::string& name) {
    const auto row = Read()->FindEntity(name);
    if (!row.ok()) return row.status();
    if (!row->has_value()) return absl::NotFoundError(name);
    return (*row)->body;
  }
  void Execute(const std::string& sql) {
    engine_.reset();
    SQLite::Database(Path(), SQLite::OPEN_READWRITE).exec(sql);
  }
  // Every file beside the database, but lock files, that has one of the words.
  std::vector<std::string> FilesWithWord() const {
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::directory_iterator(directory_)) {
      std::ifstream file(entry.path(), std::ios::binary);
      const std::string bytes(std::istreambuf_iterator<char>(file), {});
      if (bytes.find(kWord) != std::string::npos || bytes.find(kFolded) != std::string::npos) {
        found.push_back(entry.path().filename().string());
      }
    }
    return found;
  }
  void ExpectSound() {
    const auto report = engine_->CheckIntegrity();
    ASSERT_TRUE(report.ok()) << report.status();
    EXPECT_THAT(report->findings, IsEmpty());
  }
  SqliteOptions WithKeys(const std::string& text) const {
    SqliteOptions options = Options();
    options.keys = KeyRing::Parse(text).value();
    return options;
  }
};

TEST_F(SqliteSealingTest, NoFileHasTheWord) {
  Open();
  ASSERT_TRUE(Insert(Secret("a"), "first").status.ok());
  ASSERT_TRUE(Update(Secret("a", 2)).ok());
  EXPECT_EQ(*BodyOf("delegations/a"), Secret("a").body);
  EXPECT_THAT(FilesWithWord(), IsEmpty());
  // Repeated, the answer is the same.
  const WriteResult again = Insert(Secret("a"), "first");
  EXPECT_TRUE(again.replayed);
  EXPECT_EQ(again.response, std::string("answer with ") + kWord);
  // The log is opened for who may read it.
  const auto changes = Read()->ListChanges(0, 10);
  ASSERT_TRUE(changes.ok()) << changes.status();
  EXPECT_THAT(changes->back().before, HasSubstr(kWord));
  EXPECT_THAT(changes->back().after, HasSubstr(kWord));
  ASSERT_TRUE(engine_->Backup((directory_ / "backup.db").string()).ok());
  ArchiveRequest archive;
  archive.path = (directory_ / "archive.jsonl").string();
  archive.before = clock_ + booking::kDay;
  ASSERT_TRUE(engine_->ArchiveChanges(archive).ok());
  ExpectSound();
  engine_.reset();
  EXPECT_THAT(FilesWithWord(), IsEmpty());
}

// That the search finds what is there.
// A hash of the request would tell who has the file that a guess of it is right.
TEST_F(SqliteSealingTest, NorIsAFingerprintOfWhatIsSealed) {
  const auto fingerprints = [this] {
    std::vector<std::string> found;
    SQLite::Database database(Path());
    SQLite::Statement query(database, "SELECT fingerprint FROM requests ORDER BY id");
    while (query.executeStep()) found.push_back(query.getColumn(0).getString());
    return found;
  };
  Open();
  EntityRow internal = Secret("b");
  internal.level = HandlingLevel::kInternal;
  ASSERT_TRUE(Insert(internal, "clear").status.ok());
  ASSERT_TRUE(Insert(Secret("a"), "secret").status.ok());
  EXPECT_THAT(fingerprints(), ElementsAre("print of clear", "sealed"));
  EXPECT_TRUE(Insert(Secret("a"), "secret").replayed);
  WriteRequest other = Request([](WriteTransaction&) { return std::string(); }, "secret");
  other.fingerprint = "print of another";
  EXPECT_TRUE(absl::IsInvalidArgument(WriteAndWait(*engine_, other).status));
  // As they were stored before: beside the sealed answer.
  Execute("UPDATE requests SET fingerprint = CAST('print of secret' AS BLOB) WHERE id = 2");
  Open();
  EXPECT_THAT(Insert(Secret("a"), "secret").response, HasSubstr(kWord));
}

TEST_F(SqliteSealingTest, TheFileHasTheWordOfAnInternalRow) {
  Open();
  EntityRow row = Secret("a");
  row.level = HandlingLevel::kInternal;
  ASSERT_TRUE(Insert(row).status.ok());
  EXPECT_THAT(FilesWithWord(), Not(IsEmpty()));
}

TEST_F(SqliteSealingTest, FilesAreTheirOwnersOnly) {
  Open();
  ASSERT_TRUE(Insert(Secret("a")).status.ok());
  ASSERT_TRUE(engine_->Backup((directory_ / "backup.db").string()).ok());
  ArchiveRequest archive;
  archive.path = (directory_ / "archive.jsonl").string();
  archive.before = clock_ + booking::kDay;
  ASSERT_TRUE(Insert(Secret("b")).status.ok());
  ASSERT_TRUE(engine_->ArchiveChanges(archive).ok());
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(directory_)) {
    struct stat found {};
    ASSERT_EQ(stat(entry.path().c_str(), &found), 0);
    EXPECT_EQ(found.st_mode & 07777, 0600U) << entry.path();
    names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  EXPECT_THAT(names,
              ElementsAre("archive.jsonl", "archive.jsonl.sha256", "backup.db", "backup.db.sha256",
                          "letan.db", "letan.db-shm", "letan.db-wal", "letan.db.lock"));
}

TEST_F(SqliteSealingTest, LevelsChangeBothWays) {
  Open();
  ASSERT_TRUE(Insert(Secret("a")).status.ok());
  EntityRow open = Secret("a", 2);
  open.level = HandlingLevel::kInternal;
  ASSERT_TRUE(Update(open).ok());
  EXPECT_EQ(*BodyOf("delegations/a"), open.body);
  ASSERT_TRUE(Update(Secret("a", 3)).ok());
  EXPECT_EQ(*BodyOf("delegations/a"), open.body);
  ExpectSound();
}

TEST_F(SqliteSealingTest, WithoutKeysNothingRestrictedIsWritten) {
  SqliteOptions options = Options();
  options.keys = nullptr;
  Open(options);
  const WriteResult refused = Insert(Secret("a"));
  EXPECT_EQ(refused.status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_TRUE(IsNoKeys(refused.status));
  EntityRow open = Secret("b");
  open.level = HandlingLevel::kInternal;
  EXPECT_TRUE(Insert(open).status.ok());
  open.version = 2;
  open.level = HandlingLevel::kRestricted;
  EXPECT_TRUE(IsNoKeys(Update(open)));
  ExpectSound();
}

TEST_F(SqliteSealingTest, OpensWithItsKeysOnly) {
  Open();
  ASSERT_TRUE(Insert(Secret("a")).status.ok());
  engine_.reset();
  SqliteOptions options = Options();
  options.keys = nullptr;
  EXPECT_EQ(OpenSqlite(options).status().code(), absl::StatusCode::kFailedPrecondition);
  for (const std::string& wrong : {KeyLine("other", '7', true), KeyLine("test", '8', true)}) {
    const auto opened = OpenSqlite(WithKeys(wrong));
    EXPECT_EQ(opened.status().code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_THAT(std::string(opened.status().message()), HasSubstr("\"test\""));
  }
  // For tools that read no content; who does is told.
  options.without_keys = true;
  Open(options);
  EXPECT_TRUE(IsNoKeys(BodyOf("delegations/a").status()));
  EXPECT_TRUE(IsNoKeys(Read()->ListChanges(0, 10).status()));
  ExpectSound();
}

TEST_F(SqliteSealingTest, SwappedAndChangedRowsDoNotOpen) {
  Open();
  ASSERT_TRUE(Insert(Secret("a")).status.ok());
  ASSERT_TRUE(Insert(Secret("b")).status.ok());
  for (const char* sql : {
           "UPDATE entities SET body = (SELECT body FROM entities WHERE name = 'delegations/b')"
           " WHERE name = 'delegations/a'",
           "UPDATE entities SET version = 2 WHERE name = 'delegations/a'",
           "UPDATE entities SET uid = 'x' WHERE name = 'delegations/a'",
           "UPDATE entities SET body = substr(body, 1, length(body) - 1)"
           " WHERE name = 'delegations/a'",
           "UPDATE data_keys SET wrapped = (SELECT wrapped FROM data_keys"
           " WHERE name = 'delegations/b') WHERE name = 'delegations/a'",
       }) {
    engine_.reset();
    std::filesystem::copy_file(Path(), Path() + ".kept");
    Execute(sql);
    SqliteOptions options = Options();
    auto opened = OpenSqlite(options);
    if (opened.ok()) {
      engine_ = *std::move(opened);
      const auto body = BodyOf("delegations/a");
      EXPECT_EQ(body.status().code(), absl::StatusCode::kDataLoss) << sql;
      EXPECT_TRUE(BodyOf("delegations/b").ok()) << sql;
    } else {
      EXPECT_EQ(opened.status().code(), absl::StatusCode::kFailedPrecondition) << sql;
    }
    engine_.reset();
    std::filesystem::rename(Path() + ".kept", Path());
    Open();
    EXPECT_TRUE(BodyOf("delegations/a").ok()) << sql;
  }
}

TEST_F(SqliteSealingTest, KeysAreRotatedAndTheOldOneIsNotNeeded) {
  Open();
  for (int i = 0; i < 1200; ++i) ASSERT_TRUE(Insert(Secret(std::to_string(i))).status.ok());
  std::vector<ChangeRecord> before = Read()->ListChanges(0, 5000).value();
  ASSERT_TRUE(engine_->Backup((directory_ / "backup.db").string()).ok());
  engine_.reset();
  const std::string both = KeyLine("test", '7', false) + KeyLine("next", '9', true);
  std::vector<std::int64_t> told;
  const auto rotated = RotateKeys(WithKeys(both), [&](std::int64_t done, std::int64_t all) {
    EXPECT_EQ(all, 1200);
    told.push_back(done);
  });
  ASSERT_TRUE(rotated.ok()) << rotated.status();
  EXPECT_EQ(rotated->rewrapped, 1200);
  EXPECT_EQ(rotated->data_keys, 1200);
  EXPECT_THAT(rotated->unused, ElementsAre("test"));
  EXPECT_THAT(told, ElementsAre(500, 1000, 1200));
  EXPECT_EQ(RotateKeys(WithKeys(both), nullptr)->rewrapped, 0);

  Open(WithKeys(KeyLine("next", '9', true)));
  EXPECT_EQ(*BodyOf("delegations/77"), Secret("77").body);
  ExpectSound();
  const std::vector<ChangeRecord> after = Read()->ListChanges(0, 5000).value();
  ASSERT_EQ(after.size(), before.size());
  EXPECT_EQ(after.back().hash, before.back().hash);
  engine_.reset();
  EXPECT_EQ(OpenSqlite(Options()).status().code(), absl::StatusCode::kFailedPrecondition);

  // A backup of before needs the old key.
  RestoreOptions restore;
  restore.from = (directory_ / "backup.db").string();
  restore.target = WithKeys(both);
  restore.replace = true;
  const auto restored = RestoreSqlite(restore);
  ASSERT_TRUE(restored.ok()) << restored.status();
  Open(WithKeys(both));
  EXPECT_EQ(*BodyOf("delegations/77"), Secret("77").body);
}

// Or else who has the old key finds data keys in what the file calls free.
TEST_F(SqliteSealingTest, NothingThatTheOldKeyWrappedIsLeftInTheFile) {
  Open();
  for (int i = 0; i < 300; ++i) ASSERT_TRUE(Insert(Secret(std::to_string(i))).status.ok());
  engine_.reset();
  std::vector<std::string> wrapped;
  {
    SQLite::Database database(Path(), SQLite::OPEN_READONLY);
    SQLite::Statement rows(database, "SELECT wrapped FROM data_keys");
    while (rows.executeStep()) wrapped.push_back(rows.getColumn(0).getString());
  }
  ASSERT_EQ(wrapped.size(), 300U);
  const auto left = [&] {
    std::ifstream file(Path(), std::ios::binary);
    const std::string bytes(std::istreambuf_iterator<char>(file), {});
    return std::count_if(wrapped.begin(), wrapped.end(), [&](const std::string& key) {
      return bytes.find(key.substr(0, 32)) != std::string::npos;
    });
  };
  EXPECT_EQ(left(), 300);  // that it looks where they are
  const std::string both =
      KeyLine("test", '7', false) + KeyLine("of-another-length-than-before", '9', true);
  ASSERT_TRUE(RotateKeys(WithKeys(both), nullptr).ok());
  EXPECT_EQ(left(), 0);
}

// What ended it in the middle left some data keys under the old key: the next run does the rest.
TEST_F(SqliteSealingTest, ARotationThatWasEndedGoesOn) {
  Open();
  for (int i = 0; i < 600; ++i) ASSERT_TRUE(Insert(Secret(std::to_string(i))).status.ok());
  engine_.reset();
  const SqliteOptions both = WithKeys(KeyLine("test", '7', false) + KeyLine("next", '9', true));
  struct Ended {};
  EXPECT_THROW(RotateKeys(both, [](std::int64_t, std::int64_t) { throw Ended(); }).IgnoreError(),
               Ended);
  Open(both);
  EXPECT_EQ(*BodyOf("delegations/1"), Secret("1").body);
  EXPECT_EQ(*BodyOf("delegations/599"), Secret("599").body);
  engine_.reset();
  EXPECT_EQ(RotateKeys(both, nullptr)->rewrapped, 100);
}

TEST_F(SqliteSealingTest, ADatabaseOfAnotherPlaceDoesNotLendItsRows) {
  Open();
  ASSERT_TRUE(Insert(Secret("a")).status.ok());
  engine_.reset();
  std::filesystem::rename(Path(), Path() + ".other");
  for (const char* end : {"-wal", "-shm"}) std::filesystem::remove(Path() + end);
  Open();
  ASSERT_TRUE(Insert(Secret("a")).status.ok());
  Execute("ATTACH '" + Path() +
          ".other' AS other; DELETE FROM data_keys;"
          "INSERT INTO data_keys SELECT * FROM other.data_keys;"
          "UPDATE entities SET body = (SELECT body FROM other.entities)");
  EXPECT_EQ(OpenSqlite(Options()).status().code(), absl::StatusCode::kFailedPrecondition);
}

// A hold's end needs no key: or else one label that does not open would refuse every write there
// is.
TEST_F(SqliteSealingTest, HoldsEndWithoutTheirTexts) {
  BookingRow hold;
  hold.occupancy.booking = "bookings/held";
  hold.occupancy.resource = "resources/room";
  hold.occupancy.group = "groups/held";
  hold.occupancy.interval = {kStart, kStart + kHour};
  hold.occupancy.quantity = 1;
  hold.occupancy.held = true;
  hold.state = BookingState::kHeld;
  hold.owner_label = kWord;
  hold.level = HandlingLevel::kRestricted;
  hold.version = 1;
  SqliteOptions without = Options();
  without.keys = nullptr;
  without.without_keys = true;
  for (const SqliteOptions& options : {without, Options()}) {
    Open();
    ASSERT_TRUE(Write(PutBody(Room("resources/room"))).status.ok());
    hold.expire_time = clock_ + kHour;
    ASSERT_TRUE(Write([&](WriteTransaction& write) -> absl::StatusOr<std::string> {
                  absl::Status status = write.LoadBooking(hold);
                  if (!status.ok()) return status;
                  return std::string();
                }).status.ok());
    ASSERT_TRUE(Has("bookings/held"));
    // Without keys it does not open; with them, because it is damaged.
    if (options.keys != nullptr) Execute("UPDATE bookings SET version = 7");
    Open(options);
    clock_ += 2 * kHour;
    const WriteResult written = Write(InsertBody(Entity("delegations/d" + hold.owner_label)));
    EXPECT_TRUE(written.status.ok()) << written.status;
    EXPECT_FALSE(Has("bookings/held"));
    hold.owner_label += "2";
  }
}

TEST_F(SqliteSealingTest, ReasonsOfMovementsThatSettleNothingRestrictedAreNotTakenForSealed) {
  Open();
  const WriteResult refused = Write([](WriteTransaction& write) -> absl::StatusOr<std::string> {
    ResourceRow item;
    item.kind = "STOCK_ITEM";
    item.profile.name = "stockItems/a";
    item.profile.model = booking::CapacityModel::kConsumable;
    absl::Status status = write.PutResource(item);
    MovementRow movement;
    movement.name = "stockItems/a/movements/1";
    movement.item = "stockItems/a";
    movement.delta = 1;
    movement.reason = "\1sealed:AAAA";
    if (status.ok()) status = write.AddMovement(movement);
    if (!status.ok()) return status;
    return std::string();
  });
  EXPECT_EQ(refused.status.code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace letan::storage
