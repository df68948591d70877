// What files named .csv may hold.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "clients/cli/csv_text.h"

namespace letan::cli {
namespace {

using ::testing::HasSubstr;

TEST(CsvTextTest, TextInUtf8IsTaken) {
  for (const char* text : {"", "date,start\n",
                           "\xEF\xBB\xBF"
                           "date;title\r\n8/2/2017;Hội đàm\r\n"}) {
    EXPECT_TRUE(CheckCsvText(text).ok()) << text;
  }
}

TEST(CsvTextTest, OtherEncodingsAreNamedByLine) {
  const auto message = [](const std::string& bytes) {
    const absl::Status status = CheckCsvText(bytes);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    return std::string(status.message());
  };
  EXPECT_THAT(message("date,title\n8/2/2017,H\xF4i \xF0\xE0m\n"), HasSubstr("line 2"));
  EXPECT_THAT(message("date,title\n8/2/2017,H\xE1\xBB"), HasSubstr("line 2"));
  EXPECT_THAT(message(std::string("\xFF\xFE"
                                  "d\0a\0",
                                  6)),
              HasSubstr("CSV UTF-8"));
  EXPECT_THAT(message("PK\x03\x04 a workbook"), HasSubstr("CSV UTF-8"));
}

}  // namespace
}  // namespace letan::cli
