#include "letan/v1/batch_service.pb.h"
#include "tests/api/permission_rows.h"

namespace letan::testing {
namespace {

// Long after every event: free whatever is booked.
v1::BookingLeg FreeLeg() { return LegOf("resources/interpreter-en-1", 5000, 5001); }

}  // namespace

std::vector<Row> ItineraryRows() {
  const Clause administrator = {"A", 0, kStates};
  const Clause planner = {"P", 2, kOpen};
  return {
      {"ItineraryService.GetActivity",
       {{"ASUPVFDCRG", 0, kStates}},
       kStates,
       [](const Event& e) { return Named<v1::GetActivityRequest>(e.activity); }},
      {"ItineraryService.ListActivities",
       {{"ASUPVFDCRG", 0, kStates}},
       kStates,
       [](const Event& e) {
         auto request = std::make_unique<v1::ListActivitiesRequest>();
         request->set_parent(e.delegation);
         return request;
       }},
      {"ItineraryService.CreateActivity",
       {administrator, planner},
       kOpen,
       [](const Event& e) {
         auto request = std::make_unique<v1::CreateActivityRequest>();
         request->set_parent(e.delegation);
         request->mutable_activity()->set_title("another");
         *request->mutable_activity()->mutable_interval() = Span(5000, 5001);
         return request;
       }},
      {"ItineraryService.UpdateActivity",
       {administrator, planner},
       kOpen,
       [](const Event& e) {
         auto request = std::make_unique<v1::UpdateActivityRequest>();
         request->mutable_activity()->set_name(e.activity);
         request->mutable_activity()->set_title("another");
         request->mutable_update_mask()->add_paths("title");
         return request;
       }},
      {"ItineraryService.DeleteActivity",
       {administrator, planner},
       kOpen,
       [](const Event& e) { return Named<v1::DeleteActivityRequest>(e.activity); }},
      {"ItineraryService.MoveActivity",
       {administrator, planner},
       kOpen,
       [](const Event& e) {
         auto request = Named<v1::MoveActivityRequest>(e.activity);
         *request->mutable_interval() = Span(5000, 5001);
         return request;
       }},
      {"ItineraryService.BookActivity",
       {administrator, planner, {"D", 0, kStates}},
       kOpen,
       [](const Event& e) { return Named<v1::BookActivityRequest>(e.activity); }},
  };
}

std::vector<Row> BookingRows() {
  const Clause administrator = {"AD", 0, kStates};
  const Clause planner = {"P", 2, kOpen};
  return {
      {"BookingService.ListBookings",
       {{"ASUPVFDCR", 0, kStates}},
       kStates,
       [](const Event& e) {
         auto request = std::make_unique<v1::ListBookingsRequest>();
         request->set_owner(e.delegation);
         return request;
       }},
      {"BookingService.Book",
       {administrator, planner},
       kOpen,
       [](const Event& e) {
         auto request = std::make_unique<v1::BookRequest>();
         request->set_owner(e.delegation);
         *request->add_legs() = FreeLeg();
         return request;
       }},
      {"BookingService.Hold",
       {administrator, planner},
       kOpen,
       [](const Event& e) {
         auto request = std::make_unique<v1::HoldRequest>();
         request->set_owner(e.delegation);
         *request->add_legs() = FreeLeg();
         return request;
       }},
      {"BatchService.ExecuteBatch of Book",
       {administrator, planner},
       kOpen,
       [](const Event& e) {
         auto request = std::make_unique<v1::ExecuteBatchRequest>();
         v1::BookRequest book;
         book.set_owner(e.delegation);
         *book.add_legs() = FreeLeg();
         request->add_requests()->PackFrom(book);
         return request;
       }},
  };
}

std::vector<Row> BookedRows() {
  const Clause administrator = {"AD", 0, kStates};
  const Clause planner = {"P", 2, kOpen};
  return {
      {"BookingService.GetBooking",
       {{"ASUPVFDCR", 0, kStates}},
       kStates,
       [](const Event& e) { return Named<v1::GetBookingRequest>(e.booking); }},
      {"BookingService.Release",
       {administrator, planner},
       kStates,
       [](const Event& e) {
         auto request = std::make_unique<v1::ReleaseRequest>();
         request->add_names(e.booking);
         return request;
       }},
  };
}

}  // namespace letan::testing
