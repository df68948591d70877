// Changes over the ends of calls: none is shown twice, none is left out.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <string>
#include <vector>

#include "clients/cli/caller.h"
#include "clients/cli/watching.h"

namespace letan::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

google::rpc::Status EndedIn(int code) {
  google::rpc::Status status;
  status.set_code(code);
  status.set_message("ended");
  if (code != kResourceExhausted) return status;
  google::rpc::RetryInfo info;
  info.mutable_retry_delay()->set_seconds(5);
  status.add_details()->PackFrom(info);
  return status;
}

void AddCommit(v1::WatchResponse& response, const std::string& revision,
               const std::vector<std::string>& names, bool continued) {
  auto& commit = *response.add_commits();
  commit.set_revision(revision);
  commit.set_continued(continued);
  for (const std::string& name : names) commit.add_changes()->set_name(name);
}

// One commit, or a part of it, after which everything up to `place` was sent.
v1::WatchResponse Message(const std::string& place, const std::string& revision,
                          const std::vector<std::string>& names, bool continued = false) {
  v1::WatchResponse response;
  response.set_revision(place);
  AddCommit(response, revision, names, continued);
  return response;
}

v1::WatchResponse Mark(const std::string& place) {
  v1::WatchResponse response;
  response.set_revision(place);
  return response;
}

class FollowChangesTest : public ::testing::Test {
 protected:
  struct ScriptedCall {
    std::vector<v1::WatchResponse> messages;
    int ends_in = 0;
  };

  google::rpc::Status Follow(const v1::WatchRequest& request = {}) {
    const WatchCall call = [this](const v1::WatchRequest& of_call, const auto& take) {
      begun_from_.push_back(of_call.start_revision());
      const ScriptedCall next = calls_.front();
      if (calls_.size() > 1) calls_.pop_front();
      for (const auto& message : next.messages) {
        if (!take(message)) return EndedIn(1);
      }
      return EndedIn(next.ends_in);
    };
    WatchHandlers handlers;
    handlers.show = [this](const v1::WatchResponse& response) {
      for (const auto& commit : response.commits()) {
        for (const auto& change : commit.changes()) shown_.push_back(change.name());
      }
      return static_cast<int>(shown_.size()) < wanted_;
    };
    handlers.interrupted = [this](const google::rpc::Status&) { ++interruptions_; };
    const RetryWorld world = {[this] { return now_; },
                              [this](absl::Duration pause) { now_ += pause; }, [] { return 0.5; }};
    return FollowChanges(request, call, handlers, now_ + absl::Seconds(30), world);
  }

  std::deque<ScriptedCall> calls_;
  int wanted_ = 1000;
  absl::Time now_ = absl::UnixEpoch();
  std::vector<std::string> begun_from_;
  std::vector<std::string> shown_;
  int interruptions_ = 0;
};

TEST_F(FollowChangesTest, GoesOnFromTheLastRevision) {
  calls_ = {{{Mark("r0"), Message("r1", "r1", {"a"})}, kUnavailable},
            {{Mark("r1"), Message("r2", "r2", {"b"}), Mark("r5")}, kResourceExhausted},
            {{}, kNotFound}};
  v1::WatchRequest request;
  request.set_start_revision("r0");
  EXPECT_EQ(Follow(request).code(), kNotFound);
  EXPECT_THAT(begun_from_, ElementsAre("r0", "r1", "r5"));
  EXPECT_THAT(shown_, ElementsAre("a", "b"));
  EXPECT_EQ(interruptions_, 2);
  EXPECT_GE(now_, absl::UnixEpoch() + absl::Seconds(5)) << "of RetryInfo";
}

TEST_F(FollowChangesTest, ACommitThatWasCutIsGoneOnWithWhereItWasCut) {
  calls_ = {
      {{Message("r1", "r2", {"a", "b"}, true), Message("r1", "r2", {"c"}, true)}, kUnavailable},
      // Cut again, before what was seen already was over.
      {{Message("r1", "r2", {"a"}, true)}, kUnavailable},
      {{Message("r1", "r2", {"a", "b", "c", "d"}, true), Message("r2", "r2", {"e"}),
        Message("r3", "r3", {"f"})},
       kUnavailable},
      {{Mark("r3"), Message("r4", "r4", {"g"})}, kNotFound}};
  Follow();
  EXPECT_THAT(begun_from_, ElementsAre("", "r1", "r1", "r3"));
  EXPECT_THAT(shown_, ElementsAre("a", "b", "c", "d", "e", "f", "g"));
}

TEST_F(FollowChangesTest, AServerThatNeverServedIsNotWaitedForWithoutEnd) {
  calls_ = {{{}, kUnavailable}};
  EXPECT_EQ(Follow().code(), kUnavailable);
  EXPECT_EQ(begun_from_.size(), static_cast<std::size_t>(kMaxAttempts));
  EXPECT_THAT(shown_, IsEmpty());
}

TEST_F(FollowChangesTest, AServerThatServedIsWaitedForAndThatIsSaidOnce) {
  calls_ = {{{Mark("r0")}, kUnavailable}};
  for (int i = 0; i < 500; ++i) calls_.push_back({{}, kUnavailable});
  calls_.push_back({{Mark("r0"), Message("r1", "r1", {"a"})}, kNotFound});
  EXPECT_EQ(Follow().code(), kNotFound);
  EXPECT_THAT(shown_, ElementsAre("a"));
  EXPECT_EQ(interruptions_, 1);
}

TEST_F(FollowChangesTest, EndsWhenNoMoreIsWanted) {
  calls_ = {{{Message("r1", "r1", {"a"}), Message("r2", "r2", {"b"})}, kUnavailable}};
  wanted_ = 1;
  EXPECT_EQ(Follow().code(), kOk);
  EXPECT_THAT(shown_, ElementsAre("a"));
}

}  // namespace
}  // namespace letan::cli
