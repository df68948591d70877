// Revisions outside are opaque, stable, and cannot be forged.
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "services/rpc/revision_token.h"

namespace letan::rpc {
namespace {

const std::string kSecret(32, 's');

TEST(RevisionTokensTest, GoRoundTrip) {
  const RevisionTokens tokens(kSecret);
  for (const storage::Revision revision : {std::int64_t{0}, std::int64_t{1}, std::int64_t{255},
                                           std::int64_t{256}, std::int64_t{1} << 62}) {
    const auto decoded = tokens.Decode(tokens.Encode(revision));
    ASSERT_TRUE(decoded.ok()) << revision;
    EXPECT_EQ(*decoded, revision);
  }
}

TEST(RevisionTokensTest, AreTheSameForTheSameRevisionAndDatabase) {
  const RevisionTokens first(kSecret);
  const RevisionTokens second(kSecret);
  EXPECT_EQ(first.Encode(7), second.Encode(7));
  EXPECT_EQ(first.Encode(7), first.Encode(7));
}

TEST(RevisionTokensTest, TellNothingOfTheOrder) {
  const RevisionTokens tokens(kSecret);
  std::set<std::string> seen;
  std::set<char> first_characters;
  for (storage::Revision revision = 0; revision < 1000; ++revision) {
    const std::string token = tokens.Encode(revision);
    EXPECT_EQ(token.size(), 22u);
    seen.insert(token);
    first_characters.insert(token.front());
  }
  EXPECT_EQ(seen.size(), 1000u);
  EXPECT_GT(first_characters.size(), 50u);  // of the 64 that base64url has
}

TEST(RevisionTokensTest, OfAnotherDatabaseAreRefused) {
  const RevisionTokens ours(kSecret);
  const RevisionTokens theirs(std::string(32, 't'));
  EXPECT_EQ(ours.Decode(theirs.Encode(7)).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(RevisionTokensTest, AnyChangedCharacterIsRefused) {
  const RevisionTokens tokens(kSecret);
  const std::string token = tokens.Encode(123456);
  for (std::size_t i = 0; i < token.size(); ++i) {
    for (const char other : {'A', 'B', 'z', '9', '-', '_', '=', ' ', '\0'}) {
      if (token[i] == other) continue;
      std::string changed = token;
      changed[i] = other;
      EXPECT_FALSE(tokens.Decode(changed).ok()) << changed;
    }
  }
  EXPECT_FALSE(tokens.Decode("").ok());
  EXPECT_FALSE(tokens.Decode(token + "A").ok());
  EXPECT_FALSE(tokens.Decode(token.substr(1)).ok());
}

}  // namespace
}  // namespace letan::rpc
