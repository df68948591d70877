#include <gtest/gtest.h>

#include "clients/cli/text_table.h"

namespace letan::cli {
namespace {

TEST(DisplayWidthTest, CountsWhatTheEyeSees) {
  EXPECT_EQ(DisplayWidth(""), 0);
  EXPECT_EQ(DisplayWidth("abc"), 3);
  EXPECT_EQ(DisplayWidth("Thái Nguyên"), 11);
  // The same word composed and decomposed: combining marks take no column.
  EXPECT_EQ(DisplayWidth("Lễ hội"), 6);
  EXPECT_EQ(DisplayWidth("Le\u0302\u0303 ho\u0323\u0302i"), 6);
  // East Asian wide characters take two.
  EXPECT_EQ(DisplayWidth("경상북도"), 8);
  EXPECT_EQ(DisplayWidth("广西"), 4);
  EXPECT_EQ(DisplayWidth("14:00–16:00"), 11);
  EXPECT_EQ(DisplayWidth("\xff"), 1);
}

TEST(PadRightTest, PadsByColumnsAndNeverCuts) {
  EXPECT_EQ(PadRight("trà", 5), "trà  ");
  EXPECT_EQ(PadRight("广西", 5), "广西 ");
  EXPECT_EQ(PadRight("dài quá", 3), "dài quá");
}

TEST(TextTableTest, AlignsColumnsOfVietnameseText) {
  TextTable table({"tên", "số"});
  table.Add({"Lễ hội", "1"});
  table.Add({"Hội chợ Xuân", "20"});
  table.Add({"广西", "3"});
  EXPECT_EQ(table.Render(),
            "tên           số\n"
            "------------  --\n"
            "Lễ hội        1\n"
            "Hội chợ Xuân  20\n"
            "广西          3\n");
}

TEST(TextTableTest, RowsMayBeShortAndLineBreaksBecomeBlanks) {
  TextTable table({"a", "b"});
  table.Add({"x\ny"});
  EXPECT_EQ(table.Render(), "a    b\n---  -\nx y\n");
}

}  // namespace
}  // namespace letan::cli
