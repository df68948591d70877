// Tokens that are put together wrongly: sizes, dots, base64url.
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/core/limits.h"
#include "tests/unit/auth_jwt_world.h"

namespace letan::auth {
namespace {

using testing::EncodeBase64Url;
using testing::JwtSigner;
using testing::Quoted;

// A way to write bytes that is not the one.
struct Miswriting {
  std::string name;
  std::string part;
};

// Other ways to write the same text, and to write none. Of parts with a length that is no multiple
// of three, so that there is something to pad.
std::vector<Miswriting> MiswritingsOf(std::string text) {
  while (text.size() % 3 != 1) text += ' ';
  const std::string good = EncodeBase64Url(text);
  std::string stray = good;
  stray.back() = static_cast<char>(stray.back() + 1);  // of a character that is A, Q, g or w
  const std::string half = good.substr(0, good.size() / 2);
  const std::string rest = good.substr(good.size() / 2);
  return {{"padded", good + "=="},
          {"padded with one sign", good + "="},
          {"padded with dots of another alphabet", good + ",,"},
          {"stray bits in the last character", stray},
          {"a length that no bytes have", good + "AAA"},
          {"a single character", "A"},
          {"a plus sign", half + "+" + rest},
          {"a slash", half + "/" + rest},
          {"a line feed within", half + "\n" + rest},
          {"a line feed at the end", good + "\n"},
          {"a space in front", " " + good},
          {"a tab within", half + "\t" + rest},
          {"a zero byte", half + std::string(1, '\0') + rest},
          {"a zero byte at the end", good + std::string(1, '\0')},
          {"a letter outside ASCII", half + "\xC3\xA9" + rest},
          {"percent signs", half + "%2D" + rest},
          {"not encoded at all", text}};
}

// A claim that makes the token exactly so long.
std::string TokenOfBytes(const JwtWorld& world, std::size_t bytes) {
  std::size_t filling = bytes / 4 * 3 - 400;
  while (true) {
    const auto claims = world.Claims().Add("x", Quoted(std::string(filling, 'x')));
    std::string token = world.ed.Token(world.Header(world.ed).Text(), claims.Text());
    if (token.size() >= bytes) return token;
    ++filling;
  }
}

void AddSizes(const JwtWorld& world, std::vector<JwtRow>& rows) {
  const std::string good = world.Good(world.ed);
  constexpr std::size_t kMiB = 1 << 20;
  rows.push_back({"signed, but too long", TokenOfBytes(world, limits::kMaxJwtBytes + 1),
                  JwtRefusal::kTooLong});
  for (const auto& [name, token] : std::vector<std::pair<std::string, std::string>>{
           {"1 MiB of letters", std::string(kMiB, 'a')},
           {"1 MiB of dots", std::string(kMiB, '.')},
           {"1 MiB of zero bytes", std::string(kMiB, '\0')},
           {"a good one with 1 MiB behind it", good + std::string(kMiB, 'A')},
           {"a header of 1 MiB", std::string(kMiB, 'A') + good},
           {"1 MiB of brackets, signed",
            world.ed.Token(world.Header(world.ed).Text(), std::string(kMiB, '['))}}) {
    rows.push_back({name, token, JwtRefusal::kTooLong});
  }
}

void AddDots(const JwtWorld& world, std::vector<JwtRow>& rows) {
  const std::string good = world.Good(world.ed);
  const std::size_t first = good.find('.');
  const std::size_t last = good.rfind('.');
  const std::string header = good.substr(0, first);
  const std::string claims = good.substr(first + 1, last - first - 1);
  const std::string signature = good.substr(last + 1);
  const std::string none = EncodeBase64Url(R"({"alg":"none"})");
  for (const auto& [name, token] : std::vector<std::pair<std::string, std::string>>{
           {"nothing", ""},
           {"a word", "letan"},
           {"a dot", "."},
           {"two dots", ".."},
           {"three dots", "..."},
           {"no signature and no dot", absl::StrCat(header, ".", claims)},
           {"no signature", absl::StrCat(header, ".", claims, ".")},
           {"none, without signature", absl::StrCat(none, ".", claims, ".")},
           {"none, without signature and dot", absl::StrCat(none, ".", claims)},
           {"no header", absl::StrCat(".", claims, ".", signature)},
           {"no claims", absl::StrCat(header, "..", signature)},
           {"a dot in front", absl::StrCat(".", good)},
           {"a dot at the end", absl::StrCat(good, ".")},
           {"four parts", absl::StrCat(good, ".", signature)},
           {"five parts, as if encrypted", absl::StrCat(header, "..", claims, "..", signature)},
           {"two tokens with a comma", absl::StrCat(good, ",", good)},
           {"only a header", header},
           {"two dots between", absl::StrCat(header, "..", claims, ".", signature)}}) {
    rows.push_back({name, token, JwtRefusal::kParts});
  }
  for (const auto& [name, front] :
       std::vector<std::pair<std::string, std::string>>{{"the scheme in front", "Bearer "},
                                                        {"a quote in front", "\""},
                                                        {"a BOM", "\xEF\xBB\xBF"}}) {
    rows.push_back({name, front + good, JwtRefusal::kHeaderEncoding});
  }
}

}  // namespace

std::vector<JwtRow> PartRows(const JwtWorld& world) {
  std::vector<JwtRow> rows;
  AddSizes(world, rows);
  AddDots(world, rows);
  const JwtSigner& signer = world.ed;
  const std::string header = EncodeBase64Url(world.Header(signer).Text());
  const std::string claims = EncodeBase64Url(world.Claims().Text());
  for (const auto& [name, part] : MiswritingsOf(world.Header(signer).Text())) {
    rows.push_back(
        {"header: " + name, signer.TokenOfParts(part, claims), JwtRefusal::kHeaderEncoding});
  }
  for (const auto& [name, part] : MiswritingsOf(world.Claims().Text())) {
    // A text with dots would be several parts.
    if (name == "not encoded at all") continue;
    rows.push_back(
        {"claims: " + name, signer.TokenOfParts(header, part), JwtRefusal::kClaimsEncoding});
  }
  const std::string signed_text = header + '.' + claims;
  for (const auto& [name, part] : MiswritingsOf(signer.Sign(signed_text))) {
    if (name == "not encoded at all") continue;
    rows.push_back({"signature: " + name, absl::StrCat(signed_text, ".", part),
                    JwtRefusal::kSignatureEncoding});
  }
  return rows;
}

}  // namespace letan::auth
