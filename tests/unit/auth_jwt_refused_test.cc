// Tokens that are forged, malformed or not for us: each is refused, for the reason it is there for.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <iostream>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "services/core/fault.h"
#include "tests/support/seed.h"
#include "tests/unit/auth_jwt_world.h"

namespace letan::auth {
namespace {

constexpr char kPublicMessage[] = "sign in, or present a token that is valid";

// Made once: they need keys of their own.
const std::vector<JwtRow>& AllRows() {
  static const auto* const all = [] {
    auto* rows = new std::vector<JwtRow>();
    for (const auto make : {PartRows, JsonRows, HeaderRows, SignatureRows, ClaimRows}) {
      for (JwtRow& row : make(JwtWorld::Shared())) rows->push_back(std::move(row));
    }
    return rows;
  }();
  return *all;
}

TEST(JwtRefusedTest, EachForTheReasonItIsThereFor) {
  const auto& rows = AllRows();
  std::set<std::string> names;
  for (const JwtRow& row : rows) {
    const auto verified = JwtWorld::Shared().Verify(row.token);
    ASSERT_FALSE(verified.ok()) << row.name;
    EXPECT_EQ(RefusalIn(verified.status()), NameOf(row.refusal)) << row.name;
    EXPECT_TRUE(names.insert(row.name).second) << "two rows are called " << row.name;
  }
  std::cout << rows.size() << " tokens refused\n";
  EXPECT_GE(rows.size(), 400U);
}

TEST(JwtRefusedTest, TheCallerIsToldTheSameEachTime) {
  for (const JwtRow& row : AllRows()) {
    const absl::Status status = JwtWorld::Shared().Verify(row.token).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kUnauthenticated) << row.name;
    EXPECT_EQ(status.message(), kPublicMessage) << row.name;
    // The log gets one of our own names, and nothing else.
    EXPECT_EQ(FactsOf(status).size(), 1U) << row.name;
  }
}

TEST(JwtRefusedTest, EveryReasonHasARow) {
  std::set<std::string> missing;
  for (int i = 0; i < kJwtRefusals; ++i) missing.insert(NameOf(static_cast<JwtRefusal>(i)));
  EXPECT_EQ(missing.size(), static_cast<std::size_t>(kJwtRefusals)) << "names differ";
  for (const JwtRow& row : AllRows()) missing.erase(NameOf(row.refusal));
  EXPECT_THAT(missing, ::testing::ElementsAre(NameOf(JwtRefusal::kOptions)));
}

// What stands in the place of one character: everything of the alphabet that is next to it, what is
// encoded otherwise, and some at random.
std::string Replacements(char c, std::mt19937_64& random) {
  constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string all = {static_cast<char>(c ^ 1),
                     static_cast<char>(c ^ 0x20),
                     static_cast<char>(c ^ 0x80),
                     '.',
                     '=',
                     '+',
                     '\0'};
  for (int i = 0; i < 4; ++i) all += kAlphabet[random() % 64];
  std::erase(all, c);
  return all;
}

TEST(JwtRefusedTest, AGoodTokenWithOneOtherCharacter) {
  std::mt19937_64 random(testing::TestSeed());
  const JwtWorld& world = JwtWorld::Shared();
  for (const testing::JwtSigner& signer : world.signers()) {
    const std::string good = world.Good(signer);
    ASSERT_TRUE(world.Verify(good).ok());
    for (std::size_t at = 0; at < good.size(); ++at) {
      for (const char c : Replacements(good[at], random)) {
        std::string changed = good;
        changed[at] = c;
        EXPECT_FALSE(world.Verify(changed).ok())
            << signer.algorithm() << " at " << at << ": " << static_cast<int>(c);
      }
    }
  }
}

TEST(JwtRefusedTest, AGoodTokenThatIsCutOrLengthened) {
  const JwtWorld& world = JwtWorld::Shared();
  for (const testing::JwtSigner& signer : world.signers()) {
    const std::string good = world.Good(signer);
    for (std::size_t at = 0; at < good.size(); ++at) {
      EXPECT_FALSE(world.Verify(good.substr(0, at)).ok()) << signer.algorithm() << " to " << at;
      EXPECT_FALSE(world.Verify(good.substr(at + 1)).ok()) << signer.algorithm() << " from " << at;
      EXPECT_FALSE(world.Verify(good.substr(0, at) + 'A' + good.substr(at)).ok())
          << signer.algorithm() << " more at " << at;
    }
  }
}

}  // namespace
}  // namespace letan::auth
