// The grammar of filters, a subset of AIP-160: comparisons, AND, OR, NOT, parentheses and bare
// words.
#ifndef LETAN_SERVICES_ENTITY_FILTER_SYNTAX_H_
#define LETAN_SERVICES_ENTITY_FILTER_SYNTAX_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace letan::entity {

enum class FilterComparator { kEqual, kNotEqual, kLess, kLessEqual, kGreater, kGreaterEqual, kHas };

struct FilterNode {
  enum class Kind { kAnd, kOr, kNot, kComparison, kWord };
  Kind kind = Kind::kAnd;
  std::vector<FilterNode> children;  // of kAnd and kOr two or more, of kNot one

  std::string field;  // kComparison: "interval.start_time"
  FilterComparator comparator = FilterComparator::kEqual;
  std::string value;    // of a comparison, or the word; without its quotes
  bool quoted = false;  // whether `value` was: then a "*" alone is a text

  // In bytes from 0: of the field, or the word; and of the value.
  int position = 0;
  int value_position = 0;
};

// INVALID_ARGUMENT on field "filter" that says at which character (from 1) `text`, valid UTF-8, is
// wrong, and how.
absl::Status FilterError(std::string_view text, int position, const std::string& what);

// An empty kAnd for a text of white space only. OR binds closer than AND, as AIP-160 has it; terms
// beside each other are joined by AND. INVALID_ARGUMENT: see FilterError.
absl::StatusOr<FilterNode> ParseFilter(std::string_view text);

}  // namespace letan::entity

#endif  // LETAN_SERVICES_ENTITY_FILTER_SYNTAX_H_
