#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "services/auth/bearer.h"
#include "services/auth/password.h"

namespace letan::auth {
namespace {

constexpr char kUuid[] = "0190163d-8694-739b-aea5-966c26f8ad91";

TEST(BearerTest, WhatIsMintedIsRead) {
  for (const BearerKind kind : {BearerKind::kSession, BearerKind::kRefresh, BearerKind::kToken}) {
    const Bearer minted = MintBearer(kind, kUuid);
    const auto read = ParseBearer(ToText(minted));
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(read->kind, kind);
    EXPECT_EQ(read->id, "0190163d8694739baea5966c26f8ad91");
    EXPECT_EQ(read->secret, minted.secret);
    EXPECT_LE(ToText(minted).size(), kMaxBearerBytes);
  }
}

TEST(BearerTest, SecretsDiffer) {
  std::set<std::string> secrets;
  for (int i = 0; i < 1000; ++i) secrets.insert(MintBearer(BearerKind::kToken, kUuid).secret);
  EXPECT_EQ(secrets.size(), 1000u);
}

TEST(BearerTest, NothingElseIsOne) {
  const std::string good = ToText(MintBearer(BearerKind::kToken, kUuid));
  ASSERT_TRUE(ParseBearer(good).has_value());
  for (std::size_t i = 0; i < good.size(); ++i) {
    EXPECT_FALSE(ParseBearer(good.substr(0, i)).has_value()) << i;
    for (const char c : {'\0', ' ', '!', '/', '+', '=', '\n', '\x80'}) {
      std::string changed = good;
      changed[i] = c;
      EXPECT_FALSE(ParseBearer(changed).has_value()) << i << " " << static_cast<int>(c);
    }
  }
  std::string upper = good;
  upper[9] = 'A';  // ids are in lower case
  EXPECT_FALSE(ParseBearer(upper).has_value());
  for (const std::string& text :
       {std::string(), good + "A", " " + good, good + " ", "x" + good.substr(1),
        "letan_x" + good.substr(7), std::string(1 << 20, 'a'), good + good}) {
    EXPECT_FALSE(ParseBearer(text).has_value()) << text.substr(0, 100);
  }
}

TEST(BearerTest, HashesAreComparedWhole) {
  const std::string hash = HashSecret("one");
  EXPECT_EQ(hash.size(), kSecretHashBytes);
  EXPECT_TRUE(SameHash(hash, HashSecret("one")));
  EXPECT_FALSE(SameHash(hash, HashSecret("two")));
  EXPECT_FALSE(SameHash(hash, hash.substr(1)));
  EXPECT_FALSE(SameHash(hash, ""));
}

TEST(PasswordsTest, OnlyTheRightOneMatches) {
  const Passwords passwords({.passes = 1, .memory_bytes = 1 << 20});
  const auto hash = passwords.Hash("mật khẩu của lễ tân");
  ASSERT_TRUE(hash.ok()) << hash.status();
  EXPECT_THAT(*hash, ::testing::StartsWith("$argon2id$"));
  EXPECT_TRUE(passwords.Matches(*hash, "mật khẩu của lễ tân"));
  EXPECT_FALSE(passwords.Matches(*hash, "mat khau cua le tan"));
  EXPECT_FALSE(passwords.Matches(*hash, ""));
  EXPECT_NE(*hash, *passwords.Hash("mật khẩu của lễ tân")) << "salted";
}

TEST(PasswordsTest, WhatIsNoHashMatchesNothing) {
  const Passwords passwords({.passes = 1, .memory_bytes = 1 << 20});
  for (const std::string& hash : {std::string(), std::string("plain"), std::string("$argon2id$"),
                                  std::string(1000, '$'), std::string("\0\0", 2)}) {
    EXPECT_FALSE(passwords.Matches(hash, "plain"));
    EXPECT_FALSE(passwords.Matches(hash, hash));
  }
}

}  // namespace
}  // namespace letan::auth
