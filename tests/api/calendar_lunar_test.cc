// The lunar calendar through the API.
#include <gtest/gtest.h>

#include <limits>

#include "google/rpc/error_details.pb.h"
#include "letan/v1/calendar_service.grpc.pb.h"
#include "tests/support/test_server.h"

namespace letan::testing {
namespace {

using CalendarStub = v1::CalendarService::Stub;

class CalendarLunarTest : public ::testing::Test {
 protected:
  Answer<v1::ConvertToLunarResponse> ToLunar(int year, int month, int day) {
    v1::ConvertToLunarRequest request;
    request.mutable_date()->set_year(year);
    request.mutable_date()->set_month(month);
    request.mutable_date()->set_day(day);
    return Call(*calendar_, &CalendarStub::ConvertToLunar, request);
  }
  Answer<v1::ConvertToSolarResponse> ToSolar(int year, int month, int day, bool leap = false) {
    v1::ConvertToSolarRequest request;
    request.mutable_date()->set_year(year);
    request.mutable_date()->set_month(month);
    request.mutable_date()->set_day(day);
    request.mutable_date()->set_leap(leap);
    return Call(*calendar_, &CalendarStub::ConvertToSolar, request);
  }
  Answer<v1::QueryLunarYearResponse> Year(int year) {
    v1::QueryLunarYearRequest request;
    request.set_year(year);
    return Call(*calendar_, &CalendarStub::QueryLunarYear, request);
  }

  TestServer server_;
  const std::unique_ptr<CalendarStub> calendar_ = v1::CalendarService::NewStub(server_.channel());
};

TEST_F(CalendarLunarTest, ConvertsBothWays) {
  const auto lunar = ToLunar(2017, 7, 23);
  ASSERT_TRUE(lunar.ok()) << lunar.message();
  EXPECT_EQ(lunar.response.date().ShortDebugString(), "year: 2017 month: 6 day: 1 leap: true");
  const auto solar = ToSolar(2017, 6, 1, true);
  ASSERT_TRUE(solar.ok()) << solar.message();
  EXPECT_EQ(solar.response.date().ShortDebugString(), "year: 2017 month: 7 day: 23");
}

TEST_F(CalendarLunarTest, AYearWithALeapMonthHasThirteen) {
  const auto year = Year(2017);
  ASSERT_TRUE(year.ok()) << year.message();
  ASSERT_EQ(year.response.months_size(), 13);
  EXPECT_EQ(year.response.months(0).first_day().ShortDebugString(), "year: 2017 month: 1 day: 28");
  EXPECT_TRUE(year.response.months(6).leap());
  EXPECT_EQ(year.response.months(6).month(), 6);
  EXPECT_EQ(Year(2018).response.months_size(), 12);
}

TEST_F(CalendarLunarTest, RefusesDaysThatDoNotExist) {
  const auto day = ToSolar(2018, 9, 30);
  EXPECT_EQ(day.code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(FieldsOf(day.status), std::vector<std::string>{"date"});
  EXPECT_NE(day.message().find("month 9 of lunar year 2018 has 29 days"), std::string::npos)
      << day.message();
  const auto leap = ToSolar(2017, 5, 1, true);
  EXPECT_EQ(leap.code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_NE(leap.message().find("its leap month is 6"), std::string::npos) << leap.message();
  EXPECT_EQ(ToLunar(2017, 2, 29).code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(ToLunar(2017, 13, 1).code(), grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_F(CalendarLunarTest, KnowsWhereItEnds) {
  for (const auto& answer : {ToLunar(1968, 1, 28), ToLunar(2054, 2, 8)}) {
    EXPECT_EQ(answer.code(), grpc::StatusCode::OUT_OF_RANGE);
    EXPECT_EQ(ReasonOf(answer.status), "OUTSIDE_CALENDAR");
    EXPECT_EQ(FieldsOf(answer.status), std::vector<std::string>{"date"});
  }
  EXPECT_TRUE(ToLunar(1968, 1, 29).ok());
  EXPECT_TRUE(ToLunar(2054, 2, 7).ok());
  EXPECT_EQ(ToSolar(2054, 1, 1).code(), grpc::StatusCode::OUT_OF_RANGE);
  EXPECT_EQ(Year(1967).code(), grpc::StatusCode::OUT_OF_RANGE);
}

TEST_F(CalendarLunarTest, RefusesWhatIsNoDateAtAll) {
  EXPECT_EQ(ToSolar(0, 0, 0).code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(ToSolar(2017, -1, 1).code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(ToLunar(std::numeric_limits<int>::max(), 1, 1).code(),
            grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(Call(*calendar_, &CalendarStub::ConvertToLunar, v1::ConvertToLunarRequest()).code(),
            grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(Call(*calendar_, &CalendarStub::ConvertToSolar, v1::ConvertToSolarRequest()).code(),
            grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(Year(0).code(), grpc::StatusCode::INVALID_ARGUMENT);
}

}  // namespace
}  // namespace letan::testing
