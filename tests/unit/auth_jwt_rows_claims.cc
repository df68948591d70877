// Tokens that the provider signed, but not for this server, this moment or anybody.
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/unit/auth_jwt_world.h"

namespace letan::auth {
namespace {

using testing::JsonText;
using testing::Quoted;

class ClaimTable {
 public:
  explicit ClaimTable(const JwtWorld& world) : world_(world) {}

  void Add(const std::string& name, const JsonText& claims, JwtRefusal refusal) {
    rows_.push_back(
        {name, world_.ed.Token(world_.Header(world_.ed).Text(), claims.Text()), refusal});
  }
  void Without(const std::string& claim, JwtRefusal refusal) {
    Add("no " + claim, world_.Claims().Without(claim), refusal);
  }
  void Set(const std::string& claim, const std::string& value, JwtRefusal refusal) {
    const std::string shown = value.size() > 60 ? std::to_string(value.size()) + " bytes" : value;
    Add(claim + " is " + shown, world_.Claims().Set(claim, value), refusal);
  }
  std::vector<JwtRow> Take() { return std::move(rows_); }

 private:
  const JwtWorld& world_;
  std::vector<JwtRow> rows_;
};

void AddIssuers(const JwtWorld& world, ClaimTable& table) {
  table.Add("no claims at all", JsonText({}), JwtRefusal::kIssuerInvalid);
  table.Without("iss", JwtRefusal::kIssuerInvalid);
  for (const char* value : {"null", "1", "true", "{}", "[\"https://id.example.test/realm\"]"}) {
    table.Set("iss", value, JwtRefusal::kIssuerInvalid);
  }
  for (const char* issuer :
       {"", "https://id.example.test/realm/", "https://id.example.test/real",
        "https://id.example.test", "http://id.example.test/realm", "https://ID.example.test/realm",
        "https://id.example.test/realm ", " https://id.example.test/realm",
        "https://id.example.test/realm\\u0000", "https://id.example.test/realm2",
        "https://id.example.test/other", "https://id.example.test.attacker.test/realm",
        "https://id.example.test%2Frealm", "https://\u0456d.example.test/realm"}) {
    table.Set("iss", Quoted(issuer), JwtRefusal::kIssuerMismatch);
  }
  table.Add("iss in capitals", world.Claims().Without("iss").Add("ISS", Quoted("x")),
            JwtRefusal::kIssuerInvalid);
}

void AddAudiences(ClaimTable& table) {
  table.Without("aud", JwtRefusal::kAudienceInvalid);
  for (const char* value : {"null", "1", "true", "{\"letan\":true}", "[]", "[1]", "[\"letan\",1]",
                            "[\"letan\",null]", "[[\"letan\"]]", "[null]"}) {
    table.Set("aud", value, JwtRefusal::kAudienceInvalid);
  }
  for (const char* value :
       {"\"\"", "\"other\"", "\"Letan\"", "\"leta\"", "\"letan2\"", "\"letan \"", "\"letan,spare\"",
        "\"letan spare\"", "\"*\"", "\"letan\\u0000\"", "[\"\"]", "[\"other\",\"another\"]",
        "[\"let\",\"an\"]", "\"[\\\"letan\\\"]\""}) {
    table.Set("aud", value, JwtRefusal::kAudienceMismatch);
  }
}

void AddSubjects(ClaimTable& table) {
  table.Without("sub", JwtRefusal::kSubjectInvalid);
  for (const std::string& value : std::vector<std::string>{
           "null", "1", "true", "[\"x\"]", "{}", "\"\"", Quoted(std::string(256, 's')),
           Quoted(std::string(5000, 's')), "\"a\\nb\"", "\"a\\u0000\"", "\"\\u0000\"", "\"a\\tb\"",
           "\"a\\u007f\"", "\"\xE1\xBB\x85\"", "\"a\\u202eb\"", "\"a\\u200b\"", "\"\\u001b[2J\""}) {
    table.Set("sub", value, JwtRefusal::kSubjectInvalid);
  }
}

void AddTimes(const JwtWorld& world, ClaimTable& table) {
  table.Without("exp", JwtRefusal::kExpireTimeInvalid);
  const std::string soon = std::to_string(kJwtNowSeconds + 600);
  for (const auto& [claim, refusal] :
       std::vector<std::pair<std::string, JwtRefusal>>{{"exp", JwtRefusal::kExpireTimeInvalid},
                                                       {"iat", JwtRefusal::kIssueTimeInvalid},
                                                       {"nbf", JwtRefusal::kNotBeforeInvalid}}) {
    for (const std::string& value : std::vector<std::string>{"null",
                                                             "true",
                                                             "{}",
                                                             "[" + soon + "]",
                                                             Quoted(soon),
                                                             "\"\"",
                                                             "0",
                                                             "0.0",
                                                             "-0.0",
                                                             "0.5",
                                                             "-1",
                                                             "-" + soon,
                                                             "1e300",
                                                             "-1e300",
                                                             soon + "000",
                                                             "7258118401",
                                                             "9223372036854775807",
                                                             "9223372036854775808",
                                                             "18446744073709551615",
                                                             "18446744073709551616",
                                                             "9223372036855",
                                                             "-9223372036854775808",
                                                             Quoted("2100-01-01T00:00:00Z")}) {
      table.Set(claim, value, refusal);
    }
  }
  const std::int64_t leeway = world.options.leeway_seconds;
  const auto at = [](std::int64_t from_now) { return std::to_string(kJwtNowSeconds + from_now); };
  const JsonText claims = world.Claims();
  table.Set("exp", "1", JwtRefusal::kExpired);
  table.Add("ended a year ago", claims.Set("exp", at(-365LL * 86'400)), JwtRefusal::kExpired);
  table.Add("ends now", claims.Set("exp", at(0)), JwtRefusal::kExpired);
  table.Add("ended within the leeway", claims.Set("exp", at(-leeway + 1)), JwtRefusal::kExpired);
  table.Add("ended a little before", claims.Set("exp", at(-1) + ".999"), JwtRefusal::kExpired);
  table.Add("issued after the leeway", claims.Set("iat", at(leeway + 1)),
            JwtRefusal::kIssuedInFuture);
  table.Add("issued a little after the leeway", claims.Set("iat", at(leeway) + ".001"),
            JwtRefusal::kIssuedInFuture);
  table.Add("issued in a hundred years", claims.Set("iat", "4900000000"),
            JwtRefusal::kIssuedInFuture);
  table.Add("good after the leeway", claims.Set("nbf", at(leeway + 1)), JwtRefusal::kNotYetValid);
  table.Add("good a little after the leeway", claims.Set("nbf", at(leeway) + ".001"),
            JwtRefusal::kNotYetValid);
  table.Add("good in a hundred years", claims.Set("nbf", "4900000000"), JwtRefusal::kNotYetValid);
  const std::int64_t most = world.options.max_lifetime_seconds;
  table.Add("good for too long", claims.Set("exp", at(most - 10 + 1)),
            JwtRefusal::kLifetimeTooLong);
  table.Add("good for too long from now", claims.Without("iat").Set("exp", at(most + 1)),
            JwtRefusal::kLifetimeTooLong);
  table.Add("good for a century", claims.Set("exp", "4900000000"), JwtRefusal::kLifetimeTooLong);
  table.Add("issued long ago, ends soon", claims.Set("iat", "1"), JwtRefusal::kLifetimeTooLong);
}

}  // namespace

std::vector<JwtRow> ClaimRows(const JwtWorld& world) {
  ClaimTable table(world);
  AddIssuers(world, table);
  AddAudiences(table);
  AddSubjects(table);
  AddTimes(world, table);
  return table.Take();
}

}  // namespace letan::auth
