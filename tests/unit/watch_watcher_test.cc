// A watcher and the tail of the log, without gRPC: what is kept, when the log is read, and that
// nothing is missed either way.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>

#include "letan/v1/directory.pb.h"
#include "letan/v1/watch_service.pb.h"
#include "services/watch/watcher.h"
#include "storage/memory/memory_engine.h"

namespace letan::services {
namespace {

using Next = call::Stream::Next;
using storage::EntityRow;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::string Token(storage::Revision revision) { return std::to_string(revision); }

// Is told of wakes.
class Bell {
 public:
  call::Wake Rope() {
    return [this] {
      const std::lock_guard<std::mutex> lock(mutex_);
      ++rung_;
      changed_.notify_all();
    };
  }
  template <class Condition>
  void WaitUntil(const Condition& condition) {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, condition);
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int rung_ = 0;
};

class WatcherTest : public ::testing::Test {
 protected:
  static constexpr int kKept = 8;

  WatcherTest() {
    // Linked in only if they are named.
    EXPECT_NE(v1::Agency::descriptor(), v1::Place::descriptor());
    TailOptions options;
    options.engine = engine_.get();
    options.token = Token;
    options.max_commits = kKept;
    tail_ = std::make_shared<Tail>(std::move(options));
  }
  ~WatcherTest() override { tail_->Stop(); }

  static EntityRow Row(const std::string& kind, const std::string& id, std::size_t bytes = 0) {
    EntityRow row;
    row.kind = kind;
    row.name = kind + "s/" + id;
    row.uid = id;
    row.version = 1;
    row.body.assign(bytes, '\0');
    return row;
  }
  // One commit.
  void Insert(const std::vector<EntityRow>& rows) {
    storage::WriteRequest request;
    request.viewer = storage::Viewer::Administrator();
    request.method = "Insert";
    request.body = [&](storage::WriteTransaction& write) -> absl::StatusOr<std::string> {
      for (const EntityRow& row : rows) {
        if (absl::Status status = write.InsertEntity(row); !status.ok()) return status;
      }
      return std::string();
    };
    ASSERT_EQ(storage::WriteAndWait(*engine_, request).outcome, storage::WriteOutcome::kCommitted);
    ++head_;
  }
  void InsertMany(int count, std::size_t bytes = 0) {
    for (int i = 0; i < count; ++i) {
      expected_.push_back("places/" + std::to_string(expected_.size()));
      Insert({Row("place", std::to_string(expected_.size() - 1), bytes)});
    }
  }
  std::unique_ptr<Watcher> Watch(WatchFilter filter = {storage::Viewer::Administrator(), {}, {}},
                                 storage::Revision start = 0) {
    auto watcher =
        std::make_unique<Watcher>(tail_, Token, std::move(filter), start, 30, bell_.Rope());
    std::string first;
    EXPECT_EQ(*watcher->Take(&first), Next::kMessage);
    bell_.WaitUntil([&] { return Reached(); });
    return watcher;
  }
  bool Behind(storage::Revision revision) { return tail_->After(revision, 1, 1).behind; }
  // Whether the tail has read all that was committed.
  bool Reached() { return tail_->live_revision() == head_; }

  // The next message; nothing if there is none now.
  std::optional<v1::WatchResponse> Message(Watcher& watcher) {
    std::string bytes;
    auto next = watcher.Take(&bytes);
    while (next.ok() && *next == Next::kRead) {
      ++reads_;
      const auto read = engine_->BeginRead(storage::Viewer::Administrator());
      next = watcher.Read(**read, &bytes);
    }
    EXPECT_TRUE(next.ok()) << next.status();
    if (!next.ok() || *next == Next::kNothing) return std::nullopt;
    largest_ = std::max(largest_, bytes.size());
    v1::WatchResponse response;
    EXPECT_TRUE(response.ParseFromString(bytes));
    return response;
  }
  std::vector<std::string> NamesUntilNothing(Watcher& watcher) {
    std::vector<std::string> names;
    while (const auto response = Message(watcher)) {
      for (const auto& commit : response->commits()) {
        for (const auto& change : commit.changes()) names.push_back(change.name());
      }
    }
    return names;
  }

  std::unique_ptr<storage::Engine> engine_ = storage::NewMemoryEngine({});
  std::shared_ptr<Tail> tail_;
  Bell bell_;
  storage::Revision head_ = 0;
  std::vector<std::string> expected_;
  int reads_ = 0;
  std::size_t largest_ = 0;
};

TEST_F(WatcherTest, WhoKeepsUpNeverReadsTheLog) {
  const auto watcher = Watch();
  std::vector<std::string> seen;
  for (int i = 0; i < 5 * kKept; ++i) {
    InsertMany(1);
    bell_.WaitUntil([&] { return Reached(); });
    for (const std::string& name : NamesUntilNothing(*watcher)) seen.push_back(name);
  }
  EXPECT_EQ(seen, expected_);
  EXPECT_EQ(reads_, 0);
}

TEST_F(WatcherTest, WhoFallsBehindReadsTheLogAndNothingGrows) {
  const auto watcher = Watch();
  InsertMany(1000);
  bell_.WaitUntil([&] { return Reached(); });
  EXPECT_LE(tail_->kept_commits(), kKept);
  EXPECT_TRUE(Behind(head_ - kKept - 1));
  EXPECT_EQ(NamesUntilNothing(*watcher), expected_);
  EXPECT_GE(reads_, 1000 / limits::kMaxWatchRecords);
  reads_ = 0;
  InsertMany(1);
  bell_.WaitUntil([&] { return Reached(); });
  EXPECT_THAT(NamesUntilNothing(*watcher), ElementsAre(expected_.back()));
  EXPECT_EQ(reads_, 0) << "it has caught up";
}

TEST_F(WatcherTest, MessagesAndWhatIsKeptAreBoundedByBytes) {
  const auto watcher = Watch();
  InsertMany(40, 100'000);
  bell_.WaitUntil([&] { return Reached(); });
  EXPECT_LE(tail_->kept_bytes(), limits::kDefaults.max_tail_bytes);
  EXPECT_EQ(NamesUntilNothing(*watcher), expected_);
  EXPECT_LE(largest_, static_cast<std::size_t>(limits::kMaxWatchBytes) + 4096);
}

TEST_F(WatcherTest, AStepOfReadingIsBoundedWhereNothingIsToldToo) {
  InsertMany(1000);
  WatchFilter filter{storage::Viewer::Administrator(), {"agency"}, {}};
  const auto watcher = Watch(filter);
  EXPECT_EQ(Message(*watcher), std::nullopt);
  EXPECT_GE(reads_, 1000 / limits::kMaxWatchRecords);
  EXPECT_EQ(watcher->revision(), head_);
}

// The client must hear that a commit is over whose last part is not for it.
TEST_F(WatcherTest, ACommitWhoseRestIsNotToldIsClosed) {
  std::vector<EntityRow> rows{Row("agency", "first")};
  for (int i = 0; i < 600; ++i) rows.push_back(Row("place", std::to_string(i)));
  Insert(rows);
  WatchFilter filter{storage::Viewer::Administrator(), {"agency"}, {}};
  const auto watcher = Watch(filter);
  const auto piece = Message(*watcher);
  ASSERT_TRUE(piece.has_value());
  ASSERT_THAT(piece->commits(), SizeIs(1));
  EXPECT_TRUE(piece->commits(0).continued());
  EXPECT_THAT(piece->commits(0).changes(), SizeIs(1));
  EXPECT_EQ(piece->revision(), "0");
  const auto rest = Message(*watcher);
  ASSERT_TRUE(rest.has_value());
  ASSERT_THAT(rest->commits(), SizeIs(1));
  EXPECT_FALSE(rest->commits(0).continued());
  EXPECT_THAT(rest->commits(0).changes(), IsEmpty());
  EXPECT_EQ(rest->commits(0).revision(), "1");
  EXPECT_EQ(rest->revision(), "1");
  EXPECT_EQ(Message(*watcher), std::nullopt);
}

// The tail does not keep such a commit; who keeps up reads it from the log.
TEST_F(WatcherTest, ACommitThatIsTooLargeToKeepIsReadFromTheLog) {
  const auto watcher = Watch();
  std::vector<EntityRow> rows;
  for (int i = 0; i < 600; ++i) rows.push_back(Row("place", "many-" + std::to_string(i)));
  InsertMany(1);
  Insert(rows);
  InsertMany(1);
  bell_.WaitUntil([&] { return Reached(); });
  EXPECT_LT(tail_->kept_bytes(), 10'000);
  const std::vector<std::string> names = NamesUntilNothing(*watcher);
  ASSERT_THAT(names, SizeIs(602));
  EXPECT_EQ(names.front(), "places/0");
  EXPECT_EQ(names[1], "places/many-0");
  EXPECT_EQ(names.back(), "places/1");
  EXPECT_GE(reads_, 3);
}

// What cannot be read ends the watch instead of passing it by.
TEST_F(WatcherTest, AKindWithoutAMessageIsAnError) {
  const auto watcher = Watch();
  Insert({Row("riddle", "one")});
  absl::StatusOr<Next> next = Next::kNothing;
  while (next.ok() && *next != Next::kRead) {
    tail_->Tick();
    std::string bytes;
    next = watcher->Take(&bytes);
  }
  ASSERT_TRUE(next.ok()) << next.status();
  std::string bytes;
  const auto read = engine_->BeginRead(storage::Viewer::Administrator());
  EXPECT_EQ(watcher->Read(**read, &bytes).status().code(), absl::StatusCode::kInternal);
}

TEST_F(WatcherTest, WithoutWatchersNothingIsKept) {
  auto watcher = Watch();
  InsertMany(3);
  bell_.WaitUntil([&] { return Reached(); });
  EXPECT_EQ(tail_->kept_commits(), 3u);
  watcher.reset();
  while (tail_->kept_commits() != 0) tail_->Tick();
  const auto again = Watch({storage::Viewer::Administrator(), {}, {}}, head_);
  EXPECT_EQ(Message(*again), std::nullopt);
  InsertMany(1);
  bell_.WaitUntil([&] { return Reached(); });
  EXPECT_THAT(NamesUntilNothing(*again), ElementsAre(expected_.back()));
}

}  // namespace
}  // namespace letan::services
