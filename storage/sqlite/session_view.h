// The world as the booking rules see it: everything, whoever asks. A handle says whether they may
// see the resource.
#ifndef LETAN_STORAGE_SQLITE_SESSION_VIEW_H_
#define LETAN_STORAGE_SQLITE_SESSION_VIEW_H_

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "services/core/booking/booking_view.h"
#include "storage/sqlite/booking_store.h"
#include "storage/sqlite/resource_store.h"
#include "storage/sqlite/session.h"

namespace letan::storage::sqlite {

// Lives for one judgement and remembers what it has looked up.
class SessionView : public booking::BookingView {
 public:
  static absl::StatusOr<std::unique_ptr<SessionView>> Make(Session& session);

  absl::StatusOr<const booking::ResourceProfile*> Profile(const std::string& resource) override;
  absl::StatusOr<std::vector<booking::Occupancy>> Overlapping(
      const std::string& resource, const booking::Interval& window) override;
  absl::StatusOr<std::vector<booking::Occupancy>> OfParty(const std::string& owner,
                                                          const std::string& group,
                                                          booking::Role role,
                                                          const booking::Interval& window) override;
  absl::StatusOr<booking::Occupancy> Find(const std::string& booking) override;
  absl::StatusOr<StockOutlook> Stock(const std::string& item, booking::Micros at,
                                     const std::vector<std::string>& without) override;
  const booking::TravelMatrix& Travel() override { return *travel_; }

  // NOT_FOUND: there is none. The pointer lives as long as the view.
  absl::StatusOr<const ResourceHandle*> Handle(const std::string& resource);
  // Null: not live. The pointer lives as long as the view.
  absl::StatusOr<const StoredBookingRow*> Booking(const std::string& name);

 private:
  SessionView(Session& session, std::shared_ptr<const booking::TravelMatrix> travel)
      : session_(session), travel_(std::move(travel)) {}

  Session& session_;
  std::shared_ptr<const booking::TravelMatrix> travel_;
  std::unordered_map<std::string, ResourceHandle> resources_;
  std::unordered_map<std::string, std::optional<StoredBookingRow>> bookings_;
};

}  // namespace letan::storage::sqlite

#endif  // LETAN_STORAGE_SQLITE_SESSION_VIEW_H_
