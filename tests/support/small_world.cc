#include "tests/support/small_world.h"

#include <gtest/gtest.h>

#include <sstream>

#include "services/entity/time_codec.h"

namespace letan::testing {

booking::Micros Hour(double hours) {
  return kTestStart + static_cast<booking::Micros>(hours * static_cast<double>(booking::kHour));
}

v1::TimeInterval Span(double from_hour, double to_hour) {
  return entity::FromInterval({Hour(from_hour), Hour(to_hour)});
}

v1::BookingLeg LegOf(const std::string& resource, double from_hour, double to_hour,
                     std::int64_t quantity, const std::string& place) {
  v1::BookingLeg leg;
  leg.set_resource(resource);
  *leg.mutable_interval() = Span(from_hour, to_hour);
  leg.set_quantity(quantity);
  leg.set_place(place);
  return leg;
}

SmallWorld::SmallWorld(TestServer& server) {
  Connect(server);
  MakePlaces();
  const auto seats = [](std::int64_t count) {
    return [count](v1::Resource& resource) { resource.set_seats(count); };
  };
  MakeResource("car-1", v1::RESOURCE_KIND_VEHICLE, seats(4));
  MakeResource("car-2", v1::RESOURCE_KIND_VEHICLE, seats(4));
  MakeResource("coach", v1::RESOURCE_KIND_VEHICLE, seats(45));
  MakeResource("driver-1", v1::RESOURCE_KIND_DRIVER);
  MakeResource("driver-2", v1::RESOURCE_KIND_DRIVER);
  const auto speaks = [](const std::string& language) {
    return [language](v1::Resource& resource) {
      auto* pair = resource.add_language_pairs();
      pair->set_source("vi");
      pair->set_target(language);
    };
  };
  MakeResource("interpreter-ko", v1::RESOURCE_KIND_INTERPRETER, speaks("ko"));
  MakeResource("interpreter-en-1", v1::RESOURCE_KIND_INTERPRETER, speaks("en"));
  MakeResource("interpreter-en-2", v1::RESOURCE_KIND_INTERPRETER, speaks("en"));
  MakeResource("room", v1::RESOURCE_KIND_MEETING_ROOM, [](v1::Resource& room) {
    *room.mutable_buffer_before() = entity::ToDuration(30 * booking::kMinute);
    *room.mutable_buffer_after() = entity::ToDuration(30 * booking::kMinute);
    room.set_seats(20);
  });
  MakeResource("hotel", v1::RESOURCE_KIND_HOTEL_ROOM_BLOCK, [](v1::Resource& hotel) {
    hotel.set_capacity(3);
    hotel.set_grade("superior");
  });
  MakeStock("gift-box", false, 10);
  MakeStock("flag", true, 2);
}

void SmallWorld::Connect(TestServer& server) {
  directory_ = v1::DirectoryService::NewStub(server.channel());
  resources_ = v1::ResourceService::NewStub(server.channel());
  bookings_ = v1::BookingService::NewStub(server.channel());
  itinerary_ = v1::ItineraryService::NewStub(server.channel());
  delegations_ = v1::DelegationService::NewStub(server.channel());
  lifecycle_ = v1::LifecycleService::NewStub(server.channel());
}

void SmallWorld::MakePlaces() {
  for (const std::string id : {"office", "airport", "village"}) {
    v1::CreatePlaceRequest request;
    request.set_place_id(id);
    request.mutable_place()->set_display_name(id);
    const auto reach = [&](const std::string& place, int minutes) {
      auto* travel = request.mutable_place()->add_travel_times();
      travel->set_place("places/" + place);
      *travel->mutable_duration() = entity::ToDuration(minutes * booking::kMinute);
    };
    if (id == "airport") reach("office", 60);
    if (id == "village") reach("office", 120);
    const auto answer = Call(*directory_, &v1::DirectoryService::Stub::CreatePlace, request);
    ASSERT_TRUE(answer.ok()) << answer.message();
  }
}

void SmallWorld::MakeResource(const std::string& id, v1::ResourceKind kind,
                              const std::function<void(v1::Resource&)>& edit) {
  v1::CreateResourceRequest request;
  request.set_resource_id(id);
  v1::Resource& resource = *request.mutable_resource();
  resource.set_kind(kind);
  resource.set_display_name(id);
  resource.set_home_place("places/office");
  if (edit) edit(resource);
  const auto answer = Call(*resources_, &v1::ResourceService::Stub::CreateResource, request);
  ASSERT_TRUE(answer.ok()) << id << ": " << answer.message();
}

void SmallWorld::MakeStock(const std::string& id, bool returnable, std::int64_t quantity) {
  v1::CreateStockItemRequest request;
  request.set_stock_item_id(id);
  request.mutable_stock_item()->set_kind(returnable ? v1::StockItem::KIND_FLAG
                                                    : v1::StockItem::KIND_GIFT);
  request.mutable_stock_item()->set_display_name(id);
  request.mutable_stock_item()->set_returnable(returnable);
  const auto item = Call(*resources_, &v1::ResourceService::Stub::CreateStockItem, request);
  ASSERT_TRUE(item.ok()) << item.message();
  v1::CreateStockMovementRequest receipt;
  receipt.set_parent("stockItems/" + id);
  receipt.mutable_stock_movement()->set_kind(v1::StockMovement::KIND_RECEIPT);
  receipt.mutable_stock_movement()->set_quantity(quantity);
  const auto moved = Call(*resources_, &v1::ResourceService::Stub::CreateStockMovement, receipt);
  ASSERT_TRUE(moved.ok()) << moved.message();
}

Answer<v1::BookResponse> SmallWorld::Book(const std::vector<v1::BookingLeg>& legs,
                                          const std::string& owner, const std::string& activity) {
  v1::BookRequest request;
  request.set_owner(owner);
  request.set_activity(activity);
  if (owner.empty()) request.set_owner_label("test");
  for (const v1::BookingLeg& leg : legs) *request.add_legs() = leg;
  return Call(*bookings_, &v1::BookingService::Stub::Book, request);
}

void SmallWorld::MakeLargeCommits(int count) {
  for (int i = 0; i < count; ++i) {
    std::vector<v1::BookingLeg> legs;
    for (int leg = 0; leg < 200; ++leg) {
      const double hour = 10 + i * 200 + leg;
      legs.push_back(LegOf("resources/interpreter-ko", hour, hour + 1));
    }
    const auto booked = Book(legs);
    ASSERT_TRUE(booked.ok()) << booked.message();
  }
}

Answer<v1::ReleaseResponse> SmallWorld::Release(const std::vector<std::string>& names) {
  v1::ReleaseRequest request;
  for (const std::string& name : names) request.add_names(name);
  return Call(*bookings_, &v1::BookingService::Stub::Release, request);
}

v1::Delegation SmallWorld::NewDelegation(const std::string& title, double from_hour,
                                         double to_hour) {
  v1::CreateDelegationRequest request;
  request.mutable_delegation()->set_title(title);
  request.mutable_delegation()->set_direction(v1::Delegation::DIRECTION_INBOUND);
  *request.mutable_delegation()->mutable_interval() = Span(from_hour, to_hour);
  const auto answer = Call(*delegations_, &v1::DelegationService::Stub::CreateDelegation, request);
  EXPECT_TRUE(answer.ok()) << answer.message();
  return answer.response;
}

v1::Activity SmallWorld::NewActivity(const std::string& event, const std::string& title,
                                     double from_hour, double to_hour, const std::string& place,
                                     const std::vector<v1::Requirement>& requirements) {
  v1::CreateActivityRequest request;
  request.set_parent(event);
  request.mutable_activity()->set_title(title);
  *request.mutable_activity()->mutable_interval() = Span(from_hour, to_hour);
  request.mutable_activity()->set_place(place);
  for (const v1::Requirement& requirement : requirements) {
    *request.mutable_activity()->add_requirements() = requirement;
  }
  const auto answer = Call(*itinerary_, &v1::ItineraryService::Stub::CreateActivity, request);
  EXPECT_TRUE(answer.ok()) << answer.message();
  return answer.response;
}

void SmallWorld::Advance(const std::string& event, const std::string& acts) {
  using Stub = v1::LifecycleService::Stub;
  const auto act = [&](auto method, auto request) {
    request.set_name(event);
    const auto answer = Call(*lifecycle_, method, request);
    EXPECT_TRUE(answer.ok()) << answer.message();
  };
  std::istringstream words(acts);
  for (std::string word; words >> word;) {
    if (word == "submit") {
      act(&Stub::SubmitEvent, v1::SubmitEventRequest());
    } else if (word == "approve") {
      act(&Stub::ApproveEvent, v1::ApproveEventRequest());
    } else if (word == "start") {
      act(&Stub::StartEvent, v1::StartEventRequest());
    } else if (word == "complete") {
      act(&Stub::CompleteEvent, v1::CompleteEventRequest());
    } else if (word == "cancel") {
      v1::CancelEventRequest cancel;
      cancel.set_text("hoãn");
      act(&Stub::CancelEvent, cancel);
    } else {
      ADD_FAILURE() << "no act \"" << word << "\"";
    }
  }
}

std::vector<v1::Booking> SmallWorld::BookingsOf(const std::string& owner) {
  v1::ListBookingsRequest request;
  request.set_owner(owner);
  request.set_page_size(1000);
  const auto answer = Call(*bookings_, &v1::BookingService::Stub::ListBookings, request);
  EXPECT_TRUE(answer.ok()) << answer.message();
  return {answer.response.bookings().begin(), answer.response.bookings().end()};
}

v1::StockLevel SmallWorld::Stock(const std::string& item, double hour) {
  v1::GetStockLevelRequest request;
  request.set_name(item);
  *request.mutable_time() = entity::ToTimestamp(Hour(hour));
  const auto answer = Call(*resources_, &v1::ResourceService::Stub::GetStockLevel, request);
  EXPECT_TRUE(answer.ok()) << answer.message();
  return answer.response;
}

v1::ConflictDetails ConflictOf(const grpc::Status& status) {
  v1::ConflictDetails details;
  EXPECT_EQ(status.error_code(), grpc::StatusCode::FAILED_PRECONDITION) << status.error_message();
  EXPECT_EQ(ReasonOf(status), "BOOKING_CONFLICT") << status.error_message();
  EXPECT_TRUE(DetailOf(status, &details));
  return details;
}

std::vector<v1::BookingRule> RulesOf(const v1::LegConflict& conflict) {
  std::vector<v1::BookingRule> rules;
  for (const v1::RuleViolation& violation : conflict.violations()) {
    rules.push_back(violation.rule());
  }
  return rules;
}

}  // namespace letan::testing
