#include "storage/sqlite/session_view.h"

#include <limits>
#include <utility>

#include "storage/sqlite/stock_store.h"
#include "storage/sqlite/travel_store.h"

namespace letan::storage::sqlite {

absl::StatusOr<std::unique_ptr<SessionView>> SessionView::Make(Session& session) {
  auto travel = MatrixOf(session);
  if (!travel.ok()) return travel.status();
  return std::unique_ptr<SessionView>(new SessionView(session, *std::move(travel)));
}

absl::StatusOr<const ResourceHandle*> SessionView::Handle(const std::string& resource) {
  const auto known = resources_.find(resource);
  if (known != resources_.end()) return &known->second;
  auto found = FindResourceHandle(session_, resource);
  if (!found.ok()) return found.status();
  if (!found->has_value()) return absl::NotFoundError("there is no " + resource);
  return &resources_.emplace(resource, **std::move(found)).first->second;
}

absl::StatusOr<const StoredBookingRow*> SessionView::Booking(const std::string& name) {
  auto known = bookings_.find(name);
  if (known == bookings_.end()) {
    auto found = FindLiveBooking(session_, name);
    if (!found.ok()) return found.status();
    known = bookings_.emplace(name, *std::move(found)).first;
  }
  return known->second.has_value() ? &*known->second : nullptr;
}

absl::StatusOr<const booking::ResourceProfile*> SessionView::Profile(const std::string& resource) {
  const auto handle = Handle(resource);
  if (!handle.ok()) return handle.status();
  return &(*handle)->row->profile;
}

absl::StatusOr<std::vector<booking::Occupancy>> SessionView::Overlapping(
    const std::string& resource, const booking::Interval& window) {
  const auto handle = Handle(resource);
  if (!handle.ok()) return handle.status();
  booking::Interval reach = window;
  // What is consumed is gone for ever, so it meets every later window.
  const bool for_ever = (*handle)->row->profile.model == booking::CapacityModel::kConsumable;
  if (for_ever && !window.empty()) reach.start = std::numeric_limits<booking::Micros>::min();
  return OverlappingBookings(session_, (*handle)->id, resource, (*handle)->longest, reach);
}

absl::StatusOr<std::vector<booking::Occupancy>> SessionView::OfParty(
    const std::string& owner, const std::string& group, booking::Role role,
    const booking::Interval& window) {
  return BookingsOfParty(session_, owner, group, role, window);
}

absl::StatusOr<booking::Occupancy> SessionView::Find(const std::string& booking) {
  const auto found = Booking(booking);
  if (!found.ok()) return found.status();
  if (*found == nullptr) return absl::NotFoundError("there is no " + booking);
  return (*found)->row.occupancy;
}

absl::StatusOr<booking::BookingView::StockOutlook> SessionView::Stock(
    const std::string& item, booking::Micros at, const std::vector<std::string>& without) {
  const auto handle = Handle(item);
  if (!handle.ok()) return handle.status();
  return OutlookOf(session_, (*handle)->id, (*handle)->row->profile.model, at, without);
}

}  // namespace letan::storage::sqlite
