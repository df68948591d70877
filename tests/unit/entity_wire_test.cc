// Encoded messages put together by hand are what the library makes of them.
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
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
    MessageWriter out;
    out.Time(v1::TimeInterval::kStartTimeFieldNumber, time);
    EXPECT_EQ(out.Take(), interval.SerializeAsString()) << time;
  }
}

TEST(WireTest, NumbersAreVarints) {
  for (const std::int64_t number :
       {std::int64_t{1}, std::int64_t{300}, std::int64_t{-1},
        std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()}) {
    v1::BookingLeg leg;
    leg.set_quantity(number);
    MessageWriter out;
    out.Number(v1::BookingLeg::kQuantityFieldNumber, number);
    EXPECT_EQ(out.Take(), leg.SerializeAsString()) << number;
  }
  v1::ListPlacesResponse empty;
  empty.set_total_size(0);  // has presence
  MessageWriter out;
  out.Number(v1::ListPlacesResponse::kTotalSizeFieldNumber, 0);
  EXPECT_EQ(out.Take(), empty.SerializeAsString());
}

TEST(WireTest, FieldsAreAppendedWithTheirLength) {
  for (const std::size_t size : {0U, 1U, 127U, 128U, 20'000U, 3'000'000U}) {
    const std::string text(size, 'x');
    MessageWriter out(0);
    out.Bytes(v1::BookingLeg::kResourceFieldNumber, text);
    v1::BookingLeg leg;
    ASSERT_TRUE(leg.ParseFromString(out.Take())) << size;
    EXPECT_EQ(leg.resource(), text);
  }
}

// Lengths of one to four bytes, in messages within messages.
TEST(WireTest, MessagesWithinAreAsLongAsWhatIsWrittenIntoThem) {
  for (const std::size_t size : {0U, 1U, 100U, 124U, 125U, 126U, 127U, 128U, 16'380U, 16'381U,
                                 16'382U, 16'383U, 16'384U, 3'000'000U}) {
    v1::Booking booking;
    booking.set_name("bookings/a");
    booking.mutable_leg()->mutable_override()->set_reason(std::string(size, 'x'));
    booking.mutable_leg()->set_party_size(4);
    booking.set_owner("delegations/a");
    MessageWriter out(0);
    out.Bytes(v1::Booking::kNameFieldNumber, booking.name());
    const std::size_t leg = out.Begin(v1::Booking::kLegFieldNumber);
    const std::size_t granted = out.Begin(v1::BookingLeg::kOverrideFieldNumber);
    if (size > 0) {
      out.Bytes(v1::BookingOverride::kReasonFieldNumber, booking.leg().override().reason());
    }
    out.End(granted);
    out.Number(v1::BookingLeg::kPartySizeFieldNumber, 4);
    out.End(leg);
    out.Fields("");
    MessageWriter rest;
    rest.Bytes(v1::Booking::kOwnerFieldNumber, booking.owner());
    out.Fields(rest.Take());
    const std::size_t length = out.size();
    const std::string bytes = out.Take();
    EXPECT_EQ(bytes.size(), length);
    v1::Booking read;
    ASSERT_TRUE(read.ParseFromString(bytes)) << size;
    EXPECT_EQ(read.SerializeAsString(), booking.SerializeAsString()) << size;
    EXPECT_EQ(bytes.size(), booking.ByteSizeLong()) << size;
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
  MessageWriter out;
  out.Bytes(v1::Place::kDisplayNameFieldNumber, "old");
  out.Bytes(v1::Place::kDisplayNameFieldNumber, "new");
  const std::string bytes = out.Take();
  v1::Place place;
  ASSERT_TRUE(place.ParseFromString(bytes));
  EXPECT_EQ(FindText(v1::Place::kDisplayNameFieldNumber, bytes), place.display_name());
}

TEST(WireTest, NothingIsFoundInBrokenBytes) {
  MessageWriter out;
  out.Bytes(v1::Place::kDisplayNameFieldNumber, "Lạng Sơn");
  const std::string bytes = out.Take();
  for (std::size_t size = 1; size < bytes.size(); ++size) {
    EXPECT_EQ(FindText(v1::Place::kDisplayNameFieldNumber, bytes.substr(0, size)), "") << size;
  }
  EXPECT_EQ(FindText(v1::Place::kDisplayNameFieldNumber, bytes + "\xff\xff"), "");
}

}  // namespace
}  // namespace letan::entity
