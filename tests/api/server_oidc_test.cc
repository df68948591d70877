// The flags of an identity provider, as an operator meets them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "tests/support/child_process.h"

namespace letan::testing {
namespace {

using ::testing::HasSubstr;

// RFC 8037, appendix A.2.
constexpr char kKey[] =
    R"({"kty":"OKP","crv":"Ed25519","kid":"a","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})";
constexpr char kEncryption[] =
    R"({"kty":"OKP","crv":"X25519","kid":"b","x":"hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo"})";

class OidcFlagsTest : public ::testing::Test {
 protected:
  OidcFlagsTest() {
    directory_ = (std::filesystem::temp_directory_path() / "letan-flags-XXXXXX").string();
    EXPECT_NE(mkdtemp(directory_.data()), nullptr);
    Put("{\"keys\":[" + std::string(kKey) + "]}");
  }
  ~OidcFlagsTest() override { std::filesystem::remove_all(directory_); }

  std::string Path(const std::string& name) const { return directory_ + "/" + name; }
  void Put(const std::string& keys) const { std::ofstream(Path("keys.json")) << keys; }
  std::unique_ptr<ChildProcess> Start(const std::vector<std::string>& flags) const {
    std::vector<std::string> arguments = {std::string(LETAN_BINARY_DIR) + "/bin/letand",
                                          "--storage=sqlite:" + Path("letan.db"),
                                          "--listen=127.0.0.1:0"};
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    return std::make_unique<ChildProcess>(arguments);
  }
  std::vector<std::string> All() const {
    return {"--oidc-issuer=https://id.example", "--oidc-audience=letan", "--oidc-audience=spare",
            "--oidc-jwks=" + Path("keys.json")};
  }

  std::string directory_;
};

TEST_F(OidcFlagsTest, AllOrNoneAndEachWell) {
  const std::string issuer = "--oidc-issuer=https://id.example";
  const std::string audience = "--oidc-audience=letan";
  const std::string jwks = "--oidc-jwks=" + Path("keys.json");
  for (const auto& [flags, said] : std::vector<std::pair<std::vector<std::string>, std::string>>{
           {{issuer}, "--oidc-issuer requires --oidc-"},
           {{audience}, "--oidc-audience requires --oidc-"},
           {{jwks}, "--oidc-jwks requires --oidc-"},
           {{issuer, audience}, "requires --oidc-jwks"},
           {{issuer, jwks}, "requires --oidc-audience"},
           {{audience, jwks}, "requires --oidc-issuer"},
           {{issuer, audience, jwks, "--anonymous"}, "--anonymous"},
           {{"--oidc-issuer=", audience, jwks}, "--oidc-issuer"},
           {{"--oidc-issuer=id.example", audience, jwks}, "https://"},
           {{"--oidc-issuer=certificate", audience, jwks}, "https://"},
           {{"--oidc-issuer=https://id.example/a b", audience, jwks}, "without spaces"},
           {{"--oidc-issuer=https://" + std::string(300, 'a'), audience, jwks}, "300 bytes"},
           {{issuer, issuer, audience, jwks}, "--oidc-issuer"},
           {{issuer, jwks, "--oidc-audience="}, "--oidc-audience"},
           {{issuer, jwks, "--oidc-audience", ""}, "must not be empty"},
           {{issuer, audience, "--oidc-jwks"}, "--oidc-jwks"}}) {
    const auto program = Start(flags);
    EXPECT_THAT(program->ReadErrors(), HasSubstr(said));
    EXPECT_EQ(program->Wait(), 2) << said;
  }
  EXPECT_FALSE(std::filesystem::exists(Path("letan.db")));
}

// Before the database is made, and with it the administrator's token, which is shown once.
TEST_F(OidcFlagsTest, AFileOfKeysThatCannotBeUsedIsRefusedAtTheStart) {
  const std::string key = kKey;
  for (const auto& [text, said] : std::vector<std::pair<std::string, std::string>>{
           {"", "no JSON"},
           {key, "\"keys\" must be a list"},
           {"{\"keys\":[]}", "at least one key"},
           {"{\"keys\":[" + key + "," + key + "]}",
            "keys[1] (kid \"a\"): another key has the same"},
           {"{\"keys\":[" + std::string(kEncryption) + "]}", "none of the keys"},
           {"{\"keys\":[{\"kty\":\"oct\",\"k\":\"AQAB\"}]}", "keys[0]: it has secret members"},
           {"{\"keys\":[{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"}]}", "2048 to 8192 bits"}}) {
    Put(text);
    const auto program = Start(All());
    const std::string errors = program->ReadErrors();
    EXPECT_EQ(program->Wait(), 1) << errors;
    EXPECT_THAT(errors,
                HasSubstr("letand: cannot use the identity provider: " + Path("keys.json")));
    EXPECT_THAT(errors, HasSubstr(said));
    EXPECT_EQ(std::count(errors.begin(), errors.end(), '\n'), 1) << errors;
  }
  Put("{\"keys\":[" + key + "]}");
  chmod(Path("keys.json").c_str(), 0666);
  const auto open = Start(All());
  EXPECT_THAT(open->ReadErrors(), HasSubstr("everybody may write"));
  EXPECT_EQ(open->Wait(), 1);
  std::filesystem::remove(Path("keys.json"));
  const auto missing = Start(All());
  EXPECT_THAT(missing->ReadErrors(), HasSubstr("cannot be opened"));
  EXPECT_EQ(missing->Wait(), 1);
  EXPECT_FALSE(std::filesystem::exists(Path("letan.db")));
}

TEST_F(OidcFlagsTest, ItServesAndNamesTheKeysThatItLeavesOut) {
  Put("{\"keys\":[" + std::string(kKey) + "," + kEncryption + "]}");
  const auto program = Start(All());
  std::string said;
  while (said.find("listening on ") == std::string::npos) {
    const auto line = program->ReadLine();
    if (!line.has_value()) break;
    said += *line + "\n";
  }
  EXPECT_THAT(said, HasSubstr("listening on 127.0.0.1:"));
  program->Signal(SIGTERM);
  EXPECT_EQ(program->Wait(), 0);
  const std::string errors = program->ReadErrors();
  EXPECT_THAT(errors, HasSubstr("--oidc-jwks: not used: keys[1] (kid \"b\"): of OKP keys only"));
  EXPECT_THAT(errors, HasSubstr(R"("event":"oidc_keys_loaded","keys":1,"left_out":1)"));
}

TEST_F(OidcFlagsTest, HelpNamesThem) {
  const auto help = Start({"--help"});
  const std::string text = help->ReadOutput();
  for (const char* flag : {"--oidc-issuer", "--oidc-audience", "--oidc-jwks"}) {
    EXPECT_THAT(text, HasSubstr(flag));
  }
  EXPECT_EQ(help->Wait(), 0);
}

}  // namespace
}  // namespace letan::testing
