#include <gtest/gtest.h>

#include <set>
#include <string>
#include <utility>

#include "services/auth/token_tag.h"

namespace letan::auth {
namespace {

TEST(TokenTags, OfOneTextAreAlwaysTheSame) {
  const TokenTags tags;
  EXPECT_EQ(tags.Of("letan_token_x"), tags.Of("letan_token_x"));
  EXPECT_EQ(tags.Of(""), tags.Of(""));
}

TEST(TokenTags, OfOtherTextsAreOthers) {
  const TokenTags tags;
  std::set<std::pair<std::uint64_t, std::uint64_t>> seen;
  std::string text;
  for (int i = 0; i < 1000; ++i) {
    const TokenTag tag = tags.Of(text);
    seen.insert({tag.low, tag.high});
    text.push_back(i % 2 == 0 ? '\0' : 'a');
  }
  EXPECT_EQ(seen.size(), 1000u);
}

TEST(TokenTags, OfTwoKeysSayNothingOfEachOther) {
  const TokenTags some;
  const TokenTags others;
  EXPECT_FALSE(some.Of("certificate") == others.Of("certificate"));
  EXPECT_NE(some.Of("certificate").low, others.Of("certificate").low);
  EXPECT_NE(some.Of("certificate").high, others.Of("certificate").high);
}

}  // namespace
}  // namespace letan::auth
