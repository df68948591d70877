// Tokens that are accepted, and what of them is told.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/bn.h>
#include <openssl/err.h>

#include <string>
#include <vector>

#include "services/core/limits.h"
#include "tests/unit/auth_jwt_world.h"

namespace letan::auth {
namespace {

using booking::kSecond;
using ::testing::ElementsAre;
using testing::EncodeBase64Url;
using testing::JsonText;
using testing::JwtSigner;
using testing::Quoted;

const JwtWorld& World() { return JwtWorld::Shared(); }

// Of claims, signed with Ed25519.
absl::StatusOr<JwtClaims> Claimed(const JsonText& claims) {
  return World().Verify(World().ed.Token(World().Header(World().ed).Text(), claims.Text()));
}

TEST(JwtAcceptedTest, EachAlgorithm) {
  for (const JwtSigner& signer : World().signers()) {
    const auto claims = World().Verify(World().Good(signer));
    ASSERT_TRUE(claims.ok()) << signer.algorithm() << " " << RefusalIn(claims.status());
    EXPECT_EQ(claims->issuer, "https://id.example.test/realm");
    EXPECT_EQ(claims->subject, "protocol-desk");
    EXPECT_THAT(claims->audiences, ElementsAre("letan"));
    EXPECT_EQ(claims->expire_time, kJwtNow + 600 * kSecond);
    EXPECT_EQ(claims->issue_time, kJwtNow - 10 * kSecond);
    EXPECT_EQ(claims->not_before_time, kJwtNow - 10 * kSecond);
  }
}

TEST(JwtAcceptedTest, HeadersOfOtherProviders) {
  const JsonText header = World().Header(World().ed);
  for (const JsonText& other :
       {header.Without("typ"), header.Set("typ", Quoted("at+jwt")),
        header.Set("typ", Quoted("application/at+jwt")), header.Add("x5t", Quoted("abc")),
        header.Add("x5t#S256", Quoted("abc")), header.Add("made-up", R"({"a":[1,{"b":null}]})"),
        // An escape is not another name.
        header.Without("kid").Add("\\u006bid", Quoted("ed"))}) {
    const auto claims = World().Verify(World().ed.Token(other.Text(), World().Claims().Text()));
    EXPECT_TRUE(claims.ok()) << other.Text() << " " << RefusalIn(claims.status());
  }
}

TEST(JwtAcceptedTest, TheAudienceIsAmongSeveral) {
  const auto claims = Claimed(World().Claims().Set("aud", R"(["other","spare","third"])"));
  ASSERT_TRUE(claims.ok()) << RefusalIn(claims.status());
  EXPECT_THAT(claims->audiences, ElementsAre("other", "spare", "third"));
}

TEST(JwtAcceptedTest, ClaimsThatAreNotKnownAreOverlooked) {
  const auto claims = Claimed(
      World().Claims().Add("roles", R"(["a","b"])").Add("realm_access", R"({"roles":{"x":[]}})"));
  EXPECT_TRUE(claims.ok()) << RefusalIn(claims.status());
}

TEST(JwtAcceptedTest, OnlyTheEndMustBeTold) {
  const auto claims = Claimed(World().Claims().Without("iat").Without("nbf"));
  ASSERT_TRUE(claims.ok()) << RefusalIn(claims.status());
  EXPECT_EQ(claims->issue_time, 0);
  EXPECT_EQ(claims->not_before_time, 0);
}

TEST(JwtAcceptedTest, TimesMayHaveFractions) {
  const auto claims =
      Claimed(World().Claims().Set("exp", std::to_string(kJwtNowSeconds + 1) + ".5"));
  ASSERT_TRUE(claims.ok()) << RefusalIn(claims.status());
  EXPECT_EQ(claims->expire_time, kJwtNow + 1'500'000);
}

TEST(JwtAcceptedTest, UpToTheLeewayAndNoFurther) {
  const booking::Micros leeway = World().options.leeway_seconds * kSecond;
  const std::string token =
      World().ed.Token(World().Header(World().ed).Text(),
                       World().Claims().Set("iat", std::to_string(kJwtNowSeconds)).Text());
  const auto at = [&](booking::Micros now) {
    return RefusalIn(VerifyJwt(token, World().keys, World().options, now).status());
  };
  const booking::Micros end = kJwtNow + 600 * kSecond;
  EXPECT_EQ(at(kJwtNow - leeway - 1), "ISSUED_IN_FUTURE");
  EXPECT_EQ(at(kJwtNow - leeway), "");
  EXPECT_EQ(at(end - 1), "");
  EXPECT_EQ(at(end), "EXPIRED") << "no leeway: what the provider ended must not live on";
}

TEST(JwtAcceptedTest, SubjectsUpToTheirLimit) {
  const auto claims =
      Claimed(World().Claims().Set("sub", Quoted(std::string(limits::kMaxJwtSubjectBytes, '~'))));
  ASSERT_TRUE(claims.ok()) << RefusalIn(claims.status());
  EXPECT_EQ(claims->subject.size(), limits::kMaxJwtSubjectBytes);
}

TEST(JwtAcceptedTest, TokensUpToTheirLimit) {
  const std::string header = World().Header(World().ed).Text();
  std::size_t longest = 0;
  for (std::size_t filling = 5700; filling < 6100; ++filling) {
    const auto claims = World().Claims().Add("x", Quoted(std::string(filling, 'x')));
    const std::string token = World().ed.Token(header, claims.Text());
    const bool fits = token.size() <= limits::kMaxJwtBytes;
    EXPECT_EQ(World().Verify(token).ok(), fits) << token.size();
    if (fits) longest = token.size();
  }
  EXPECT_GE(longest, limits::kMaxJwtBytes - 2);
}

TEST(JwtAcceptedTest, ASetOfOneKeyNeedsNoIds) {
  const JwtSigner unnamed = JwtSigner::Es256("");
  const KeySet of_unnamed = JwtWorld::SetOf({unnamed});
  const KeySet of_named = JwtWorld::SetOf({World().es});
  const auto verify = [](const JwtSigner& signer, const JsonText& header, const KeySet& keys) {
    return RefusalIn(VerifyJwt(signer.Token(header.Text(), World().Claims().Text()), keys,
                               World().options, kJwtNow)
                         .status());
  };
  const JsonText without = World().Header(World().es).Without("kid");
  EXPECT_EQ(verify(unnamed, without, of_unnamed), "");
  EXPECT_EQ(verify(World().es, without, of_named), "");
  EXPECT_EQ(verify(World().es, World().Header(World().es), of_named), "");
  EXPECT_EQ(verify(World().es, without, of_unnamed), "SIGNATURE_WRONG");
  EXPECT_EQ(verify(unnamed, World().Header(World().es), of_unnamed), "KEY_UNKNOWN");
  EXPECT_EQ(verify(World().es, World().Header(World().ed), of_named), "KEY_UNKNOWN");
}

// No forgery: who has (r, s) has (r, n - s). Whoever remembers tokens must know.
TEST(JwtAcceptedTest, AnEcdsaSignatureCanBeWrittenInTwoWays) {
  const std::string text = EncodeBase64Url(World().Header(World().es).Text()) + '.' +
                           EncodeBase64Url(World().Claims().Text());
  std::string signature = World().es.Sign(text);
  auto* const half = reinterpret_cast<unsigned char*>(signature.data()) + 32;
  BIGNUM* order = nullptr;
  BN_hex2bn(&order, "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
  BIGNUM* s = BN_bin2bn(half, 32, nullptr);
  BN_sub(s, order, s);
  BN_bn2binpad(s, half, 32);
  BN_free(s);
  BN_free(order);
  EXPECT_TRUE(World().Verify(text + '.' + EncodeBase64Url(signature)).ok());
}

TEST(JwtOptionsTest, WhatWouldAcceptTooMuchAcceptsNothing) {
  const std::string good = World().Good(World().ed);
  ASSERT_TRUE(CheckJwtOptions(World().options).ok());
  std::vector<JwtOptions> bad(8, World().options);
  bad[0].issuer = "";
  bad[1].audiences = {};
  bad[2].audiences = {"letan", ""};
  bad[3].leeway_seconds = -1;
  bad[4].leeway_seconds = kMaxJwtLeewaySeconds + 1;
  bad[5].max_lifetime_seconds = 0;
  bad[6].max_lifetime_seconds = kMaxJwtLifetimeSeconds + 1;
  bad[7] = JwtOptions();
  for (std::size_t i = 0; i < bad.size(); ++i) {
    EXPECT_EQ(CheckJwtOptions(bad[i]).code(), absl::StatusCode::kInvalidArgument) << i;
    EXPECT_EQ(RefusalIn(VerifyJwt(good, World().keys, bad[i], kJwtNow).status()), "OPTIONS") << i;
  }
}

TEST(JwtOptionsTest, OpenSslsErrorsAreNotLeftToOthers) {
  ERR_clear_error();
  for (const JwtRow& row : SignatureRows(World())) {
    ERR_clear_error();  // of making the row
    EXPECT_FALSE(World().Verify(row.token).ok());
    EXPECT_EQ(ERR_peek_error(), 0U) << row.name;
  }
}

}  // namespace
}  // namespace letan::auth
