// The integrity check finds what should not be; each case spoils a sound database behind our back.
#include "SQLiteCpp/SQLiteCpp.h"
#include "tests/unit/storage_sqlite_fixture.h"

namespace letan::storage {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct Spoil {
  const char* name;
  const char* sql;
  const char* finding;
};

class SqliteIntegrityTest : public SqliteTest, public ::testing::WithParamInterface<Spoil> {
 protected:
  void Fill() {
    Open();
    ResourceRow room = Room("resources/r");
    room.abilities = {"grade:suite"};
    std::vector<WriteBody> bodies = {
        PutBody(room),
        PutBody(Room("stockItems/tea", booking::CapacityModel::kConsumable)),
        InsertBody(Entity("delegations/a")),
        ApplyBody(Change("bookings/a", "resources/r", 8, 10)),
        ApplyBody(Change("bookings/b", "resources/r", 12, 14)),
        [](WriteTransaction& transaction) -> absl::StatusOr<std::string> {
          MovementRow row;
          row.name = "stockItems/tea/movements/1";
          row.item = "stockItems/tea";
          row.delta = 5;
          row.at = kStart;
          absl::Status status = transaction.AddMovement(row);
          if (status.ok()) {
            status = transaction.PutTravelTimes("places/a", {{"places/a", "places/b", kHour}});
          }
          if (!status.ok()) return status;
          return std::string();
        },
        ApplyBody(Change("bookings/t", "stockItems/tea", 8, 9, 4)),
    };
    for (const WriteBody& body : bodies) {
      const WriteResult result = Write(body);
      ASSERT_TRUE(result.status.ok()) << result.status;
    }
  }
};

using SqliteRebuildTest = SqliteIntegrityTest;

TEST_F(SqliteIntegrityTest, ASoundDatabaseHasNoFindings) {
  Fill();
  const auto report = engine_->CheckIntegrity();
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_THAT(report->findings, IsEmpty());
  EXPECT_EQ(report->entities, 1);
  EXPECT_EQ(report->bookings, 3);
  EXPECT_EQ(report->changes, 8);
}

TEST_P(SqliteIntegrityTest, FindsWhatWasSpoilt) {
  Fill();
  engine_.reset();
  {
    SQLite::Database database(Path(), SQLite::OPEN_READWRITE);
    ASSERT_GT(database.exec(GetParam().sql), 0);
  }
  Open();
  const auto report = engine_->CheckIntegrity();
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_THAT(report->findings, Contains(HasSubstr(GetParam().finding)));
}

TEST_P(SqliteRebuildTest, MakesAnewWhatIsDerived) {
  Fill();
  engine_.reset();
  ASSERT_GT(SQLite::Database(Path(), SQLite::OPEN_READWRITE).exec(GetParam().sql), 0);
  Open();
  const auto rebuilt = engine_->RebuildDerived();
  ASSERT_TRUE(rebuilt.ok()) << rebuilt.status();
  EXPECT_EQ(*rebuilt, 1);
  ExpectSound();
  EXPECT_EQ(*engine_->RebuildDerived(), 0);
}

// Both the readers and the writer know the names of resources by heart.
TEST_F(SqliteRebuildTest, ARepairedNameIsShownAtOnce) {
  Fill();
  engine_.reset();
  SQLite::Database(Path(), SQLite::OPEN_READWRITE)
      .exec("UPDATE resources SET name = 'resources/wrong' WHERE name = 'resources/r'");
  Open();
  const auto resource_of = [](ReadTransaction& read) {
    const auto found = read.FindBooking("bookings/a");
    return found.ok() && found->has_value() ? (*found)->occupancy.resource : "none";
  };
  const auto written = [&] {
    std::string resource;
    EXPECT_TRUE(Write([&](WriteTransaction& write) -> absl::StatusOr<std::string> {
                  resource = resource_of(write);
                  return std::string();
                }).status.ok());
    return resource;
  };
  EXPECT_EQ(resource_of(*Read()), "resources/wrong");
  EXPECT_EQ(written(), "resources/wrong");
  ASSERT_EQ(*engine_->RebuildDerived(), 1);
  EXPECT_EQ(resource_of(*Read()), "resources/r");
  EXPECT_EQ(written(), "resources/r");
}

INSTANTIATE_TEST_SUITE_P(
    Each, SqliteRebuildTest,
    ::testing::Values(
        Spoil{"Columns", "UPDATE resources SET active = 0 WHERE name = 'resources/r'", ""},
        Spoil{"Abilities", "DELETE FROM resource_abilities", ""},
        Spoil{"Words", "INSERT INTO entity_words SELECT 'le', id FROM entities", ""},
        Spoil{"Longest", "UPDATE resource_load SET longest = 1 WHERE longest > 3600000000", ""},
        Spoil{"Listed", "UPDATE entities SET listed = 7", ""}),
    [](const auto& info) { return std::string(info.param.name); });

INSTANTIATE_TEST_SUITE_P(
    Each, SqliteIntegrityTest,
    ::testing::Values(
        Spoil{"Overlap",
              "UPDATE bookings SET starts = starts - 7200000000 * 2"
              " WHERE name = 'bookings/b'",
              "promised twice"},
        Spoil{"Stock", "UPDATE bookings SET quantity = 6 WHERE name = 'bookings/t'", "falls to -1"},
        Spoil{"Movement", "UPDATE stock_movements SET delta = 9", "differs from the last change"},
        Spoil{"Booking", "UPDATE bookings SET place = 'places/x' WHERE name = 'bookings/a'",
              "differs from the last change"},
        Spoil{"Lost", "DELETE FROM bookings WHERE name = 'bookings/a'", "recorded, but not there"},
        Spoil{"Body", "UPDATE entities SET body = x'00'", "differs from the last change"},
        Spoil{"Log", "UPDATE changes SET actor = 'somebody' WHERE sequence = 3",
              "hash differs from what it covers at change 3"},
        Spoil{"Chain", "UPDATE changes SET previous_hash = zeroblob(32) WHERE sequence = 3",
              "chain broken at change 3"},
        Spoil{"Gap", "DELETE FROM changes WHERE sequence = 4", "gap in the change log"},
        Spoil{"Columns", "UPDATE resources SET active = 0 WHERE name = 'resources/r'",
              "columns of a resource differ"},
        Spoil{"Abilities", "UPDATE resource_abilities SET ability = 'grade:x'",
              "abilities of a resource differ"},
        Spoil{"Words", "INSERT INTO entity_words SELECT 'le', id FROM entities",
              "words of an entity differ"},
        Spoil{"Longest", "UPDATE resource_load SET longest = 1", "longer than the resource's"},
        Spoil{"Travel", "UPDATE travel_times SET duration = 1", "differs from the last change"},
        Spoil{"Access", "INSERT INTO entity_access SELECT id, 0, 'roles/x' FROM entities",
              "miscounted"},
        Spoil{"Orphan", "INSERT INTO booking_access VALUES (4711, 0, 'roles/x')",
              "row without its parent"}),
    [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace letan::storage
