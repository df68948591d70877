// Who watches: readers that stop, that are too many, that may not see everything; and the end.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "services/core/limits.h"
#include "tests/support/small_world.h"
#include "tests/support/watch_client.h"

namespace letan::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

// "who: desk" in the metadata is somebody who sees what is internal, no more; others everything.
TestServerOptions WithADesk() {
  TestServerOptions options;
  options.authenticate =
      [](const grpc::CallbackServerContext& context) -> absl::StatusOr<storage::Viewer> {
    if (context.client_metadata().count("who") == 0) return storage::Viewer::Administrator();
    storage::Viewer viewer;
    viewer.subject = "users/desk";
    viewer.clearance = storage::HandlingLevel::kInternal;
    return viewer;
  };
  return options;
}

class WatchReadersTest : public ::testing::Test {
 protected:
  std::int64_t Ended(absl::StatusCode code) {
    for (const rpc::MethodCounts& counts : server_.server().metrics().Snapshot()) {
      const auto found = counts.ended.find(code);
      if (counts.method == "letan.v1.WatchService/Watch" && found != counts.ended.end()) {
        return found->second;
      }
    }
    return 0;
  }
  // Without ticks: so many at once would cut whoever has just not been told that it was taken.
  void WaitForAnEnd(absl::StatusCode code) {
    while (Ended(code) == 0) std::this_thread::yield();
  }
  v1::Delegation SetLevel(const std::string& name, v1::HandlingLevel level) {
    v1::UpdateDelegationRequest request;
    request.mutable_delegation()->set_name(name);
    request.mutable_delegation()->set_handling_level(level);
    request.mutable_update_mask()->add_paths("handling_level");
    const auto updated =
        Call(world_.delegations(), &v1::DelegationService::Stub::UpdateDelegation, request);
    EXPECT_TRUE(updated.ok()) << updated.message();
    return updated.response;
  }

  TestServer server_{WithADesk()};
  SmallWorld world_{server_};
};

TEST_F(WatchReadersTest, AReaderThatStopsIsCutWithAReasonAndLosesNothing) {
  WatchClient stopped(NarrowChannel(server_));
  auto other = std::make_unique<WatchClient>(server_.channel());
  stopped.Next();
  other->Next();
  world_.MakeLargeCommits(12);
  for (int i = 0; i < 12; ++i) EXPECT_THAT(other->NextTexts(), SizeIs(200)) << "not held up";
  other.reset();
  WaitForAnEnd(absl::StatusCode::kCancelled);
  // Time passes only here.
  while (Ended(absl::StatusCode::kResourceExhausted) == 0) server_.server().Tick();
  int commits = 0;
  while (stopped.NextCommit().has_value()) ++commits;
  const grpc::Status status = stopped.Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(ReasonOf(status), "WATCHER_TOO_SLOW");
  EXPECT_LT(commits, 12) << "what it did not take was not made";
  EXPECT_EQ(RevisionOf(stopped.context()), stopped.revision()) << "what it has, it was told";
  v1::WatchRequest request;
  request.set_start_revision(stopped.revision());
  WatchClient again(server_.channel(), request);
  for (; commits < 12; ++commits) EXPECT_THAT(again.NextTexts(), SizeIs(200));
}

// The reason waits behind what is not read; in the end it is given up, and with it what it held.
TEST_F(WatchReadersTest, AReaderThatNeverReadsAgainIsLetGo) {
  WatchClient stopped(NarrowChannel(server_));
  stopped.Next();
  world_.MakeLargeCommits(6);
  while (Ended(absl::StatusCode::kResourceExhausted) == 0) server_.server().Tick();
  for (int i = 0; i < limits::kDefaults.watcher_stall_seconds; ++i) server_.server().Tick();
  // It would wait so long for a call that is under way.
  server_.Stop(std::chrono::minutes(10));
}

TEST_F(WatchReadersTest, AReaderThatIsGoneLeavesAPlace) {
  {
    WatchClient watch(server_.channel());
    watch.Next();
  }
  WaitForAnEnd(absl::StatusCode::kCancelled);
}

TEST_F(WatchReadersTest, TooManyAreRefusedAndPlacesAreGivenAgain) {
  std::vector<std::unique_ptr<WatchClient>> watches;
  auto channel = server_.NewChannel();
  for (int i = 0; i < limits::kDefaults.max_watchers; ++i) {
    // One connection has not as many calls at once.
    if (i % limits::kDefaults.max_streams_per_connection == 0) channel = server_.NewChannel();
    watches.push_back(std::make_unique<WatchClient>(channel));
    ASSERT_TRUE(watches.back()->Next().has_value()) << watches.back()->Finish().error_message();
  }
  const grpc::Status status = WatchClient(server_.channel()).Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(ReasonOf(status), "TOO_MANY_WATCHERS");
  watches.pop_back();
  WaitForAnEnd(absl::StatusCode::kCancelled);
  // Its place is free a moment after it was counted.
  bool served = false;
  while (!served) served = WatchClient(server_.channel()).Next().has_value();
  const auto made = world_.NewDelegation("Guests", 24, 48);
  for (const auto& watch : watches) {
    ASSERT_THAT(watch->NextTexts(), ElementsAre("CREATED delegation " + made.name()));
  }
}

TEST_F(WatchReadersTest, AStoppingServerEndsThemWithAReason) {
  WatchClient watch(server_.channel());
  watch.Next();
  server_.Stop();
  const grpc::Status status = watch.Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(ReasonOf(status), "SERVER_STOPPING");
  EXPECT_EQ(RevisionOf(watch.context()), watch.revision());
}

// More than one at once, one of which does not read: the end must come all the same.
TEST_F(WatchReadersTest, AStoppingServerDoesNotWaitForAStoppedReader) {
  WatchClient stopped(NarrowChannel(server_));
  stopped.Next();
  WatchClient watch(server_.channel());
  watch.Next();
  world_.MakeLargeCommits(6);
  server_.Stop(std::chrono::milliseconds(100));
  EXPECT_EQ(watch.Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_FALSE(stopped.Finish().ok());
}

TEST_F(WatchReadersTest, WhatIsHiddenIsNotToldOfAndWhatComesIntoSightIsCreated) {
  const auto open = world_.NewDelegation("Open", 24, 48);
  const auto secret = world_.NewDelegation("Secret", 24, 48);
  SetLevel(secret.name(), v1::HANDLING_LEVEL_RESTRICTED);
  auto stub = v1::WatchService::NewStub(server_.channel());
  grpc::ClientContext context;
  context.AddMetadata("who", "desk");
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
  const auto reader = stub->Watch(&context, v1::WatchRequest());
  v1::WatchResponse response;
  ASSERT_TRUE(reader->Read(&response));
  const auto next = [&] {
    std::vector<std::string> texts;
    if (!reader->Read(&response)) return texts;
    for (const Commit& commit : response.commits()) {
      for (const Change& change : commit.changes()) {
        texts.push_back(TextOf(change) + (change.has_entity() ? "" : " -"));
      }
    }
    return texts;
  };
  world_.NewActivity(secret.name(), "Talks", 25, 26);
  ASSERT_TRUE(world_.Book({LegOf("resources/room", 25, 26)}, secret.name()).ok());
  const auto activity = world_.NewActivity(open.name(), "Dinner", 25, 26);
  EXPECT_THAT(next(), ElementsAre("CREATED activity " + activity.name()));
  SetLevel(open.name(), v1::HANDLING_LEVEL_RESTRICTED);
  EXPECT_THAT(next(),
              ::testing::UnorderedElementsAre("DELETED delegation " + open.name() + " -",
                                              "DELETED activity " + activity.name() + " -"));
  SetLevel(open.name(), v1::HANDLING_LEVEL_INTERNAL);
  EXPECT_THAT(next(), ::testing::UnorderedElementsAre("CREATED delegation " + open.name(),
                                                      "CREATED activity " + activity.name()));
  context.TryCancel();
  while (reader->Read(&response)) {
  }
  reader->Finish();
}

}  // namespace
}  // namespace letan::testing
