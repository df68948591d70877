// Days off, rules and deadlines in short, for tests of the calendar.
#ifndef LETAN_TESTS_API_CALENDAR_WORLD_H_
#define LETAN_TESTS_API_CALENDAR_WORLD_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "letan/v1/calendar_service.grpc.pb.h"
#include "services/entity/date_codec.h"
#include "services/entity/time_codec.h"
#include "tests/support/small_world.h"

namespace letan::testing {

using absl::CivilDay;
using CalendarStub = v1::CalendarService::Stub;

inline std::string TextOf(const v1::Date& date) {
  return absl::FormatCivilTime(entity::ToCivilDay(date));
}

// 2017-01-10, 09:00 in Vietnam, when the days off of 2017 are known.
inline booking::Micros January2017() {
  return absl::ToUnixMicros(
      absl::FromCivil(absl::CivilSecond(2017, 1, 10, 2), absl::UTCTimeZone()));
}

class CalendarTest : public ::testing::Test {
 protected:
  static TestServerOptions Options() {
    TestServerOptions options;
    options.start = January2017();
    return options;
  }

  // 09:00 in Vietnam on that day.
  static v1::TimeInterval Days(CivilDay first, CivilDay last) {
    const auto at = [](CivilDay day, int hour) {
      return absl::ToUnixMicros(absl::FromCivil(day, absl::UTCTimeZone()) + absl::Hours(hour));
    };
    return entity::FromInterval({at(first, 2), at(last, 11)});
  }
  v1::Delegation NewDelegation(
      CivilDay first, CivilDay last,
      v1::Delegation::Direction direction = v1::Delegation::DIRECTION_INBOUND,
      const std::function<void(v1::Delegation&)>& edit = {}) {
    v1::CreateDelegationRequest request;
    request.mutable_delegation()->set_title("Đoàn khách");
    request.mutable_delegation()->set_direction(direction);
    *request.mutable_delegation()->mutable_interval() = Days(first, last);
    if (edit) edit(*request.mutable_delegation());
    const auto made =
        Call(world_.delegations(), &v1::DelegationService::Stub::CreateDelegation, request);
    EXPECT_TRUE(made.ok()) << made.message();
    return made.response;
  }

  Answer<v1::DayOverride> AddDay(const std::string& id, CivilDay day,
                                 v1::DayOverride::Kind kind = v1::DayOverride::KIND_HOLIDAY,
                                 const std::string& audience = "") {
    v1::CreateDayOverrideRequest request;
    request.set_day_override_id(id);
    request.mutable_day_override()->set_display_name(id);
    *request.mutable_day_override()->mutable_date() = entity::FromCivilDay(day);
    request.mutable_day_override()->set_kind(kind);
    request.mutable_day_override()->set_audience(audience);
    return Call(*calendar_, &CalendarStub::CreateDayOverride, request);
  }
  // The holidays around Tết 2017.
  void AddTet() {
    for (CivilDay day(2017, 1, 26); day <= CivilDay(2017, 2, 1); ++day) {
      const auto added = AddDay("tet-" + absl::FormatCivilTime(day), day);
      EXPECT_TRUE(added.ok()) << added.message();
    }
  }

  static v1::DeadlineRule Rule(
      const std::string& procedure, int amount, v1::DeadlineRule::Unit unit,
      v1::DeadlineRule::Direction direction = v1::DeadlineRule::DIRECTION_BEFORE,
      const std::string& anchor = "start") {
    v1::DeadlineRule rule;
    rule.set_display_name("Nộp hồ sơ");
    rule.set_procedure(procedure);
    rule.set_amount(amount);
    rule.set_unit(unit);
    rule.set_direction(direction);
    rule.set_anchor(anchor);
    rule.set_legal_ref("Quy chế");
    return rule;
  }
  Answer<v1::DeadlineRule> AddRule(const std::string& id, const v1::DeadlineRule& rule) {
    v1::CreateDeadlineRuleRequest request;
    request.set_deadline_rule_id(id);
    *request.mutable_deadline_rule() = rule;
    return Call(*calendar_, &CalendarStub::CreateDeadlineRule, request);
  }
  void AddInboundRule() {
    const auto added =
        AddRule("inbound", Rule("delegation.inbound", 7, v1::DeadlineRule::UNIT_WORKING_DAY));
    ASSERT_TRUE(added.ok()) << added.message();
  }

  Answer<v1::ListDeadlinesResponse> List(const v1::ListDeadlinesRequest& request) {
    return Call(*calendar_, &CalendarStub::ListDeadlines, request);
  }
  std::vector<v1::Deadline> DeadlinesOf(const std::string& event) {
    v1::ListDeadlinesRequest request;
    request.set_parent(event);
    const auto listed = List(request);
    EXPECT_TRUE(listed.ok()) << listed.message();
    return {listed.response.deadlines().begin(), listed.response.deadlines().end()};
  }
  // "2017-02-08 OPEN" of each, by time.
  std::vector<std::string> DueOf(const std::string& event) {
    std::vector<std::string> due;
    for (const v1::Deadline& deadline : DeadlinesOf(event)) {
      due.push_back(TextOf(deadline.last_day()) + " " +
                    v1::Deadline::State_Name(deadline.state()).substr(6));
    }
    return due;
  }

  TestServer server_{Options()};
  SmallWorld world_{server_};
  const std::unique_ptr<CalendarStub> calendar_ = v1::CalendarService::NewStub(server_.channel());
};

}  // namespace letan::testing

#endif  // LETAN_TESTS_API_CALENDAR_WORLD_H_
