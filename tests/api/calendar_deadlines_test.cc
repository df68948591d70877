// Deadlines: made by rules, moved by events, rules and days off, met or missed.
#include "tests/api/calendar_world.h"
#include "tests/support/watch_client.h"

namespace letan::testing {
namespace {

using grpc::StatusCode;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class CalendarDeadlinesTest : public CalendarTest {
 protected:
  Answer<v1::Deadline> Complete(const std::string& name, booking::Micros at = 0) {
    v1::CompleteDeadlineRequest request;
    request.set_name(name);
    request.set_evidence("CV 12/SNgV");
    if (at != 0) *request.mutable_done_time() = entity::ToTimestamp(at);
    return Call(*calendar_, &CalendarStub::CompleteDeadline, request);
  }
  Answer<v1::Deadline> Reopen(const std::string& name) {
    v1::ReopenDeadlineRequest request;
    request.set_name(name);
    return Call(*calendar_, &CalendarStub::ReopenDeadline, request);
  }
  Answer<v1::DeadlineRule> ChangeRule(const v1::DeadlineRule& rule, const std::string& path) {
    v1::UpdateDeadlineRuleRequest request;
    *request.mutable_deadline_rule() = rule;
    request.mutable_update_mask()->add_paths(path);
    return Call(*calendar_, &CalendarStub::UpdateDeadlineRule, request);
  }
  void MoveTo(const std::string& delegation, CivilDay day) {
    v1::MoveDelegationRequest request;
    request.set_name(delegation);
    *request.mutable_start_time() = Days(day, day).start_time();
    const auto moved =
        Call(world_.delegations(), &v1::DelegationService::Stub::MoveDelegation, request);
    EXPECT_TRUE(moved.ok()) << moved.message();
  }
};

TEST_F(CalendarDeadlinesTest, AnEventHasThoseOfItsProcedure) {
  AddTet();
  AddInboundRule();
  ASSERT_TRUE(AddRule("report", Rule("delegation.outbound", 15, v1::DeadlineRule::UNIT_CALENDAR_DAY,
                                     v1::DeadlineRule::DIRECTION_AFTER, "end"))
                  .ok());
  const v1::Delegation inbound = NewDelegation(CivilDay(2017, 2, 8), CivilDay(2017, 2, 10));
  const std::vector<v1::Deadline> deadlines = DeadlinesOf(inbound.name());
  ASSERT_THAT(deadlines, SizeIs(1));
  const v1::Deadline& deadline = deadlines[0];
  EXPECT_EQ(deadline.name(), inbound.name() + "/deadlines/delegation--inbound--start");
  EXPECT_EQ(TextOf(deadline.last_day()), "2017-01-23");
  EXPECT_EQ(deadline.rule(), "deadlineRules/inbound");
  EXPECT_EQ(deadline.legal_ref(), "Quy chế");
  EXPECT_FALSE(deadline.verified());
  EXPECT_FALSE(deadline.provisional());
  EXPECT_EQ(entity::ToMicros(deadline.anchor_time()),
            entity::ToMicros(inbound.interval().start_time()));
  const v1::Delegation outbound = NewDelegation(CivilDay(2017, 2, 8), CivilDay(2017, 2, 10),
                                                v1::Delegation::DIRECTION_OUTBOUND);
  EXPECT_THAT(DueOf(outbound.name()), ElementsAre("2017-02-25 OPEN"));
}

TEST_F(CalendarDeadlinesTest, MoveWithTheirEvent) {
  AddTet();
  AddInboundRule();
  const v1::Delegation delegation = NewDelegation(CivilDay(2017, 2, 8), CivilDay(2017, 2, 10));
  MoveTo(delegation.name(), CivilDay(2017, 2, 23));
  EXPECT_THAT(DueOf(delegation.name()), ElementsAre("2017-02-14 OPEN"));
}

// Must hold: a day off that is published late moves what depends on it, in the same write, and
// those who watch are told.
TEST_F(CalendarDeadlinesTest, ADayOffMovesWhatDependsOnIt) {
  AddInboundRule();
  const v1::Delegation delegation = NewDelegation(CivilDay(2017, 2, 8), CivilDay(2017, 2, 10));
  EXPECT_THAT(DueOf(delegation.name()), ElementsAre("2017-01-30 OPEN"));
  EXPECT_TRUE(DeadlinesOf(delegation.name())[0].provisional());
  WatchClient watch(server_.channel());
  ASSERT_TRUE(AddDay("tet", CivilDay(2017, 1, 30)).ok());
  for (;;) {
    const auto texts = watch.NextTexts();
    if (texts[0] != "CREATED day_override dayOverrides/tet") continue;
    EXPECT_THAT(texts, ElementsAre("CREATED day_override dayOverrides/tet",
                                   "UPDATED deadline " + delegation.name() +
                                       "/deadlines/delegation--inbound--start"));
    break;
  }
  EXPECT_THAT(DueOf(delegation.name()), ElementsAre("2017-01-27 OPEN"));
  EXPECT_FALSE(DeadlinesOf(delegation.name())[0].provisional());
  v1::UpdateDayOverrideRequest update;
  update.mutable_day_override()->set_name("dayOverrides/tet");
  *update.mutable_day_override()->mutable_date() = entity::FromCivilDay(CivilDay(2016, 12, 26));
  ASSERT_TRUE(Call(*calendar_, &CalendarStub::UpdateDayOverride, update).ok());
  EXPECT_THAT(DueOf(delegation.name()), ElementsAre("2017-01-30 OPEN"));
  *update.mutable_day_override()->mutable_date() = entity::FromCivilDay(CivilDay(2017, 1, 31));
  ASSERT_TRUE(Call(*calendar_, &CalendarStub::UpdateDayOverride, update).ok());
  EXPECT_THAT(DueOf(delegation.name()), ElementsAre("2017-01-27 OPEN"));
  v1::DeleteDayOverrideRequest remove;
  remove.set_name("dayOverrides/tet");
  ASSERT_TRUE(Call(*calendar_, &CalendarStub::DeleteDayOverride, remove).ok());
  EXPECT_THAT(DueOf(delegation.name()), ElementsAre("2017-01-30 OPEN"));
}

TEST_F(CalendarDeadlinesTest, RulesChangeWhatIsDue) {
  const v1::Delegation delegation = NewDelegation(CivilDay(2017, 3, 20), CivilDay(2017, 3, 22));
  EXPECT_THAT(DueOf(delegation.name()), IsEmpty());
  AddInboundRule();
  EXPECT_THAT(DueOf(delegation.name()), ElementsAre("2017-03-09 OPEN"));
  v1::DeadlineRule rule = Rule("delegation.inbound", 3, v1::DeadlineRule::UNIT_WORKING_DAY);
  rule.set_name("deadlineRules/inbound");
  ASSERT_TRUE(ChangeRule(rule, "amount").ok());
  EXPECT_THAT(DueOf(delegation.name()), ElementsAre("2017-03-15 OPEN"));
  v1::DeleteDeadlineRuleRequest remove;
  remove.set_name(rule.name());
  ASSERT_TRUE(Call(*calendar_, &CalendarStub::DeleteDeadlineRule, remove).ok());
  EXPECT_THAT(DueOf(delegation.name()), ElementsAre("2017-03-15 VOID"));
  v1::UndeleteDeadlineRuleRequest undelete;
  undelete.set_name(rule.name());
  ASSERT_TRUE(Call(*calendar_, &CalendarStub::UndeleteDeadlineRule, undelete).ok());
  EXPECT_THAT(DueOf(delegation.name()), ElementsAre("2017-03-15 OPEN"));
}

TEST_F(CalendarDeadlinesTest, TheRuleIsThatOfTheDayOnWhichItStarts) {
  v1::DeadlineRule old_rule = Rule("delegation.inbound", 3, v1::DeadlineRule::UNIT_WORKING_DAY);
  *old_rule.mutable_valid_to() = entity::FromCivilDay(CivilDay(2017, 1, 9));
  v1::DeadlineRule rule = Rule("delegation.inbound", 5, v1::DeadlineRule::UNIT_WORKING_DAY);
  *rule.mutable_valid_from() = entity::FromCivilDay(CivilDay(2017, 1, 10));
  ASSERT_TRUE(AddRule("old", old_rule).ok());
  ASSERT_TRUE(AddRule("new", rule).ok());
  // Today is the first day of the new one.
  const v1::Delegation now = NewDelegation(CivilDay(2017, 3, 20), CivilDay(2017, 3, 22));
  EXPECT_EQ(DeadlinesOf(now.name())[0].rule(), "deadlineRules/new");
  const v1::Delegation past = NewDelegation(CivilDay(2017, 1, 9), CivilDay(2017, 1, 12));
  EXPECT_EQ(DeadlinesOf(past.name())[0].rule(), "deadlineRules/old");
}

TEST_F(CalendarDeadlinesTest, AnEndedEventOwesNothingAndAnUndeletedOneAgain) {
  AddInboundRule();
  const v1::Delegation delegation = NewDelegation(CivilDay(2017, 3, 20), CivilDay(2017, 3, 22));
  v1::DeleteDelegationRequest remove;
  remove.set_name(delegation.name());
  ASSERT_TRUE(
      Call(world_.delegations(), &v1::DelegationService::Stub::DeleteDelegation, remove).ok());
  v1::GetDeadlineRequest get;
  get.set_name(delegation.name() + "/deadlines/delegation--inbound--start");
  EXPECT_EQ(Call(*calendar_, &CalendarStub::GetDeadline, get).response.state(),
            v1::Deadline::STATE_VOID);
  v1::UndeleteDelegationRequest undelete;
  undelete.set_name(delegation.name());
  ASSERT_TRUE(
      Call(world_.delegations(), &v1::DelegationService::Stub::UndeleteDelegation, undelete).ok());
  EXPECT_EQ(Call(*calendar_, &CalendarStub::GetDeadline, get).response.state(),
            v1::Deadline::STATE_OPEN);
  v1::CancelEventRequest cancel;
  cancel.set_name(delegation.name());
  cancel.set_text("hoãn");
  ASSERT_TRUE(Call(world_.lifecycle(), &v1::LifecycleService::Stub::CancelEvent, cancel).ok());
  EXPECT_EQ(Call(*calendar_, &CalendarStub::GetDeadline, get).response.state(),
            v1::Deadline::STATE_VOID);
}

TEST_F(CalendarDeadlinesTest, WhatIsDoneStaysAsItWas) {
  AddInboundRule();
  const v1::Delegation delegation = NewDelegation(CivilDay(2017, 3, 20), CivilDay(2017, 3, 22));
  const std::string name = DeadlinesOf(delegation.name())[0].name();
  const auto done = Complete(name);
  ASSERT_TRUE(done.ok()) << done.message();
  EXPECT_FALSE(done.response.late());
  EXPECT_EQ(done.response.evidence(), "CV 12/SNgV");
  EXPECT_EQ(entity::ToMicros(done.response.done_time()), server_.clock().now());
  MoveTo(delegation.name(), CivilDay(2017, 3, 27));
  EXPECT_THAT(DueOf(delegation.name()), ElementsAre("2017-03-09 DONE"));
  EXPECT_EQ(ReasonOf(Complete(name).status), "STATE_TRANSITION");
  const auto reopened = Reopen(name);
  ASSERT_TRUE(reopened.ok()) << reopened.message();
  EXPECT_EQ(TextOf(reopened.response.last_day()), "2017-03-16");
  EXPECT_FALSE(reopened.response.has_done_time());
  EXPECT_EQ(reopened.response.etag(), DeadlinesOf(delegation.name())[0].etag());
  EXPECT_EQ(ReasonOf(Reopen(name).status), "STATE_TRANSITION");
}

TEST_F(CalendarDeadlinesTest, DoneTooLateIsSaid) {
  AddInboundRule();
  const v1::Delegation delegation = NewDelegation(CivilDay(2017, 1, 18), CivilDay(2017, 1, 20));
  const v1::Deadline deadline = DeadlinesOf(delegation.name())[0];
  EXPECT_EQ(TextOf(deadline.last_day()), "2017-01-09");
  EXPECT_EQ(Complete(deadline.name(), server_.clock().now() + 1).code(),
            StatusCode::INVALID_ARGUMENT);
  const auto in_time = Complete(deadline.name(), entity::ToMicros(deadline.late_from()) - 1);
  ASSERT_TRUE(in_time.ok()) << in_time.message();
  EXPECT_FALSE(in_time.response.late());
  ASSERT_TRUE(Reopen(deadline.name()).ok());
  EXPECT_TRUE(Complete(deadline.name(), entity::ToMicros(deadline.late_from())).response.late());
}

TEST_F(CalendarDeadlinesTest, AreListedAcrossEventsByTheirTime) {
  AddInboundRule();
  const v1::Delegation late = NewDelegation(CivilDay(2017, 3, 20), CivilDay(2017, 3, 22));
  const v1::Delegation soon = NewDelegation(CivilDay(2017, 2, 20), CivilDay(2017, 2, 22));
  const v1::Delegation past = NewDelegation(CivilDay(2017, 1, 11), CivilDay(2017, 1, 12));
  v1::ListDeadlinesRequest request;
  const auto events = [&] {
    const auto listed = List(request);
    EXPECT_TRUE(listed.ok()) << listed.message();
    std::vector<std::string> found;
    for (const auto& deadline : listed.response.deadlines()) {
      found.push_back(deadline.name().substr(0, deadline.name().rfind("/deadlines/")));
    }
    return found;
  };
  EXPECT_THAT(events(), ElementsAre(past.name(), soon.name(), late.name()));
  // Overdue.
  request.set_filter("state = OPEN AND late_from <= 2017-01-10T02:00:00Z");
  EXPECT_THAT(events(), ElementsAre(past.name()));
  request.clear_filter();
  *request.mutable_interval() = Days(CivilDay(2017, 2, 1), CivilDay(2017, 2, 28));
  EXPECT_THAT(events(), ElementsAre(soon.name()));
  ASSERT_TRUE(Complete(DeadlinesOf(soon.name())[0].name()).ok());
  request.set_filter("state = OPEN");
  EXPECT_THAT(events(), IsEmpty());
  request.set_parent("delegations/none");
  EXPECT_EQ(List(request).code(), StatusCode::NOT_FOUND);
}

TEST_F(CalendarDeadlinesTest, TwoRulesAtOnceAreRefused) {
  AddInboundRule();
  const auto second =
      AddRule("second", Rule("delegation.inbound", 5, v1::DeadlineRule::UNIT_CALENDAR_DAY));
  EXPECT_EQ(second.code(), StatusCode::ALREADY_EXISTS);
  EXPECT_THAT(second.message(), HasSubstr("deadlineRules/inbound"));
  EXPECT_TRUE(AddRule("end", Rule("delegation.inbound", 5, v1::DeadlineRule::UNIT_CALENDAR_DAY,
                                  v1::DeadlineRule::DIRECTION_AFTER, "end"))
                  .ok());
}

TEST_F(CalendarDeadlinesTest, RefusesRulesThatSayNothing) {
  const auto fields = [&](const std::function<void(v1::DeadlineRule&)>& edit) {
    v1::DeadlineRule rule = Rule("a.b", 1, v1::DeadlineRule::UNIT_HOUR);
    edit(rule);
    return FieldsOf(AddRule("x", rule).status);
  };
  EXPECT_THAT(fields([](auto& rule) { rule.set_amount(-1); }), ElementsAre("deadline_rule.amount"));
  EXPECT_THAT(fields([](auto& rule) { rule.set_amount(1001); }),
              ElementsAre("deadline_rule.amount"));
  EXPECT_THAT(fields([](auto& rule) { rule.set_preparation_days(-1); }),
              ElementsAre("deadline_rule.preparation_days"));
  for (const char* procedure : {"A", "a..b", ".", "a b", "a-", "a--b", "a.b.c.d.e"}) {
    EXPECT_THAT(fields([&](auto& rule) { rule.set_procedure(procedure); }),
                ElementsAre("deadline_rule.procedure"))
        << procedure;
  }
  EXPECT_THAT(fields([](auto& rule) { rule.set_anchor("The Start"); }),
              ElementsAre("deadline_rule.anchor"));
  EXPECT_THAT(fields([](auto& rule) {
                *rule.mutable_valid_from() = entity::FromCivilDay(CivilDay(2017, 1, 2));
                *rule.mutable_valid_to() = entity::FromCivilDay(CivilDay(2017, 1, 1));
              }),
              ElementsAre("deadline_rule.valid_to"));
}

// Days that cannot be counted are refused where they come from.
TEST_F(CalendarDeadlinesTest, AYearWithoutAWorkingDayIsRefused) {
  AddInboundRule();
  NewDelegation(CivilDay(2017, 3, 20), CivilDay(2017, 3, 22));
  grpc::Status refused;
  for (CivilDay day(2017, 3, 17); day > CivilDay(2015, 12, 31) && refused.ok(); --day) {
    refused = AddDay("off-" + absl::FormatCivilTime(day), day).status;
  }
  EXPECT_EQ(ReasonOf(refused), "NOT_COUNTABLE");
  EXPECT_THAT(refused.error_message(), HasSubstr("no day is worked on for a year"));
}

TEST_F(CalendarDeadlinesTest, ArePreviewedWithoutAnEvent) {
  AddTet();
  ASSERT_TRUE(AddRule("apply", Rule("press.apply", 10, v1::DeadlineRule::UNIT_WORKING_DAY)).ok());
  v1::PreviewDeadlinesRequest request;
  request.set_procedure("press.apply");
  *request.mutable_anchor_time() = Days(CivilDay(2017, 2, 8), CivilDay(2017, 2, 8)).start_time();
  const auto preview = Call(*calendar_, &CalendarStub::PreviewDeadlines, request);
  ASSERT_TRUE(preview.ok()) << preview.message();
  ASSERT_EQ(preview.response.deadlines_size(), 1);
  EXPECT_EQ(TextOf(preview.response.deadlines(0).last_day()), "2017-01-18");
  request.set_anchor("end");
  EXPECT_EQ(Call(*calendar_, &CalendarStub::PreviewDeadlines, request).code(),
            StatusCode::NOT_FOUND);
  request.set_time_zone("Mars");
  EXPECT_THAT(FieldsOf(Call(*calendar_, &CalendarStub::PreviewDeadlines, request).status),
              ElementsAre("time_zone"));
  v1::GetDeadlineRuleRequest get;
  get.set_name("deadlineRules/apply");
  EXPECT_EQ(Call(*calendar_, &CalendarStub::GetDeadlineRule, get).response.amount(), 10);
  EXPECT_EQ(Call(*calendar_, &CalendarStub::ListDeadlineRules, v1::ListDeadlineRulesRequest())
                .response.deadline_rules_size(),
            1);
}

}  // namespace
}  // namespace letan::testing
