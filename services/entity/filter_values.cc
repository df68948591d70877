#include "services/entity/filter_values.h"

#include <cstdint>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/time/time.h"
#include "letan/v1/common.pb.h"
#include "services/entity/text_folding.h"
#include "services/entity/time_codec.h"

namespace letan::entity {
namespace {

using google::protobuf::EnumDescriptor;
using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// A value that `<` can be asked of; equal where neither is less.
template <class T>
bool Compares(FilterComparator comparator, const T& value, const T& wanted) {
  switch (comparator) {
    case FilterComparator::kEqual:
    case FilterComparator::kHas:
      return value == wanted;
    case FilterComparator::kNotEqual:
      return value != wanted;
    case FilterComparator::kLess:
      return value < wanted;
    case FilterComparator::kLessEqual:
      return value <= wanted;
    case FilterComparator::kGreater:
      return value > wanted;
    case FilterComparator::kGreaterEqual:
      return value >= wanted;
  }
  return false;
}

bool IsOrder(FilterComparator comparator) {
  return comparator != FilterComparator::kEqual && comparator != FilterComparator::kNotEqual &&
         comparator != FilterComparator::kHas;
}

// The field's value; of its element `index` where that is not negative.
std::string TextOf(const Message& owner, const FieldDescriptor* field, int index) {
  const Reflection* reflection = owner.GetReflection();
  return index < 0 ? reflection->GetString(owner, field)
                   : reflection->GetRepeatedString(owner, field, index);
}

bool BoolOf(const Message& owner, const FieldDescriptor* field, int index) {
  const Reflection* reflection = owner.GetReflection();
  return index < 0 ? reflection->GetBool(owner, field)
                   : reflection->GetRepeatedBool(owner, field, index);
}

const Message& MessageOf(const Message& owner, const FieldDescriptor* field, int index) {
  const Reflection* reflection = owner.GetReflection();
  return index < 0 ? reflection->GetMessage(owner, field)
                   : reflection->GetRepeatedMessage(owner, field, index);
}

std::int64_t NumberOf(const Message& owner, const FieldDescriptor* field, int index) {
  const Reflection* reflection = owner.GetReflection();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return index < 0 ? reflection->GetInt32(owner, field)
                       : reflection->GetRepeatedInt32(owner, field, index);
    case FieldDescriptor::CPPTYPE_INT64:
      return index < 0 ? reflection->GetInt64(owner, field)
                       : reflection->GetRepeatedInt64(owner, field, index);
    default:
      return index < 0 ? reflection->GetEnumValue(owner, field)
                       : reflection->GetRepeatedEnumValue(owner, field, index);
  }
}

// "*" at either end stands for anything.
class Pattern {
 public:
  explicit Pattern(std::string text) : text_(std::move(text)) {
    open_end_ = absl::EndsWith(text_, "*");
    if (open_end_) text_.pop_back();
    open_begin_ = absl::StartsWith(text_, "*");
    if (open_begin_) text_.erase(0, 1);
  }

  bool Fits(const std::string& text) const {
    if (open_begin_ && open_end_) return absl::StrContains(text, text_);
    if (open_begin_) return absl::EndsWith(text, text_);
    if (open_end_) return absl::StartsWith(text, text_);
    return text == text_;
  }

 private:
  std::string text_;
  bool open_begin_ = false;
  bool open_end_ = false;
};

using Holds = decltype(FieldTest::holds);

Holds TestText(const FilterNode& comparison, std::string& wrong) {
  if (IsOrder(comparison.comparator)) {
    wrong = "texts have no order here: \"=\", \"!=\" and \":\" compare them";
    return nullptr;
  }
  if (comparison.comparator == FilterComparator::kHas) {
    return [folded = Fold(comparison.value)](const auto& owner, const auto* field, int index) {
      return absl::StrContains(Fold(TextOf(owner, field, index)), folded);
    };
  }
  const bool equal = comparison.comparator == FilterComparator::kEqual;
  return [pattern = Pattern(ToNfc(comparison.value)), equal](const auto& owner, const auto* field,
                                                             int index) {
    return pattern.Fits(TextOf(owner, field, index)) == equal;
  };
}

Holds TestBool(const FilterNode& comparison, std::string& wrong) {
  const bool wanted = comparison.value == "true";
  if (!wanted && comparison.value != "false") wrong = "must be true or false";
  if (IsOrder(comparison.comparator)) wrong = "true and false have no order";
  return [comparator = comparison.comparator, wanted](const auto& owner, const auto* field,
                                                      int index) {
    return Compares(comparator, BoolOf(owner, field, index), wanted);
  };
}

Holds TestNumber(const FilterNode& comparison, std::string& wrong) {
  std::int64_t wanted = 0;
  if (!absl::SimpleAtoi(comparison.value, &wanted)) wrong = "must be a whole number";
  return [comparator = comparison.comparator, wanted](const auto& owner, const auto* field,
                                                      int index) {
    return Compares(comparator, NumberOf(owner, field, index), wanted);
  };
}

// "RESOURCE_KIND_" of RESOURCE_KIND_UNSPECIFIED.
std::string PrefixOf(const EnumDescriptor* type) {
  const std::string& zero = type->value(0)->name();
  return absl::EndsWith(zero, "UNSPECIFIED") ? zero.substr(0, zero.size() - 11) : "";
}

Holds TestEnum(const EnumDescriptor* type, const FilterNode& comparison, std::string& wrong,
               std::optional<std::int64_t>& number) {
  if (IsOrder(comparison.comparator)) wrong = "\"=\", \"!=\" and \":\" compare such values";
  const std::string name = absl::AsciiStrToUpper(comparison.value);
  const std::string prefix = PrefixOf(type);
  const EnumValueDescriptor* found = type->FindValueByName(name);
  if (found == nullptr) found = type->FindValueByName(prefix + name);
  if (found == nullptr) {
    wrong = "must be one of";
    for (int i = 0; i < type->value_count(); ++i) {
      wrong += (i == 0 ? " " : ", ") + ShortName(type->value(i));
    }
    return nullptr;
  }
  number = found->number();
  return [comparator = comparison.comparator, wanted = std::int64_t{found->number()}](
             const auto& owner, const auto* field, int index) {
    return Compares(comparator, NumberOf(owner, field, index), wanted);
  };
}

// Of messages that stand for one value, which `read` reads.
template <class T, class Read>
Holds TestMessage(FilterComparator comparator, T wanted, Read read) {
  return [comparator, wanted, read](const auto& owner, const auto* field, int index) {
    return Compares(comparator, read(MessageOf(owner, field, index)), wanted);
  };
}

Holds TestTime(const FilterNode& comparison, std::string& wrong,
               std::optional<std::int64_t>& micros) {
  absl::Time wanted;
  std::string error;
  if (!absl::ParseTime(absl::RFC3339_full, comparison.value, &wanted, &error)) {
    wrong = "must be a time with its offset, such as 2017-02-08T17:00:00+07:00";
  }
  micros = absl::ToUnixMicros(wanted);
  return TestMessage(comparison.comparator, *micros, [](const Message& message) {
    return ToMicros(static_cast<const google::protobuf::Timestamp&>(message));
  });
}

Holds TestDuration(const FilterNode& comparison, std::string& wrong) {
  absl::Duration wanted;
  if (!absl::ParseDuration(comparison.value, &wanted)) {
    wrong = "must be a duration, such as 5400s or 1h30m";
  }
  return TestMessage(comparison.comparator, absl::ToInt64Microseconds(wanted),
                     [](const Message& message) {
                       return ToMicros(static_cast<const google::protobuf::Duration&>(message));
                     });
}

// Year, month and day as one number that sorts.
std::int64_t DayNumber(std::int64_t year, std::int64_t month, std::int64_t day) {
  return (year * 100 + month) * 100 + day;
}

Holds TestDate(const FilterNode& comparison, std::string& wrong) {
  absl::CivilDay wanted;
  if (!absl::ParseCivilTime(comparison.value, &wanted) || wanted.year() < 1 ||
      wanted.year() > 9999) {
    wrong = "must be a date, such as 2017-02-08";
    return nullptr;
  }
  return TestMessage(comparison.comparator, DayNumber(wanted.year(), wanted.month(), wanted.day()),
                     [](const Message& message) {
                       const auto& date = static_cast<const v1::Date&>(message);
                       return DayNumber(date.year(), date.month(), date.day());
                     });
}

Holds TestValue(const FieldDescriptor* field, const FilterNode& comparison, std::string& wrong,
                std::optional<std::int64_t>& wanted) {
  switch (field->type()) {
    case FieldDescriptor::TYPE_STRING:
      return TestText(comparison, wrong);
    case FieldDescriptor::TYPE_BOOL:
      return TestBool(comparison, wrong);
    case FieldDescriptor::TYPE_INT32:
    case FieldDescriptor::TYPE_INT64:
      return TestNumber(comparison, wrong);
    case FieldDescriptor::TYPE_ENUM:
      return TestEnum(field->enum_type(), comparison, wrong, wanted);
    case FieldDescriptor::TYPE_MESSAGE:
      if (field->message_type() == google::protobuf::Timestamp::descriptor()) {
        return TestTime(comparison, wrong, wanted);
      }
      if (field->message_type() == google::protobuf::Duration::descriptor()) {
        return TestDuration(comparison, wrong);
      }
      if (field->message_type() == v1::Date::descriptor()) return TestDate(comparison, wrong);
      wrong = "\"" + field->name() + "\" has fields of its own: name one, or ask \"" +
              field->name() + ":*\"";
      return nullptr;
    default:
      wrong = "\"" + field->name() + "\" can only be asked \"" + field->name() + ":*\"";
      return nullptr;
  }
}

}  // namespace

std::string ShortName(const EnumValueDescriptor* value) {
  return value->name().substr(PrefixOf(value->type()).size());
}

FieldTest MakeFieldTest(const FieldDescriptor* field, const FilterNode& comparison,
                        std::string& wrong) {
  FieldTest test;
  if (comparison.comparator == FilterComparator::kHas && comparison.value == "*" &&
      !comparison.quoted) {
    // An element of a list is there; of other fields, those without presence are set if not zero.
    test.holds = [](const Message& owner, const FieldDescriptor* asked, int index) {
      return index >= 0 || owner.GetReflection()->HasField(owner, asked);
    };
    return test;
  }
  test.when_absent = comparison.comparator == FilterComparator::kNotEqual;
  test.holds = TestValue(field, comparison, wrong, test.wanted);
  return test;
}

}  // namespace letan::entity
