// Text in one normal form, folded for search, sorted as in Vietnamese.
#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "letan/v1/directory.pb.h"
#include "services/entity/text_folding.h"

namespace letan::entity {
namespace {

// "ạ" as a, dot below; "Lạng" thus spelled has five code points.
constexpr char kDecomposed[] = "La\xCC\xA3ng S\x6F\xCC\x9Bn";
constexpr char kComposed[] = "L\xE1\xBA\xA1ng S\xC6\xA1n";

TEST(TextFoldingTest, FoldsToBareSmallLetters) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"Lạng Sơn", "lang son"},
      {"Đức", "duc"},
      {"ĐỊNH HÓA", "dinh hoa"},
      {"Nguyễn Đình Chiểu", "nguyen dinh chieu"},
      {"ưỡng ẩm", "uong am"},
      {"Sở Ngoại vụ (1)", "so ngoai vu (1)"},
      {"", ""},
      {"plain", "plain"},
      {kDecomposed, "lang son"},
      {"서울", "\xE1\x84\x89\xE1\x85\xA5\xE1\x84\x8B\xE1\x85\xAE\xE1\x86\xAF"},
  };
  for (const auto& [text, folded] : rows) EXPECT_EQ(Fold(text), folded) << text;
}

TEST(TextFoldingTest, FoldingTwiceChangesNothing) {
  for (const std::string text : {"Lạng Sơn", "Đức", "ÅÉ 서울", "Straße İ"}) {
    EXPECT_EQ(Fold(Fold(text)), Fold(text)) << text;
  }
}

TEST(TextFoldingTest, KnowsAndMakesNfc) {
  EXPECT_TRUE(IsNfc("plain"));
  EXPECT_TRUE(IsNfc(kComposed));
  EXPECT_FALSE(IsNfc(kDecomposed));
  EXPECT_EQ(ToNfc(kDecomposed), kComposed);
  EXPECT_EQ(ToNfc(kComposed), kComposed);
  EXPECT_EQ(ToNfc(""), "");
}

TEST(TextFoldingTest, NormalisesEveryStringOfAMessage) {
  v1::Person person;
  person.set_role_title(kDecomposed);
  person.add_languages(kDecomposed);
  person.add_languages("vi");
  NormalizeText(person);
  EXPECT_EQ(person.role_title(), kComposed);
  EXPECT_EQ(person.languages(0), kComposed);
  EXPECT_EQ(person.languages(1), "vi");
  v1::Place place;
  place.add_travel_times()->set_place(kDecomposed);
  place.add_standing_conflicts()->mutable_violation()->set_message(kDecomposed);
  NormalizeText(place);
  EXPECT_EQ(place.travel_times(0).place(), kComposed);
  EXPECT_EQ(place.standing_conflicts(0).violation().message(), kComposed);
}

TEST(TextFoldingTest, KeysSortAsTheVietnameseAlphabet) {
  // a ă â, d đ, e ê, o ô ơ, u ư are letters of their own; tones come after letters.
  const std::vector<std::string> sorted = {"An",   "Ân",  "Bình",  "Dũng", "Đức", "Ê đê", "Lan",
                                           "Lăng", "Lâm", "Ô Môn", "Ơ",    "Uy",  "Ưng",  "Xuân"};
  for (std::size_t i = 1; i < sorted.size(); ++i) {
    EXPECT_LT(CollationKey(sorted[i - 1]), CollationKey(sorted[i]))
        << sorted[i - 1] << " before " << sorted[i];
  }
  EXPECT_LT(CollationKey("la"), CollationKey("lá"));
  EXPECT_LT(CollationKey("lá"), CollationKey("lan"));
  EXPECT_EQ(CollationKey(kDecomposed), CollationKey(kComposed));
}

TEST(TextFoldingTest, KeysArePlainTextEvenWhenLong) {
  std::string longer;
  for (int i = 0; i < 1000; ++i) longer += "Đ";
  const std::string key = CollationKey(longer);
  EXPECT_GT(key.size(), 1000u);
  EXPECT_EQ(key.find_first_not_of("0123456789abcdef"), std::string::npos);
  EXPECT_LT(CollationKey(longer.substr(0, longer.size() - 2)), key);
}

}  // namespace
}  // namespace letan::entity
