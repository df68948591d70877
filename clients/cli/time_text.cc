#include "clients/cli/time_text.h"

#include <array>
#include <cctype>
#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/status.h"

namespace letan::cli {
namespace {

absl::Status Invalid(const std::string& message) { return absl::InvalidArgumentError(message); }

absl::Status NotATime(std::string_view text) {
  return Invalid("\"" + std::string(text) +
                 "\" is not a time: write 2017-02-08 14:00, 8/2/2017 14:00, 2017-02-08 or "
                 "2017-02-08T07:00:00Z");
}

std::string_view Trim(std::string_view text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front()))) {
    text.remove_prefix(1);
  }
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back()))) {
    text.remove_suffix(1);
  }
  return text;
}

// Splits at `separator` into unsigned numbers of at most 4 digits; nothing if anything else is
// there.
std::optional<std::vector<int>> Numbers(std::string_view text, char separator) {
  std::vector<int> numbers;
  int digits = 0;
  int value = 0;
  for (size_t i = 0; i <= text.size(); ++i) {
    if (i == text.size() || text[i] == separator) {
      if (digits == 0 || digits > 4) return std::nullopt;
      numbers.push_back(value);
      digits = 0;
      value = 0;
    } else if (text[i] >= '0' && text[i] <= '9') {
      value = value * 10 + (text[i] - '0');
      if (++digits > 4) return std::nullopt;
    } else {
      return std::nullopt;
    }
  }
  return numbers;
}

// "2017-02-08" or "8/2/2017".
std::optional<absl::CivilDay> DayOf(std::string_view text) {
  std::array<int, 3> ymd;
  if (const auto iso = Numbers(text, '-'); iso && iso->size() == 3) {
    ymd = {(*iso)[0], (*iso)[1], (*iso)[2]};
  } else if (const auto dmy = Numbers(text, '/'); dmy && dmy->size() == 3) {
    ymd = {(*dmy)[2], (*dmy)[1], (*dmy)[0]};
  } else {
    return std::nullopt;
  }
  const absl::CivilDay day(ymd[0], ymd[1], ymd[2]);
  // CivilDay turns 31/2 into 3/3; a person who writes 31/2 has made a mistake.
  if (ymd[0] < 1900 || day.year() != ymd[0] || day.month() != ymd[1] || day.day() != ymd[2]) {
    return std::nullopt;
  }
  return day;
}

// Seconds after midnight of "14:00" or "14:00:30"; "24:00" is the end of the day.
std::optional<int> ParseClock(std::string_view text) {
  const auto parts = Numbers(text, ':');
  if (!parts || parts->size() < 2 || parts->size() > 3) return std::nullopt;
  const int second = parts->size() == 3 ? (*parts)[2] : 0;
  if ((*parts)[0] > 24 || (*parts)[1] > 59 || second > 59) return std::nullopt;
  const int total = (*parts)[0] * 3600 + (*parts)[1] * 60 + second;
  if (total > 24 * 3600) return std::nullopt;
  return total;
}

absl::StatusOr<absl::Time> AtLocal(absl::CivilDay day, int seconds, absl::TimeZone zone) {
  const auto info = zone.At(absl::CivilSecond(day) + seconds);
  if (info.kind == absl::TimeZone::TimeInfo::SKIPPED) {
    return Invalid("there is no such local time in " + zone.name() +
                   ": the clocks were put forward then");
  }
  return info.pre;
}

// With an offset or Z at its end: the text says which instant it is.
std::optional<absl::Time> ParseRfc3339(std::string_view text) {
  const size_t clock = text.find(':');
  if (clock == std::string_view::npos || text.find('T') == std::string_view::npos) {
    return std::nullopt;
  }
  if (text.back() != 'Z' && text.find_first_of("+-", clock) == std::string_view::npos) {
    return std::nullopt;
  }
  absl::Time time;
  std::string error;
  if (!absl::ParseTime(absl::RFC3339_full, std::string(text), &time, &error)) return std::nullopt;
  return time;
}

std::optional<absl::Duration> UnitLength(char unit) {
  switch (unit) {
    case 'd':
      return absl::Hours(24);
    case 'h':
      return absl::Hours(1);
    case 'm':
      return absl::Minutes(1);
    case 's':
      return absl::Seconds(1);
    default:
      return std::nullopt;
  }
}

bool IsMidnight(const absl::CivilSecond& civil) {
  return civil.hour() == 0 && civil.minute() == 0 && civil.second() == 0;
}

}  // namespace

absl::StatusOr<absl::TimeZone> ParseZone(const std::string& name) {
  absl::TimeZone zone;
  if (!absl::LoadTimeZone(name, &zone)) {
    return Invalid("\"" + name + "\" is not a time zone: write for example Asia/Ho_Chi_Minh");
  }
  return zone;
}

absl::StatusOr<absl::CivilDay> ParseDay(std::string_view text) {
  if (const auto day = DayOf(Trim(text))) return *day;
  return Invalid("\"" + std::string(text) + "\" is not a day: write 2017-02-08 or 8/2/2017");
}

absl::StatusOr<Moment> ParseMoment(std::string_view text, absl::TimeZone zone) {
  const std::string_view trimmed = Trim(text);
  if (const auto instant = ParseRfc3339(trimmed)) return Moment{*instant, false};
  const size_t gap = trimmed.find_first_of(" \tT");
  const auto day = DayOf(trimmed.substr(0, gap));
  if (!day) return NotATime(text);
  if (gap == std::string_view::npos) {
    auto start = AtLocal(*day, 0, zone);
    if (!start.ok()) return start.status();
    return Moment{*start, true};
  }
  const auto seconds = ParseClock(Trim(trimmed.substr(gap + 1)));
  if (!seconds) return NotATime(text);
  auto time = AtLocal(*day, *seconds, zone);
  if (!time.ok()) return time.status();
  return Moment{*time, false};
}

absl::StatusOr<absl::Duration> ParseLength(std::string_view text) {
  const std::string_view trimmed = Trim(text);
  const absl::Status invalid =
      Invalid("\"" + std::string(text) + "\" is not a length of time: write 90m, 2h30m or 1d");
  absl::Duration total;
  for (size_t i = 0; i < trimmed.size(); ++i) {
    std::int64_t value = 0;
    const size_t first = i;
    for (; i < trimmed.size() && trimmed[i] >= '0' && trimmed[i] <= '9'; ++i) {
      value = value * 10 + (trimmed[i] - '0');
      if (value > 1'000'000) return invalid;
    }
    if (i == first || i == trimmed.size()) return invalid;
    const auto unit = UnitLength(trimmed[i]);
    if (!unit) return invalid;
    total += value * *unit;
  }
  if (total <= absl::ZeroDuration()) return invalid;
  return total;
}

absl::StatusOr<Span> ParseSpan(std::string_view from, std::string_view to, absl::TimeZone zone) {
  auto start = ParseMoment(from, zone);
  if (!start.ok()) return start.status();
  const absl::CivilDay start_day = absl::ToCivilDay(start->time, zone);
  const std::string_view end_text = Trim(to);
  absl::StatusOr<absl::Time> end;
  if (end_text.empty()) {
    if (!start->whole_day) return Invalid("the end is missing: give --to, or a date alone");
    end = AtLocal(start_day + 1, 0, zone);
  } else if (end_text.front() == '+') {
    const auto length = ParseLength(end_text.substr(1));
    if (!length.ok()) return length.status();
    end = start->time + *length;
  } else if (const auto clock = ParseClock(end_text)) {
    end = AtLocal(start_day, *clock, zone);
  } else {
    const auto moment = ParseMoment(end_text, zone);
    if (!moment.ok()) return moment.status();
    end = moment->whole_day ? AtLocal(absl::ToCivilDay(moment->time, zone) + 1, 0, zone)
                            : absl::StatusOr<absl::Time>(moment->time);
  }
  if (!end.ok()) return end.status();
  if (*end <= start->time) {
    return Invalid("the end, " + FormatMoment(*end, zone) + ", is not after the start, " +
                   FormatMoment(start->time, zone));
  }
  return Span{start->time, *end};
}

absl::StatusOr<Span> ParseWindow(std::string_view from, std::string_view to, absl::TimeZone zone) {
  constexpr absl::Duration kOpen = absl::Hours(24 * kOpenDays);
  if (Trim(from).empty()) {
    auto end = ParseMoment(to, zone);
    if (!end.ok()) return end.status();
    if (end->whole_day) {
      auto next = AtLocal(absl::ToCivilDay(end->time, zone) + 1, 0, zone);
      if (!next.ok()) return next.status();
      end->time = *next;
    }
    return Span{end->time - kOpen, end->time};
  }
  if (!Trim(to).empty()) return ParseSpan(from, to, zone);
  const auto start = ParseMoment(from, zone);
  if (!start.ok()) return start.status();
  return Span{start->time, start->time + kOpen};
}

std::string FormatClock(absl::Time time, absl::TimeZone zone) {
  const absl::CivilSecond civil = absl::ToCivilSecond(time, zone);
  return absl::FormatTime(civil.second() == 0 ? "%H:%M" : "%H:%M:%S", time, zone);
}

std::string FormatDay(absl::Time time, absl::TimeZone zone) {
  return absl::FormatTime("%a %Y-%m-%d", time, zone);
}

std::string FormatMoment(absl::Time time, absl::TimeZone zone) {
  return FormatDay(time, zone) + " " + FormatClock(time, zone);
}

std::string FormatSpan(const Span& span, absl::TimeZone zone) {
  const absl::CivilSecond start = absl::ToCivilSecond(span.start, zone);
  const absl::CivilSecond end = absl::ToCivilSecond(span.end, zone);
  const absl::CivilDay first(start);
  const absl::CivilDay last = IsMidnight(end) ? absl::CivilDay(end) - 1 : absl::CivilDay(end);
  if (IsMidnight(start) && IsMidnight(end) && span.start < span.end) {
    if (first == last) return FormatDay(span.start, zone) + " (all day)";
    return FormatDay(span.start, zone) + " – " + FormatDay(absl::FromCivil(last, zone), zone) +
           " (all day)";
  }
  if (first == last) return FormatDay(span.start, zone) + " " + FormatHours(span, zone);
  return FormatMoment(span.start, zone) + " – " + FormatMoment(span.end, zone);
}

std::string FormatHours(const Span& span, absl::TimeZone zone) {
  const absl::CivilSecond start = absl::ToCivilSecond(span.start, zone);
  const absl::CivilSecond end = absl::ToCivilSecond(span.end, zone);
  const absl::CivilDay first(start);
  if (IsMidnight(end) && absl::CivilDay(end) == first + 1) {
    return IsMidnight(start) ? "all day" : FormatClock(span.start, zone) + "–24:00";
  }
  if (absl::CivilDay(end) == first) {
    return FormatClock(span.start, zone) + "–" + FormatClock(span.end, zone);
  }
  return FormatClock(span.start, zone) + " – " + FormatMoment(span.end, zone);
}

std::string FormatLength(absl::Duration length) {
  if (length < absl::ZeroDuration()) return "-" + FormatLength(-length);
  std::string text;
  const auto take = [&](absl::Duration unit, const char* label) {
    const std::int64_t count = absl::IDivDuration(length, unit, &length);
    if (count == 0) return;
    if (!text.empty()) text += " ";
    text += std::to_string(count) + " " + label;
  };
  take(absl::Hours(24), "d");
  take(absl::Hours(1), "h");
  take(absl::Minutes(1), "min");
  take(absl::Seconds(1), "s");
  return text.empty() ? "0 min" : text;
}

absl::Time FromProto(const google::protobuf::Timestamp& time) {
  return absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos());
}

absl::Duration FromProto(const google::protobuf::Duration& duration) {
  return absl::Seconds(duration.seconds()) + absl::Nanoseconds(duration.nanos());
}

Span FromProto(const letan::v1::TimeInterval& interval) {
  return {FromProto(interval.start_time()), FromProto(interval.end_time())};
}

google::protobuf::Timestamp ToProto(absl::Time time) {
  google::protobuf::Timestamp proto;
  proto.set_seconds(absl::ToUnixSeconds(time));
  proto.set_nanos(static_cast<int>(
      absl::ToInt64Nanoseconds(time - absl::FromUnixSeconds(absl::ToUnixSeconds(time)))));
  return proto;
}

google::protobuf::Duration ToProto(absl::Duration duration) {
  google::protobuf::Duration proto;
  absl::Duration rest;
  proto.set_seconds(absl::IDivDuration(duration, absl::Seconds(1), &rest));
  proto.set_nanos(static_cast<int>(absl::ToInt64Nanoseconds(rest)));
  return proto;
}

letan::v1::TimeInterval ToProto(const Span& span) {
  letan::v1::TimeInterval interval;
  *interval.mutable_start_time() = ToProto(span.start);
  *interval.mutable_end_time() = ToProto(span.end);
  return interval;
}

}  // namespace letan::cli
