// The file of an identity provider's keys changes while the server serves.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/api/oidc_world.h"
#include "tests/support/http_get.h"
#include "tests/support/watch_client.h"

namespace letan::testing {
namespace {

using grpc::StatusCode;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr char kRefused[] = "16 UNAUTHENTICATED";

class OidcKeysTest : public ::testing::Test {
 protected:
  OidcKeysTest() {
    world_.users().AddUser("van-thu", {"so-ngoai-vu=planner"});
    world_.Link("van-thu", "4711");
  }
  void Tick() { world_.server().server().Tick(); }
  std::string KeysOf(const std::vector<JwtSigner>& signers) {
    std::vector<JsonText> keys;
    for (const JwtSigner& signer : signers) keys.push_back(signer.PublicJwk());
    return auth::JwksText(keys);
  }

  const JwtSigner old_ = JwtSigner::Es256("2025");
  const JwtSigner fresh_ = JwtSigner::Es256("2026");
  OidcWorld world_{{old_.PublicJwk()}};
};

TEST_F(OidcKeysTest, AKeyIsExchanged) {
  const std::string by_old = world_.TokenOf(old_, "4711");
  const std::string by_fresh = world_.TokenOf(fresh_, "4711");
  EXPECT_EQ(world_.CallerOf(by_old), "users/van-thu");
  EXPECT_EQ(world_.CallerOf(by_fresh), kRefused);
  world_.PutKeys(KeysOf({old_, fresh_}));
  EXPECT_EQ(world_.CallerOf(by_fresh), kRefused) << "until the next tick";
  Tick();
  EXPECT_EQ(world_.CallerOf(by_old), "users/van-thu");
  EXPECT_EQ(world_.CallerOf(by_fresh), "users/van-thu");
  world_.PutKeys(KeysOf({fresh_}));
  Tick();
  EXPECT_EQ(world_.CallerOf(by_old), kRefused) << "though its caller is remembered";
  EXPECT_EQ(world_.CallerOf(by_fresh), "users/van-thu");
  EXPECT_THAT(world_.TakeRefusals(), ElementsAre("KEY_UNKNOWN")) << "the second within 10 s";
  const auto loaded = world_.TakeEvents("oidc_keys_loaded");
  ASSERT_EQ(loaded.size(), 3U);
  EXPECT_EQ(NumberOf(loaded[1], "keys"), 2);
  EXPECT_EQ(world_.Stats().loads, 3);
  EXPECT_EQ(world_.Stats().keys, 1);
}

TEST_F(OidcKeysTest, AnotherKeyOfTheSameIdTakesItsPlace) {
  const JwtSigner other = JwtSigner::Es256("2025");
  world_.PutKeys(KeysOf({other}));
  Tick();
  EXPECT_EQ(world_.CallerOf(world_.TokenOf(old_, "4711")), kRefused);
  EXPECT_EQ(world_.CallerOf(world_.TokenOf(other, "4711")), "users/van-thu");
  EXPECT_THAT(world_.TakeRefusals(), ElementsAre("SIGNATURE_WRONG"));
}

TEST_F(OidcKeysTest, AWatchEndsWithItsKey) {
  WatchClient watch(world_.server().NewChannel(WithToken(world_.TokenOf(old_, "4711"))));
  ASSERT_TRUE(watch.Next().has_value());
  world_.PutKeys(KeysOf({fresh_}));
  Tick();
  EXPECT_EQ(watch.Finish().error_code(), StatusCode::UNAUTHENTICATED);
}

TEST_F(OidcKeysTest, AFileThatCannotBeUsedChangesNothing) {
  const std::string token = world_.TokenOf(old_, "4711");
  world_.TakeEvents("oidc_keys_loaded");
  for (const auto& [text, what] : std::vector<std::pair<std::string, std::string>>{
           {"", "no JSON"},
           {"<html>Bad gateway</html>", "no JSON"},
           {KeysOf({fresh_}).substr(0, 80), "no JSON"},
           {"{\"keys\":[]}", "at least one key"},
           {auth::JwksText({fresh_.PublicJwk().Add("use", "\"enc\"")}), "none of the keys"},
           {auth::JwksText({fresh_.PublicJwk().Add("d", "\"AQAB\"")}), "secret members"}}) {
    world_.PutKeys(text);
    Tick();
    Tick();
    const auto failed = world_.TakeEvents("oidc_keys_failed");
    ASSERT_EQ(failed.size(), 1U) << what << ": told once";
    EXPECT_THAT(FieldOf(failed[0], "what"), HasSubstr(what));
    EXPECT_EQ(world_.CallerOf(token), "users/van-thu") << what;
    EXPECT_EQ(world_.CallerOf(world_.TokenOf(fresh_, "4711")), kRefused) << what;
    EXPECT_TRUE(world_.Stats().stale);
  }
  EXPECT_EQ(world_.Stats().failed_loads, 6);
  world_.PutKeys(KeysOf({fresh_}));
  Tick();
  EXPECT_EQ(world_.CallerOf(token), kRefused);
  EXPECT_EQ(world_.CallerOf(world_.TokenOf(fresh_, "4711")), "users/van-thu");
  EXPECT_FALSE(world_.Stats().stale);
}

TEST_F(OidcKeysTest, AFileThatIsGoneComesBackAsItWas) {
  const std::string token = world_.TokenOf(old_, "4711");
  world_.TakeEvents("oidc_keys_loaded");
  std::filesystem::rename(world_.Path("keys.json"), world_.Path("away"));
  Tick();
  Tick();
  EXPECT_EQ(world_.TakeEvents("oidc_keys_failed").size(), 1U);
  EXPECT_EQ(world_.CallerOf(token), "users/van-thu");
  std::filesystem::rename(world_.Path("away"), world_.Path("keys.json"));
  Tick();
  EXPECT_EQ(world_.TakeEvents("oidc_keys_loaded").size(), 1U);
  EXPECT_FALSE(world_.Stats().stale);
}

TEST(OidcLeftOutTest, KeysForOtherThingsAreNoHindrance) {
  const JwtSigner ours = JwtSigner::Rs256("sig");
  OidcWorld world(
      {JwtSigner::Rs256("enc").PublicJwk().Add("use", "\"enc\"").Add("alg", "\"RSA-OAEP\""),
       ours.PublicJwk().Add("use", "\"sig\"").Add("alg", "\"RS256\"")});
  world.users().AddUser("van-thu", {"so-ngoai-vu=planner"});
  world.Link("van-thu", "4711");
  EXPECT_EQ(world.CallerOf(world.TokenOf(ours, "4711")), "users/van-thu");
  const auto loaded = world.TakeEvents("oidc_keys_loaded");
  ASSERT_EQ(loaded.size(), 1U);
  EXPECT_EQ(NumberOf(loaded[0], "keys"), 1);
  EXPECT_EQ(NumberOf(loaded[0], "left_out"), 1);
}

TEST(OidcMetricsTest, PrometheusIsTold) {
  OidcWorld world(OidcWorld::AllKeys(), /*with_metrics=*/true);
  EXPECT_EQ(world.CallerOf("a.b.c"), kRefused);
  world.PutKeys("{}");
  world.server().server().Tick();
  const std::string page = HttpGet(world.server().server().metrics_address(), "/metrics");
  EXPECT_EQ(ValueOf(page, "letan_oidc_keys"), 3);
  EXPECT_EQ(ValueOf(page, "letan_oidc_keys_stale"), 1);
  EXPECT_EQ(ValueOf(page, "letan_oidc_key_loads_total{result=\"loaded\"}"), 1);
  EXPECT_EQ(ValueOf(page, "letan_oidc_key_loads_total{result=\"failed\"}"), 1);
  EXPECT_EQ(ValueOf(page, "letan_oidc_tokens_refused_total{reason=\"HEADER_ENCODING\"}"), 1);
}

}  // namespace
}  // namespace letan::testing
