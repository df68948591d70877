#include "services/entity/filter_syntax.h"

#include <algorithm>
#include <utility>

#include "services/core/limits.h"
#include "services/errors/errors.h"

namespace letan::entity {
namespace {

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool IsQuote(char c) { return c == '"' || c == '\''; }
bool IsComparator(char c) { return c == '=' || c == '!' || c == '<' || c == '>' || c == ':'; }

// Where a word before a comparator ends.
bool EndsWord(char c) {
  return IsSpace(c) || IsQuote(c) || IsComparator(c) || c == '(' || c == ')' || c == ',';
}

// Where a value behind a comparator ends: times have colons in them.
bool EndsValue(char c) { return IsSpace(c) || IsQuote(c) || c == '(' || c == ')' || c == ','; }

bool IsFieldPath(const std::string& word) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  bool begins = true;
  for (const char c : word) {
    const bool fits =
        begins ? is_letter(c) : is_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '.';
    if (!fits) return false;
    begins = c == '.';
  }
  return !begins;
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  absl::StatusOr<FilterNode> Parse() {
    FilterNode root = Conjunction();
    if (failure_.ok() && !AtEnd()) Fail(at_, "\")\" without its \"(\"");
    if (!failure_.ok()) return failure_;
    return root;
  }

 private:
  bool AtEnd() const { return at_ == static_cast<int>(text_.size()); }
  char Here() const { return AtEnd() ? '\0' : text_[at_]; }
  void SkipSpace() {
    while (!AtEnd() && IsSpace(Here())) ++at_;
  }

  void Fail(int position, const std::string& what) {
    if (failure_.ok()) failure_ = FilterError(text_, position, what);
  }

  // Upper case, as a word of its own.
  bool AtKeyword(std::string_view keyword) const {
    if (text_.substr(at_, keyword.size()) != keyword) return false;
    const std::size_t behind = at_ + keyword.size();
    return behind == text_.size() || EndsWord(text_[behind]);
  }

  bool TakeKeyword(std::string_view keyword) {
    if (!AtKeyword(keyword)) return false;
    at_ += static_cast<int>(keyword.size());
    SkipSpace();
    return true;
  }

  bool AtTerm() const { return failure_.ok() && !AtEnd() && Here() != ')'; }

  static FilterNode Join(FilterNode::Kind kind, std::vector<FilterNode> children) {
    if (children.size() == 1) return std::move(children[0]);
    FilterNode node;
    node.kind = kind;
    node.children = std::move(children);
    return node;
  }

  FilterNode Conjunction() {
    std::vector<FilterNode> factors;
    SkipSpace();
    while (AtTerm()) {
      factors.push_back(Disjunction());
      if (failure_.ok() && TakeKeyword("AND") && !AtTerm()) Fail(at_, "a term must follow AND");
    }
    return Join(FilterNode::Kind::kAnd, std::move(factors));
  }

  FilterNode Disjunction() {
    std::vector<FilterNode> terms;
    do {
      if (!AtTerm()) {
        Fail(at_, "a term must follow OR");
        break;
      }
      terms.push_back(Term());
    } while (failure_.ok() && TakeKeyword("OR"));
    return Join(FilterNode::Kind::kOr, std::move(terms));
  }

  FilterNode Term() {
    if (++terms_ > limits::kMaxFilterTerms) {
      Fail(at_, "more than " + std::to_string(limits::kMaxFilterTerms) + " terms");
      return {};
    }
    for (const std::string_view keyword : {"AND", "OR"}) {
      if (AtKeyword(keyword)) {
        Fail(at_, "a term must stand before " + std::string(keyword));
        return {};
      }
    }
    const bool minus = Here() == '-';
    if (minus) ++at_;
    if (!minus && !TakeKeyword("NOT")) return Simple();
    const bool other = AtKeyword("AND") || AtKeyword("OR") || AtKeyword("NOT");
    if (!AtTerm() || IsSpace(Here()) || Here() == '-' || other) {
      Fail(at_, "a term must follow NOT or \"-\"");
      return {};
    }
    std::vector<FilterNode> negated{Simple()};
    FilterNode node;
    node.kind = FilterNode::Kind::kNot;
    node.children = std::move(negated);
    return node;
  }

  FilterNode Simple() {
    FilterNode node = Here() == '(' ? Group() : Comparison();
    SkipSpace();
    return node;
  }

  FilterNode Group() {
    const int open = at_++;
    if (++depth_ > limits::kMaxFilterDepth) {
      Fail(open, "parentheses more than " + std::to_string(limits::kMaxFilterDepth) + " deep");
      return {};
    }
    FilterNode inner = Conjunction();
    --depth_;
    if (!failure_.ok()) return {};
    if (Here() != ')') {
      Fail(open, "\"(\" without its \")\"");
    } else if (at_++; inner.kind == FilterNode::Kind::kAnd && inner.children.empty()) {
      Fail(open, "nothing between the parentheses");
    }
    return inner;
  }

  FilterNode Comparison() {
    FilterNode node;
    node.kind = FilterNode::Kind::kWord;
    node.position = node.value_position = at_;
    node.value = Text(EndsWord, &node.quoted);
    SkipSpace();
    if (!failure_.ok() || !IsComparator(Here())) return node;
    if (node.quoted || !IsFieldPath(node.value)) {
      Fail(node.position, "before a comparison stands the name of a field, without quotes");
      return node;
    }
    node.kind = FilterNode::Kind::kComparison;
    node.field = std::move(node.value);
    node.comparator = TakeComparator();
    SkipSpace();
    node.value_position = at_;
    if (failure_.ok()) node.value = Text(EndsValue, &node.quoted);
    return node;
  }

  FilterComparator TakeComparator() {
    static constexpr std::pair<std::string_view, FilterComparator> kAll[] = {
        {"<=", FilterComparator::kLessEqual},
        {"<", FilterComparator::kLess},
        {">=", FilterComparator::kGreaterEqual},
        {">", FilterComparator::kGreater},
        {"!=", FilterComparator::kNotEqual},
        {"=", FilterComparator::kEqual},
        {":", FilterComparator::kHas}};
    for (const auto& [sign, comparator] : kAll) {
      if (text_.substr(at_, sign.size()) != sign) continue;
      at_ += static_cast<int>(sign.size());
      return comparator;
    }
    Fail(at_, "\"!\" is no comparison; \"!=\" is, and NOT negates");
    return FilterComparator::kEqual;
  }

  std::string Text(bool (*ends)(char), bool* quoted) {
    *quoted = IsQuote(Here());
    if (*quoted) return Quoted();
    const int begin = at_;
    while (!AtEnd() && !ends(Here())) ++at_;
    if (at_ == begin) Fail(at_, AtEnd() ? "a value is missing at the end" : "a value is missing");
    return std::string(text_.substr(begin, at_ - begin));
  }

  // A backslash takes the next character as it is.
  std::string Quoted() {
    const int open = at_++;
    std::string value;
    while (!AtEnd() && Here() != text_[open]) {
      if (Here() == '\\' && at_ + 1 < static_cast<int>(text_.size())) ++at_;
      value += text_[at_++];
    }
    if (AtEnd()) {
      Fail(open, "a quote without its end");
    } else {
      ++at_;
    }
    return value;
  }

  const std::string_view text_;
  int at_ = 0;
  int depth_ = 0;
  int terms_ = 0;
  absl::Status failure_;
};

}  // namespace

absl::Status FilterError(std::string_view text, int position, const std::string& what) {
  const auto begins = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; };
  const auto characters = std::count_if(text.begin(), text.begin() + position, begins);
  return errors::InvalidArgument(
      {{"filter", "at character " + std::to_string(characters + 1) + ": " + what}},
      errors::kInvalidFilter);
}

absl::StatusOr<FilterNode> ParseFilter(std::string_view text) { return Parser(text).Parse(); }

}  // namespace letan::entity
