// Loading data files against a small server in memory that forgets request ids when told to.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "clients/cli/exit.h"
#include "clients/cli/loader.h"
#include "letan/v1/booking_service.pb.h"
#include "letan/v1/delegation_service.pb.h"
#include "letan/v1/directory_service.pb.h"
#include "letan/v1/itinerary_service.pb.h"
#include "letan/v1/lifecycle_service.pb.h"
#include "letan/v1/resource_service.pb.h"

namespace letan::cli {
namespace {

using google::protobuf::Message;
using google::protobuf::MethodDescriptor;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

google::rpc::Status StatusOf(int code, const std::string& message = "") {
  google::rpc::Status status;
  status.set_code(code);
  status.set_message(message);
  return status;
}

template <class T>
const T& As(const Message& message) {
  return dynamic_cast<const T&>(message);
}

// Just enough of the API for the loader: names chosen by counting, replay by request_id.
class FakeServer : public Caller {
 public:
  google::rpc::Status Call(const MethodDescriptor& method, const Message& request,
                           Message* response) override {
    if (down) return StatusOf(kUnavailable, "down");
    const std::string id = RequestId(request);
    if (const auto replay = replays.find(id); !id.empty() && replay != replays.end()) {
      response->ParseFromString(replay->second);
      return StatusOf(kOk);
    }
    const google::rpc::Status status = Answer(method.name(), request, response);
    if (status.code() == kOk && !id.empty()) {
      replays[id] = response->SerializeAsString();
      writes.push_back(method.name());
    }
    return status;
  }

  std::map<std::string, std::string> replays;
  std::vector<std::string> writes;  // methods that had an effect
  std::map<std::string, v1::Agency> agencies;
  std::map<std::string, v1::Delegation> delegations;
  std::map<std::string, v1::EventStatus> statuses;
  std::map<std::string, v1::Activity> activities;
  std::map<std::string, v1::Booking> bookings;
  std::vector<v1::StockMovement> movements;
  std::string taken;  // a resource that cannot be booked
  bool down = false;

 private:
  std::string NextId() { return std::to_string(++last_id_); }

  google::rpc::Status Answer(const std::string& method, const Message& request, Message* response) {
    if (method == "CreateAgency") {
      const auto& create = As<v1::CreateAgencyRequest>(request);
      v1::Agency agency = create.agency();
      agency.set_name("agencies/" + create.agency_id());
      if (!agencies.emplace(agency.name(), agency).second) return StatusOf(kAlreadyExists);
      response->CopyFrom(agency);
    } else if (method == "GetAgency") {
      return Get(agencies, As<v1::GetAgencyRequest>(request).name(), response);
    } else if (method == "CreateDelegation") {
      v1::Delegation delegation = As<v1::CreateDelegationRequest>(request).delegation();
      delegation.set_name("delegations/" + NextId());
      delegation.set_state(v1::EVENT_STATE_DRAFT);
      delegations[delegation.name()] = delegation;
      response->CopyFrom(delegation);
    } else if (method == "GetDelegation") {
      return Get(delegations, As<v1::GetDelegationRequest>(request).name(), response);
    } else if (method == "ListDelegations") {
      for (const auto& [name, delegation] : delegations) {
        if (delegation.has_delete_time()) continue;
        *dynamic_cast<v1::ListDelegationsResponse*>(response)->add_delegations() = delegation;
      }
    } else if (method == "SubmitEvent") {
      v1::EventStatus& status = statuses[As<v1::SubmitEventRequest>(request).name()];
      status.set_name(As<v1::SubmitEventRequest>(request).name());
      status.mutable_process()->add_timeline()->set_verb("submit");
      response->CopyFrom(status);
    } else if (method == "GetEventStatus") {
      return Get(statuses, As<v1::GetEventStatusRequest>(request).name(), response);
    } else if (method == "RecordGift") {
      const auto& record = As<v1::RecordGiftRequest>(request);
      v1::Delegation& delegation = delegations[record.name()];
      *delegation.add_gifts() = record.gift();
      response->CopyFrom(delegation);
    } else {
      return AnswerOthers(method, request, response);
    }
    return StatusOf(kOk);
  }

  google::rpc::Status AnswerOthers(const std::string& method, const Message& request,
                                   Message* response) {
    if (method == "Book") {
      return Book(As<v1::BookRequest>(request), dynamic_cast<v1::BookResponse*>(response));
    }
    if (method == "GetBooking") {
      return Get(bookings, As<v1::GetBookingRequest>(request).name(), response);
    }
    if (method == "ListBookings") {
      const auto& list = As<v1::ListBookingsRequest>(request);
      for (const auto& [name, booking] : bookings) {
        const bool wanted =
            (list.resource().empty() || booking.leg().resource() == list.resource()) &&
            (list.owner().empty() || booking.owner() == list.owner()) &&
            (list.activity().empty() || booking.activity() == list.activity());
        if (wanted) *dynamic_cast<v1::ListBookingsResponse*>(response)->add_bookings() = booking;
      }
      return StatusOf(kOk);
    }
    if (method == "CreateStockMovement") {
      v1::StockMovement movement = As<v1::CreateStockMovementRequest>(request).stock_movement();
      movement.set_name("stockItems/tea/movements/" + NextId());
      movements.push_back(movement);
      response->CopyFrom(movement);
      return StatusOf(kOk);
    }
    if (method == "ListStockMovements") {
      for (const v1::StockMovement& movement : movements) {
        *dynamic_cast<v1::ListStockMovementsResponse*>(response)->add_stock_movements() = movement;
      }
      return StatusOf(kOk);
    }
    ADD_FAILURE() << "unexpected call of " << method;
    return StatusOf(12);
  }

  google::rpc::Status Book(const v1::BookRequest& request, v1::BookResponse* response) {
    for (const v1::BookingLeg& leg : request.legs()) {
      if (leg.resource() == taken) return StatusOf(kFailedPrecondition, "taken");
      v1::Booking booking;
      booking.set_name("bookings/" + NextId());
      *booking.mutable_leg() = leg;
      booking.mutable_leg()->set_quantity(std::max<std::int64_t>(1, leg.quantity()));
      booking.set_owner(request.owner());
      booking.set_owner_label(request.owner_label());
      *response->add_bookings() = booking;
    }
    for (const v1::Booking& booking : response->bookings()) bookings[booking.name()] = booking;
    return StatusOf(kOk);
  }

  template <class Map>
  google::rpc::Status Get(const Map& map, const std::string& name, Message* response) {
    const auto found = map.find(name);
    if (found == map.end()) return StatusOf(kNotFound);
    response->CopyFrom(found->second);
    return StatusOf(kOk);
  }

  int last_id_ = 0;
};

constexpr char kData[] = R"(
{"method": "DirectoryService.CreateAgency", "request": {"agencyId": "sngv", "agency": {"displayName": "Sở Ngoại vụ"}}}
{"method": "DelegationService.CreateDelegation", "as": "gb", "request": {"delegation": {"title": "Đoàn", "direction": "DIRECTION_INBOUND", "interval": {"startTime": "2017-02-08T09:30:00+07:00", "endTime": "2017-02-10T12:00:00+07:00"}, "participations": [{"agency": "agencies/sngv", "role": "ROLE_LEAD"}]}}}
{"method": "BookingService.Book", "request": {"owner": "${gb.name}", "legs": [{"resource": "resources/ko-1", "interval": {"startTime": "2017-02-08T14:00:00+07:00", "endTime": "2017-02-08T15:30:00+07:00"}}]}}
{"method": "LifecycleService.SubmitEvent", "request": {"name": "${gb.name}"}}
{"method": "DelegationService.RecordGift", "request": {"name": "${gb.name}", "gift": {"direction": "DIRECTION_GIVEN", "description": "Trà", "quantity": "1"}}}
{"method": "ResourceService.CreateStockMovement", "request": {"parent": "stockItems/tea", "stockMovement": {"kind": "KIND_RECEIPT", "quantity": "150", "effectiveTime": "2017-01-03T08:00:00+07:00"}}}
{"method": "ResourceService.CreateStockMovement", "request": {"parent": "stockItems/tea", "stockMovement": {"kind": "KIND_RECEIPT", "quantity": "150", "effectiveTime": "2017-01-03T08:00:00+07:00"}}}
)";

class LoaderTest : public ::testing::Test {
 protected:
  LoadCounts Load(const std::string& text = kData) {
    const auto records = ParseDataText("data.jsonl", text);
    EXPECT_TRUE(records.ok()) << records.status();
    EXPECT_TRUE(Loader::Check(*records).ok()) << Loader::Check(*records);
    refused_.clear();
    skipped_.clear();
    Loader loader(server_, {[this](const DataRecord& record, const google::rpc::Status&) {
                              refused_.push_back(record.where);
                            },
                            [this](const DataRecord& record, const std::string& why) {
                              skipped_.push_back(record.where + ": " + why);
                            },
                            [](size_t, size_t) {}});
    return loader.Load(*records);
  }

  FakeServer server_;
  std::vector<std::string> refused_;
  std::vector<std::string> skipped_;
};

TEST_F(LoaderTest, LoadsEverythingOnce) {
  const LoadCounts counts = Load();
  EXPECT_EQ(counts.created, 7);
  EXPECT_EQ(counts.unchanged, 0);
  EXPECT_EQ(server_.movements.size(), 2U) << "two equal records are two movements";
  EXPECT_EQ(server_.bookings.begin()->second.owner(), server_.delegations.begin()->first);
}

TEST_F(LoaderTest, ASecondLoadChangesNothingEvenAfterRequestIdsAreForgotten) {
  Load();
  server_.replays.clear();
  server_.writes.clear();
  const LoadCounts counts = Load();
  EXPECT_EQ(counts.created, 0);
  EXPECT_EQ(counts.unchanged, 7);
  EXPECT_THAT(server_.writes, IsEmpty());
}

TEST_F(LoaderTest, ALoadThatWasCutOffGoesOn) {
  server_.taken = "resources/ko-1";
  EXPECT_EQ(Load().refused, 1);
  server_.taken.clear();
  const LoadCounts counts = Load();
  EXPECT_EQ(counts.created, 1);
  EXPECT_EQ(counts.unchanged, 6);
}

TEST_F(LoaderTest, WhatWasDeletedSinceIsMadeAgainAlthoughTheServerReplays) {
  Load();
  for (auto& [name, delegation] : server_.delegations) {
    delegation.mutable_delete_time()->set_seconds(1);
  }
  server_.bookings.clear();
  const LoadCounts counts = Load();
  EXPECT_EQ(server_.delegations.size(), 2U);
  EXPECT_EQ(server_.bookings.size(), 1U);
  // Delegation, booking, approval and gift are new; the agency and the two movements were there.
  EXPECT_EQ(counts.created, 4);
  EXPECT_EQ(counts.unchanged, 3);
}

TEST_F(LoaderTest, GoesOnAfterARefusalAndSkipsWhatDependsOnIt) {
  server_.taken = "resources/ko-1";
  const LoadCounts counts = Load(R"(
{"method": "BookingService.Book", "as": "b", "request": {"legs": [{"resource": "resources/ko-1", "interval": {"startTime": "2017-02-08T14:00:00+07:00", "endTime": "2017-02-08T15:30:00+07:00"}}]}}
{"method": "BookingService.Book", "request": {"owner": "${b.bookings.0.name}", "legs": []}}
{"method": "DirectoryService.CreateAgency", "request": {"agencyId": "x", "agency": {"displayName": "X"}}}
)");
  EXPECT_EQ(counts.refused, 1);
  EXPECT_EQ(counts.skipped, 1);
  EXPECT_EQ(counts.created, 1);
  EXPECT_THAT(refused_, ElementsAre("data.jsonl:2"));
  EXPECT_THAT(skipped_, ElementsAre(HasSubstr("nothing is known as \"b\"")));
}

TEST_F(LoaderTest, RecordsThatAreNotTheRequestAreSkippedByLine) {
  const LoadCounts counts =
      Load(R"({"method": "DirectoryService.CreateAgency", "request": {"agencyIdd": "x"}})");
  EXPECT_EQ(counts.skipped, 1);
  EXPECT_THAT(skipped_, ElementsAre(HasSubstr("not a CreateAgencyRequest")));
}

TEST_F(LoaderTest, StopsWhenTheServerIsNotThere) {
  server_.down = true;
  EXPECT_THROW(Load(), ServerError);
}

TEST_F(LoaderTest, ChecksMethodsBeforeTheFirstCall) {
  const auto check = [](const std::string& method) {
    const auto records = ParseDataText("f", "{\"method\": \"" + method + "\"}");
    return std::string(Loader::Check(*records).message());
  };
  EXPECT_THAT(check("BookingService.Bok"), HasSubstr("f:1: there is no method"));
  EXPECT_THAT(check("BookingService.Release"), HasSubstr("cannot be loaded"));
  EXPECT_THAT(check("DirectoryService.DeleteAgency"), HasSubstr("cannot be loaded"));
  EXPECT_EQ(check("BookingService.Book"), "");
}

}  // namespace
}  // namespace letan::cli
