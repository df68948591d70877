// Comma-separated values as spreadsheets write them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "google/rpc/error_details.pb.h"
#include "services/errors/errors.h"
#include "services/operations/csv_table.h"

namespace letan::operations {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

CsvTable Parsed(std::string_view text) {
  auto table = ParseCsv("csv", text, 3);
  EXPECT_TRUE(table.ok()) << table.status();
  return table.ok() ? *std::move(table) : CsvTable();
}

// The field that the refusal is about; empty if there is none.
std::string RefusedAt(std::string_view text) {
  const auto table = ParseCsv("csv", text, 3);
  google::rpc::BadRequest bad_request;
  if (table.ok() || !errors::GetDetail(table.status(), &bad_request)) return "";
  EXPECT_EQ(table.status().code(), absl::StatusCode::kInvalidArgument);
  return bad_request.field_violations(0).field();
}

TEST(CsvTableTest, CellsAreTextBetweenSeparators) {
  const CsvTable table = Parsed("a, b ,\"c\"\n1,\"2,\n \"\"3\"\"\",\n");
  EXPECT_THAT(table.header, ElementsAre("a", "b", "c"));
  ASSERT_EQ(table.rows.size(), 1U);
  EXPECT_THAT(table.rows[0].cells, ElementsAre("1", "2,\n \"3\"", ""));
}

TEST(CsvTableTest, LinesEndAsOnAnySystem) {
  for (const char* text : {"a\n1\n2", "a\r\n1\r\n2\r\n", "a\r1\r2\r",
                           "\xEF\xBB\xBF"
                           "a\n1\n2\n"}) {
    const CsvTable table = Parsed(text);
    EXPECT_THAT(table.header, ElementsAre("a")) << text;
    ASSERT_EQ(table.rows.size(), 2U) << text;
    EXPECT_THAT(table.rows[1].cells, ElementsAre("2")) << text;
  }
}

TEST(CsvTableTest, RowsAreNumberedAsTheSpreadsheetShowsThem) {
  const CsvTable table = Parsed("a,b\n\n,\n\"1\n2\",3\n\n4,5\n");
  ASSERT_EQ(table.rows.size(), 2U);
  EXPECT_EQ(table.rows[0].number, 4);
  EXPECT_EQ(table.rows[1].number, 6);
}

TEST(CsvTableTest, TheHeaderSaysWhatSeparates) {
  EXPECT_THAT(Parsed("a;b\n1,2;3\n").rows[0].cells, ElementsAre("1,2", "3"));
  EXPECT_THAT(Parsed("a,b;c\n1;2,3\n").rows[0].cells, ElementsAre("1;2", "3"));
  EXPECT_THAT(Parsed("a\n1;2\n").rows[0].cells, ElementsAre("1;2"));
}

TEST(CsvTableTest, WhatIsNoTableIsRefusedWhereItIsWrong) {
  for (const char* text : {"", "\n", "\na,b\n", ",,\n1,2\n", "\xEF\xBB\xBF"}) {
    EXPECT_EQ(RefusedAt(text), "csv") << text;
  }
  EXPECT_EQ(RefusedAt("a\n\n\"1\n2\n3"), "csv.rows[3]");
  EXPECT_EQ(RefusedAt("a\n1\"2\n"), "csv.rows[2]");
  EXPECT_EQ(RefusedAt("\"a"), "csv.rows[1]");
}

TEST(CsvTableTest, RowsAndCellsAreBounded) {
  EXPECT_EQ(Parsed("a\n1\n2\n\n\n3\n\n\n").rows.size(), 3U);
  EXPECT_EQ(RefusedAt("a\n1\n2\n3\n4\n"), "csv");
  EXPECT_EQ(RefusedAt("a\n1\n" + std::string(64, ',') + "\n"), "csv.rows[3]");
  EXPECT_EQ(Parsed("a\n1" + std::string(63, ',') + "\n").rows[0].cells.size(), 64U);
  EXPECT_THAT(Parsed("a\n" + std::string(1'000'000, '\n')).rows, IsEmpty());
}

}  // namespace
}  // namespace letan::operations
