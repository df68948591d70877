#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "clients/cli/time_text.h"

namespace letan::cli {
namespace {

using ::testing::HasSubstr;

absl::TimeZone Zone(const std::string& name) { return ParseZone(name).value(); }

class TimeTextTest : public ::testing::Test {
 protected:
  // The instant in UTC, RFC 3339, or the error.
  std::string Instant(std::string_view text) {
    const auto moment = ParseMoment(text, hanoi_);
    if (!moment.ok()) return std::string(moment.status().message());
    return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", moment->time, absl::UTCTimeZone());
  }
  std::string SpanText(std::string_view from, std::string_view to) {
    const auto span = ParseSpan(from, to, hanoi_);
    return span.ok() ? FormatSpan(*span, hanoi_) : std::string(span.status().message());
  }

  absl::TimeZone hanoi_ = Zone("Asia/Ho_Chi_Minh");
};

TEST_F(TimeTextTest, ReadsLocalTimesInTheZone) {
  EXPECT_EQ(Instant("2017-02-08 14:00"), "2017-02-08T07:00:00Z");
  EXPECT_EQ(Instant("2017-02-08T14:00:30"), "2017-02-08T07:00:30Z");
  EXPECT_EQ(Instant("8/2/2017 14:00"), "2017-02-08T07:00:00Z");
  EXPECT_EQ(Instant("  08/02/2017   06:05 "), "2017-02-07T23:05:00Z");
  EXPECT_EQ(Instant("2017-02-08 24:00"), "2017-02-08T17:00:00Z");
}

TEST_F(TimeTextTest, ReadsADateAsItsFirstMoment) {
  EXPECT_EQ(Instant("2017-02-08"), "2017-02-07T17:00:00Z");
  EXPECT_TRUE(ParseMoment("8/2/2017", hanoi_)->whole_day);
  EXPECT_FALSE(ParseMoment("8/2/2017 00:00", hanoi_)->whole_day);
}

TEST_F(TimeTextTest, ReadsInstantsWithAnOffsetAsTheySay) {
  EXPECT_EQ(Instant("2017-02-08T14:00:00Z"), "2017-02-08T14:00:00Z");
  EXPECT_EQ(Instant("2017-02-08T14:00:00+09:00"), "2017-02-08T05:00:00Z");
}

TEST_F(TimeTextTest, RefusesWhatIsNoTime) {
  for (const char* text :
       {"", "tomorrow", "2017-02-30", "31/2/2017", "29/2/2017", "2017-02-08 25:00",
        "2017-02-08 14:60", "2017-02-08 14", "8/2", "2017-13-01", "14:00", "2017-02-08 24:01",
        "99999-01-01", "0017-02-08", "2017-02-08 14:00 x"}) {
    EXPECT_THAT(Instant(text), HasSubstr("is not a time")) << text;
  }
}

TEST_F(TimeTextTest, RefusesALocalTimeThatTheClocksSkip) {
  const auto skipped = ParseMoment("2017-03-26 02:30", Zone("Europe/Berlin"));
  ASSERT_FALSE(skipped.ok());
  EXPECT_THAT(std::string(skipped.status().message()), HasSubstr("Europe/Berlin"));
}

TEST_F(TimeTextTest, RefusesAnUnknownZone) { EXPECT_FALSE(ParseZone("Asia/Nowhere").ok()); }

TEST_F(TimeTextTest, ReadsTheEndOfASpanInManyForms) {
  const std::string afternoon = "Wed 2017-02-08 14:00–16:00";
  EXPECT_EQ(SpanText("2017-02-08 14:00", "2017-02-08 16:00"), afternoon);
  EXPECT_EQ(SpanText("2017-02-08 14:00", "16:00"), afternoon);
  EXPECT_EQ(SpanText("2017-02-08 14:00", "+2h"), afternoon);
  EXPECT_EQ(SpanText("2017-02-08 14:00", "2017-02-08T09:00:00Z"), afternoon);
}

TEST_F(TimeTextTest, ADateAtTheEndIsIncluded) {
  EXPECT_EQ(SpanText("2017-02-08", ""), "Wed 2017-02-08 (all day)");
  EXPECT_EQ(SpanText("2017-02-01", "2017-02-16"), "Wed 2017-02-01 – Thu 2017-02-16 (all day)");
  EXPECT_EQ(SpanText("2017-02-08 14:00", "2017-02-08"), "Wed 2017-02-08 14:00–24:00");
}

TEST_F(TimeTextTest, RefusesASpanThatIsEmptyOrHasNoEnd) {
  EXPECT_THAT(SpanText("2017-02-08 14:00", ""), HasSubstr("the end is missing"));
  EXPECT_THAT(SpanText("2017-02-08 14:00", "14:00"), HasSubstr("is not after the start"));
  EXPECT_THAT(SpanText("2017-02-08 14:00", "2017-02-07"), HasSubstr("is not after the start"));
}

TEST_F(TimeTextTest, SpansOverMidnightShowBothDays) {
  EXPECT_EQ(SpanText("2017-02-08 22:00", "2017-02-09 01:30"),
            "Wed 2017-02-08 22:00 – Thu 2017-02-09 01:30");
}

TEST_F(TimeTextTest, HoursLeaveTheDayToTheHeading) {
  const auto hours = [&](std::string_view from, std::string_view to) {
    return FormatHours(ParseSpan(from, to, hanoi_).value(), hanoi_);
  };
  EXPECT_EQ(hours("2017-02-08 14:00", "15:30"), "14:00–15:30");
  EXPECT_EQ(hours("2017-02-08", ""), "all day");
  EXPECT_EQ(hours("2017-02-08 22:00", "2017-02-08"), "22:00–24:00");
  EXPECT_EQ(hours("2017-02-08 22:00", "+4h"), "22:00 – Thu 2017-02-09 02:00");
}

TEST_F(TimeTextTest, ReadsLengths) {
  EXPECT_EQ(ParseLength("90m").value(), absl::Minutes(90));
  EXPECT_EQ(ParseLength("2h30m").value(), absl::Minutes(150));
  EXPECT_EQ(ParseLength("1d").value(), absl::Hours(24));
  EXPECT_EQ(ParseLength("45s").value(), absl::Seconds(45));
  for (const char* text : {"", "2", "h", "2x", "0m", "2h30", "-1h", "99999999d", "2h m"}) {
    EXPECT_FALSE(ParseLength(text).ok()) << text;
  }
}

TEST_F(TimeTextTest, WritesLengths) {
  EXPECT_EQ(FormatLength(absl::Minutes(45)), "45 min");
  EXPECT_EQ(FormatLength(absl::Minutes(150)), "2 h 30 min");
  EXPECT_EQ(FormatLength(absl::Hours(51)), "2 d 3 h");
  EXPECT_EQ(FormatLength(absl::Seconds(61)), "1 min 1 s");
  EXPECT_EQ(FormatLength(absl::ZeroDuration()), "0 min");
  EXPECT_EQ(FormatLength(-absl::Minutes(5)), "-5 min");
}

TEST_F(TimeTextTest, ProtosKeepMicrosecondsBeforeAndAfterTheEpoch) {
  for (const std::int64_t micros : {std::int64_t{0}, std::int64_t{1'486'537'200'000'001},
                                    std::int64_t{-1}, std::int64_t{-2'208'988'799'999'999}}) {
    const absl::Time time = absl::FromUnixMicros(micros);
    const auto proto = ToProto(time);
    EXPECT_GE(proto.nanos(), 0);
    EXPECT_EQ(FromProto(proto), time) << micros;
  }
  EXPECT_EQ(FromProto(ToProto(absl::Milliseconds(1500))), absl::Milliseconds(1500));
}

TEST(TimeText, ASearchMayBeOpenOnEitherSide) {
  const absl::TimeZone zone = *ParseZone("Asia/Ho_Chi_Minh");
  const auto moment = [&](const char* text) { return ParseMoment(text, zone)->time; };
  const auto from = ParseWindow("2017-02-08", "", zone);
  ASSERT_TRUE(from.ok());
  EXPECT_EQ(from->start, moment("2017-02-08 00:00"));
  EXPECT_EQ(from->end, moment("2018-02-09 00:00"));
  const auto to = ParseWindow("", "2017-02-08", zone);
  ASSERT_TRUE(to.ok());
  EXPECT_EQ(to->start, moment("2016-02-09 00:00"));
  EXPECT_EQ(to->end, moment("2017-02-09 00:00")) << "the day is included";
  const auto both = ParseWindow("2017-02-08", "2017-02-09", zone);
  ASSERT_TRUE(both.ok());
  EXPECT_EQ(both->end, moment("2017-02-10 00:00"));
  EXPECT_FALSE(ParseWindow("", "yesterday", zone).ok());
  EXPECT_FALSE(ParseWindow("2017-02-08", "2017-02-01", zone).ok());
}

}  // namespace
}  // namespace letan::cli
