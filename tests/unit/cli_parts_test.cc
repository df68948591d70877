// Key-value texts, request ids, retries, methods by name.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "clients/cli/address.h"
#include "clients/cli/caller.h"
#include "clients/cli/key_values.h"
#include "clients/cli/kinds.h"
#include "clients/cli/method_index.h"
#include "clients/cli/request_id.h"
#include "clients/cli/retry.h"
#include "clients/cli/text_match.h"
#include "clients/cli/time_text.h"
#include "letan/v1/booking_service.pb.h"

namespace letan::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(AddressTest, SomeNoServerCanHave) {
  EXPECT_EQ(WhyNoAddress("127.0.0.1:50051"), "");
  EXPECT_EQ(WhyNoAddress("unix:/" + std::string(106, 'a')), "");
  EXPECT_THAT(WhyNoAddress("unix:/" + std::string(107, 'a')), HasSubstr("at most 107 bytes"));
  EXPECT_NE(WhyNoAddress("unix:"), "");
  EXPECT_NE(WhyNoAddress(""), "");
}

// What is not sure is a network: it needs TLS.
TEST(AddressTest, SomeAreOnThisMachine) {
  for (const char* address :
       {"127.0.0.1:50051", "127.9.9.9:1", "localhost:1", "[::1]:1", "unix:/run/letan.sock"}) {
    EXPECT_TRUE(IsOnThisMachine(address)) << address;
  }
  for (const char* address : {"10.0.0.1:1", "letan.example.org:443", "localhost.example.org:1", "",
                              "127.0.0.1.example.org:1", "[::2]:1", "0.0.0.0:1",
                              "dns:///localhost:1", "128.0.0.1:1", "unixx:1"}) {
    EXPECT_FALSE(IsOnThisMachine(address)) << address;
  }
}

TEST(KeyValuesTest, ValuesReachToTheNextKey) {
  const auto parts = ParseKeyValues("resources/car-1 from=2017-02-08 14:00, to=16:00 qty=2",
                                    {"from", "to", "qty"});
  ASSERT_TRUE(parts.ok()) << parts.status();
  EXPECT_EQ(parts->head, "resources/car-1");
  EXPECT_EQ(parts->Get("from"), "2017-02-08 14:00");
  EXPECT_EQ(parts->Get("to"), "16:00");
  EXPECT_EQ(parts->Get("qty"), "2");
  EXPECT_EQ(parts->Get("place", "none"), "none");
}

TEST(KeyValuesTest, CommasInsideAValueStay) {
  const auto parts = ParseKeyValues("Phó Giám đốc, Sở Ngoại vụ rank=2", {"rank"});
  ASSERT_TRUE(parts.ok());
  EXPECT_EQ(parts->head, "Phó Giám đốc, Sở Ngoại vụ");
}

TEST(KeyValuesTest, RefusesUnknownAndRepeatedKeys) {
  EXPECT_THAT(std::string(ParseKeyValues("x form=1", {"from"}).status().message()),
              HasSubstr("\"form\" is not known"));
  EXPECT_THAT(std::string(ParseKeyValues("x from=1 from=2", {"from"}).status().message()),
              HasSubstr("given twice"));
}

TEST(KeyValuesTest, CountsAreWholeNumbers) {
  EXPECT_EQ(ParseCount("25", "qty").value(), 25);
  for (const char* text : {"", "-1", "2.5", "two", "99999999999999999999"}) {
    EXPECT_FALSE(ParseCount(text, "qty").ok()) << text;
  }
}

TEST(RequestIdTest, Uuid7HoldsTimeVersionAndVariant) {
  EXPECT_EQ(FormatUuid7(0x015a1c5f2e00, 0, 0), "015a1c5f-2e00-7000-8000-000000000000");
  EXPECT_EQ(FormatUuid7(0x015a1c5f2e00, ~0ULL, ~0ULL), "015a1c5f-2e00-7fff-bfff-ffffffffffff");
  EXPECT_LT(FormatUuid7(1000, ~0ULL, ~0ULL), FormatUuid7(1001, 0, 0));
}

TEST(RequestIdTest, FreshIdsDiffer) { EXPECT_NE(NewRequestId(), NewRequestId()); }

TEST(RequestIdTest, ContentIdsFollowContentAndRound) {
  EXPECT_EQ(ContentRequestId("a", 1), ContentRequestId("a", 1));
  EXPECT_NE(ContentRequestId("a", 1), ContentRequestId("a", 2));
  EXPECT_NE(ContentRequestId("a", 1), ContentRequestId("b", 1));
  EXPECT_LE(ContentRequestId(std::string(10'000, 'x'), 1'000'000).size(), 64U);
}

google::rpc::Status StatusCode(int code) {
  google::rpc::Status status;
  status.set_code(code);
  return status;
}

google::rpc::Status Exhausted(absl::Duration retry_delay) {
  google::rpc::Status status = StatusCode(kResourceExhausted);
  google::rpc::RetryInfo info;
  *info.mutable_retry_delay() = ToProto(retry_delay);
  status.add_details()->PackFrom(info);
  return status;
}

TEST(RetryTest, OnlyWhatMayPassIsRepeated) {
  EXPECT_TRUE(PauseBeforeRetry(1, StatusCode(kUnavailable), 0.5).has_value());
  EXPECT_TRUE(PauseBeforeRetry(1, Exhausted(absl::ZeroDuration()), 0.5).has_value());
  // Without RetryInfo it is what does not pass: a message that is too large.
  for (const int code :
       {kOk, kDeadlineExceeded, kNotFound, kFailedPrecondition, kAborted, kResourceExhausted}) {
    EXPECT_FALSE(PauseBeforeRetry(1, StatusCode(code), 0.5).has_value()) << code;
  }
  EXPECT_FALSE(PauseBeforeRetry(kMaxAttempts, StatusCode(kUnavailable), 0.5).has_value());
}

TEST(RetryTest, KnowsWhatTheServerHasNotActedOn) {
  EXPECT_TRUE(MayHaveTakenEffect(StatusCode(kUnavailable)));
  EXPECT_TRUE(MayHaveTakenEffect(StatusCode(kDeadlineExceeded)));
  EXPECT_FALSE(MayHaveTakenEffect(StatusCode(kOk)));
  EXPECT_FALSE(MayHaveTakenEffect(StatusCode(kResourceExhausted)));
  for (const auto& [reason, may] :
       {std::pair("DRAINING", false), std::pair("SERVER_STOPPING", false),
        std::pair("OUTCOME_UNKNOWN", true)}) {
    google::rpc::Status status = StatusCode(kUnavailable);
    google::rpc::ErrorInfo info;
    info.set_reason(reason);
    status.add_details()->PackFrom(info);
    EXPECT_EQ(MayHaveTakenEffect(status), may) << reason;
  }
}

TEST(RetryTest, PausesGrowWithJitterAndObeyTheServer) {
  EXPECT_EQ(PauseBeforeRetry(1, StatusCode(kUnavailable), 0), absl::Milliseconds(50));
  EXPECT_EQ(PauseBeforeRetry(3, StatusCode(kUnavailable), 0), absl::Milliseconds(200));
  EXPECT_EQ(PauseBeforeRetry(1, Exhausted(absl::Seconds(7)), 0.9), absl::Seconds(7));
  EXPECT_EQ(PauseBeforeRetry(3, Exhausted(absl::Milliseconds(2)), 0), absl::Milliseconds(200));
  EXPECT_EQ(PauseBeforeRetry(1, Exhausted(absl::Seconds(-7)), 0), absl::Milliseconds(50));
  EXPECT_EQ(PauseBeforeRetry(1, Exhausted(absl::Hours(1)), 0.9), kLongestPause);
}

class RetryRunTest : public ::testing::Test {
 protected:
  RetryWorld World() {
    return {[this] { return now_; },
            [this](absl::Duration pause) {
              now_ += pause;
              ++pauses_;
            },
            [] { return 0.999; }};
  }
  absl::Time now_ = absl::UnixEpoch();
  int pauses_ = 0;
};

TEST_F(RetryRunTest, StopsAtTheFirstSuccess) {
  int attempts = 0;
  const auto status = WithRetries([&] { return StatusCode(++attempts < 3 ? kUnavailable : kOk); },
                                  absl::InfiniteFuture(), World());
  EXPECT_EQ(status.code(), kOk);
  EXPECT_EQ(attempts, 3);
  EXPECT_EQ(pauses_, 2);
}

TEST_F(RetryRunTest, AttemptsAreBounded) {
  int attempts = 0;
  const auto down = [&] {
    ++attempts;
    return StatusCode(kUnavailable);
  };
  EXPECT_EQ(WithRetries(down, absl::InfiniteFuture(), World()).code(), kUnavailable);
  EXPECT_EQ(attempts, kMaxAttempts);
}

TEST_F(RetryRunTest, NoAttemptBeginsAfterTheDeadline) {
  int attempts = 0;
  const auto down = [&] {
    ++attempts;
    return StatusCode(kUnavailable);
  };
  WithRetries(down, now_ + absl::Milliseconds(150), World());
  EXPECT_EQ(attempts, 2);
}

TEST_F(RetryRunTest, WaitsAsLongAsTheServerSaysButNotBeyondTheDeadline) {
  int attempts = 0;
  const absl::Time begin = now_;
  const auto limited = [&] {
    return ++attempts < 2 ? Exhausted(absl::Seconds(3)) : StatusCode(kOk);
  };
  EXPECT_EQ(WithRetries(limited, begin + absl::Seconds(30), World()).code(), kOk);
  EXPECT_EQ(now_, begin + absl::Seconds(3));
  attempts = 0;
  EXPECT_EQ(WithRetries(limited, now_ + absl::Seconds(3), World()).code(), kResourceExhausted);
  EXPECT_EQ(attempts, 1);
}

TEST(MethodIndexTest, FindsMethodsByAnyOfTheirNames) {
  for (const char* name : {"BookingService.Book", "letan.v1.BookingService.Book",
                           "letan.v1.BookingService/Book", "Book"}) {
    const auto method = FindMethod(name);
    ASSERT_TRUE(method.ok()) << method.status();
    EXPECT_EQ(WirePath(**method), "/letan.v1.BookingService/Book");
  }
}

TEST(MethodIndexTest, SuggestsWhatIsNear) {
  EXPECT_THAT(std::string(FindMethod("BookingService.Boo").status().message()),
              HasSubstr("BookingService.Book"));
  EXPECT_THAT(std::string(FindMethod("GetAgencie").status().message()),
              HasSubstr("DirectoryService.GetAgency"));
  EXPECT_THAT(std::string(FindMethod("Nonsense").status().message()), HasSubstr("call --list"));
}

TEST(MethodIndexTest, EveryServiceIsListed) {
  std::vector<std::string> services;
  for (const auto* method : AllMethods()) {
    if (services.empty() || services.back() != method->service()->name()) {
      services.push_back(method->service()->name());
    }
  }
  EXPECT_THAT(services,
              ElementsAre("AdminService", "AuditService", "BatchService", "BookingService",
                          "CalendarService", "DelegationService", "DirectoryService",
                          "FestivalService", "IdentityService", "ItineraryService",
                          "LifecycleService", "ResourceService", "SearchService", "WatchService"));
}

TEST(MethodIndexTest, DescribesFieldsWithTheirRules) {
  const std::string text = DescribeMessage(*v1::BookRequest::descriptor());
  EXPECT_THAT(text, HasSubstr("  legs: list of BookingLeg  (required; at most 1000 items)"));
  EXPECT_THAT(text, HasSubstr("    interval: TimeInterval  (required)"));
  EXPECT_THAT(text, HasSubstr("      startTime: Timestamp \"2017-02-08T14:00:00+07:00\""));
}

TEST(TextMatchTest, CaseAndDiacriticsDoNotCount) {
  EXPECT_TRUE(ContainsText("Đoàn tỉnh Gyeongsangbuk", "doan TINH"));
  EXPECT_TRUE(ContainsText("Le\u0302\u0303 hội", "Lễ"));
  EXPECT_TRUE(ContainsText("anything", ""));
  EXPECT_TRUE(ContainsText("", ""));
  EXPECT_FALSE(ContainsText("Đoàn Lào", "trung"));
}

TEST(TextMatchTest, EditDistanceCountsLetters) {
  EXPECT_EQ(EditDistance("", "abc"), 3);
  EXPECT_EQ(EditDistance("book", "book"), 0);
  EXPECT_EQ(EditDistance("agencie", "agency"), 2);
  EXPECT_EQ(EditDistance("kitten", "sitting"), 3);
}

TEST(KindsTest, NamesAreQualifiedAndRecognised) {
  EXPECT_EQ(Qualify("resources", "car-1"), "resources/car-1");
  EXPECT_EQ(Qualify("resources", "stockItems/tea"), "stockItems/tea");
  EXPECT_EQ(Qualify("resources", ""), "");
  EXPECT_EQ(KindOfName("delegations/1/activities/2")->collection, "activities");
  EXPECT_EQ(KindOfName("places/x")->collection, "places");
  EXPECT_EQ(KindOfName("bookings/x"), nullptr);
  EXPECT_EQ(KindOfName("plain words"), nullptr);
  EXPECT_EQ(KindOfName("places/"), nullptr);
}

TEST(KindsTest, EveryKindNamesMethodsThatExist) {
  for (const Kind& kind : Kinds()) {
    const auto get = FindMethod(kind.get);
    ASSERT_TRUE(get.ok()) << get.status();
    EXPECT_NE((*get)->output_type()->FindFieldByName(kind.title_field), nullptr) << kind.get;
    EXPECT_TRUE(FindMethod(kind.list).ok()) << kind.list;
  }
}

}  // namespace
}  // namespace letan::cli
