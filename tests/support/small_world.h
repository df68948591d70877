// A small catalogue for API tests, made through the public API, and short ways to ask for things.
#ifndef LETAN_TESTS_SUPPORT_SMALL_WORLD_H_
#define LETAN_TESTS_SUPPORT_SMALL_WORLD_H_

#include <memory>
#include <string>
#include <vector>

#include "letan/v1/booking_service.grpc.pb.h"
#include "letan/v1/delegation_service.grpc.pb.h"
#include "letan/v1/directory_service.grpc.pb.h"
#include "letan/v1/itinerary_service.grpc.pb.h"
#include "letan/v1/lifecycle_service.grpc.pb.h"
#include "letan/v1/resource_service.grpc.pb.h"
#include "tests/support/test_server.h"

namespace letan::testing {

// Hours after kTestStart (a Monday, 00:00 UTC, 07:00 in Vietnam).
booking::Micros Hour(double hours);
v1::TimeInterval Span(double from_hour, double to_hour);
v1::BookingLeg LegOf(const std::string& resource, double from_hour, double to_hour,
                     std::int64_t quantity = 0, const std::string& place = "");

// Places: office (home of all), airport (60 min away), village (120 min from the office).
// Resources: car-1, car-2 (vehicles, 4 seats), coach (45 seats), driver-1, driver-2,
// interpreter-ko, interpreter-en-1, interpreter-en-2, room (buffers of 30 min), hotel (block of 3
// rooms, superior). Stock: gift-box (consumable, 10), flag (returnable, 2).
class SmallWorld {
 public:
  explicit SmallWorld(TestServer& server);

  v1::DirectoryService::Stub& directory() { return *directory_; }
  v1::ResourceService::Stub& resources() { return *resources_; }
  v1::BookingService::Stub& bookings() { return *bookings_; }
  v1::ItineraryService::Stub& itinerary() { return *itinerary_; }
  v1::DelegationService::Stub& delegations() { return *delegations_; }
  v1::LifecycleService::Stub& lifecycle() { return *lifecycle_; }

  // Reconnects after a restart of the server.
  void Connect(TestServer& server);

  void MakeResource(const std::string& id, v1::ResourceKind kind,
                    const std::function<void(v1::Resource&)>& edit = {});
  Answer<v1::BookResponse> Book(const std::vector<v1::BookingLeg>& legs,
                                const std::string& owner = "", const std::string& activity = "");
  // So many commits of 200 bookings, about 100 kB, by one interpreter.
  void MakeLargeCommits(int count);
  Answer<v1::ReleaseResponse> Release(const std::vector<std::string>& names);
  v1::Delegation NewDelegation(const std::string& title, double from_hour, double to_hour);
  v1::Activity NewActivity(const std::string& event, const std::string& title, double from_hour,
                           double to_hour, const std::string& place = "",
                           const std::vector<v1::Requirement>& requirements = {});
  // Moves an event on by these acts, "submit approve start complete".
  void Advance(const std::string& event, const std::string& acts);
  std::vector<v1::Booking> BookingsOf(const std::string& owner);
  v1::StockLevel Stock(const std::string& item, double hour);

 private:
  void MakePlaces();
  void MakeStock(const std::string& id, bool returnable, std::int64_t quantity);

  std::unique_ptr<v1::DirectoryService::Stub> directory_;
  std::unique_ptr<v1::ResourceService::Stub> resources_;
  std::unique_ptr<v1::BookingService::Stub> bookings_;
  std::unique_ptr<v1::ItineraryService::Stub> itinerary_;
  std::unique_ptr<v1::DelegationService::Stub> delegations_;
  std::unique_ptr<v1::LifecycleService::Stub> lifecycle_;
};

// The ConflictDetails of a refusal; fails the test if there are none.
v1::ConflictDetails ConflictOf(const grpc::Status& status);
// The rules that one leg of a refusal breaks, in order.
std::vector<v1::BookingRule> RulesOf(const v1::LegConflict& conflict);

}  // namespace letan::testing

#endif  // LETAN_TESTS_SUPPORT_SMALL_WORLD_H_
