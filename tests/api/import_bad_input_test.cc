// Spreadsheets that are not what they should be: all that is wrong is said at once, nothing is
// made.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/import_world.h"

namespace letan::testing {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class ImportBadInputTest : public ::testing::Test {
 protected:
  // The fields of the refusal, which changes nothing.
  std::vector<std::string> FieldsFor(const std::string& csv) {
    const auto before = world_.Revision();
    const auto answer = world_.Import(csv);
    EXPECT_EQ(answer.code(), grpc::StatusCode::INVALID_ARGUMENT) << csv.substr(0, 200);
    EXPECT_EQ(ReasonOf(answer.status), "INVALID_REQUEST");
    EXPECT_EQ(world_.Revision(), before);
    message_ = answer.message();
    return FieldsOf(answer.status);
  }
  // Of one row under a header with every column that must be there.
  std::vector<std::string> FieldsForRow(const std::string& row) {
    return FieldsFor("date,start,end,title\n" + row + "\n");
  }

  ImportWorld world_;
  std::string message_;  // of the last refusal
};

TEST_F(ImportBadInputTest, EveryWrongCellIsNamedByRowAndColumn) {
  EXPECT_THAT(
      FieldsFor("date,start,end,title\n"
                "30/2/2017,8:30,10:00,a\n"
                "8/2/2017,8,7:00,\n"
                "8/2/2017,9:00,8:00,b\n"
                "8/2/2017,25:00,8:60,c,d\n"),
      ElementsAre("csv.rows[2].date", "csv.rows[3].start", "csv.rows[3].title", "csv.rows[4].end",
                  "csv.rows[5]", "csv.rows[5].start", "csv.rows[5].end"));
  EXPECT_THAT(message_, AllOf(HasSubstr("\"30/2/2017\""), HasSubstr("and 6 more")));
}

// What only the database knows is said together with what the text itself shows.
TEST_F(ImportBadInputTest, PlacesTextsAndTimesAreObjectedToInOneAnswer) {
  EXPECT_THAT(
      FieldsFor("date,start,end,title,place,participants,description\n"
                "8/2/2017,8:00,9:00,a,Nơi không có,,\n"
                "8/2/2017,8:00,9:00,b,places/none,,\n"
                "8/2/2017,8h00,7h00,c,places/office,,\n"
                "8/2/2017,8:00,9:00," +
                std::string(501, 'x') + ",,,\n8/2/2017,8:00,9:00,d,," + std::string(301, 'y') +
                ",\n8/2/2017,8:00,9:00,e,,," + std::string(10001, 'z') + "\n"),
      ElementsAre("csv.rows[2].place", "csv.rows[3].place", "csv.rows[4].end", "csv.rows[5].title",
                  "csv.rows[6].participants", "csv.rows[7].description"));
}

TEST_F(ImportBadInputTest, TooManyParticipantsAreOneObjection) {
  std::string many;
  for (int i = 0; i <= 200; ++i) many += "Sở " + std::to_string(i) + ";";
  EXPECT_THAT(FieldsFor("date,start,end,title,participants\n8/2/2017,8:00,9:00,a," + many + "\n"),
              ElementsAre("csv.rows[2].participants"));
}

TEST_F(ImportBadInputTest, DatesAndTimesAreOfACalendarAndAClock) {
  for (const char* date : {"", "2017", "8.2.2017", "2017-02-30", "31/4/2017", "8/2/17", "0/2/2017",
                           "8/13/2017", "+8/2/2017", "8/2/2017/1", "8/2/99999", "1/1/1899",
                           "1/1/2200", "8/2/4294969313", "ngày 8/2", "42774"}) {
    EXPECT_THAT(FieldsForRow(std::string(date) + ",8:00,9:00,a"), ElementsAre("csv.rows[2].date"))
        << date;
  }
  for (const char* clock : {"", "8", "8:", ":30", "8:5", "8:300", "-8:00", "+8:00", "8:60", "24:01",
                            "8h3", "h", "8:30 PM", "0.354", "4294967304:00"}) {
    EXPECT_THAT(FieldsForRow("8/2/2017," + std::string(clock) + ",24:00,a"),
                ElementsAre("csv.rows[2].start"))
        << clock;
  }
  EXPECT_THAT(FieldsForRow("8/2/2017,9:00,9:00,a"), ElementsAre("csv.rows[2].end"));
  EXPECT_THAT(FieldsForRow("8/2/2017,22:00,1:00,a"), ElementsAre("csv.rows[2].end"));
}

TEST_F(ImportBadInputTest, WhatIsThereAlreadyIsNotMadeTwice) {
  const std::string one = "8/2/2017,8:00,9:00,Hội đàm\n";
  EXPECT_THAT(FieldsFor("date,start,end,title\n" + one + "\n2017-02-08,8h,9h,Hội đàm\n"),
              ElementsAre("csv.rows[4]"));
  EXPECT_THAT(message_, HasSubstr("row 2"));
  ASSERT_TRUE(world_.Import("date,start,end,title\n" + one).ok());
  EXPECT_THAT(FieldsFor("date,start,end,title\n8/2/2017,7:00,8:00,Đón đoàn\n" + one),
              ElementsAre("csv.rows[3]"));
  EXPECT_EQ(world_.Stored(), 1);
}

TEST_F(ImportBadInputTest, APlaceMustBeOne) {
  v1::CreatePlaceRequest request;
  for (const char* id : {"hall-1", "hall-2"}) {
    request.set_place_id(id);
    request.mutable_place()->set_display_name("Hội trường");
    ASSERT_TRUE(Call(world_.directory(), &v1::DirectoryService::Stub::CreatePlace, request).ok());
  }
  for (const char* place :
       {"hội trường", "Hội", "places/hall-3", "places/", "???", "delegations/one"}) {
    EXPECT_THAT(
        FieldsFor("date,start,end,title,place\n8/2/2017,8:00,9:00,a," + std::string(place) + "\n"),
        ElementsAre("csv.rows[2].place"))
        << place;
  }
}

TEST_F(ImportBadInputTest, WhatIsNoTableIsRefused) {
  for (const char* csv :
       {"", "\n\n", "\xEF\xBB\xBF", "date,start,end,title\n", "date,start,end,title\n,,,\n\n",
        "date,start,end\n8/2/2017,8:00,9:00\n",
        "date,start,end,title,colour\n8/2/2017,8:00,9:00,a,red\n",
        "date,date,start,end,title\n8/2/2017,8/2/2017,8:00,9:00,a\n", "8/2/2017,8:00,9:00,a\n"}) {
    const auto fields = FieldsFor(csv);
    EXPECT_THAT(fields, Each("csv")) << csv;
    EXPECT_FALSE(fields.empty()) << csv;
  }
  EXPECT_THAT(FieldsForRow("8/2/2017,8:00,9:00,a\n8/2/2017,8:00,9:00,\"a"),
              ElementsAre("csv.rows[3]"));
  EXPECT_THAT(FieldsForRow("8/2/2017,8:00,9:00,a\"b"), ElementsAre("csv.rows[2]"));
}

TEST_F(ImportBadInputTest, BytesThatAreNoTextAreRefused) {
  google::protobuf::LogSilencer quiet;
  EXPECT_THAT(FieldsForRow("8/2/2017,8:00,9:00,H\xF4i \xF0\xE0m"), ElementsAre("csv"));
  EXPECT_THAT(message_, HasSubstr("UTF-8"));
  EXPECT_THAT(FieldsFor(std::string("d\0a\0t\0e\0", 8)), ElementsAre("csv"));
}

TEST_F(ImportBadInputTest, HugeTablesAreRefusedByWhatIsHuge) {
  const std::string header = "date,start,end,title\n";
  std::string many = header;
  for (int i = 0; i <= 1000; ++i) many += "8/2/2017,8:00,9:00,a" + std::to_string(i) + "\n";
  EXPECT_THAT(FieldsFor(many), ElementsAre("csv"));
  EXPECT_THAT(message_, HasSubstr("1000"));
  EXPECT_THAT(FieldsFor(header + std::string(1 << 20, 'x')), ElementsAre("csv"));
  EXPECT_THAT(FieldsFor(header + std::string(1'000'000, ',') + "\n"), ElementsAre("csv.rows[2]"));
  EXPECT_THAT(FieldsFor(std::string(1'000'000, ',')), ElementsAre("csv.rows[1]"));
  EXPECT_THAT(FieldsForRow(std::string(1'000'000, 'x') + ",8:00,9:00,a"),
              ElementsAre("csv.rows[2].date"));
}

// An answer has room for some; how many there are it says, too.
TEST_F(ImportBadInputTest, OfVeryManyObjectionsTheFirstAreListed) {
  std::string csv = "date,start,end,title\n";
  for (int i = 0; i < 1000; ++i) csv += "30/2/2017,8,9,\n";
  const auto fields = FieldsFor(csv);
  EXPECT_THAT(message_, HasSubstr("and 3999 more"));
  ASSERT_THAT(fields, SizeIs(20U));
  EXPECT_EQ(fields.front(), "csv.rows[2].date");
  EXPECT_EQ(fields.back(), "csv.rows[6].title");
}

TEST_F(ImportBadInputTest, ZonesAreThoseOfIana) {
  for (const char* zone : {"Mars/Phobos", "+07:00", "/etc/localtime", "../UTC"}) {
    v1::ImportActivitiesRequest request = world_.Request("date,start,end,title\n");
    request.set_time_zone(zone);
    const auto answer = world_.Send(request);
    EXPECT_EQ(answer.code(), grpc::StatusCode::INVALID_ARGUMENT) << zone;
    EXPECT_THAT(FieldsOf(answer.status), ElementsAre("time_zone")) << zone;
  }
}

// The hour from 2:00 to 3:00 was left out there on that day.
TEST_F(ImportBadInputTest, AnHourThatTheClocksLeftOutIsNoTime) {
  v1::ImportActivitiesRequest request =
      world_.Request("date,start,end,title\n26/3/2017,2:30,3:00,a\n");
  request.set_time_zone("Europe/Berlin");
  const auto answer = world_.Send(request);
  EXPECT_EQ(answer.code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(FieldsOf(answer.status), ElementsAre("csv.rows[2].start"));
}

TEST_F(ImportBadInputTest, EventsThatCannotTakeThemRefuse) {
  v1::ImportActivitiesRequest request =
      world_.Request("date,start,end,title\n8/2/2017,8:00,9:00,a\n");
  request.set_parent("delegations/none");
  EXPECT_EQ(world_.Send(request).code(), grpc::StatusCode::NOT_FOUND);
  request.set_parent("places/office");
  EXPECT_EQ(world_.Send(request).code(), grpc::StatusCode::INVALID_ARGUMENT);
  v1::CancelEventRequest cancel;
  cancel.set_name(world_.event());
  cancel.set_text("Hoãn");
  ASSERT_TRUE(Call(world_.lifecycle(), &v1::LifecycleService::Stub::CancelEvent, cancel).ok());
  const auto closed = world_.Import(request.csv());
  EXPECT_EQ(closed.code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(ReasonOf(closed.status), "STATE_TRANSITION");
}

}  // namespace
}  // namespace letan::testing
