// A request that is repeated with the same request_id has one effect and one answer.
#include <atomic>

#include "tests/conformance/fixture.h"

namespace letan::storage::conformance {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Idempotency : public ConformanceTest {
 protected:
  void SetUp() override {
    ConformanceTest::SetUp();
    Put(room_);
  }
  // Books `id`; answers with the number of times that a body has run.
  WriteResult Send(const std::string& request_id, const std::string& fingerprint,
                   const std::string& id, const std::string& subject = "users/a") {
    WriteRequest request;
    request.viewer = Viewer::Administrator(subject);
    request.method = "test.Send";
    request.request_id = request_id;
    request.fingerprint = fingerprint;
    request.body = [this, id](WriteTransaction& write) -> absl::StatusOr<std::string> {
      ++runs_;
      const auto verdict = write.ApplyBookings(Change({MakeLeg(id, room_, Hours(8, 9))}));
      if (!verdict.ok()) return verdict.status();
      if (!verdict->verdict.fits()) return absl::FailedPreconditionError("does not fit");
      return "run " + std::to_string(runs_);
    };
    return WriteAndWait(engine(), request);
  }

  const ResourceRow room_ = Resource("room");
  int runs_ = 0;
};
LETAN_FOR_EVERY_ENGINE(Idempotency);

TEST_P(Idempotency, ARepeatedRequestHasOneEffect) {
  const WriteResult first = Send("r1", "f", "b");
  ASSERT_EQ(first.outcome, WriteOutcome::kCommitted);
  EXPECT_FALSE(first.replayed);
  Put(Resource("another"));
  const WriteResult again = Send("r1", "f", "b");
  EXPECT_EQ(again.outcome, WriteOutcome::kCommitted);
  EXPECT_TRUE(again.replayed);
  EXPECT_EQ(again.response, first.response);
  EXPECT_EQ(again.revision, first.revision);
  EXPECT_EQ(runs_, 1);
  EXPECT_THAT(BookingsOf(room_), ElementsAre("b"));
  EXPECT_EQ(Find("b")->version, 1);
}

TEST_P(Idempotency, AnotherPayloadUnderTheSameIdIsInvalid) {
  ASSERT_EQ(Send("r1", "f", "b").outcome, WriteOutcome::kCommitted);
  const WriteResult other = Send("r1", "g", "c");
  EXPECT_EQ(other.outcome, WriteOutcome::kRejected);
  EXPECT_EQ(other.status.code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(runs_, 1);
  EXPECT_THAT(BookingsOf(room_), ElementsAre("b"));
}

TEST_P(Idempotency, IdsAreEachCallersOwn) {
  ASSERT_EQ(Send("r1", "f", "b", "users/a").outcome, WriteOutcome::kCommitted);
  const WriteResult other = Send("r1", "f", "c", "users/b");
  EXPECT_FALSE(other.replayed);
  EXPECT_EQ(other.status.code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(runs_, 2);
}

TEST_P(Idempotency, RefusalsAreNotKept) {
  MustBook(Change({MakeLeg("taken", room_, Hours(8, 9))}));
  EXPECT_EQ(Send("r1", "f", "b").status.code(), StatusCode::kFailedPrecondition);
  ASSERT_TRUE(Apply(Release({"taken"})).fits());
  const WriteResult again = Send("r1", "f", "b");
  EXPECT_EQ(again.outcome, WriteOutcome::kCommitted);
  EXPECT_FALSE(again.replayed);
  EXPECT_EQ(runs_, 2);
  // A refusal binds the id to no payload either.
  EXPECT_EQ(Send("r2", "f", "c").status.code(), StatusCode::kFailedPrecondition);
  ASSERT_TRUE(Apply(Release({"b"})).fits());
  EXPECT_EQ(Send("r2", "g", "c").outcome, WriteOutcome::kCommitted);
}

TEST_P(Idempotency, WithoutAnIdNothingIsRemembered) {
  ASSERT_EQ(Send("", "f", "b").outcome, WriteOutcome::kCommitted);
  EXPECT_FALSE(Send("", "f", "c").replayed);
  EXPECT_EQ(runs_, 2);
}

TEST_P(Idempotency, AnswersAreForgottenAfterTheWindow) {
  const WriteResult first = Send("r1", "f", "b");
  ASSERT_EQ(first.outcome, WriteOutcome::kCommitted);
  clock().Advance(kDay - 1);
  EXPECT_TRUE(Send("r1", "f", "b").replayed);
  ASSERT_TRUE(Apply(Release({"b"})).fits());
  clock().Advance(2);
  const WriteResult late = Send("r1", "f", "b");
  EXPECT_EQ(late.outcome, WriteOutcome::kCommitted);
  EXPECT_FALSE(late.replayed);
  EXPECT_THAT(BookingsOf(room_), ElementsAre("b"));
}

TEST_P(Idempotency, AnOverlongIdIsInvalid) {
  EXPECT_EQ(Send(std::string(limits::kMaxRequestIdBytes, 'x'), "f", "b").outcome,
            WriteOutcome::kCommitted);
  EXPECT_EQ(Send(std::string(limits::kMaxRequestIdBytes + 1, 'x'), "f", "c").status.code(),
            StatusCode::kInvalidArgument);
  EXPECT_EQ(runs_, 1);
}

TEST_P(Idempotency, TheLogNamesTheRequest) {
  ASSERT_EQ(Send("r1", "f", "b").outcome, WriteOutcome::kCommitted);
  EXPECT_EQ(Changes().back().request_id, "r1");
}

class DurableIdempotency : public Idempotency {};
LETAN_FOR_ENGINES_WITH(durable, DurableIdempotency);

TEST_P(DurableIdempotency, AnswersSurviveReopening) {
  const WriteResult first = Send("r1", "f", "b");
  harness().Reopen();
  const WriteResult again = Send("r1", "f", "b");
  EXPECT_TRUE(again.replayed);
  EXPECT_EQ(again.response, first.response);
  EXPECT_EQ(again.revision, first.revision);
}

TEST_P(Idempotency, ConcurrentRepeatsHaveOneEffect) {
  std::atomic<int> done{0};
  std::atomic<int> fresh{0};
  std::atomic<int> runs{0};
  constexpr int kRepeats = 20;
  for (int i = 0; i < kRepeats; ++i) {
    WriteRequest request;
    request.viewer = Viewer::Administrator();
    request.method = "test.Send";
    request.request_id = "same";
    request.fingerprint = "f";
    request.body = [this, &runs](WriteTransaction& write) -> absl::StatusOr<std::string> {
      ++runs;
      const auto verdict = write.ApplyBookings(Change({MakeLeg("b", room_, Hours(8, 9))}));
      if (!verdict.ok()) return verdict.status();
      if (!verdict->verdict.fits()) return absl::FailedPreconditionError("does not fit");
      return std::string("booked");
    };
    engine().Submit(std::move(request), [&](WriteResult result) {
      EXPECT_EQ(result.outcome, WriteOutcome::kCommitted) << result.status;
      EXPECT_EQ(result.response, "booked");
      if (!result.replayed) ++fresh;
      ++done;
    });
  }
  Do([](WriteTransaction&) { return absl::OkStatus(); });
  harness().Close();  // every call is finished now
  EXPECT_EQ(done, kRepeats);
  EXPECT_EQ(fresh, 1);
  EXPECT_EQ(runs, 1);
  harness().Open();
}

}  // namespace
}  // namespace letan::storage::conformance
