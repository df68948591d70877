// Encoded messages put together by hand are what the library makes of them.
#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "letan/v1/booking.pb.h"
#include "letan/v1/directory.pb.h"
#include "letan/v1/directory_service.pb.h"
#include "services/core/limits.h"
#include "services/entity/time_codec.h"
#include "services/entity/wire.h"

namespace letan::entity {
namespace {

TEST(WireTest, TimesAreTimestamps) {
  for (const booking::Micros time :
       {booking::Micros{0}, booking::Micros{1}, booking::Micros{-1}, booking::Micros{-1'000'000},
        booking::Micros{999'999}, booking::Micros{1'486'314'000'000'000},
        booking::Micros{-62'135'596'800'000'000}, limits::kMaxInstantMicros}) {
    v1::TimeInterval interval;
    *interval.mutable_start_time() = ToTimestamp(time);
    std::string bytes;
    AppendTime(v1::TimeInterval::kStartTimeFieldNumber, time, &bytes);
    EXPECT_EQ(bytes, interval.SerializeAsString()) << time;
  }
}

TEST(WireTest, NumbersAreVarints) {
  for (const std::int64_t number :
       {std::int64_t{1}, std::int64_t{300}, std::int64_t{-1},
        std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()}) {
    v1::BookingLeg leg;
    leg.set_quantity(number);
    std::string bytes;
    AppendNumber(v1::BookingLeg::kQuantityFieldNumber, number, &bytes);
    EXPECT_EQ(bytes, leg.SerializeAsString()) << number;
  }
  v1::ListPlacesResponse empty;
  empty.set_total_size(0);  // has presence
  std::string bytes;
  AppendNumber(v1::ListPlacesResponse::kTotalSizeFieldNumber, 0, &bytes);
  EXPECT_EQ(bytes, empty.SerializeAsString());
}

TEST(WireTest, FieldsAreAppendedWithTheirLength) {
  for (const std::size_t size : {0U, 1U, 127U, 128U, 20'000U, 3'000'000U}) {
    const std::string text(size, 'x');
    std::string bytes;
    AppendField(v1::BookingLeg::kResourceFieldNumber, text, &bytes);
    v1::BookingLeg leg;
    ASSERT_TRUE(leg.ParseFromString(bytes)) << size;
    EXPECT_EQ(leg.resource(), text);
  }
}

TEST(WireTest, ATextIsFoundAmongOtherFields) {
  v1::Place place;
  place.set_uid("0190163d");
  place.set_display_name("Lạng Sơn");
  *place.mutable_create_time() = ToTimestamp(5);
  place.add_travel_times()->set_place("places/b");
  const std::string bytes = place.SerializeAsString();
  EXPECT_EQ(FindText(v1::Place::kDisplayNameFieldNumber, bytes), "Lạng Sơn");
  EXPECT_EQ(FindText(v1::Place::kEtagFieldNumber, bytes), "");
  EXPECT_EQ(FindText(v1::Place::kDisplayNameFieldNumber, ""), "");
}

TEST(WireTest, OfATextThatComesTwiceTheLastCounts) {
  std::string bytes;
  AppendField(v1::Place::kDisplayNameFieldNumber, "old", &bytes);
  AppendField(v1::Place::kDisplayNameFieldNumber, "new", &bytes);
  v1::Place place;
  ASSERT_TRUE(place.ParseFromString(bytes));
  EXPECT_EQ(FindText(v1::Place::kDisplayNameFieldNumber, bytes), place.display_name());
}

TEST(WireTest, NothingIsFoundInBrokenBytes) {
  std::string bytes;
  AppendField(v1::Place::kDisplayNameFieldNumber, "Lạng Sơn", &bytes);
  for (std::size_t size = 1; size < bytes.size(); ++size) {
    EXPECT_EQ(FindText(v1::Place::kDisplayNameFieldNumber, bytes.substr(0, size)), "") << size;
  }
  EXPECT_EQ(FindText(v1::Place::kDisplayNameFieldNumber, bytes + "\xff\xff"), "");
}

}  // namespace
}  // namespace letan::entity
