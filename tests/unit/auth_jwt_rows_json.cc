// Headers and claims whose JSON is broken or ambiguous.
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/unit/auth_jwt_world.h"

namespace letan::auth {
namespace {

using testing::JsonText;
using Texts = std::vector<std::pair<std::string, std::string>>;

std::string Repeated(int times, std::string_view text) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

Texts NotObjects() {
  return {{"null", "null"},         {"a boolean", "true"},      {"a number", "1"},
          {"a string", "\"alg\""},  {"an empty list", "[]"},    {"a list of objects", "[{}]"},
          {"a fraction", "0.5e10"}, {"an empty string", "\"\""}};
}

// Of an object that would be good.
Texts NotJson(const JsonText& object) {
  const std::string good = object.Text();
  const std::string open = good.substr(0, good.size() - 1);
  const std::string zero(1, '\0');
  Texts texts = {{"white space", "  "},
                 {"a brace", "{"},
                 {"no end", open},
                 {"something behind it", good + "x"},
                 {"another object behind it", good + " {}"},
                 {"the same object behind it", good + good},
                 {"a brace behind it", good + "}"},
                 {"a zero byte behind it", good + zero},
                 {"a zero byte and more behind it", good + zero + R"({"alg":"none"})"},
                 {"a zero byte in front", zero + good},
                 {"a byte order mark", "\xEF\xBB\xBF" + good},
                 {"a comma at the end", open + ",}"},
                 {"a comment", open + "/* */}"},
                 {"a comment at the end of a line", good + "// more"},
                 {"UTF-16", "\xFE\xFF" + zero + "{" + zero + "}"},
                 {"a name without quotes", open + ",x:1}"},
                 {"single quotes", open + ",'x':1}"}};
  for (const auto& [name, value] : Texts{{"bytes that are no UTF-8", "\"\xFF\""},
                                         {"UTF-8 that is too long", "\"\xC0\xAF\""},
                                         {"a surrogate in UTF-8", "\"\xED\xA0\x80\""},
                                         {"UTF-8 that is cut off", "\"\xE1\xBB\""},
                                         {"half a surrogate pair", R"("\ud800")"},
                                         {"an unknown escape", R"("\x41")"},
                                         {"a line feed in a string", "\"\n\""},
                                         {"not a number", "NaN"},
                                         {"infinity", "Infinity"},
                                         {"a number that is too large", "1e400"},
                                         {"a number with a zero in front", "01"},
                                         {"a number in hexadecimal", "0x10"},
                                         {"no value", ""}}) {
    texts.emplace_back(name, object.Add("x", value).Text());
  }
  return texts;
}

// `name` is a member of the object.
Texts Duplicates(const JsonText& object, const std::string& name, const std::string& value) {
  std::string escaped = "\\u00";  // the same name, its first letter written otherwise
  constexpr std::string_view kHex = "0123456789abcdef";
  escaped += kHex[static_cast<unsigned char>(name[0]) / 16];
  escaped += kHex[static_cast<unsigned char>(name[0]) % 16];
  escaped += name.substr(1);
  return {{"a member twice", object.Add(name, value).Text()},
          {"a member twice, first otherwise",
           JsonText({{name, value}}).Text().substr(0, name.size() + value.size() + 4) + "," +
               object.Text().substr(1)},
          {"a member twice, once escaped", object.Add(escaped, value).Text()},
          {"a member twice, the same value", object.Add("x", "1").Add("x", "1").Text()},
          {"a member twice within another", object.Add("x", R"({"y":1,"y":2})").Text()},
          {"a member twice in a list", object.Add("x", R"([1,{"y":1,"z":{},"y":2}])").Text()},
          {"an empty name twice", object.Add("", "1").Add("", "2").Text()}};
}

Texts TooComplex(const JsonText& object) {
  return {{"lists too deep", object.Add("x", Repeated(8, "[") + Repeated(8, "]")).Text()},
          {"objects too deep",
           object.Add("x", Repeated(8, R"({"y":)") + "1" + Repeated(8, "}")).Text()},
          {"1000 brackets", object.Add("x", std::string(1000, '[')).Text()},
          {"1000 values", object.Add("x", "[1" + Repeated(1000, ",1") + "]").Text()}};
}

struct Flaws {
  JwtRefusal not_object, not_json, duplicate, too_complex;
};

template <class MakeToken>
void AddFlaws(const JsonText& object, const std::string& member, const std::string& value,
              const Flaws& flaws, const MakeToken& token, std::vector<JwtRow>& rows) {
  for (const auto& [texts, refusal] : std::vector<std::pair<Texts, JwtRefusal>>{
           {NotObjects(), flaws.not_object},
           {NotJson(object), flaws.not_json},
           {Duplicates(object, member, value), flaws.duplicate},
           {TooComplex(object), flaws.too_complex}}) {
    for (const auto& [name, text] : texts) rows.push_back(token(name, text, refusal));
  }
}

}  // namespace

std::vector<JwtRow> JsonRows(const JwtWorld& world) {
  std::vector<JwtRow> rows;
  const testing::JwtSigner& signer = world.ed;
  const JsonText header = world.Header(signer);
  const JsonText claims = world.Claims();
  AddFlaws(
      header, "alg", "\"none\"",
      {JwtRefusal::kHeaderNotObject, JwtRefusal::kHeaderNotJson, JwtRefusal::kHeaderDuplicate,
       JwtRefusal::kHeaderTooComplex},
      [&](const std::string& name, const std::string& text, JwtRefusal refusal) {
        return JwtRow{"header: " + name, signer.Token(text, claims.Text()), refusal};
      },
      rows);
  AddFlaws(
      claims, "sub", "\"administrator\"",
      {JwtRefusal::kClaimsNotObject, JwtRefusal::kClaimsNotJson, JwtRefusal::kClaimsDuplicate,
       JwtRefusal::kClaimsTooComplex},
      [&](const std::string& name, const std::string& text, JwtRefusal refusal) {
        return JwtRow{"claims: " + name, signer.Token(header.Text(), text), refusal};
      },
      rows);
  return rows;
}

}  // namespace letan::auth
