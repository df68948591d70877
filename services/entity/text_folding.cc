#include "services/entity/text_folding.h"

#include <unicode/bytestream.h>
#include <unicode/coll.h>
#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

namespace letan::entity {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// ICU without its data: a broken installation, on which nothing of this could be right.
void RequireIcu(UErrorCode code, const char* what) {
  if (U_SUCCESS(code)) return;
  std::fprintf(stderr, "letan: ICU fails to %s: %s\n", what, u_errorName(code));
  std::abort();
}

const icu::Normalizer2& Nfc() {
  static const icu::Normalizer2* const nfc = [] {
    UErrorCode code = U_ZERO_ERROR;
    const icu::Normalizer2* instance = icu::Normalizer2::getNFCInstance(code);
    RequireIcu(code, "load NFC");
    return instance;
  }();
  return *nfc;
}

const icu::Normalizer2& Nfd() {
  static const icu::Normalizer2* const nfd = [] {
    UErrorCode code = U_ZERO_ERROR;
    const icu::Normalizer2* instance = icu::Normalizer2::getNFDInstance(code);
    RequireIcu(code, "load NFD");
    return instance;
  }();
  return *nfd;
}

// Only const methods of it are used, which ICU allows from many threads.
const icu::Collator& VietnameseCollator() {
  static const icu::Collator* const collator = [] {
    UErrorCode code = U_ZERO_ERROR;
    icu::Collator* instance = icu::Collator::createInstance(icu::Locale("vi"), code);
    RequireIcu(code, "load the collation of vi");
    return instance;
  }();
  return *collator;
}

bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

icu::StringPiece Piece(std::string_view text) {
  return {text.data(), static_cast<std::int32_t>(text.size())};
}

icu::UnicodeString Decode(std::string_view text) {
  return icu::UnicodeString::fromUTF8(Piece(text));
}

void NormalizeField(Message& message, const FieldDescriptor* field) {
  const auto* reflection = message.GetReflection();
  std::string scratch;
  if (!field->is_repeated()) {
    const std::string& text = reflection->GetStringReference(message, field, &scratch);
    if (!IsNfc(text)) reflection->SetString(&message, field, ToNfc(text));
    return;
  }
  for (int i = 0; i < reflection->FieldSize(message, field); ++i) {
    const std::string& text = reflection->GetRepeatedStringReference(message, field, i, &scratch);
    if (!IsNfc(text)) reflection->SetRepeatedString(&message, field, i, ToNfc(text));
  }
}

}  // namespace

bool IsNfc(std::string_view text) {
  if (IsAscii(text)) return true;
  UErrorCode code = U_ZERO_ERROR;
  const bool normal = Nfc().isNormalizedUTF8(Piece(text), code);
  RequireIcu(code, "check NFC");
  return normal;
}

std::string ToNfc(std::string_view text) {
  if (IsAscii(text)) return std::string(text);
  std::string normal;
  icu::StringByteSink<std::string> sink(&normal);
  UErrorCode code = U_ZERO_ERROR;
  Nfc().normalizeUTF8(0, Piece(text), sink, nullptr, code);
  RequireIcu(code, "normalise");
  return normal;
}

void NormalizeText(Message& message) {
  const auto* reflection = message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->type() == FieldDescriptor::TYPE_STRING) {
      NormalizeField(message, field);
    } else if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
      continue;
    } else if (!field->is_repeated()) {
      NormalizeText(*reflection->MutableMessage(&message, field));
    } else {
      for (int i = 0; i < reflection->FieldSize(message, field); ++i) {
        NormalizeText(*reflection->MutableRepeatedMessage(&message, field, i));
      }
    }
  }
}

std::string Fold(std::string_view text) {
  UErrorCode code = U_ZERO_ERROR;
  const icu::UnicodeString apart = Nfd().normalize(Decode(text), code);
  RequireIcu(code, "take text apart");
  icu::UnicodeString bare;
  for (std::int32_t i = 0; i < apart.length(); i = apart.moveIndex32(i, 1)) {
    const UChar32 c = apart.char32At(i);
    if ((U_GET_GC_MASK(c) & U_GC_M_MASK) != 0) continue;
    // The stroke of đ is no mark of its own, so NFD leaves it on.
    const bool d_with_stroke = c == 0x0110 || c == 0x0111;
    bare.append(d_with_stroke ? static_cast<UChar32>('d') : c);
  }
  bare.toLower(icu::Locale::getRoot());
  std::string folded;
  bare.toUTF8String(folded);
  return folded;
}

std::string CollationKey(std::string_view text) {
  const icu::UnicodeString decoded = Decode(text);
  std::array<std::uint8_t, 512> small;
  std::vector<std::uint8_t> large;
  const std::uint8_t* key = small.data();
  std::int32_t size = VietnameseCollator().getSortKey(decoded, small.data(),
                                                      static_cast<std::int32_t>(small.size()));
  if (size > static_cast<std::int32_t>(small.size())) {
    large.resize(size);
    size = VietnameseCollator().getSortKey(decoded, large.data(), size);
    key = large.data();
  }
  constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  // The last byte is a terminating zero.
  for (std::int32_t i = 0; i + 1 < size; ++i) {
    hex += kDigits[key[i] >> 4];
    hex += kDigits[key[i] & 0xf];
  }
  return hex;
}

}  // namespace letan::entity
