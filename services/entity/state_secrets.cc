#include "services/entity/state_secrets.h"

#include <unicode/locid.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "letan/v1/common.pb.h"
#include "services/entity/field_rules.h"

namespace letan::entity {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Its cells are checked one by one, which can name them.
constexpr char kCheckedByCell[] = "letan.v1.ImportActivitiesRequest.csv";

struct MarkWord {
  std::string lower;       // in UTF-8
  bool capitals = false;   // every letter of it
  bool cut_before = true;  // punctuation, a line's end or the text's stands between
  bool cut_after = true;
  bool colon_after = false;
};

template <std::size_t kSize>
bool IsOneOf(const std::string& word, const std::array<const char*, kSize>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// Words that "mật" makes another word with.
bool GoesBefore(const std::string& word) {
  constexpr std::array kWords = {"bí", "bảo", "thân", "cơ", "túi", "hút", "rỉ", "nước"};
  return IsOneOf(word, kWords);
}
bool GoesAfter(const std::string& word) {
  constexpr std::array kWords = {"ong",   "độ",   "khẩu", "mã",  "thám", "vụ",  "thư",  "nghị",
                                 "ngữ",   "gấu",  "mía",  "hoa", "đàm",  "báo", "lệnh", "ước",
                                 "thiết", "phái", "tông", "do",  "khau", "ngọt"};
  return IsOneOf(word, kWords);
}

// Kinds of papers whose names begin with one of those words, by Decree 30/2020/NĐ-CP, article 7:
// before them "mật" stands alone, as a mark does.
bool IsPaper(const std::string& first, const std::string& second) {
  constexpr std::array kNames = {"báo cáo", "nghị quyết", "thư công"};
  return IsOneOf(first + " " + second, kNames);
}

// Those with which it is honey, or sweet: "buổi tối mật ong".
bool IsSweet(const std::string& word) {
  constexpr std::array kWords = {"ong", "hoa", "mía", "gấu", "ngọt"};
  return IsOneOf(word, kWords);
}

class MarkWords {
 public:
  explicit MarkWords(const icu::UnicodeString& text) {
    for (std::int32_t at = 0; at < text.length();) {
      const UChar32 c = text.char32At(at);
      const std::int32_t next = text.moveIndex32(at, 1);
      Take(text, at, c, next);
      at = next;
    }
    End();
  }

  const std::vector<MarkWord>& words() const { return words_; }

 private:
  void Take(const icu::UnicodeString& text, std::int32_t at, UChar32 c, std::int32_t next) {
    if (u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT)) return;
    if (u_isalnum(c) || u_charType(c) == U_NON_SPACING_MARK) {
      word_.append(c);
      return;
    }
    End();
    // Lists of things have commas, and words of two parts hyphens: "sữa, mật", "mật-ong".
    const bool inside = c == '-' && at > 0 && next < text.length() &&
                        u_isalnum(text.char32At(text.moveIndex32(at, -1))) &&
                        u_isalnum(text.char32At(next));
    if (c == ',' || inside) return;
    const bool line_end = c == '\n' || c == '\r' || c == 0x2028 || c == 0x2029;
    if (u_isUWhiteSpace(c) && !line_end) return;
    cut_ = true;
    if (words_.empty()) return;
    words_.back().cut_after = true;
    if (c == ':') words_.back().colon_after = true;
  }

  void End() {
    if (word_.isEmpty()) return;
    MarkWord word;
    icu::UnicodeString lower = word_;
    lower.toLower(icu::Locale::getRoot());
    lower.toUTF8String(word.lower);
    icu::UnicodeString upper = word_;
    word.capitals = upper.toUpper(icu::Locale::getRoot()) == word_;
    word.cut_before = cut_ || words_.empty();
    if (!words_.empty()) words_.back().cut_after = cut_;
    words_.push_back(std::move(word));
    word_.remove();
    cut_ = false;
  }

  std::vector<MarkWord> words_;
  icu::UnicodeString word_;
  bool cut_ = false;
};

// `next`: the word after `after`.
bool IsMark(const MarkWord* before, const MarkWord& word, const MarkWord* after,
            const MarkWord* next) {
  const bool accented = word.lower == "mật";
  if (!accented && (word.lower != "mat" || !word.capitals)) return false;
  // Before what follows: whatever word a paper goes on with, these two are marks.
  if (before != nullptr && (accented || before->capitals)) {
    if (before->lower == (accented ? "tuyệt" : "tuyet")) return true;
    const bool sweet = after != nullptr && IsSweet(after->lower);
    if (before->lower == (accented ? "tối" : "toi") && !sweet) return true;
  }
  if (!accented) return false;
  const bool paper = after != nullptr && next != nullptr && IsPaper(after->lower, next->lower);
  if (after != nullptr && GoesAfter(after->lower) && !paper) return false;
  if (before != nullptr) {
    if (before->lower == "độ" && word.colon_after) return true;
    if (GoesBefore(before->lower)) return false;
  }
  return word.capitals || (before == nullptr && after == nullptr);
}

// Most texts have none of the letters, and cost one pass.
bool MayBearMark(std::string_view text) {
  return text.find("\xE1\xBA\xAC") != text.npos || text.find("\xE1\xBA\xAD") != text.npos ||
         text.find("MAT") != text.npos;
}

class SecretsChecker {
 public:
  SecretsChecker(const std::string& prefix, std::vector<errors::FieldViolation>& violations)
      : prefix_(prefix), violations_(violations) {}

  void Check(const Message& message, const MessageRules& rules, const FieldPath* at) {
    const auto* reflection = message.GetReflection();
    if (rules.descriptor == v1::DocumentRef::descriptor()) CheckOffline(message, at);
    for (const FieldRule& rule : rules.fields) {
      if (rule.output_only || rule.field->full_name() == kCheckedByCell) continue;
      FieldPath path{at, rule.field, -1};
      if (!rule.field->is_repeated()) {
        CheckOne(message, *reflection, rule, path);
        continue;
      }
      const int size = reflection->FieldSize(message, rule.field);
      for (path.index = 0; path.index < size; ++path.index) {
        CheckOne(message, *reflection, rule, path);
      }
    }
  }

 private:
  void CheckOne(const Message& message, const google::protobuf::Reflection& reflection,
                const FieldRule& rule, const FieldPath& path) {
    if (violations_.size() >= errors::kMaxViolations) return;
    const bool listed = path.index >= 0;
    if (rule.message != nullptr) {
      if (rule.message->shape != MessageShape::kPlain) return;
      if (listed) {
        Check(reflection.GetRepeatedMessage(message, rule.field, path.index), *rule.message, &path);
      } else if (reflection.HasField(message, rule.field)) {
        Check(reflection.GetMessage(message, rule.field), *rule.message, &path);
      }
      return;
    }
    if (rule.field->type() != FieldDescriptor::TYPE_STRING || rule.is_reference()) return;
    std::string scratch;
    const std::string& text =
        listed ? reflection.GetRepeatedStringReference(message, rule.field, path.index, &scratch)
               : reflection.GetStringReference(message, rule.field, &scratch);
    if (!BearsClassificationMark(text)) return;
    violations_.push_back({path.Text(prefix_),
                           "bears a mark of state secrets, which are never stored here: note that "
                           "it is handled offline, with the paper's number"});
  }

  void CheckOffline(const Message& message, const FieldPath* at) {
    const auto& document = static_cast<const v1::DocumentRef&>(message);
    if (!document.handled_offline()) return;
    for (const char* name : {"document_type", "excerpt"}) {
      const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(name);
      if (!message.GetReflection()->HasField(message, field)) continue;
      violations_.push_back({FieldPath{at, field, -1}.Text(prefix_),
                             "must be empty: of a paper that is handled offline only number, "
                             "issue_date and issuer are kept"});
    }
  }

  const std::string& prefix_;
  std::vector<errors::FieldViolation>& violations_;
};

}  // namespace

bool BearsClassificationMark(std::string_view text) {
  if (!MayBearMark(text)) return false;
  const MarkWords all(icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size()))));
  const std::vector<MarkWord>& words = all.words();
  const auto after = [&words](std::size_t i) {
    return i >= words.size() || words[i].cut_after || i + 1 == words.size() ? nullptr
                                                                            : &words[i + 1];
  };
  for (std::size_t i = 0; i < words.size(); ++i) {
    const MarkWord* before = words[i].cut_before ? nullptr : &words[i - 1];
    const MarkWord* next = after(i) == nullptr ? nullptr : after(i + 1);
    if (IsMark(before, words[i], after(i), next)) return true;
  }
  return false;
}

absl::Status CheckNoStateSecrets(const Message& request) {
  std::vector<errors::FieldViolation> violations;
  CheckNoStateSecrets(request, "", violations);
  return violations.empty() ? absl::OkStatus() : errors::InvalidArgument(violations);
}

void CheckNoStateSecrets(const Message& entity, const std::string& prefix,
                         std::vector<errors::FieldViolation>& violations) {
  SecretsChecker(prefix, violations).Check(entity, RulesOf(entity.GetDescriptor()), nullptr);
}

}  // namespace letan::entity
