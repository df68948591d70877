// What a List request's `filter` keeps: AIP-160, bound to the fields of one kind.
//
//   state = APPROVED AND interval.start_time >= 2017-02-06T00:00:00+07:00
//   (inbound.country = DE OR title:"hàn quốc") -handling_level = RESTRICTED
//   members.role_title:"vụ trưởng"
//
// `=` and `!=` compare whole values; in texts a "*" at either end stands for anything. `:` says
// "has": a text contains the value whatever case and marks both have, a list has such an element,
// and `field:*` is true of a field that is set. `<`, `<=`, `>`, `>=` compare numbers, times, dates
// and durations. Enums are written with or without their type's prefix. A word without a field is
// looked for in the title. A comparison with a message or time that is not set is false, with `!=`
// true; texts, numbers, enums and truth values that are not set are empty, 0, unspecified and
// false.
#ifndef LETAN_SERVICES_ENTITY_FILTER_H_
#define LETAN_SERVICES_ENTITY_FILTER_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "services/entity/filter_syntax.h"
#include "services/entity/filter_values.h"

namespace letan::entity {

class Filter {
 public:
  // INVALID_ARGUMENT on field "filter", reason INVALID_FILTER, with the character at which it is
  // wrong: the grammar, an unknown field, a value or comparison that does not suit its field.
  static absl::StatusOr<Filter> Make(std::string_view text,
                                     const google::protobuf::Descriptor* entity);

  // Keeps everything.
  bool empty() const { return root_.kind == FilterNode::Kind::kAnd && root_.children.empty(); }
  // Comparisons and words.
  int terms() const { return terms_; }
  // Takes into `query`, whose order is set, what the filter asks of every row and the order's index
  // knows: the state, and bounds of the time that it goes by (`time_field`). True if that is all
  // that the filter asks.
  bool Narrow(std::string_view time_field, storage::EntityQuery& query) const;
  // `folded_title`: see Fold.
  bool Matches(const google::protobuf::Message& entity, std::string_view folded_title) const;

 private:
  struct Node {
    FilterNode::Kind kind = FilterNode::Kind::kAnd;
    std::vector<Node> children;
    std::vector<const google::protobuf::FieldDescriptor*> path;  // kComparison
    FilterComparator comparator = FilterComparator::kEqual;
    FieldTest test;
    std::string folded_word;  // kWord
  };
  class Binder;

  static bool Holds(const Node& node, const google::protobuf::Message& entity,
                    std::string_view folded_title);
  static bool NarrowByState(const Node& node, storage::EntityQuery& query);
  static void NarrowByTime(const Node& node, std::string_view time_field,
                           storage::EntityQuery& query);
  static bool Compare(const Node& node, std::size_t depth, const google::protobuf::Message& owner);

  Node root_;
  int terms_ = 0;
};

}  // namespace letan::entity

#endif  // LETAN_SERVICES_ENTITY_FILTER_H_
