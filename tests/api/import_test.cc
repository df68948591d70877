// Itineraries out of spreadsheets.
#include <gmock/gmock.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include "letan/v1/batch_service.grpc.pb.h"
#include "tests/support/import_world.h"

namespace letan::testing {
namespace {

using google::protobuf::util::MessageDifferencer;
using ::testing::ElementsAre;

class ImportTest : public ::testing::Test {
 protected:
  std::string DisplayName(const std::string& place) {
    v1::GetPlaceRequest request;
    request.set_name(place);
    return Call(world_.directory(), &v1::DirectoryService::Stub::GetPlace, request)
        .response.display_name();
  }

  ImportWorld world_;
};

TEST_F(ImportTest, RowsBecomeActivities) {
  const auto made = world_.Import(
      "\xEF\xBB\xBFTitle,date,start,end,place,participants,description\r\n"
      "\"Hội đàm, vòng 1\",2017-02-08,8:30,10:00," +
      DisplayName("places/office") +
      ",Lãnh đạo UBND tỉnh; Sở Ngoại vụ,\"Dòng một\r\nDòng \"\"hai\"\"\"\r\n"
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
  EXPECT_EQ(world_.Stored(), 2);
}

TEST_F(ImportTest, SemicolonsSeparateWhereTheHeaderHasThem) {
  const auto made = world_.Import(
      "date;start;end;title;participants\r\n"
      "8/2/2017;8h;24:00;Tham quan, nghỉ;\"Đoàn; Sở Du lịch\"\r\n");
  ASSERT_TRUE(made.ok()) << made.message();
  EXPECT_EQ(made.response.activities(0).title(), "Tham quan, nghỉ");
  EXPECT_EQ(made.response.activities(0).participants_size(), 2);
}

// As spreadsheets export what was once touched: columns and rows without text.
TEST_F(ImportTest, EmptyColumnsAndRowsAreNothing) {
  std::string csv = "date,start,end,title,,\n8/2/2017,8:00,9:00,a,,\n";
  for (int i = 0; i < 2000; ++i) csv += ",,,,,\n";
  const auto made = world_.Import(csv + "8/2/2017,8:00,9:00,b,,\n");
  ASSERT_TRUE(made.ok()) << made.message();
  EXPECT_EQ(made.response.activities_size(), 2);
  EXPECT_THAT(FieldsOf(world_.Import(csv + "8/2/2017,8:00,9:00,c,,x\n").status),
              ElementsAre("csv.rows[2]", "csv.rows[2003]"));
}

TEST_F(ImportTest, CellsMayBeBrokenIntoLines) {
  const auto made = world_.Import(
      "date,start,end,title,place,participants\n"
      "8/2/2017,8:00,9:00,\"Hội  đàm\nvòng 1\",\"\noffice \",\"Sở Ngoại vụ\nSở Y tế;\n\"\n");
  ASSERT_TRUE(made.ok()) << made.message();
  EXPECT_EQ(made.response.activities(0).title(), "Hội đàm vòng 1");
  EXPECT_EQ(made.response.activities(0).place(), "places/office");
  EXPECT_EQ(made.response.activities(0).participants_size(), 2);
}

TEST_F(ImportTest, TimesAreInTheZoneThatIsGiven) {
  v1::ImportActivitiesRequest request =
      world_.Request("date,start,end,title\n8/2/2017,8:00,9:00,a\n");
  request.set_time_zone("Asia/Seoul");
  const auto made = world_.Send(request);
  ASSERT_TRUE(made.ok()) << made.message();
  EXPECT_EQ(made.response.activities(0).time_zone(), "Asia/Seoul");
  EXPECT_EQ(made.response.activities(0).interval().start_time().seconds(), 1486508400);
}

// Searches take eight words; the names of places have more.
TEST_F(ImportTest, PlacesAreFoundByLongNames) {
  v1::CreatePlaceRequest request;
  request.set_place_id("hall");
  const std::string name = "Trung tâm Hội nghị Quốc tế số 11 phố Lê Hồng Phong, Hà Nội";
  request.mutable_place()->set_display_name(name);
  ASSERT_TRUE(Call(world_.directory(), &v1::DirectoryService::Stub::CreatePlace, request).ok());
  const auto made = world_.Import(
      "date,start,end,title,place\n8/2/2017,8:00,9:00,a,\"" + name +
      "\"\n8/2/2017,8:00,9:00,b,\"trung tam hoi nghi quoc te so 11 pho le hong phong, ha noi\"\n");
  ASSERT_TRUE(made.ok()) << made.message();
  EXPECT_EQ(made.response.activities(0).place(), "places/hall");
  EXPECT_EQ(made.response.activities(1).place(), "places/hall");
}

TEST_F(ImportTest, ATrialMakesNothing) {
  auto request = world_.Request("date,start,end,title\n8/2/2017,8:00,9:00,a\n");
  request.set_validate_only(true);
  const auto before = world_.Revision();
  const auto shown = world_.Send(request);
  ASSERT_TRUE(shown.ok()) << shown.message();
  EXPECT_EQ(shown.response.activities_size(), 1);
  request.set_csv("date,start,end,title,place\n8/2/2017,9:00,8:00,a,places/none\n");
  EXPECT_THAT(FieldsOf(world_.Send(request).status),
              ElementsAre("csv.rows[2].end", "csv.rows[2].place"));
  EXPECT_EQ(world_.Revision(), before);
}

TEST_F(ImportTest, RepeatedItAnswersTheSameAndHasOneEffect) {
  auto request = world_.Request("date,start,end,title\n8/2/2017,8:00,9:00,a\n");
  request.set_request_id("one");
  const auto first = world_.Send(request);
  ASSERT_TRUE(first.ok()) << first.message();
  const auto again = world_.Send(request);
  ASSERT_TRUE(again.ok()) << again.message();
  EXPECT_TRUE(MessageDifferencer::Equals(first.response, again.response));
  EXPECT_EQ(world_.Stored(), 1);
  request.set_csv("date,start,end,title\n8/2/2017,8:00,9:00,b\n");
  EXPECT_EQ(ReasonOf(world_.Send(request).status), "REQUEST_ID_REUSED");
  EXPECT_EQ(world_.Stored(), 1);
}

TEST_F(ImportTest, AnEventTakesAThousand) {
  std::string csv = "date,start,end,title,place\n";
  for (int i = 0; i < 999; ++i) {
    csv += "8/2/2017,8:00,9:00,a" + std::to_string(i) + ",places/office\n";
  }
  ASSERT_TRUE(world_.Import(csv).ok());
  const auto full =
      world_.Import("date,start,end,title\n8/2/2017,8:00,9:00,b\n8/2/2017,8:00,9:00,c\n");
  EXPECT_EQ(full.code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(ReasonOf(full.status), "TOO_MANY");
  EXPECT_EQ(world_.Stored(), 999);
  EXPECT_TRUE(world_.Import("date,start,end,title\n8/2/2017,8:00,9:00,b\n").ok());
}

TEST_F(ImportTest, ItIsPartOfABatch) {
  const auto batch_stub = v1::BatchService::NewStub(world_.server().channel());
  v1::ExecuteBatchRequest batch;
  batch.add_requests()->PackFrom(world_.Request("date,start,end,title\n8/2/2017,8:00,9:00,a\n"));
  batch.add_requests()->PackFrom(
      world_.Request("date,start,end,title\n8/2/2017,8:00,9:00,b\n8/2/2017,9:00,8:00,c\n"));
  const auto refused = Call(*batch_stub, &v1::BatchService::Stub::ExecuteBatch, batch);
  EXPECT_EQ(refused.code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(FieldsOf(refused.status), ElementsAre("requests[1].csv.rows[3].end"));
  EXPECT_EQ(world_.Stored(), 0);
  batch.mutable_requests()->RemoveLast();
  const auto made = Call(*batch_stub, &v1::BatchService::Stub::ExecuteBatch, batch);
  ASSERT_TRUE(made.ok()) << made.message();
  v1::ImportActivitiesResponse response;
  ASSERT_TRUE(made.response.responses(0).UnpackTo(&response));
  EXPECT_EQ(response.activities_size(), 1);
  EXPECT_EQ(world_.Stored(), 1);
}

}  // namespace
}  // namespace letan::testing
