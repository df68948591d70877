// An event's level is raised and lowered while somebody who does not know of what is RESTRICTED
// pages, watches and repeats calls; and the ids of requests of others tell nothing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/api/leak_world.h"

namespace letan::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class LevelsLeakTest : public ::testing::Test {
 protected:
  void SetLevel(const std::string& level) {
    world_.Take({false,
                 {"DelegationService.UpdateDelegation",
                  R"(delegation { name: "$open1" handling_level: HANDLING_LEVEL_)" + level +
                      R"( } update_mask { paths: "handling_level" })"},
                 ""});
  }
  void SetTitle(bool hidden, const std::string& event, const std::string& title) {
    world_.Take({hidden,
                 {"DelegationService.UpdateDelegation",
                  "delegation { name: \"" + event + "\" title: \"" + title +
                      R"(" } update_mask { paths: "title" })"},
                 ""});
  }
  std::string NextTokenOf(const Question& question, const RawAnswer& answer) {
    const auto* type = MethodOf(question.method)->output_type();
    const std::unique_ptr<google::protobuf::Message> message(NewMessage(type));
    EXPECT_TRUE(message->ParseFromString(answer.bytes));
    return message->GetReflection()->GetString(*message, type->FindFieldByName("next_page_token"));
  }
  // The question again from behind each of its pages.
  std::vector<Question> RestsOf(const Question& question) {
    std::vector<Question> rests;
    for (Question next = question;; next = rests.back()) {
      const auto [less, more] = world_.AskBoth(next);
      EXPECT_TRUE(more.status.ok()) << next.method << more.status.error_message();
      EXPECT_EQ(less.bytes, more.bytes) << next.method << next.request;
      const std::string token = NextTokenOf(next, more);
      if (token.empty() || !more.status.ok()) return rests;
      rests.push_back({question.method, question.request + " page_token: \"" + token + "\""});
    }
  }
  std::vector<Question> RestsOfListings() {
    std::vector<Question> rests;
    for (const Question& question : std::vector<Question>{
             {"DelegationService.ListDelegations", "page_size: 1 show_total: true"},
             {"DelegationService.ListDelegations", "page_size: 1 order_by: \"title\""},
             {"DelegationService.ListDelegations", "page_size: 1 order_by: \"update_time desc\""},
             {"DelegationService.ListDelegations", "page_size: 1 filter: \"Đoàn\""},
             {"ItineraryService.ListActivities", "page_size: 1 parent: \"$open1\""},
             {"ItineraryService.QueryAgenda", "page_size: 1 interval: <0..300>"},
             {"BookingService.ListBookings", "page_size: 1 owner: \"$open1\""},
             {"BookingService.ListBookings", "page_size: 1 interval: <0..300>"},
             {"SearchService.Search", "page_size: 1 query: \"doan\""}}) {
      const std::vector<Question> more = RestsOf(question);
      EXPECT_FALSE(more.empty()) << question.method << " has one page only";
      rests.insert(rests.end(), more.begin(), more.end());
    }
    return rests;
  }
  std::string End() {
    const std::string id = "end-" + std::to_string(++ends_);
    world_.Take({false,
                 {"DirectoryService.CreateAgency",
                  "agency { display_name: \"end\" } agency_id: \"" + id + "\""},
                 ""});
    return "agencies/" + id;
  }
  void ExpectEqualAudit() {
    const std::string more = AuditTold(world_.more(), {});
    EXPECT_EQ(AuditTold(world_.less(), {}), more);
    EXPECT_THAT(more, Not(HasSubstr(kCanary)));
  }

  int ends_ = 0;
  LeakWorld world_;
};

// What is done to an event while it is hidden, on one server only.
std::vector<Step> HiddenSteps() {
  return {
      {true,
       {"ItineraryService.UpdateActivity",
        R"(activity { name: "$activity" title: "zhidden" } update_mask { paths: "title" })"},
       ""},
      {true,
       {"ItineraryService.CreateActivity",
        R"(parent: "$open1" activity { title: "zhidden" interval: <16..17> })"},
       ""},
      {true,
       {"BookingService.Book",
        R"(owner: "$open1" legs { resource: "resources/xe-kin" interval: <90..91> })"},
       "raised"},
      {true, {"BookingService.Release", R"(names: "$raised")"}, ""},
      {true, {"ItineraryService.DeleteActivity", R"(name: "$activity2")"}, ""},
      {true,
       {"DelegationService.RecordGift",
        R"(name: "$open1" gift { direction: DIRECTION_RECEIVED description: "zhidden" quantity: 1 })"},
       ""},
      {true,
       {"DelegationService.UpdateDelegation",
        R"(delegation { name: "$open1" title: "zhidden" } update_mask { paths: "title" })"},
       ""}};
}

TEST_F(LevelsLeakTest, PagesGoOnWithoutWhatWasHiddenMeanwhile) {
  const std::vector<Question> rests = RestsOfListings();
  SetLevel("RESTRICTED");
  for (const Step& step : HiddenSteps()) world_.Take(step);
  for (const Question& question : rests) world_.ExpectEqual(question);
  for (const Question& question : ReadingQuestions()) world_.ExpectEqual(question);
  for (const Question& question : WritingQuestions()) world_.ExpectEqual(question);
  ExpectEqualAudit();
}

// It is there again, without what it was called meanwhile.
TEST_F(LevelsLeakTest, WhatIsLoweredAgainIsToldAsItIsThen) {
  const std::vector<Question> rests = RestsOfListings();
  SetLevel("RESTRICTED");
  SetTitle(false, "$open1", "zhidden");
  SetTitle(true, "$secret", "zhidden 2");
  SetTitle(false, "$open1", "Đoàn Lạng Sơn");
  for (const Question& question : rests) world_.ExpectEqual(question);
  SetLevel("INTERNAL");
  for (const Question& question : rests) world_.ExpectEqual(question);
  for (const Question& question : ReadingQuestions()) world_.ExpectEqual(question);
  ExpectEqualAudit();
}

TEST_F(LevelsLeakTest, AWatchIsToldThatItWentAndCame) {
  v1::WatchRequest request;
  WatchClient less(world_.less().As("unaware"), request);
  WatchClient more(world_.more().As("unaware"), request);
  ASSERT_TRUE(less.Next().has_value());
  ASSERT_TRUE(more.Next().has_value());
  SetLevel("RESTRICTED");
  SetTitle(false, "$open1", "zhidden");
  SetTitle(true, "$secret", "zhidden 2");
  world_.Take({true, {"BookingService.Release", R"(names: "$secret_hold2")"}, ""});
  SetTitle(false, "$open1", "Đoàn Lạng Sơn");
  SetLevel("INTERNAL");
  const std::string end = End();
  const std::string told = WatchedUntil(more, end);
  EXPECT_EQ(WatchedUntil(less, end), told);
  EXPECT_THAT(told, Not(HasSubstr(kCanary)));
  // As for somebody who comes late.
  request.set_start_revision(world_.start());
  WatchClient late_less(world_.less().As("unaware"), request);
  WatchClient late_more(world_.more().As("unaware"), request);
  const std::string late = WatchedUntil(late_more, end);
  EXPECT_EQ(WatchedUntil(late_less, end), late);
  EXPECT_THAT(late, Not(HasSubstr(kCanary)));
  EXPECT_EQ(late.substr(late.size() - told.size()), told);
}

TEST_F(LevelsLeakTest, WhatWasAnsweredIsToldAgainOnlyWhileItIsSeen) {
  const std::vector<Question> writes = {
      {"DelegationService.UpdateDelegation",
       R"(delegation { name: "$open1" purpose: "Thăm" } update_mask { paths: "purpose" })"},
      {"ItineraryService.CreateActivity",
       R"(parent: "$open1" activity { title: "Ăn trưa" interval: <16..17> })"},
      {"BookingService.Book",
       R"(owner: "$open1" legs { resource: "resources/room" interval: <16..17> })"},
      {"BatchService.ExecuteBatch",
       R"(requests { [type.googleapis.com/letan.v1.CancelEventRequest] { name: "$open1"
          text: "x" } })"}};
  const auto ask = [&](std::size_t i) {
    return world_.ExpectEqual(
        {writes[i].method, writes[i].request + " request_id: \"" + std::to_string(i) + "\""});
  };
  std::vector<RawAnswer> first;
  for (std::size_t i = 0; i < writes.size(); ++i) {
    first.push_back(ask(i));
    ASSERT_TRUE(first[i].status.ok()) << writes[i].method << first[i].status.error_message();
  }
  SetLevel("RESTRICTED");
  SetTitle(true, "$open1", "zhidden");
  for (std::size_t i = 0; i < writes.size(); ++i) {
    EXPECT_EQ(ReasonOf(ask(i).status), "ANSWER_WITHHELD") << writes[i].method;
  }
  SetLevel("INTERNAL");
  for (std::size_t i = 0; i < writes.size(); ++i) EXPECT_EQ(ask(i).bytes, first[i].bytes);
}

// Somebody else's id is free for whoever asks with it.
TEST_F(LevelsLeakTest, ARequestIdOfOthersIsLikeOneThatNobodyUsed) {
  const std::vector<Question> theirs = {
      {"DelegationService.CreateDelegation",
       R"(delegation { title: "zhidden" direction: DIRECTION_INBOUND interval: <20..100>
          handling_level: HANDLING_LEVEL_RESTRICTED } request_id: "shared 1")"},
      {"ItineraryService.CreateActivity",
       R"(parent: "$secret" activity { title: "zhidden" interval: <40..41> }
          request_id: "shared 2")"},
      {"BookingService.Hold",
       R"(owner: "$secret" legs { resource: "resources/xe-kin" interval: <90..91> }
          request_id: "shared 3")"}};
  for (const Question& question : theirs) world_.Take({true, question, ""});
  // The same requests, others of the same methods, and other methods; each twice.
  std::vector<Question> mine = theirs;
  for (const std::string id : {"shared 1", "shared 2", "shared 3"}) {
    const std::string request_id = " request_id: \"" + id + "\"";
    mine.push_back({"DelegationService.CreateDelegation",
                    R"(delegation { title: "Đoàn" direction: DIRECTION_INBOUND
                       interval: <20..100> })" +
                        request_id});
    mine.push_back({"BookingService.Release", "names: \"$hold\"" + request_id});
    mine.push_back({"DirectoryService.DeletePlace", "name: \"places/none\"" + request_id});
  }
  for (const Question& question : mine) {
    world_.ExpectEqual({question.method, question.request + " validate_only: true"});
    world_.ExpectEqual(question);
    world_.ExpectEqual(question);
  }
  EXPECT_TRUE(world_.answered().count("DelegationService.CreateDelegation") > 0);
}

}  // namespace
}  // namespace letan::testing
