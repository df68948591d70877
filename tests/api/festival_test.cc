// Festivals: editions by the lunar or the solar calendar, what they need, and their whole way.
#include "letan/v1/festival_service.grpc.pb.h"
#include "tests/api/calendar_world.h"

namespace letan::testing {
namespace {

using grpc::StatusCode;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Festivals = v1::FestivalService::Stub;
using Lifecycle = v1::LifecycleService::Stub;

class FestivalTest : public CalendarTest {
 protected:
  static v1::FestivalSeries Lunar(int month, int day, int length = 1) {
    v1::FestivalSeries series;
    series.set_display_name("Lễ hội");
    series.set_reckoning(v1::FestivalSeries::RECKONING_LUNAR);
    series.set_month(month);
    series.set_day(day);
    series.set_length_days(length);
    series.set_place("places/village");
    return series;
  }
  Answer<v1::FestivalSeries> AddSeries(const std::string& id, const v1::FestivalSeries& series) {
    v1::CreateFestivalSeriesRequest request;
    request.set_festival_series_id(id);
    *request.mutable_festival_series() = series;
    return Call(*festivals_, &Festivals::CreateFestivalSeries, request);
  }
  // Lồng Tồng, 9 and 10 of the first month.
  std::string LongTong() {
    const auto added = AddSeries("long-tong", Lunar(1, 9, 2));
    EXPECT_TRUE(added.ok()) << added.message();
    return added.response.name();
  }
  Answer<v1::Festival> Plan(const std::string& series, int year, bool leap = false) {
    v1::CreateEditionRequest request;
    request.set_name(series);
    request.set_year(year);
    request.set_leap_month(leap);
    return Call(*festivals_, &Festivals::CreateEdition, request);
  }
  Answer<v1::QueryEditionsResponse> Query(const std::string& series, int from, int to) {
    v1::QueryEditionsRequest request;
    request.set_name(series);
    request.set_from_year(from);
    request.set_to_year(to);
    return Call(*festivals_, &Festivals::QueryEditions, request);
  }
  // "2017 2017-02-05..2017-02-06" of each.
  std::vector<std::string> DaysOf(const std::string& series, int from, int to) {
    const auto found = Query(series, from, to);
    EXPECT_TRUE(found.ok()) << found.message();
    std::vector<std::string> days;
    for (const auto& edition : found.response.editions()) {
      days.push_back(std::to_string(edition.year()) + " " + TextOf(edition.first_day()) + ".." +
                     TextOf(edition.last_day()));
    }
    return days;
  }
  Answer<v1::Festival> Get(const std::string& name) {
    v1::GetFestivalRequest request;
    request.set_name(name);
    return Call(*festivals_, &Festivals::GetFestival, request);
  }
  Answer<v1::FestivalSeries> ChangeRule(const v1::FestivalSeries& series) {
    v1::UpdateFestivalSeriesRequest request;
    *request.mutable_festival_series() = series;
    return Call(*festivals_, &Festivals::UpdateFestivalSeries, request);
  }

  const std::unique_ptr<Festivals> festivals_ = v1::FestivalService::NewStub(server_.channel());
};

TEST_F(FestivalTest, TheFestivalsOf2017FallOnTheirLunarDays) {
  const std::string series = LongTong();
  EXPECT_THAT(DaysOf(series, 2017, 2018),
              ElementsAre("2017 2017-02-05..2017-02-06", "2018 2018-02-24..2018-02-25"));
  const auto planned = Plan(series, 2017);
  ASSERT_TRUE(planned.ok()) << planned.message();
  EXPECT_EQ(planned.response.title(), "Lễ hội 2017");
  EXPECT_EQ(planned.response.lunar_day(), "9/1");
  EXPECT_EQ(planned.response.place(), "places/village");
  EXPECT_EQ(planned.response.state(), v1::EVENT_STATE_DRAFT);
  EXPECT_EQ(planned.response.handling_level(), v1::HANDLING_LEVEL_INTERNAL);
  // From midnight to midnight in Vietnam.
  EXPECT_EQ(entity::ToMicros(planned.response.interval().start_time()),
            entity::UtcStartOf(CivilDay(2017, 2, 5)) - 7 * booking::kHour);
  EXPECT_EQ(Query(series, 2017, 2017).response.editions(0).festival(), planned.response.name());
  EXPECT_EQ(Plan(series, 2017).code(), StatusCode::ALREADY_EXISTS);
}

// Must hold: a rule that changes leaves what was held as it was.
TEST_F(FestivalTest, AnotherRuleLeavesPastEditionsAsTheyWere) {
  const std::string name = LongTong();
  const v1::Festival edition = Plan(name, 2017).response;
  v1::FestivalSeries solar;
  solar.set_name(name);
  solar.set_reckoning(v1::FestivalSeries::RECKONING_SOLAR);
  solar.set_month(2);
  solar.set_day(20);
  const auto changed = ChangeRule(solar);
  ASSERT_TRUE(changed.ok()) << changed.message();
  EXPECT_THAT(DaysOf(name, 2017, 2018),
              ElementsAre("2017 2017-02-20..2017-02-21", "2018 2018-02-20..2018-02-21"));
  EXPECT_EQ(Get(edition.name()).response.SerializeAsString(), edition.SerializeAsString());
  v1::FestivalSeries lunar = Lunar(1, 9, 2);
  lunar.set_name(name);
  ASSERT_TRUE(ChangeRule(lunar).ok());
  EXPECT_EQ(Get(edition.name()).response.SerializeAsString(), edition.SerializeAsString());
  EXPECT_EQ(TextOf(Query(name, 2017, 2017).response.editions(0).first_day()), "2017-02-05");
}

TEST_F(FestivalTest, IsRegisteredFirstAndAfterAGapElseNotified) {
  v1::FestivalSeries series = Lunar(1, 9);
  const auto added = AddSeries("moi", series);
  ASSERT_TRUE(added.ok());
  const v1::Festival first = Plan(added.response.name(), 2017).response;
  EXPECT_EQ(first.procedure(), v1::Festival::PROCEDURE_REGISTER);
  EXPECT_EQ(first.procedure_note(), "first held");
  EXPECT_EQ(Plan(added.response.name(), 2018).response.procedure(), v1::Festival::PROCEDURE_NOTIFY);
  EXPECT_EQ(Plan(added.response.name(), 2020).response.procedure(), v1::Festival::PROCEDURE_NOTIFY)
      << "one year left out";
  EXPECT_EQ(Plan(added.response.name(), 2023).response.procedure(),
            v1::Festival::PROCEDURE_REGISTER)
      << "two years left out";
  series.set_last_held_year(2016);
  ASSERT_TRUE(AddSeries("cu", series).ok());
  EXPECT_EQ(Plan("festivalSeries/cu", 2017).response.procedure(), v1::Festival::PROCEDURE_NOTIFY);
}

TEST_F(FestivalTest, ADayThatAMonthHasNotIsSaid) {
  ASSERT_TRUE(AddSeries("cuoi-thang", Lunar(9, 30)).ok());
  const auto found = Query("festivalSeries/cuoi-thang", 2018, 2018);
  ASSERT_EQ(found.response.editions_size(), 1);
  EXPECT_THAT(found.response.editions(0).note(), HasSubstr("29 days: held on the last"));
  v1::FestivalSeries left_out = Lunar(9, 30);
  left_out.set_missing_day(v1::FestivalSeries::MISSING_DAY_LEAVE_OUT);
  ASSERT_TRUE(AddSeries("bo", left_out).ok());
  EXPECT_THAT(DaysOf("festivalSeries/bo", 2018, 2018), IsEmpty());
  EXPECT_EQ(ReasonOf(Plan("festivalSeries/bo", 2018).status), "NOT_HELD");
}

TEST_F(FestivalTest, ALeapMonthRepeatsItWhereTheRuleSaysSo) {
  v1::FestivalSeries series = Lunar(6, 1);
  series.set_repeats_in_leap_month(true);
  ASSERT_TRUE(AddSeries("thang-sau", series).ok());
  EXPECT_THAT(DaysOf("festivalSeries/thang-sau", 2017, 2017),
              ElementsAre("2017 2017-06-24..2017-06-24", "2017 2017-07-23..2017-07-23"));
  ASSERT_TRUE(Plan("festivalSeries/thang-sau", 2017, true).ok());
  EXPECT_TRUE(Plan("festivalSeries/thang-sau", 2017).ok());
  EXPECT_EQ(ReasonOf(Plan("festivalSeries/thang-sau", 2018, true).status), "NOT_HELD");
}

TEST_F(FestivalTest, RefusesWhatTheCalendarDoesNotKnow) {
  const std::string series = LongTong();
  const auto far = Query(series, 2050, 2054);
  EXPECT_EQ(far.code(), StatusCode::OUT_OF_RANGE);
  EXPECT_EQ(ReasonOf(far.status), "OUTSIDE_CALENDAR");
  EXPECT_EQ(Plan(series, 1967).code(), StatusCode::OUT_OF_RANGE);
  EXPECT_THAT(FieldsOf(Query(series, 1968, 2300).status), ElementsAre("to_year"));
  const auto fields = [&](const std::function<void(v1::FestivalSeries&)>& edit) {
    v1::FestivalSeries wrong = Lunar(1, 1);
    edit(wrong);
    return FieldsOf(AddSeries("sai", wrong).status);
  };
  EXPECT_THAT(fields([](auto& wrong) { wrong.set_day(31); }), ElementsAre("festival_series.day"));
  EXPECT_THAT(fields([](auto& wrong) { wrong.set_month(13); }),
              ElementsAre("festival_series.month"));
  EXPECT_THAT(fields([](auto& wrong) { wrong.set_length_days(61); }),
              ElementsAre("festival_series.length_days"));
}

// The culture department's own story, from the plan to the report.
TEST_F(FestivalTest, TheWholeWayOfAnEdition) {
  v1::DeadlineRule rule = Rule("festival.register", 30, v1::DeadlineRule::UNIT_CALENDAR_DAY);
  rule.set_completed_by("submit");
  ASSERT_TRUE(AddRule("register", rule).ok());
  v1::CreateApprovalRouteRequest route;
  route.set_approval_route_id("le-hoi");
  route.mutable_approval_route()->set_display_name("Đăng ký lễ hội");
  route.mutable_approval_route()->set_procedure("festival.register");
  route.mutable_approval_route()->set_report_required(true);
  v1::RouteStep& step = *route.mutable_approval_route()->add_steps();
  step.set_id("so-vhttdl");
  step.set_kind(v1::RouteStep::KIND_DECISION);
  step.set_days(15);
  step.set_silence_consents(true);
  ASSERT_TRUE(Call(world_.lifecycle(), &Lifecycle::CreateApprovalRoute, route).ok());
  v1::FestivalSeries series = Lunar(3, 10);
  ASSERT_TRUE(AddSeries("gio-to", series).ok());
  const v1::Festival festival = Plan("festivalSeries/gio-to", 2017).response;  // 6/4/2017
  EXPECT_THAT(DueOf(festival.name()), ElementsAre("2017-03-07 OPEN"));
  const auto rehearsal = world_.NewActivity(festival.name(), "Tổng duyệt", 0, 2);
  ASSERT_TRUE(world_.Book({LegOf("resources/room", 0, 2)}, festival.name(), rehearsal.name()).ok());
  v1::SubmitEventRequest submit;
  submit.set_name(festival.name());
  ASSERT_TRUE(Call(world_.lifecycle(), &Lifecycle::SubmitEvent, submit).ok());
  EXPECT_THAT(DueOf(festival.name()), ElementsAre("2017-03-07 DONE"));
  // Silence for fifteen working days is consent.
  server_.clock().Advance(22 * 24 * booking::kHour);
  v1::PrepareEventRequest prepare;
  prepare.set_name(festival.name());
  const auto prepared = Call(world_.lifecycle(), &Lifecycle::PrepareEvent, prepare);
  ASSERT_TRUE(prepared.ok()) << prepared.message();
  EXPECT_EQ(prepared.response.process().steps(0).status(), v1::Process::Step::STATUS_DEEMED);
  v1::MoveFestivalRequest move;
  move.set_name(festival.name());
  *move.mutable_start_time() =
      entity::ToTimestamp(entity::ToMicros(festival.interval().start_time()) + 24 * booking::kHour);
  const auto moved = Call(*festivals_, &Festivals::MoveFestival, move);
  ASSERT_TRUE(moved.ok()) << moved.message();
  EXPECT_EQ(moved.response.activities_size(), 1);
  EXPECT_EQ(moved.response.bookings_size(), 1);
  world_.Advance(festival.name(), "start complete");
  v1::ReportEventRequest report;
  report.set_name(festival.name());
  EXPECT_EQ(ReasonOf(Call(world_.lifecycle(), &Lifecycle::ReportEvent, report).status),
            "REPORT_MISSING");
  report.mutable_report()->set_number("BC 12/SVHTTDL");
  ASSERT_TRUE(Call(world_.lifecycle(), &Lifecycle::ReportEvent, report).ok());
  EXPECT_EQ(Get(festival.name()).response.state(), v1::EVENT_STATE_REPORTED);
}

TEST_F(FestivalTest, HasTheStandardMethods) {
  v1::CreateFestivalRequest create;
  create.mutable_festival()->set_title("Ngày hội trà");
  *create.mutable_festival()->mutable_interval() = Days(CivilDay(2017, 5, 5), CivilDay(2017, 5, 6));
  create.mutable_festival()->add_stalls()->set_number("A1");
  create.mutable_festival()->add_stalls()->set_number("A1");
  EXPECT_THAT(FieldsOf(Call(*festivals_, &Festivals::CreateFestival, create).status),
              ElementsAre("festival.stalls[1].number"));
  create.mutable_festival()->mutable_stalls(1)->set_number("A2");
  const auto made = Call(*festivals_, &Festivals::CreateFestival, create);
  ASSERT_TRUE(made.ok()) << made.message();
  v1::UpdateFestivalRequest update;
  update.mutable_festival()->set_name(made.response.name());
  update.mutable_festival()->set_description("Hai ngày");
  EXPECT_TRUE(Call(*festivals_, &Festivals::UpdateFestival, update).ok());
  v1::DeleteFestivalRequest remove;
  remove.set_name(made.response.name());
  EXPECT_TRUE(Call(*festivals_, &Festivals::DeleteFestival, remove).ok());
  v1::ListFestivalsRequest list;
  EXPECT_EQ(Call(*festivals_, &Festivals::ListFestivals, list).response.festivals_size(), 0);
  v1::UndeleteFestivalRequest undelete;
  undelete.set_name(made.response.name());
  EXPECT_TRUE(Call(*festivals_, &Festivals::UndeleteFestival, undelete).ok());
  *list.mutable_interval() = Days(CivilDay(2017, 5, 6), CivilDay(2017, 5, 6));
  EXPECT_EQ(Call(*festivals_, &Festivals::ListFestivals, list).response.festivals_size(), 1);
  const std::string series = LongTong();
  v1::GetFestivalSeriesRequest get;
  get.set_name(series);
  EXPECT_EQ(Call(*festivals_, &Festivals::GetFestivalSeries, get).response.day(), 9);
  v1::DeleteFestivalSeriesRequest remove_series;
  remove_series.set_name(series);
  EXPECT_TRUE(Call(*festivals_, &Festivals::DeleteFestivalSeries, remove_series).ok());
  EXPECT_EQ(Plan(series, 2017).code(), StatusCode::NOT_FOUND);
  v1::UndeleteFestivalSeriesRequest undelete_series;
  undelete_series.set_name(series);
  EXPECT_TRUE(Call(*festivals_, &Festivals::UndeleteFestivalSeries, undelete_series).ok());
  EXPECT_EQ(Call(*festivals_, &Festivals::ListFestivalSeries, v1::ListFestivalSeriesRequest())
                .response.festival_series_size(),
            1);
}

}  // namespace
}  // namespace letan::testing
