#include "services/entity/value_checks.h"

#include <algorithm>
#include <cstdlib>

#include "services/core/limits.h"
#include "services/entity/names.h"
#include "services/entity/time_codec.h"

namespace letan::entity {
namespace {

constexpr std::int64_t kMinSeconds = limits::kMinInstantMicros / booking::kSecond;
constexpr std::int64_t kMaxSeconds = limits::kMaxInstantMicros / booking::kSecond;
constexpr std::int64_t kDaySeconds = 24LL * 3600;
constexpr std::int32_t kNanosPerSecond = 1'000'000'000;

bool IsLeap(int year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

int DaysOf(int year, int month) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && IsLeap(year) ? 29 : kDays[month - 1];
}

bool FitsReference(const Kind& kind, const FieldRule& rule) {
  return std::any_of(
      rule.reference_kinds.begin(), rule.reference_kinds.end(),
      [&](const std::string& wanted) { return wanted == kind.kind || wanted == "*"; });
}

std::string Pattern(const Kind& kind) {
  const std::string last = kind.collection + "/{id}";
  if (!kind.has_parent) return last;
  const Kind* parent = kind.parent_kind.empty() ? nullptr : FindKind(kind.parent_kind);
  return (parent == nullptr ? "{event}/" : parent->collection + "/{id}/") + last;
}

std::string WantedNames(const FieldRule& rule) {
  std::string names;
  for (const std::string& wanted : rule.reference_kinds) {
    const Kind* kind = FindKind(wanted);
    if (!names.empty()) names += " or ";
    names += kind == nullptr ? "the name of an entity, such as \"delegations/{id}\""
                             : "\"" + Pattern(*kind) + "\"";
  }
  return names;
}

}  // namespace

std::string WrongWithTime(const google::protobuf::Timestamp& time) {
  if (time.nanos() < 0 || time.nanos() >= kNanosPerSecond) {
    return "its nanos must be 0 to 999,999,999";
  }
  if (time.seconds() < kMinSeconds || time.seconds() >= kMaxSeconds) {
    return "must be from 1900-01-01 to before 2200-01-01 UTC";
  }
  if (time.nanos() % 1000 != 0) return "must be in whole microseconds";
  return "";
}

std::string WrongWithDuration(const google::protobuf::Duration& duration, bool may_be_negative) {
  const bool negative = duration.seconds() < 0 || duration.nanos() < 0;
  if (negative && !may_be_negative) return "must not be negative";
  if (negative && (duration.seconds() > 0 || duration.nanos() > 0)) {
    return "its seconds and nanos must have the same sign";
  }
  if (std::abs(std::int64_t{duration.nanos()}) >= kNanosPerSecond) {
    return "its nanos must be less than a second";
  }
  // Bounds before the sign is taken off: the smallest number has no opposite.
  constexpr std::int64_t kMost = limits::kMaxBookingDays * kDaySeconds;
  if (duration.seconds() > kMost || duration.seconds() < -kMost) {
    return "must be at most " + std::to_string(limits::kMaxBookingDays) + " days";
  }
  if (duration.nanos() % 1000 != 0) return "must be in whole microseconds";
  return "";
}

std::string WrongWithOrder(const v1::TimeInterval& interval, int max_days) {
  const booking::Interval span = ToInterval(interval);
  if (span.start == span.end) {
    return "is empty: end_time is not in the interval and must be later than start_time";
  }
  if (span.start > span.end) return "is reversed: end_time is before start_time";
  if (max_days > 0 && span.length() > max_days * booking::kDay) {
    return "must be at most " + std::to_string(max_days) + " days long";
  }
  return "";
}

std::string WrongWithDate(const v1::Date& date) {
  if (date.year() < 1 || date.year() > 9999) return "its year must be 1 to 9999";
  if (date.month() < 1 || date.month() > 12) return "its month must be 1 to 12";
  const int days = DaysOf(date.year(), date.month());
  if (date.day() < 1 || date.day() > days) {
    return "its day must be 1 to " + std::to_string(days) + " in that month";
  }
  return "";
}

std::string WrongWithMoney(const v1::Money& money) {
  const std::string& currency = money.currency_code();
  const auto is_capital = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (currency.size() != 3 || !std::all_of(currency.begin(), currency.end(), is_capital)) {
    return "its currency_code must be three capital letters, such as \"VND\"";
  }
  if (money.nanos() <= -kNanosPerSecond || money.nanos() >= kNanosPerSecond) {
    return "its nanos must be -999,999,999 to 999,999,999";
  }
  if ((money.units() > 0 && money.nanos() < 0) || (money.units() < 0 && money.nanos() > 0)) {
    return "its units and nanos must have the same sign";
  }
  return "";
}

std::string WrongWithText(const std::string& text, const FieldRule& rule) {
  if (text.size() > static_cast<std::size_t>(rule.max_bytes)) {
    return "is " + std::to_string(text.size()) + " bytes long; at most " +
           std::to_string(rule.max_bytes);
  }
  const bool is_text = rule.field->type() == google::protobuf::FieldDescriptor::TYPE_STRING;
  if (is_text && text.find('\0') != std::string::npos) return "has a NUL character in it";
  if (!rule.is_reference() || text.empty()) return "";
  const Kind* kind = KindOfName(text);
  return kind != nullptr && FitsReference(*kind, rule) ? "" : "must be " + WantedNames(rule);
}

}  // namespace letan::entity
