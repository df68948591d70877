// Itineraries out of spreadsheets.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/small_world.h"

namespace letan::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ItineraryStub = v1::ItineraryService::Stub;

class ImportTest : public ::testing::Test {
 protected:
  ImportTest() : event_(world_.NewDelegation("Đoàn Đức", 24, 72)) {}

  Answer<v1::ImportActivitiesResponse> Import(const std::string& csv, bool validate_only = false) {
    v1::ImportActivitiesRequest request;
    request.set_parent(event_.name());
    request.set_csv(csv);
    request.set_validate_only(validate_only);
    return Call(world_.itinerary(), &ItineraryStub::ImportActivities, request);
  }
  std::vector<std::string> FieldsFor(const std::string& csv) {
    const auto answer = Import(csv);
    EXPECT_EQ(answer.code(), grpc::StatusCode::INVALID_ARGUMENT) << csv;
    EXPECT_EQ(Stored(), 0) << csv;
    return FieldsOf(answer.status);
  }
  int Stored() {
    v1::ListActivitiesRequest request;
    request.set_parent(event_.name());
    return Call(world_.itinerary(), &ItineraryStub::ListActivities, request)
        .response.activities_size();
  }
  std::string Office() {
    v1::GetPlaceRequest request;
    request.set_name("places/office");
    return Call(world_.directory(), &v1::DirectoryService::Stub::GetPlace, request)
        .response.display_name();
  }

  TestServer server_;
  SmallWorld world_{server_};
  v1::Delegation event_;
};

TEST_F(ImportTest, RowsBecomeActivities) {
  const auto made = Import(
      "\xEF\xBB\xBFTitle,date,start,end,place,participants,description\r\n"
      "\"Hội đàm, vòng 1\",2017-02-08,8:30,10:00," +
      Office() +
      ",Lãnh đạo UBND tỉnh; Sở Ngoại vụ,\"Dòng một\nDòng \"\"hai\"\"\"\r\n"
      "\r\n"
      "Chiêu đãi,8/2/2017,18h,20h30,places/airport,,\r\n");
  ASSERT_TRUE(made.ok()) << made.message();
  ASSERT_EQ(made.response.activities_size(), 2);
  const v1::Activity& talks = made.response.activities(0);
  EXPECT_EQ(talks.title(), "Hội đàm, vòng 1");
  EXPECT_EQ(talks.interval().start_time().seconds(), 1486517400);  // 01:30 UTC
  EXPECT_EQ(talks.interval().end_time().seconds(), 1486522800);
  EXPECT_EQ(talks.place(), "places/office");
  ASSERT_EQ(talks.participants_size(), 2);
  EXPECT_EQ(talks.participants(1).label(), "Sở Ngoại vụ");
  EXPECT_EQ(talks.description(), "Dòng một\nDòng \"hai\"");
  const v1::Activity& dinner = made.response.activities(1);
  EXPECT_EQ(dinner.place(), "places/airport");
  EXPECT_EQ(dinner.interval().end_time().seconds() - dinner.interval().start_time().seconds(),
            9000);
  EXPECT_EQ(Stored(), 2);
}

TEST_F(ImportTest, SemicolonsSeparateToo) {
  const auto made = Import("date;start;end;title\n8/2/2017;8h;24:00;Tham quan, nghỉ\n");
  ASSERT_TRUE(made.ok()) << made.message();
  EXPECT_EQ(made.response.activities(0).title(), "Tham quan, nghỉ");
}

TEST_F(ImportTest, EveryWrongCellIsNamedByItsRow) {
  EXPECT_THAT(
      FieldsFor("date,start,end,title\n"
                "30/2/2017,8:30,10:00,a\n"
                "8/2/2017,8,7:00,\n"
                "8/2/2017,9:00,8:00,b\n"
                "8/2/2017,25:00,8:60,c,d\n"),
      ElementsAre("csv.rows[2].date", "csv.rows[3].title", "csv.rows[3].start", "csv.rows[4].end",
                  "csv.rows[5]", "csv.rows[5].start", "csv.rows[5].end"));
  EXPECT_THAT(FieldsFor("date,start,end,title,place\n"
                        "8/2/2017,8:00,9:00,a,Nơi không có\n"
                        "8/2/2017,8:00,9:00,b,places/none\n"),
              ElementsAre("csv.rows[2].place", "csv.rows[3].place"));
  EXPECT_THAT(FieldsFor("date,start,end,title\n8/2/2017,8:00,9:00," + std::string(501, 'x') + "\n"),
              ElementsAre("csv.rows[2].activity.title"));
}

TEST_F(ImportTest, WhatIsNoTableIsRefused) {
  EXPECT_THAT(FieldsFor(""), ElementsAre("csv"));
  EXPECT_THAT(FieldsFor("\n\n"), ElementsAre("csv"));
  EXPECT_THAT(FieldsFor("date,start,end,title\n"), ElementsAre("csv"));
  EXPECT_THAT(FieldsFor("date,start,end\n8/2/2017,8:00,9:00\n"), ElementsAre("csv"));
  EXPECT_THAT(FieldsFor("date,start,end,title,colour\n8/2/2017,8:00,9:00,a,red\n"),
              ElementsAre("csv"));
  EXPECT_THAT(FieldsFor("date,date,start,end,title\n"), ElementsAre("csv"));
  EXPECT_THAT(FieldsFor("date,start,end,title\n8/2/2017,8:00,9:00,\"a\n"), ElementsAre("csv"));
  EXPECT_THAT(FieldsFor("date,start,end,title\n8/2/2017,8:00,9:00,a\"b\n"), ElementsAre("csv"));
  std::string many = "date,start,end,title\n";
  for (int i = 0; i <= 1000; ++i) many += "8/2/2017,8:00,9:00,a\n";
  EXPECT_THAT(FieldsFor(many), ElementsAre("csv"));
}

TEST_F(ImportTest, ATrialMakesNothing) {
  const auto shown = Import("date,start,end,title\n8/2/2017,8:00,9:00,a\n", true);
  ASSERT_TRUE(shown.ok()) << shown.message();
  EXPECT_EQ(shown.response.activities_size(), 1);
  EXPECT_EQ(Stored(), 0);
}

}  // namespace
}  // namespace letan::testing
