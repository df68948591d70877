// Somebody who does not know of a thing learns nothing of it: two servers were told the same, one
// of them of hidden events too, and answer him alike, byte by byte. What he does learn (that a
// resource is taken) is tried beside it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "tests/api/leak_world.h"
#include "tests/support/watch_client.h"

namespace letan::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class LeakTest : public ::testing::Test {
 protected:
  // What both servers tell from the beginning, tokens renamed, up to an agency that is made now.
  void ExpectEqualWatch(const std::string& kinds) {
    const std::string id = "end-" + std::to_string(++ends_);
    world_.Take({false,
                 {"DirectoryService.CreateAgency",
                  "agency { display_name: \"end\" } agency_id: \"" + id + "\""},
                 ""});
    v1::WatchRequest request;
    request.set_start_revision(world_.start());
    if (!kinds.empty()) {
      request.add_kinds("agency");
      request.add_kinds(kinds);
    }
    WatchClient of_less(world_.less().As("unaware"), request);
    WatchClient of_more(world_.more().As("unaware"), request);
    const std::string less = WatchedUntil(of_less, "agencies/" + id);
    const std::string more = WatchedUntil(of_more, "agencies/" + id);
    EXPECT_EQ(less, more) << kinds;
    EXPECT_THAT(more, Not(HasSubstr(kCanary)));
  }

  int ends_ = 0;
  LeakWorld world_;
};

// Methods that need no question, each with its reason.
bool NeedsNoQuestion(const google::protobuf::MethodDescriptor& method) {
  // SignedInLeakTest asks them.
  if (method.service()->name() == "IdentityService") return true;
  if (method.service()->name() == "AuditService") return true;
  // For administrators, who see everything.
  if (method.service()->name() == "AdminService") return true;
  // Of the catalogue, which has no handling levels, others are made; the rest is in
  // CatalogueQuestions.
  for (const std::string kind : {"Agency", "Person", "Place", "Resource", "StockItem"}) {
    if (method.name() == "Create" + kind) return true;
  }
  // Catalogue data, too, that names users: there are none where nobody is asked who they are.
  if (method.name() == "GetAppointment") return true;
  // Said of everybody; what follows from it for hidden events, LeakSteps brings about.
  for (const std::string kind :
       {"DayOverride", "DeadlineRule", "ApprovalRoute", "Appointment", "FestivalSeries"}) {
    if (method.name().ends_with(kind) && method.input_type()->FindFieldByName("request_id")) {
      return true;
    }
  }
  return method.name() == "DeleteStockItem" || method.name() == "UndeleteStockItem";
}

std::string TrialOf(const std::string& method) {
  return MethodOf(method)->input_type()->FindFieldByName("validate_only") == nullptr
             ? ""
             : " validate_only: true";
}

// What a hidden event refers to is edited and deleted as if nothing did.
TEST_F(LeakTest, TheCatalogueDoesNotKnowWhoRefersToIt) {
  for (const Question& question : CatalogueQuestions()) {
    world_.ExpectEqual({question.method, question.request + TrialOf(question.method)});
  }
  for (const Question& question : CatalogueQuestions()) world_.ExpectEqual(question);
  for (const Question& question : CatalogueQuestions()) {
    EXPECT_TRUE(world_.answered().count(question.method) > 0) << question.method << " did nothing";
  }
  for (const Question& question : ReadingQuestions()) world_.ExpectEqual(question);
}

// Where what is hidden takes time, units or stock, the refusal is that of what is openly taken.
TEST_F(LeakTest, WhatIsTakenCannotBeDeletedWhoeverTookIt) {
  const std::vector<std::array<std::string, 4>> rows = {
      {"DeleteResource", "xe-kin", "xe-mo", "name: \"resources/$id\""},
      {"DeleteResource", "giu-kin", "xe-mo", "name: \"resources/$id\""},
      {"DeleteResource", "khach-san-kin", "khach-san-mo", "name: \"resources/$id\""},
      {"DeleteStockItem", "tra-kin", "tra-mo", "name: \"stockItems/$id\""},
      {"CreateStockMovement", "tra-kin", "tra-mo",
       "parent: \"stockItems/$id\" stock_movement { kind: KIND_WRITE_OFF quantity: 4 }"}};
  const auto with = [](std::string text, const std::string& what, const std::string& by) {
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what)) {
      text.replace(at, what.size(), by);
    }
    return text;
  };
  for (const auto& [name, hidden, open, request] : rows) {
    const std::string method = "ResourceService." + name;
    const std::string trial = request + " validate_only: true";
    const auto [less, more] = world_.AskBoth({method, with(trial, "$id", hidden)});
    EXPECT_TRUE(less.status.ok()) << name << less.status.error_message();
    EXPECT_FALSE(more.status.ok()) << name << " " << hidden;
    const RawAnswer openly = world_.ExpectEqual({method, with(trial, "$id", open)});
    EXPECT_EQ(with(TextOf(method, more), hidden, "$id"), with(TextOf(method, openly), open, "$id"));
  }
}

TEST_F(LeakTest, EveryMethodAnswersAlike) {
  for (const Question& question : ReadingQuestions()) world_.ExpectEqual(question);
  for (const Question& question : WritingQuestions()) {
    if (question.method == "WatchService.Watch") continue;
    world_.ExpectEqual({question.method, question.request + " validate_only: true"});
  }
  for (const Question& question : WritingQuestions()) world_.ExpectEqual(question);
  for (const Question& question : CatalogueQuestions()) world_.ExpectEqual(question);
  for (const Question& question : ReadingQuestions()) world_.ExpectEqual(question);
  for (const Question& question : ReadingQuestions()) {
    EXPECT_TRUE(world_.answered().count(question.method) > 0) << question.method << " told nothing";
  }
  for (const auto* method : EveryMethod()) {
    const std::string name = method->service()->name() + "." + method->name();
    EXPECT_TRUE(world_.asked().count(name) > 0 || NeedsNoQuestion(*method)) << name;
  }
}

// What is looked at for an answer is counted without what is hidden: limits that the visible just
// fits into.
TEST(LeakLimitTest, WhatIsHiddenUsesUpNoLimit) {
  LeakWorld world({"--max-searched-words=4", "--max-filtered-rows=4", "--max-counted-rows=4"});
  for (const Question& question : ReadingQuestions()) world.ExpectEqual(question);
  const RawAnswer search = world.ExpectEqual({"SearchService.Search", R"(query: "doan")"});
  EXPECT_TRUE(search.status.ok()) << search.status.error_message();
  const RawAnswer list = world.ExpectEqual(
      {"DelegationService.ListDelegations", R"(filter: "title = \"none\"" show_total: true)"});
  EXPECT_TRUE(list.status.ok()) << list.status.error_message();
}

// Of what is INTERNAL titles are kept to be searched, and words are counted.
TEST(LeakGuestTest, EveryMethodAnswersAGuestAlike) {
  LeakWorld world({}, LeakCallers::kGuests);
  for (const Question& question : ReadingQuestions()) world.ExpectEqual(question);
  for (const Question& question : WritingQuestions()) world.ExpectEqual(question);
  for (const Question& question : CatalogueQuestions()) world.ExpectEqual(question);
  for (const Question& question : ReadingQuestions()) world.ExpectEqual(question);
  // The catalogue is INTERNAL.
  for (const std::string method :
       {"DelegationService.GetDelegation", "DelegationService.ListDelegations",
        "ItineraryService.GetActivity", "ItineraryService.QueryAgenda", "BookingService.GetBooking",
        "BookingService.ListBookings"}) {
    EXPECT_TRUE(world.answered().count(method) > 0) << method << " told nothing";
  }
  const RawAnswer found = world.ExpectEqual({"SearchService.Search", R"(query: "lang")"});
  EXPECT_NE(found.bytes, "");
}

TEST(LeakGuestTest, WhatIsHiddenUsesUpNoLimit) {
  LeakWorld world({"--max-searched-words=4", "--max-filtered-rows=4", "--max-counted-rows=4"},
                  LeakCallers::kGuests);
  for (const Question& question : ReadingQuestions()) world.ExpectEqual(question);
  const RawAnswer search = world.ExpectEqual({"SearchService.Search", R"(query: "doan")"});
  EXPECT_TRUE(search.status.ok()) << search.status.error_message();
}

TEST_F(LeakTest, AWatchFromTheBeginningTellsTheSame) {
  for (const std::string kinds : {"", "delegation", "activity", "booking", "movement"})
    ExpectEqualWatch(kinds);
}

TEST_F(LeakTest, AWatchOfAHiddenEventIsOneOfNothing) {
  v1::WatchRequest request;
  request.set_parent(world_.more().names()["secret"]);
  WatchClient less(world_.less().As("unaware"), request);
  WatchClient more(world_.more().As("unaware"), request);
  const grpc::Status expected = less.Finish();
  const grpc::Status status = more.Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(status.error_message(), expected.error_message());
  EXPECT_EQ(status.error_details(), expected.error_details());
}

TEST_F(LeakTest, AWatchHasNoMarkForWhatIsHidden) {
  v1::WatchRequest request;
  request.mutable_progress_interval()->set_seconds(2);
  WatchClient watch(world_.more().As("unaware"), request);
  ASSERT_TRUE(watch.Next().has_value());
  const auto change = [&](bool hidden) {
    world_.Take({hidden,
                 {"DelegationService.UpdateDelegation",
                  std::string("delegation { name: \"") + (hidden ? "$secret" : "$open1") +
                      "\" purpose: \"" + (hidden ? kCanary : "Thăm") +
                      "\" } update_mask { paths: \"purpose\" }"},
                 ""});
  };
  change(true);
  world_.more().server().server().Tick();
  change(true);
  world_.more().server().server().Tick();
  const auto mark = watch.Next();
  ASSERT_TRUE(mark.has_value());
  EXPECT_EQ(mark->commits_size(), 0);  // that of the interval, and no other before it
  change(true);
  change(false);
  const auto told = watch.Next();
  ASSERT_TRUE(told.has_value());
  ASSERT_EQ(told->commits_size(), 1);
  EXPECT_EQ(TextOf(told->commits(0).changes(0)),
            "UPDATED delegation " + world_.more().names()["open1"]);
}

TEST_F(LeakTest, WhatIsHiddenLaterIsGoneWithoutItsContent) {
  v1::WatchRequest request;
  request.set_start_revision(world_.start());
  world_.Take({false,
               {"DelegationService.UpdateDelegation",
                R"(delegation { name: "$open1" handling_level: HANDLING_LEVEL_RESTRICTED }
                   update_mask { paths: "handling_level" })"},
               ""});
  world_.Take({true,
               {"DelegationService.UpdateDelegation",
                R"(delegation { name: "$open1" title: "zhidden" } update_mask { paths: "title" })"},
               ""});
  ExpectEqualWatch("");
  for (const std::string kinds : {"delegation", "activity", "booking"}) ExpectEqualWatch(kinds);
  for (const Question& question : ReadingQuestions()) world_.ExpectEqual(question);
}

TEST_F(LeakTest, AClashWithTheHiddenReadsNotAvailable) {
  const auto [less, more] = world_.AskBoth(
      {"BookingService.Book",
       R"(owner_label: "Phòng" legs { resource: "resources/room" interval: <29..36> })"});
  EXPECT_TRUE(less.status.ok()) << less.status.error_message();
  const v1::ConflictDetails conflict = ConflictOf(more.status);
  ASSERT_EQ(conflict.legs_size(), 1);
  for (const v1::RuleViolation& violation : conflict.legs(0).violations()) {
    ASSERT_EQ(violation.blocking_size(), 1) << "how many are hidden is not told either";
    v1::BlockingBooking hidden;
    hidden.set_not_available(true);
    EXPECT_EQ(violation.blocking(0).SerializeAsString(), hidden.SerializeAsString());
  }
  EXPECT_THAT(TextOf("BookingService.Book", more), Not(HasSubstr(kCanary)));
}

// That it is taken, is told; of whom and what for, nothing.
TEST_F(LeakTest, TakenTimeAndStockAreAllThatIsTold) {
  const std::vector<Question> questions = {
      {"BookingService.QueryFreeBusy", R"(resources: "resources/room" interval: <0..300>)"},
      {"BookingService.FindFreeResources",
       "kind: RESOURCE_KIND_MEETING_ROOM interval: <30..31> include_busy: true"},
      {"BookingService.FindFreeResources",
       "kind: RESOURCE_KIND_INTERPRETER interval: <30..31> include_busy: true order: "
       "ORDER_BEST_FIT"},
      {"BookingService.FindFreeResources",
       "kind: RESOURCE_KIND_HOTEL_ROOM_BLOCK interval: <30..40> quantity: 2 include_busy: true"},
      {"ResourceService.GetStockLevel", R"(name: "stockItems/gift-box" time: <31>)"}};
  const std::vector<std::string> names = {"secret", "secret_activity", "secret_booking",
                                          "secret_booking_group"};
  for (const Question& question : questions) {
    const auto [less, more] = world_.AskBoth(question);
    EXPECT_TRUE(more.status.ok()) << more.status.error_message();
    EXPECT_NE(less.bytes, more.bytes) << question.method << ": what is taken is taken";
    const std::string told = TextOf(question.method, more);
    EXPECT_THAT(told, Not(HasSubstr(kCanary)));
    for (const std::string& name : names) {
      EXPECT_THAT(told, Not(HasSubstr(world_.more().names()[name])));
    }
  }
}

}  // namespace
}  // namespace letan::testing
