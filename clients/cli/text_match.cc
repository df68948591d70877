#include "clients/cli/text_match.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <numeric>
#include <vector>

namespace letan::cli {
namespace {

icu::UnicodeString Fold(const std::string& text) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* nfd = icu::Normalizer2::getNFDInstance(error);
  const icu::UnicodeString whole = icu::UnicodeString::fromUTF8(text);
  const icu::UnicodeString split = U_SUCCESS(error) ? nfd->normalize(whole, error) : whole;
  icu::UnicodeString folded;
  for (int32_t i = 0; i < split.length(); i = split.moveIndex32(i, 1)) {
    const UChar32 point = split.char32At(i);
    if (u_charType(point) != U_NON_SPACING_MARK) folded.append(point);
  }
  // Đ and đ are letters of their own: normalization does not take their stroke off.
  folded.foldCase().findAndReplace(icu::UnicodeString(UChar32{0x0111}), icu::UnicodeString("d"));
  return folded;
}

}  // namespace

bool ContainsText(const std::string& text, const std::string& part) {
  // ICU finds an empty text nowhere.
  return part.empty() || Fold(text).indexOf(Fold(part)) >= 0;
}

int EditDistance(std::string_view a, std::string_view b) {
  std::vector<int> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (size_t i = 0; i < a.size(); ++i) {
    int diagonal = row[0];
    row[0] = static_cast<int>(i) + 1;
    for (size_t j = 0; j < b.size(); ++j) {
      const int changed = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({changed, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

}  // namespace letan::cli
