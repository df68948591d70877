// Which connection a read gets, and how much of the file each may keep.
#include <numeric>
#include <optional>
#include <utility>
#include <vector>

#include "storage/sqlite/reader_pool.h"
#include "tests/unit/storage_sqlite_fixture.h"

namespace letan::storage::sqlite {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

TEST(CacheParts, AreHalvesForAsManyAsCanRunAtOnce) {
  EXPECT_THAT(CacheParts(98'304, 2, 4), ElementsAre(65'536, 32'768, 2048, 2048));
  EXPECT_THAT(CacheParts(98'304, 1, 3), ElementsAre(98'304, 2048, 2048));
  EXPECT_THAT(CacheParts(98'304, 0, 2), ElementsAre(98'304, 2048)) << "a number that is not known";
  EXPECT_THAT(CacheParts(70'000, 3, 3), ElementsAre(40'000, 20'000, 10'000));
  EXPECT_THAT(CacheParts(70'000, 64, 3), ElementsAre(40'000, 20'000, 10'000));
  EXPECT_THAT(CacheParts(0, 2, 2), ElementsAre(2048, 2048));
  EXPECT_THAT(CacheParts(98'304, 2, 0), ElementsAre());
}

TEST(CacheParts, TogetherAreAboutTheWhole) {
  for (const unsigned processors : {1U, 2U, 3U, 4U, 8U, 200U}) {
    for (const std::size_t readers : {1U, 2U, 8U, 40U}) {
      const std::vector<int> parts = CacheParts(98'304, processors, readers);
      EXPECT_LE(std::accumulate(parts.begin(), parts.end(), 0),
                98'304 + static_cast<int>(readers) * 2048)
          << processors << " processors, " << readers << " readers";
    }
  }
}

class ReaderPoolTest : public SqliteTest {
 protected:
  void SetUp() override {
    SqliteTest::SetUp();
    Open();
    Connection::Options options;
    options.path = Path();
    pool_.emplace(options, std::vector<int>{8192, 4096}, latest_);
  }
  void TearDown() override {
    pool_.reset();
    SqliteTest::TearDown();
  }

  std::optional<ReaderPool::Lease> Lend() {
    auto lease = pool_->Begin();
    EXPECT_TRUE(lease.ok()) << lease.status();
    if (!lease.ok()) return std::nullopt;
    return *std::move(lease);
  }
  static std::int64_t CacheKib(const std::optional<ReaderPool::Lease>& lease) {
    Query query(*(**lease).connection, "PRAGMA cache_size");
    return query.Step() ? -query.Int(0) : 0;
  }

  LatestRevision latest_;
  std::optional<ReaderPool> pool_;
};

TEST_F(ReaderPoolTest, TheLargestThatIsIdleIsLent) {
  auto first = Lend();
  auto second = Lend();
  auto third = Lend();
  EXPECT_EQ(CacheKib(first), 8192);
  EXPECT_EQ(CacheKib(second), 4096);
  EXPECT_EQ(CacheKib(third), 2048);
  first.reset();
  second.reset();
  EXPECT_EQ(CacheKib(Lend()), 8192) << "though another was used later";
  const auto again = Lend();
  EXPECT_EQ(CacheKib(Lend()), 4096);
}

TEST_F(ReaderPoolTest, ThoseBeyondThePlacesAreClosed) {
  {
    const auto first = Lend();
    const auto second = Lend();
    const auto third = Lend();
    EXPECT_THAT(pool_->InUseAndIdle(), Pair(3, 0));
  }
  EXPECT_THAT(pool_->InUseAndIdle(), Pair(0, 2));
}

TEST_F(ReaderPoolTest, NoneIsKeptOnceItIsClosed) {
  auto lent = Lend();
  Lend();
  pool_->Close();
  EXPECT_THAT(pool_->InUseAndIdle(), Pair(1, 0));
  lent.reset();
  EXPECT_THAT(pool_->InUseAndIdle(), Pair(0, 0));
}

TEST_F(ReaderPoolTest, APlaceIsFreeAgainAfterAFailure) {
  Connection::Options nowhere;
  nowhere.path = Path() + "-missing";
  ReaderPool pool(nowhere, {8192}, latest_);
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(pool.Begin().ok());
  EXPECT_THAT(pool.InUseAndIdle(), Pair(0, 0));
  SqliteOptions options = Options();
  options.path = nowhere.path;
  ASSERT_TRUE(OpenSqlite(options).ok());
  {
    const auto lease = pool.Begin();
    ASSERT_TRUE(lease.ok()) << lease.status();
  }
  EXPECT_THAT(pool.InUseAndIdle(), Pair(0, 1)) << "kept: it has the place";
}

}  // namespace
}  // namespace letan::storage::sqlite
