// Entities and their rows, times and their microseconds.
#include "services/entity/entity_codec.h"

#include <gtest/gtest.h>

#include <set>

#include "letan/v1/directory.pb.h"
#include "services/core/limits.h"
#include "services/directory/directory_traits.h"
#include "services/entity/time_codec.h"

namespace letan::entity {
namespace {

storage::EntityRow SampleRow() {
  v1::Place place;
  place.set_name("places/forged");
  place.set_uid("forged");
  place.set_etag("forged");
  *place.mutable_delete_time() = ToTimestamp(5);
  place.set_display_name("Lạng Sơn");
  place.add_travel_times()->set_place("places/b");
  storage::EntityRow row;
  row.name = "places/a";
  row.uid = "0190163d-8694-739b-aea5-966c26f8ad91";
  row.version = 3;
  row.create_time = 1'772'409'600'000'001;
  row.update_time = 1'772'409'700'000'000;
  FillRow(place, row);
  return row;
}

TEST(EntityCodecTest, ColumnsAreNotInTheBody) {
  const storage::EntityRow row = SampleRow();
  EXPECT_EQ(row.kind, "place");
  EXPECT_EQ(row.folded_title, "lang son");
  EXPECT_FALSE(row.sort_key.empty());
  v1::Place body;
  ASSERT_TRUE(body.ParseFromString(row.body));
  EXPECT_EQ(body.name() + body.uid() + body.etag(), "");
  EXPECT_FALSE(body.has_delete_time());
  EXPECT_EQ(body.display_name(), "Lạng Sơn");
}

TEST(EntityCodecTest, TheRowsColumnsAreTheEntitys) {
  const auto place = FromRow<v1::Place>(SampleRow());
  ASSERT_TRUE(place.ok());
  EXPECT_EQ(place->name(), "places/a");
  EXPECT_EQ(place->uid(), "0190163d-8694-739b-aea5-966c26f8ad91");
  EXPECT_EQ(place->etag(), EtagOf(place->uid(), 3));
  EXPECT_EQ(ToMicros(place->create_time()), 1'772'409'600'000'001);
  EXPECT_EQ(ToMicros(place->update_time()), 1'772'409'700'000'000);
  EXPECT_FALSE(place->has_delete_time());
}

TEST(EntityCodecTest, PassingThroughIsTheSameAsDecoding) {
  storage::EntityRow row = SampleRow();
  for (const booking::Micros deleted :
       {booking::Micros{0}, booking::Micros{1'772'409'800'000'000}}) {
    row.delete_time = deleted;
    v1::Place passed;
    ASSERT_TRUE(passed.ParseFromString(EncodeRow(row, v1::Place::descriptor())));
    EXPECT_EQ(passed.SerializeAsString(), FromRow<v1::Place>(row)->SerializeAsString());
    EXPECT_EQ(passed.has_delete_time(), deleted != 0);
  }
}

TEST(EntityCodecTest, ABrokenBodyIsAnInternalError) {
  storage::EntityRow row = SampleRow();
  row.body = "\xff\xff";
  EXPECT_EQ(FromRow<v1::Place>(row).status().code(), absl::StatusCode::kInternal);
}

TEST(EntityCodecTest, EveryVersionHasItsOwnEtag) {
  std::set<std::string> etags;
  for (std::int64_t version = 1; version <= 2000; ++version) {
    for (const std::string uid : {"a", "b", "0190163d-8694-739b-aea5-966c26f8ad91"}) {
      const std::string etag = EtagOf(uid, version);
      EXPECT_TRUE(etags.insert(etag).second);
      EXPECT_EQ(etag, EtagOf(uid, version));
      EXPECT_LE(etag.size(), static_cast<std::size_t>(limits::kMaxEtagBytes));
    }
  }
}

TEST(TimeCodecTest, MicrosecondsComeBack) {
  for (const booking::Micros micros :
       {limits::kMinInstantMicros, booking::Micros{-1'000'001}, booking::Micros{-1'000'000},
        booking::Micros{-1}, booking::Micros{0}, booking::Micros{1}, booking::Micros{999'999},
        booking::Micros{1'772'409'600'123'456}, limits::kMaxInstantMicros}) {
    const google::protobuf::Timestamp time = ToTimestamp(micros);
    EXPECT_GE(time.nanos(), 0);
    EXPECT_LT(time.nanos(), 1'000'000'000);
    EXPECT_EQ(ToMicros(time), micros);
    EXPECT_EQ(ToMicros(ToDuration(micros)), micros);
  }
  EXPECT_EQ(ToTimestamp(-1).seconds(), -1);
  EXPECT_EQ(ToTimestamp(-1).nanos(), 999'999'000);
}

TEST(TimeCodecTest, IntervalsComeBack) {
  const booking::Interval interval = {-5, 7'000'001};
  EXPECT_EQ(ToInterval(FromInterval(interval)), interval);
}

}  // namespace
}  // namespace letan::entity
