#include "clients/cli/existing.h"

#include <google/protobuf/util/message_differencer.h>

#include <algorithm>
#include <cctype>
#include <optional>
#include <vector>

#include "clients/cli/exit.h"
#include "clients/cli/kinds.h"
#include "clients/cli/method_index.h"
#include "letan/v1/booking_service.pb.h"
#include "letan/v1/delegation_service.pb.h"
#include "letan/v1/festival_service.pb.h"
#include "letan/v1/itinerary_service.pb.h"
#include "letan/v1/lifecycle_service.pb.h"
#include "letan/v1/resource_service.pb.h"

namespace letan::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;
using google::protobuf::util::MessageDifferencer;

// "submit" of SubmitEvent, "give-opinion" of GiveOpinion: as histories name it. Empty for others.
std::string VerbOf(const MethodDescriptor& method) {
  if (method.service()->name() != "LifecycleService") return "";
  if (method.name() == "GiveOpinion") return "give-opinion";
  const std::size_t event = method.name().rfind("Event");
  if (event == std::string::npos || event + 5 != method.name().size()) return "";
  std::string verb = method.name().substr(0, event);
  verb[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(verb[0])));
  return verb;
}

// The field that holds a chosen id, "agency_id"; null if the method's ids are the server's.
const FieldDescriptor* IdField(const MethodDescriptor& method) {
  const auto* type = method.input_type();
  for (int i = 0; i < type->field_count(); ++i) {
    const std::string& name = type->field(i)->name();
    const bool is_id = name.size() > 3 && name.compare(name.size() - 3, 3, "_id") == 0;
    if (is_id && name != "request_id") return type->field(i);
  }
  return nullptr;
}

bool SameField(const Message& a, const Message& b, const char* field) {
  MessageDifferencer differencer;
  const auto* descriptor = a.GetDescriptor()->FindFieldByName(field);
  return differencer.CompareWithFields(a, b, {descriptor}, {descriptor});
}

// The first of `entities` that equals `wanted` in `fields` and is not claimed yet.
template <class List, class Entity, class Claimer>
bool TakeMatch(const List& entities, const Entity& wanted, const std::vector<const char*>& fields,
               Claimer claim, Message* response) {
  for (const Entity& entity : entities) {
    const bool same = std::all_of(fields.begin(), fields.end(), [&](const char* field) {
      return SameField(entity, wanted, field);
    });
    if (!same || !claim(entity.name())) continue;
    response->CopyFrom(entity);
    return true;
  }
  return false;
}

bool SameLeg(const v1::BookingLeg& a, const v1::BookingLeg& b) {
  return a.resource() == b.resource() && a.place() == b.place() &&
         std::max<std::int64_t>(1, a.quantity()) == std::max<std::int64_t>(1, b.quantity()) &&
         MessageDifferencer::Equals(a.interval(), b.interval());
}

// Every field that `wanted` sets is so in `have`; what the server adds does not count.
bool SetFieldsEqual(const Message& wanted, const Message& have) {
  std::vector<const FieldDescriptor*> fields;
  wanted.GetReflection()->ListFields(wanted, &fields);
  return std::all_of(fields.begin(), fields.end(), [&](const FieldDescriptor* field) {
    return SameField(wanted, have, field->name().c_str());
  });
}

// A name for an entry of the gift register, which has none.
std::string GiftEntry(const v1::Delegation& delegation, int index) {
  return delegation.name() + "#gift" + std::to_string(index);
}

// And one for an entry of an event's history.
std::string ActEntry(const v1::EventStatus& status, int index) {
  return status.name() + "#act" + std::to_string(index);
}

}  // namespace

bool ExistingFinder::CanLoad(const MethodDescriptor& method) {
  static const std::set<std::string> kOthers = {
      "CreateDelegation", "CreateActivity", "CreateStockMovement", "Book",
      "RecordGift",       "BookActivity",   "CreateEdition"};
  return (method.name().rfind("Create", 0) == 0 && IdField(method) != nullptr) ||
         kOthers.contains(method.name()) || !VerbOf(method).empty();
}

bool ExistingFinder::Find(const MethodDescriptor& method, const Message& request,
                          Message* response) {
  if (IdField(method) != nullptr) return FindNamed(method, request, response);
  if (method.name() == "Book") return FindBookings(request, response);
  if (method.name() == "RecordGift") return FindGift(request, response);
  if (method.name() == "BookActivity") return false;
  if (method.name() == "CreateEdition") return FindEdition(request, response);
  if (!VerbOf(method).empty()) return FindAct(method, request, response);
  return FindListed(method, request, response);
}

bool ExistingFinder::FindNamed(const MethodDescriptor& method, const Message& request,
                               Message* response) {
  const std::string id = request.GetReflection()->GetString(request, IdField(method));
  const std::string get = method.service()->name() + ".Get" + method.name().substr(6);
  const Kind* kind = KindOfGet(get);
  if (id.empty() || kind == nullptr) return false;
  const auto read = NewMessage(*ValueOrUsage(FindMethod(get))->input_type());
  const auto* name = read->GetDescriptor()->FindFieldByName("name");
  read->GetReflection()->SetString(read.get(), name, kind->collection + "/" + id);
  return Read(get, *read, response);
}

bool ExistingFinder::FindListed(const MethodDescriptor& method, const Message& request,
                                Message* response) {
  const auto claim = [this](const std::string& name) { return Take(name); };
  if (method.name() == "CreateDelegation") {
    const auto& wanted = dynamic_cast<const v1::CreateDelegationRequest&>(request).delegation();
    v1::ListDelegationsRequest list;
    *list.mutable_interval() = wanted.interval();
    v1::ListDelegationsResponse listed;
    return ReadAll("DelegationService.ListDelegations", list, &listed) &&
           TakeMatch(listed.delegations(), wanted, {"title", "direction", "interval"}, claim,
                     response);
  }
  if (method.name() == "CreateActivity") {
    const auto& create = dynamic_cast<const v1::CreateActivityRequest&>(request);
    v1::ListActivitiesRequest list;
    list.set_parent(create.parent());
    v1::ListActivitiesResponse listed;
    return ReadAll("ItineraryService.ListActivities", list, &listed) &&
           TakeMatch(listed.activities(), create.activity(), {"title", "interval", "place"}, claim,
                     response);
  }
  const auto& create = dynamic_cast<const v1::CreateStockMovementRequest&>(request);
  v1::ListStockMovementsRequest list;
  list.set_parent(create.parent());
  v1::ListStockMovementsResponse listed;
  std::vector<const char*> fields = {"kind", "quantity", "reason"};
  if (create.stock_movement().has_effective_time()) fields.push_back("effective_time");
  return ReadAll("ResourceService.ListStockMovements", list, &listed) &&
         TakeMatch(listed.stock_movements(), create.stock_movement(), fields, claim, response);
}

bool ExistingFinder::FindBookings(const Message& request, Message* response) {
  const auto& book = dynamic_cast<const v1::BookRequest&>(request);
  v1::BookResponse found;
  for (const v1::BookingLeg& leg : book.legs()) {
    v1::ListBookingsRequest list;
    list.set_resource(leg.resource());
    list.set_owner(book.owner());
    *list.mutable_interval() = leg.interval();
    v1::ListBookingsResponse listed;
    if (!ReadAll("BookingService.ListBookings", list, &listed)) return false;
    const auto same = std::find_if(
        listed.bookings().begin(), listed.bookings().end(), [&](const v1::Booking& booking) {
          return SameLeg(booking.leg(), leg) && booking.owner() == book.owner() &&
                 booking.owner_label() == book.owner_label() &&
                 booking.activity() == book.activity() && !claimed_.contains(booking.name());
        });
    if (same == listed.bookings().end()) return false;
    *found.add_bookings() = *same;
  }
  for (const v1::Booking& booking : found.bookings()) Take(booking.name());
  response->CopyFrom(found);
  return true;
}

bool ExistingFinder::FindAct(const MethodDescriptor& method, const Message& request,
                             Message* response) {
  const auto text = [&](const char* field) {
    const auto* found = request.GetDescriptor()->FindFieldByName(field);
    return found == nullptr ? "" : request.GetReflection()->GetString(request, found);
  };
  v1::GetEventStatusRequest get;
  get.set_name(text("name"));
  v1::EventStatus status;
  if (!Read("LifecycleService.GetEventStatus", get, &status)) return false;
  for (int i = 0; i < status.process().timeline_size(); ++i) {
    const v1::Process::Entry& entry = status.process().timeline(i);
    const bool same =
        entry.verb() == VerbOf(method) && (text("step").empty() || text("step") == entry.step());
    if (!same || !Take(ActEntry(status, i))) continue;
    response->CopyFrom(status);
    return true;
  }
  return false;
}

bool ExistingFinder::FindEdition(const Message& request, Message* response) {
  const auto& create = dynamic_cast<const v1::CreateEditionRequest&>(request);
  v1::QueryEditionsRequest query;
  query.set_name(create.name());
  query.set_from_year(create.year());
  query.set_to_year(create.year());
  v1::QueryEditionsResponse found;
  if (!Read("FestivalService.QueryEditions", query, &found)) return false;
  for (const auto& edition : found.editions()) {
    if (edition.leap_month() != create.leap_month() || edition.festival().empty()) continue;
    v1::GetFestivalRequest get;
    get.set_name(edition.festival());
    return Read("FestivalService.GetFestival", get, response);
  }
  return false;
}

bool ExistingFinder::FindGift(const Message& request, Message* response) {
  const auto& record = dynamic_cast<const v1::RecordGiftRequest&>(request);
  v1::GetDelegationRequest get;
  get.set_name(record.name());
  v1::Delegation delegation;
  if (!Read("DelegationService.GetDelegation", get, &delegation)) return false;
  for (int i = 0; i < delegation.gifts_size(); ++i) {
    if (!SetFieldsEqual(record.gift(), delegation.gifts(i))) continue;
    if (!Take(GiftEntry(delegation, i))) continue;
    response->CopyFrom(delegation);
    return true;
  }
  return false;
}

int ExistingFinder::BookingsBefore(const MethodDescriptor& method, const Message& request) {
  const auto* book = dynamic_cast<const v1::BookActivityRequest*>(&request);
  if (method.name() != "BookActivity" || book == nullptr) return -1;
  v1::ListBookingsRequest list;
  list.set_activity(book->name());
  v1::ListBookingsResponse listed;
  return ReadAll("BookingService.ListBookings", list, &listed) ? listed.bookings_size() : 0;
}

void ExistingFinder::Claim(const Message& response) {
  if (const auto* booked = dynamic_cast<const v1::BookResponse*>(&response)) {
    for (const v1::Booking& booking : booked->bookings()) Take(booking.name());
    return;
  }
  if (const auto* status = dynamic_cast<const v1::EventStatus*>(&response)) {
    Take(ActEntry(*status, status->process().timeline_size() - 1));
    return;
  }
  const auto* name = response.GetDescriptor()->FindFieldByName("name");
  if (name != nullptr) Take(response.GetReflection()->GetString(response, name));
  if (const auto* delegation = dynamic_cast<const v1::Delegation*>(&response)) {
    Take(GiftEntry(*delegation, delegation->gifts_size() - 1));
  }
}

bool ExistingFinder::IsLive(const Message& response) {
  if (const auto* booked = dynamic_cast<const v1::BookResponse*>(&response)) {
    v1::GetBookingRequest get;
    v1::Booking booking;
    return std::all_of(booked->bookings().begin(), booked->bookings().end(),
                       [&](const v1::Booking& each) {
                         get.set_name(each.name());
                         return Read("BookingService.GetBooking", get, &booking);
                       });
  }
  const bool deletable = dynamic_cast<const v1::Delegation*>(&response) != nullptr ||
                         dynamic_cast<const v1::Activity*>(&response) != nullptr;
  if (!deletable) return true;
  const auto& reflection = *response.GetReflection();
  const auto* descriptor = response.GetDescriptor();
  const std::string name = reflection.GetString(response, descriptor->FindFieldByName("name"));
  const std::string get = KindOfName(name)->get;
  const auto read = NewMessage(*ValueOrUsage(FindMethod(get))->input_type());
  read->GetReflection()->SetString(read.get(), read->GetDescriptor()->FindFieldByName("name"),
                                   name);
  const std::unique_ptr<Message> now(response.New());
  return Read(get, *read, now.get()) &&
         !reflection.HasField(*now, descriptor->FindFieldByName("delete_time"));
}

bool ExistingFinder::Read(const std::string& method, const Message& request, Message* response) {
  const auto* descriptor = ValueOrUsage(FindMethod(method));
  google::rpc::Status status = caller_.Call(*descriptor, request, response);
  if (status.code() == kNotFound) return false;
  if (status.code() != kOk) throw ServerError(std::move(status));
  return true;
}

bool ExistingFinder::ReadAll(const std::string& method, const Message& request, Message* response) {
  const auto* descriptor = ValueOrUsage(FindMethod(method));
  google::rpc::Status status = CallAllPages(caller_, *descriptor, request, response);
  if (status.code() == kNotFound) return false;
  if (status.code() != kOk) throw ServerError(std::move(status));
  return true;
}

}  // namespace letan::cli
