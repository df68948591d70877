// The log of reads through the API: which answers are on record, and who is told of them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <chrono>
#include <functional>
#include <future>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "tests/api/held_calls.h"
#include "tests/api/read_log_world.h"
#include "tests/support/fault_vfs.h"
#include "tests/support/watch_client.h"

namespace letan::testing {
namespace {

using grpc::StatusCode;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST_F(ReadLogTest, AnAnswerWithRestrictedContentIsOnRecordAndNoOther) {
  const std::string secret = Make("Đoàn kín");
  const std::string open = Make("Đoàn mở", v1::HANDLING_LEVEL_INTERNAL);
  EXPECT_THAT(Reads(), IsEmpty()) << "who makes a thing knows it";
  ASSERT_TRUE(Get(open).ok());
  EXPECT_THAT(Reads(), IsEmpty());
  viewer_.acting_for = "agencies/so-ngoai-vu";
  ASSERT_TRUE(Get(secret).ok());
  const auto records = All();
  ASSERT_EQ(records.size(), 1u);
  EXPECT_EQ(records[0].actor(), "users/admin@agencies/so-ngoai-vu");
  EXPECT_EQ(records[0].method(), "letan.v1.DelegationService/GetDelegation");
  EXPECT_THAT(records[0].entities(), ElementsAre(secret));
  EXPECT_FALSE(records[0].everything());
  EXPECT_EQ(records[0].time().seconds(), server_.clock().now() / 1'000'000);
  EXPECT_EQ(records[0].name().rfind("readRecords/", 0), 0u);
}

TEST_F(ReadLogTest, WhatIsRefusedIsNoRead) {
  const std::string secret = Make("Đoàn kín");
  AskAs(User(kOther));
  EXPECT_EQ(Get(secret).code(), StatusCode::NOT_FOUND);
  AskAs(Admin());
  EXPECT_THAT(Reads(), IsEmpty());
}

TEST_F(ReadLogTest, ReadersAreToldOfReadsOfWhatTheySee) {
  const std::string mine = Make("Đoàn A", v1::HANDLING_LEVEL_RESTRICTED, kMemberAgency);
  const std::string hidden = Make("Đoàn B");
  ASSERT_TRUE(Get(mine).ok());
  ASSERT_TRUE(Get(hidden).ok());
  const auto listed =
      Call(world_.delegations(), &DelegationStub::ListDelegations, v1::ListDelegationsRequest());
  ASSERT_EQ(listed.response.delegations_size(), 2);
  ASSERT_TRUE(Call(*admin_, &AdminStub::CreateBackup, v1::CreateBackupRequest()).ok());
  AskAs(User(kMember));
  EXPECT_THAT(Reads(), ElementsAre("ListDelegations " + mine, "GetDelegation " + mine));
  EXPECT_EQ(Texts(All({}, 1)), Reads());
  v1::ListReadsRequest about;
  about.set_entity(hidden);
  EXPECT_THAT(Reads(about), IsEmpty());
  AskAs(User(kOther));
  EXPECT_THAT(Reads(), IsEmpty());
}

TEST_F(ReadLogTest, FiltersTakeWhatFits) {
  const std::string a = Make("Đoàn A", v1::HANDLING_LEVEL_RESTRICTED, kMemberAgency);
  const std::string b = Make("Đoàn B");
  const auto activity = world_.NewActivity(a, "Hội đàm", 30, 31);
  ASSERT_TRUE(Get(a).ok());
  ASSERT_TRUE(Get(b).ok());
  AskAs(User(kMember));
  server_.clock().Advance(booking::kHour);
  v1::GetActivityRequest get;
  get.set_name(activity.name());
  ASSERT_TRUE(Call(world_.itinerary(), &ItineraryStub::GetActivity, get).ok());
  AskAs(Admin());
  v1::ListReadsRequest request;
  request.set_entity(a);
  EXPECT_THAT(Reads(request), ElementsAre("GetActivity " + activity.name(), "GetDelegation " + a));
  request.set_entity(a.substr(0, a.size() - 1));
  EXPECT_THAT(Reads(request), IsEmpty());
  request.clear_entity();
  request.set_actor(kMember);
  EXPECT_THAT(Reads(request), ElementsAre("GetActivity " + activity.name()));
  request.clear_actor();
  request.set_method("letan.v1.DelegationService/GetDelegation");
  EXPECT_THAT(Reads(request), ElementsAre("GetDelegation " + b, "GetDelegation " + a));
  request.clear_method();
  const std::int64_t now = server_.clock().now() / 1'000'000;
  request.mutable_interval()->mutable_start_time()->set_seconds(now);
  request.mutable_interval()->mutable_end_time()->set_seconds(now + 1);
  EXPECT_THAT(Reads(request), ElementsAre("GetActivity " + activity.name()));
  request.mutable_interval()->mutable_start_time()->set_seconds(now - 60);
  request.mutable_interval()->mutable_end_time()->set_seconds(now);
  EXPECT_THAT(Reads(request), IsEmpty()) << "the end is not in it";
}

TEST_F(ReadLogTest, BadInputIsRefused) {
  ASSERT_TRUE(Get(Make("Đoàn A")).ok());
  ASSERT_TRUE(Get(Make("Đoàn B")).ok());
  v1::ListReadsRequest first;
  first.set_page_size(1);
  const std::string token = List(first).response.next_page_token();
  ASSERT_FALSE(token.empty());
  const auto code = [this](const std::function<void(v1::ListReadsRequest&)>& edit) {
    v1::ListReadsRequest request;
    edit(request);
    return List(request).code();
  };
  const auto span = [](std::int64_t from, std::int64_t to) {
    return [=](v1::ListReadsRequest& request) {
      request.mutable_interval()->mutable_start_time()->set_seconds(from);
      request.mutable_interval()->mutable_end_time()->set_seconds(to);
    };
  };
  EXPECT_EQ(code([](auto& request) { request.set_page_size(-1); }), StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(code([](auto& request) { request.set_page_size(1001); }), StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(code([](auto& request) { request.set_page_token("x"); }), StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(code([](auto& request) { request.set_entity(std::string(257, 'a')); }),
            StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(code(span(2000, 1000)), StatusCode::INVALID_ARGUMENT) << "reversed";
  EXPECT_EQ(code(span(1000, 1000)), StatusCode::INVALID_ARGUMENT) << "empty";
  EXPECT_EQ(code([&](auto& request) {
              request.set_page_token(token);
              request.set_actor("users/admin");
            }),
            StatusCode::INVALID_ARGUMENT)
      << "of another query";
  EXPECT_EQ(code([&](auto& request) { request.set_page_token(token); }), StatusCode::OK);
  v1::ListAuditRecordsRequest changes;
  changes.set_page_token(token);
  EXPECT_EQ(Call(*audit_, &AuditStub::ListAuditRecords, changes).code(),
            StatusCode::INVALID_ARGUMENT)
      << "of another method";
  AskAs(User(kOther));
  EXPECT_EQ(code([&](auto& request) { request.set_page_token(token); }),
            StatusCode::INVALID_ARGUMENT)
      << "of another caller";
}

TEST_F(ReadLogTest, ADrainedServerStillAccountsForReads) {
  const std::string secret = Make("Đoàn kín");
  ASSERT_TRUE(Call(*admin_, &AdminStub::Drain, v1::DrainRequest()).ok());
  ASSERT_TRUE(Get(secret).ok());
  EXPECT_THAT(Reads(), ElementsAre("GetDelegation " + secret));
}

TEST_F(ReadLogTest, OldRecordsAreArchivedWithTheChanges) {
  const std::string secret = Make("Đoàn kín");
  ASSERT_TRUE(Get(secret).ok());
  ASSERT_TRUE(Get(secret).ok());
  server_.clock().Advance(booking::kHour);
  v1::ArchiveChangesRequest archive;
  archive.set_archive_id("old");
  archive.mutable_before()->set_seconds(server_.clock().now() / 1'000'000);
  const auto made = Call(*admin_, &AdminStub::ArchiveChanges, archive);
  ASSERT_TRUE(made.ok()) << made.message();
  EXPECT_EQ(made.response.reads_file(), "old.reads.jsonl");
  EXPECT_EQ(made.response.reads(), 2);
  EXPECT_THAT(Reads(), IsEmpty());
  ASSERT_TRUE(Get(secret).ok());
  EXPECT_THAT(Reads(), ElementsAre("GetDelegation " + secret));
  const auto check = Call(*admin_, &AdminStub::CheckIntegrity, v1::CheckIntegrityRequest());
  ASSERT_TRUE(check.ok()) << check.message();
  EXPECT_THAT(check.response.findings(), IsEmpty());
}

// Holds the writer in a body until it is let go.
class HeldWriter {
 public:
  explicit HeldWriter(storage::Engine& engine) {
    storage::WriteRequest request;
    request.viewer = storage::Viewer::Administrator();
    request.body = [this](storage::WriteTransaction&) {
      door_.Enter();
      return std::string();
    };
    engine.Submit(std::move(request), [this](const storage::WriteResult&) { done_.set_value(); });
    door_.AwaitInside(1);
  }
  ~HeldWriter() { LetGo(); }
  void LetGo() {
    door_.Open();
    if (ended_.valid()) ended_.get();
  }

 private:
  Door door_;
  std::promise<void> done_;
  std::future<void> ended_ = done_.get_future();
};

TEST_F(ReadLogTest, NobodyElseWaitsForARecord) {
  const std::string secret = Make("Đoàn kín");
  const std::string open = Make("Đoàn mở", v1::HANDLING_LEVEL_INTERNAL);
  HeldWriter held(server_.engine());
  const std::int64_t queued = server_.engine().queued_writes();
  auto waiting = std::async(std::launch::async, [&] { return Get(secret); });
  while (server_.engine().queued_writes() == queued) std::this_thread::yield();
  for (int i = 0; i < 50; ++i) ASSERT_TRUE(Get(open).ok());
  EXPECT_EQ(waiting.wait_for(std::chrono::seconds(0)), std::future_status::timeout);
  held.LetGo();
  const auto answer = waiting.get();
  EXPECT_EQ(answer.response.title(), "Đoàn kín") << answer.message();
  EXPECT_THAT(Reads(), ElementsAre("GetDelegation " + secret));
}

class ReadLogQueueTest : public ReadLogTest {
 protected:
  ReadLogQueueTest() : ReadLogTest("", {"--max-queued-writes=1"}) {}
};

TEST_F(ReadLogQueueTest, AFullQueueRefusesWhatWouldHaveToBeRecorded) {
  const std::string secret = Make("Đoàn kín");
  const std::string open = Make("Đoàn mở", v1::HANDLING_LEVEL_INTERNAL);
  HeldWriter held(server_.engine());
  auto waiting = std::async(std::launch::async, [&] { return Get(secret); });
  while (server_.engine().queued_writes() < 1) std::this_thread::yield();
  const auto refused = Get(secret);
  EXPECT_EQ(refused.code(), StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(ReasonOf(refused.status), "OVERLOADED");
  EXPECT_EQ(refused.response.ByteSizeLong(), 0u);
  EXPECT_TRUE(Get(open).ok());
  held.LetGo();
  EXPECT_TRUE(waiting.get().ok());
  EXPECT_EQ(Reads().size(), 1u);
}

class ReadLogFaultTest : public ReadLogTest {
 protected:
  ReadLogFaultTest() : ReadLogTest("letan-reads") {}
  ~ReadLogFaultTest() override { server_.Stop(); }

  static FaultVfs& vfs() {
    static FaultVfs vfs("letan-reads");
    return vfs;
  }
  static void SetUpTestSuite() { vfs(); }
};

TEST_F(ReadLogFaultTest, AWatchThatCannotBeAccountedForGoesOnFromWhatItSent) {
  v1::WatchRequest request;
  request.set_start_revision(WatchClient(server_.channel()).Next()->revision());
  const std::string secret = Make("Đoàn kín");
  vfs().Fail(FaultVfs::File::kLog, FaultVfs::Call::kWrite, 1, 1'000'000, SQLITE_FULL);
  {
    WatchClient watch(server_.channel(), request);
    EXPECT_EQ(watch.Next()->revision(), request.start_revision());
    EXPECT_EQ(watch.Finish().error_code(), StatusCode::RESOURCE_EXHAUSTED);
    EXPECT_EQ(watch.revision(), request.start_revision()) << "nothing was sent";
    EXPECT_EQ(RevisionOf(watch.context()), request.start_revision());
  }
  vfs().Heal();
  WatchClient again(server_.channel(), request);
  EXPECT_THAT(again.NextTexts(), ElementsAre("CREATED delegation " + secret));
  EXPECT_THAT(Reads(), ElementsAre("Watch " + secret));
}

TEST_F(ReadLogFaultTest, AnAnswerThatNobodyCanAccountForDoesNotLeave) {
  const std::string secret = Make("Đoàn kín");
  const std::string open = Make("Đoàn mở", v1::HANDLING_LEVEL_INTERNAL);
  vfs().Fail(FaultVfs::File::kLog, FaultVfs::Call::kWrite, 1, 1'000'000, SQLITE_FULL);
  EXPECT_EQ(Get(secret).code(), StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(Get(secret).response.title(), "");
  EXPECT_TRUE(Get(open).ok());
  vfs().Heal();
  vfs().Fail(FaultVfs::File::kLog, FaultVfs::Call::kSync, 1, 1, SQLITE_IOERR_FSYNC);
  EXPECT_EQ(Get(secret).code(), StatusCode::UNAVAILABLE);
  vfs().Heal();
  EXPECT_TRUE(Get(secret).ok());
  EXPECT_THAT(Reads(), Contains("GetDelegation " + secret));
}

}  // namespace
}  // namespace letan::testing
