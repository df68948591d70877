// What is refused of a request before a handler sees it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "google/rpc/error_details.pb.h"
#include "letan/v1/booking_service.pb.h"
#include "letan/v1/delegation_service.pb.h"
#include "letan/v1/directory_service.pb.h"
#include "letan/v1/itinerary_service.pb.h"
#include "letan/v1/resource_service.pb.h"
#include "services/core/limits.h"
#include "services/entity/shape.h"
#include "services/entity/time_codec.h"

namespace letan::entity {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

constexpr booking::Micros kStart = 1'772'409'600'000'000;

std::vector<std::string> FieldsOf(const absl::Status& status) {
  std::vector<std::string> fields;
  if (status.ok()) return fields;
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  google::rpc::BadRequest bad_request;
  EXPECT_TRUE(errors::GetDetail(status, &bad_request));
  for (const auto& violation : bad_request.field_violations()) {
    EXPECT_FALSE(violation.description().empty());
    fields.push_back(violation.field());
  }
  return fields;
}

std::vector<std::string> Violations(const google::protobuf::Message& request) {
  return FieldsOf(CheckShape(request));
}

v1::TimeInterval SpanOf(booking::Micros length) { return FromInterval({kStart, kStart + length}); }

v1::BookRequest GoodBooking() {
  v1::BookRequest request;
  request.set_owner("delegations/d");
  v1::BookingLeg* leg = request.add_legs();
  leg->set_resource("resources/car-1");
  *leg->mutable_interval() = SpanOf(booking::kHour);
  leg->set_place("places/office");
  leg->set_quantity(1);
  leg->mutable_override()->set_authority("agencies/a");
  leg->mutable_override()->set_reason("banquet");
  return request;
}

TEST(ShapeTest, AGoodRequestPasses) { EXPECT_THAT(Violations(GoodBooking()), IsEmpty()); }

struct Row {
  const char* field;
  std::function<void(v1::BookRequest&)> spoil;
};

TEST(ShapeTest, EachFaultOfABookingIsNamed) {
  const auto leg = [](v1::BookRequest& request) { return request.mutable_legs(0); };
  const auto start = [leg](v1::BookRequest& request) {
    return leg(request)->mutable_interval()->mutable_start_time();
  };
  const std::vector<Row> rows = {
      {"legs", [](auto& r) { r.clear_legs(); }},
      {"legs",
       [](auto& r) {
         for (int i = 0; i < 1000; ++i) *r.add_legs() = r.legs(0);
       }},
      {"owner", [](auto& r) { r.set_owner("delegations/../x"); }},
      {"owner", [](auto& r) { r.set_owner("delegations"); }},
      {"owner_label", [](auto& r) { r.set_owner_label(std::string(301, 'x')); }},
      {"owner_label", [](auto& r) { r.set_owner_label(std::string("a\0b", 3)); }},
      {"activity", [](auto& r) { r.set_activity("delegations/d"); }},
      {"handling_level", [](auto& r) { r.set_handling_level(static_cast<v1::HandlingLevel>(9)); }},
      {"request_id", [](auto& r) { r.set_request_id(std::string(65, 'x')); }},
      {"legs[0].resource", [=](auto& r) { leg(r)->clear_resource(); }},
      {"legs[0].resource", [=](auto& r) { leg(r)->set_resource("places/office"); }},
      {"legs[0].resource",
       [=](auto& r) { leg(r)->set_resource("resources/" + std::string(300, 'a')); }},
      {"legs[0].place", [=](auto& r) { leg(r)->set_place("resources/car-1"); }},
      {"legs[0].quantity", [=](auto& r) { leg(r)->set_quantity(-1); }},
      {"legs[0].quantity", [=](auto& r) { leg(r)->set_quantity(limits::kMaxQuantity + 1); }},
      {"legs[0].party_size", [=](auto& r) { leg(r)->set_party_size(-1); }},
      {"legs[0].override.authority",
       [=](auto& r) { leg(r)->mutable_override()->clear_authority(); }},
      {"legs[0].override.reason", [=](auto& r) { leg(r)->mutable_override()->set_reason(" \t "); }},
      {"legs[0].interval", [=](auto& r) { leg(r)->clear_interval(); }},
      {"legs[0].interval.end_time", [=](auto& r) { leg(r)->mutable_interval()->clear_end_time(); }},
      {"legs[0].interval", [=](auto& r) { *leg(r)->mutable_interval() = SpanOf(0); }},
      {"legs[0].interval", [=](auto& r) { *leg(r)->mutable_interval() = SpanOf(-booking::kHour); }},
      {"legs[0].interval",
       [=](auto& r) { *leg(r)->mutable_interval() = SpanOf(366 * booking::kDay + 1); }},
      {"legs[0].interval.start_time", [=](auto& r) { start(r)->set_nanos(500); }},
      {"legs[0].interval.start_time", [=](auto& r) { start(r)->set_nanos(-1); }},
      {"legs[0].interval.start_time", [=](auto& r) { start(r)->set_nanos(1'000'000'000); }},
      {"legs[0].interval.start_time", [=](auto& r) { start(r)->set_seconds(-99'999'999'999); }},
      {"legs[0].interval.start_time",
       [=](auto& r) { start(r)->set_seconds(std::numeric_limits<std::int64_t>::max()); }},
  };
  for (const Row& row : rows) {
    v1::BookRequest request = GoodBooking();
    row.spoil(request);
    EXPECT_THAT(Violations(request), ElementsAre(row.field));
  }
}

TEST(ShapeTest, ReversedAndEmptyIntervalsAreToldApart) {
  v1::BookRequest request = GoodBooking();
  *request.mutable_legs(0)->mutable_interval() = SpanOf(0);
  EXPECT_NE(CheckShape(request).ToString().find("is empty"), std::string::npos);
  *request.mutable_legs(0)->mutable_interval() = SpanOf(-1);
  EXPECT_NE(CheckShape(request).ToString().find("is reversed"), std::string::npos);
}

TEST(ShapeTest, LimitsThemselvesPass) {
  v1::BookRequest request = GoodBooking();
  request.set_owner_label(std::string(300, 'x'));
  request.set_request_id(std::string(64, 'x'));
  request.mutable_legs(0)->set_quantity(limits::kMaxQuantity);
  *request.mutable_legs(0)->mutable_interval() = SpanOf(366 * booking::kDay);
  for (int i = 1; i < 1000; ++i) *request.add_legs() = request.legs(0);
  EXPECT_THAT(Violations(request), IsEmpty());
}

TEST(ShapeTest, AllFaultsAreNamedAtOnceButNotWithoutEnd) {
  v1::BookRequest request = GoodBooking();
  request.set_owner("x");
  request.mutable_legs(0)->set_place("x");
  request.mutable_legs(0)->set_quantity(-1);
  EXPECT_THAT(Violations(request),
              UnorderedElementsAre("owner", "legs[0].place", "legs[0].quantity"));
  for (int i = 1; i < 500; ++i) *request.add_legs() = request.legs(0);
  EXPECT_THAT(Violations(request), SizeIs(20));
}

TEST(ShapeTest, WindowsOfQueriesAreLimited) {
  v1::QueryFreeBusyRequest query;
  query.add_resources("resources/a");
  *query.mutable_interval() = SpanOf(limits::kMaxQueryDays * booking::kDay);
  EXPECT_THAT(Violations(query), IsEmpty());
  *query.mutable_interval() = SpanOf(limits::kMaxQueryDays * booking::kDay + 1);
  EXPECT_THAT(Violations(query), ElementsAre("interval"));
  v1::ListDelegationsRequest list;
  *list.mutable_interval() = query.interval();
  EXPECT_THAT(Violations(list), ElementsAre("interval"));
  v1::FindFreeResourcesRequest find;
  find.set_kind(v1::RESOURCE_KIND_VEHICLE);
  *find.mutable_interval() = query.interval();
  EXPECT_THAT(Violations(find), ElementsAre("interval"));
}

TEST(ShapeTest, PagesHaveALimit) {
  v1::ListPlacesRequest list;
  list.set_page_size(limits::kMaxPageSize);
  EXPECT_THAT(Violations(list), IsEmpty());
  list.set_page_size(limits::kMaxPageSize + 1);
  EXPECT_THAT(Violations(list), ElementsAre("page_size"));
  list.set_page_size(-1);
  EXPECT_THAT(Violations(list), ElementsAre("page_size"));
  list.clear_page_size();
  list.set_page_token(std::string(1025, 'x'));
  EXPECT_THAT(Violations(list), ElementsAre("page_token"));
}

TEST(ShapeTest, RequiredEnumsAndNumbersAreNotZero) {
  v1::CreateStockMovementRequest request;
  request.set_parent("stockItems/tea");
  request.mutable_stock_movement();
  EXPECT_THAT(Violations(request), ElementsAre("stock_movement.kind", "stock_movement.quantity"));
}

TEST(ShapeTest, DurationsAreNotNegative) {
  v1::CreateResourceRequest request;
  v1::Resource* resource = request.mutable_resource();
  resource->set_kind(v1::RESOURCE_KIND_HALL);
  resource->set_display_name("hall");
  resource->mutable_buffer_before()->set_seconds(-1);
  resource->mutable_buffer_after()->set_seconds(400LL * 24 * 3600);
  EXPECT_THAT(Violations(request), ElementsAre("resource.buffer_before", "resource.buffer_after"));
  resource->mutable_buffer_before()->set_seconds(0);
  resource->mutable_buffer_before()->set_nanos(-1000);
  resource->mutable_buffer_after()->set_seconds(1);
  resource->mutable_buffer_after()->set_nanos(1);
  EXPECT_THAT(Violations(request), ElementsAre("resource.buffer_before", "resource.buffer_after"));
}

TEST(ShapeTest, DatesAreDaysOfTheCalendar) {
  const auto check = [](int year, int month, int day) {
    v1::CreateAgencyRequest request;
    request.mutable_agency()->set_display_name("agency");
    v1::Date* date = request.mutable_agency()->mutable_valid_from();
    date->set_year(year);
    date->set_month(month);
    date->set_day(day);
    return CheckShape(request).ok();
  };
  EXPECT_TRUE(check(2024, 2, 29) && check(2000, 2, 29) && check(2025, 12, 31));
  EXPECT_FALSE(check(2025, 2, 29) || check(1900, 2, 29) || check(2025, 4, 31));
  EXPECT_FALSE(check(0, 1, 1) || check(2025, 0, 1) || check(2025, 13, 1) || check(2025, 1, 0));
  EXPECT_FALSE(check(10000, 1, 1) || check(-1, 1, 1) || check(2025, 1, 32));
}

TEST(ShapeTest, MoneyHasACurrencyAndOneSign) {
  const auto check = [](const std::string& currency, std::int64_t units, int nanos) {
    v1::RecordGiftRequest request;
    request.set_name("delegations/d");
    auto* gift = request.mutable_gift();
    gift->set_direction(v1::Delegation::Gift::DIRECTION_GIVEN);
    gift->set_description("tea");
    gift->mutable_value()->set_currency_code(currency);
    gift->mutable_value()->set_units(units);
    gift->mutable_value()->set_nanos(nanos);
    return Violations(request);
  };
  EXPECT_THAT(check("VND", 5'000'000'000, 0), IsEmpty());
  EXPECT_THAT(check("USD", -1, -500'000'000), IsEmpty());
  for (const std::string bad : {"", "vnd", "VN", "VNDX", "V1D"}) {
    EXPECT_THAT(check(bad, 1, 0), ElementsAre("gift.value"));
  }
  EXPECT_THAT(check("VND", 1, -1), ElementsAre("gift.value"));
  EXPECT_THAT(check("VND", 0, 1'000'000'000), ElementsAre("gift.value"));
}

TEST(ShapeTest, ListsOfNamesHoldNames) {
  v1::CreateResourceRequest request;
  v1::Resource* resource = request.mutable_resource();
  resource->set_kind(v1::RESOURCE_KIND_HALL);
  resource->set_display_name("hall");
  resource->add_override_authorities("agencies/a");
  resource->add_override_authorities("");
  resource->add_override_authorities("places/a");
  EXPECT_THAT(Violations(request),
              ElementsAre("resource.override_authorities[1]", "resource.override_authorities[2]"));
}

TEST(ShapeTest, WhatTheServerSetsIsNotLookedAt) {
  v1::CreateResourceRequest request;
  v1::Resource* resource = request.mutable_resource();
  resource->set_kind(v1::RESOURCE_KIND_HALL);
  resource->set_display_name("hall");
  resource->set_etag(std::string(100'000, 'x'));
  resource->mutable_create_time()->set_nanos(-5);
  resource->add_standing_conflicts()->mutable_violation()->set_available(-5);
  EXPECT_THAT(Violations(request), IsEmpty());
}

TEST(ShapeTest, AnUpdateNeedNotBeComplete) {
  v1::UpdateResourceRequest request;
  EXPECT_THAT(Violations(request), ElementsAre("resource"));
  request.mutable_resource()->set_seats(4);
  EXPECT_THAT(Violations(request), IsEmpty());
  request.mutable_resource()->set_seats(-4);
  request.mutable_resource()->add_blackouts();
  EXPECT_THAT(Violations(request), ElementsAre("resource.seats"));
}

TEST(ShapeTest, AnEntityIsCheckedWhole) {
  v1::Resource resource;
  resource.add_blackouts();
  std::vector<errors::FieldViolation> violations;
  CheckEntity(resource, "resource", violations);
  std::vector<std::string> fields;
  for (const auto& violation : violations) fields.push_back(violation.field);
  EXPECT_THAT(fields, UnorderedElementsAre("resource.kind", "resource.display_name",
                                           "resource.blackouts[0].interval"));
}

TEST(ShapeTest, ClearsOutputOnlyFieldsAtAnyDepth) {
  v1::CreateDelegationRequest request;
  v1::Delegation* delegation = request.mutable_delegation();
  delegation->set_uid("forged");
  delegation->set_state(v1::EVENT_STATE_COMPLETED);
  delegation->add_gifts()->set_description("forged");
  delegation->set_title("kept");
  delegation->set_direction(v1::Delegation::DIRECTION_INBOUND);
  ClearOutputOnly(request);
  EXPECT_EQ(delegation->uid(), "");
  EXPECT_EQ(delegation->state(), v1::EVENT_STATE_UNSPECIFIED);
  EXPECT_EQ(delegation->gifts_size(), 0);
  EXPECT_EQ(delegation->title(), "kept");
  EXPECT_EQ(delegation->direction(), v1::Delegation::DIRECTION_INBOUND);
}

}  // namespace
}  // namespace letan::entity
