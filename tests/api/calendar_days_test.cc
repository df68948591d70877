// Days off and working days through the API.
#include <limits>

#include "google/rpc/error_details.pb.h"
#include "tests/api/calendar_world.h"

namespace letan::testing {
namespace {

using grpc::StatusCode;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class CalendarDaysTest : public CalendarTest {
 protected:
  Answer<v1::AddWorkingDaysResponse> Add(CivilDay from, int days,
                                         const std::string& audience = "") {
    v1::AddWorkingDaysRequest request;
    *request.mutable_from() = entity::FromCivilDay(from);
    request.set_days(days);
    request.set_audience(audience);
    return Call(*calendar_, &CalendarStub::AddWorkingDays, request);
  }
  std::string Reached(CivilDay from, int days, const std::string& audience = "") {
    const auto answer = Add(from, days, audience);
    EXPECT_TRUE(answer.ok()) << answer.message();
    return TextOf(answer.response.date()) + (answer.response.provisional() ? "?" : "");
  }
  Answer<v1::CountWorkingDaysResponse> Count(CivilDay first, CivilDay last,
                                             const std::string& audience = "") {
    v1::CountWorkingDaysRequest request;
    *request.mutable_first() = entity::FromCivilDay(first);
    *request.mutable_last() = entity::FromCivilDay(last);
    request.set_audience(audience);
    return Call(*calendar_, &CalendarStub::CountWorkingDays, request);
  }
  void MakeAgency(const std::string& id) {
    v1::CreateAgencyRequest request;
    request.set_agency_id(id);
    request.mutable_agency()->set_display_name(id);
    const auto made = Call(world_.directory(), &v1::DirectoryService::Stub::CreateAgency, request);
    ASSERT_TRUE(made.ok()) << made.message();
  }
};

TEST_F(CalendarDaysTest, TetMakesThePressApplicationDueOn18January) {
  EXPECT_EQ(Reached(CivilDay(2017, 2, 8), -10), "2017-01-25?");
  AddTet();
  EXPECT_EQ(Reached(CivilDay(2017, 2, 8), -10), "2017-01-18");
  EXPECT_EQ(Reached(CivilDay(2017, 2, 6), -5), "2017-01-23");
  EXPECT_EQ(Reached(CivilDay(2017, 1, 25), 1), "2017-02-02");
  EXPECT_EQ(Reached(CivilDay(2017, 12, 29), 1), "2018-01-01?");
}

TEST_F(CalendarDaysTest, CountsASpanAndNamesWhatIsOffInIt) {
  AddTet();
  const auto count = Count(CivilDay(2017, 1, 23), CivilDay(2017, 2, 3));
  ASSERT_TRUE(count.ok()) << count.message();
  EXPECT_EQ(count.response.days(), 5);
  EXPECT_FALSE(count.response.provisional());
  ASSERT_EQ(count.response.overrides_size(), 7);
  EXPECT_EQ(count.response.overrides(0).name(), "dayOverrides/tet-2017-01-26");
  EXPECT_TRUE(Count(CivilDay(2017, 12, 30), CivilDay(2018, 1, 2)).response.provisional());
}

TEST_F(CalendarDaysTest, AnAgencyMayHaveDaysOfItsOwn) {
  MakeAgency("bao-chi");
  ASSERT_TRUE(AddDay("all", CivilDay(2017, 3, 15)).ok());
  ASSERT_TRUE(
      AddDay("theirs", CivilDay(2017, 3, 16), v1::DayOverride::KIND_COMP_OFF, "agencies/bao-chi")
          .ok());
  EXPECT_EQ(Reached(CivilDay(2017, 3, 14), 1), "2017-03-16");
  EXPECT_EQ(Reached(CivilDay(2017, 3, 14), 1, "agencies/bao-chi"), "2017-03-17");
  EXPECT_EQ(Count(CivilDay(2017, 3, 15), CivilDay(2017, 3, 16)).response.overrides_size(), 1);
}

TEST_F(CalendarDaysTest, ADayIsSaidOnce) {
  ASSERT_TRUE(AddDay("one", CivilDay(2017, 3, 15)).ok());
  const auto again = AddDay("two", CivilDay(2017, 3, 15), v1::DayOverride::KIND_COMP_OFF);
  EXPECT_EQ(again.code(), StatusCode::ALREADY_EXISTS);
  EXPECT_THAT(again.message(), HasSubstr("dayOverrides/one"));
  MakeAgency("bao-chi");
  EXPECT_TRUE(
      AddDay("three", CivilDay(2017, 3, 15), v1::DayOverride::KIND_COMP_OFF, "agencies/bao-chi")
          .ok());
  // What is deleted says nothing, and cannot come back beside another.
  v1::DeleteDayOverrideRequest remove;
  remove.set_name("dayOverrides/one");
  ASSERT_TRUE(Call(*calendar_, &CalendarStub::DeleteDayOverride, remove).ok());
  ASSERT_TRUE(AddDay("two", CivilDay(2017, 3, 15)).ok());
  v1::UndeleteDayOverrideRequest undelete;
  undelete.set_name("dayOverrides/one");
  EXPECT_EQ(Call(*calendar_, &CalendarStub::UndeleteDayOverride, undelete).code(),
            StatusCode::ALREADY_EXISTS);
  remove.set_name("dayOverrides/two");
  ASSERT_TRUE(Call(*calendar_, &CalendarStub::DeleteDayOverride, remove).ok());
  EXPECT_TRUE(Call(*calendar_, &CalendarStub::UndeleteDayOverride, undelete).ok());
}

TEST_F(CalendarDaysTest, AreListedByDay) {
  ASSERT_TRUE(AddDay("c", CivilDay(2017, 1, 2)).ok());
  ASSERT_TRUE(AddDay("a", CivilDay(2017, 9, 4)).ok());
  ASSERT_TRUE(AddDay("b", CivilDay(2017, 4, 6)).ok());
  v1::ListDayOverridesRequest request;
  const auto names = [&] {
    const auto listed = Call(*calendar_, &CalendarStub::ListDayOverrides, request);
    EXPECT_TRUE(listed.ok()) << listed.message();
    std::vector<std::string> found;
    for (const auto& day : listed.response.day_overrides()) found.push_back(day.display_name());
    return found;
  };
  EXPECT_THAT(names(), ElementsAre("c", "b", "a"));
  request.set_order_by("display_name");
  EXPECT_THAT(names(), ElementsAre("a", "b", "c"));
  request.set_order_by("date desc");
  EXPECT_THAT(names(), ElementsAre("a", "b", "c"));
  request.clear_order_by();
  request.set_filter("kind = HOLIDAY AND display_name:b");
  EXPECT_THAT(names(), ElementsAre("b"));
  request.clear_filter();
  *request.mutable_interval() = entity::FromInterval(
      {entity::UtcStartOf(CivilDay(2017, 4, 6)), entity::UtcStartOf(CivilDay(2017, 4, 7))});
  EXPECT_THAT(names(), ElementsAre("b"));
  v1::GetDayOverrideRequest get;
  get.set_name("dayOverrides/b");
  EXPECT_EQ(TextOf(Call(*calendar_, &CalendarStub::GetDayOverride, get).response.date()),
            "2017-04-06");
}

TEST_F(CalendarDaysTest, RefusesWhatCannotBe) {
  const auto field = [](const grpc::Status& status) { return FieldsOf(status); };
  EXPECT_THAT(field(AddDay("x", CivilDay(2017, 3, 15), v1::DayOverride::KIND_MAKEUP_WORK).status),
              ElementsAre("day_override.date"));
  EXPECT_TRUE(AddDay("y", CivilDay(2017, 3, 18), v1::DayOverride::KIND_MAKEUP_WORK).ok());
  EXPECT_THAT(field(AddDay("z", CivilDay(2017, 3, 17), v1::DayOverride::KIND_UNSPECIFIED).status),
              ElementsAre("day_override.kind"));
  EXPECT_THAT(
      field(AddDay("z", CivilDay(2017, 3, 17), v1::DayOverride::KIND_HOLIDAY, "agencies/none")
                .status),
      ElementsAre("day_override.audience"));
  EXPECT_THAT(field(Add(CivilDay(2017, 3, 1), 1001).status), ElementsAre("days"));
  EXPECT_THAT(field(Add(CivilDay(2017, 3, 1), std::numeric_limits<int>::min()).status),
              ElementsAre("days"));
  EXPECT_THAT(field(Count(CivilDay(2017, 3, 2), CivilDay(2017, 3, 1)).status), ElementsAre("last"));
  EXPECT_THAT(field(Count(CivilDay(1900, 3, 2), CivilDay(2017, 3, 1)).status), ElementsAre("last"));
  v1::AddWorkingDaysRequest no_day;
  no_day.set_days(1);
  EXPECT_THAT(field(Call(*calendar_, &CalendarStub::AddWorkingDays, no_day).status),
              ElementsAre("from"));
}

}  // namespace
}  // namespace letan::testing
