// Makers of the small world in which the conformance cases take place: a week from Monday,
// 6 February 2017, in Thái Nguyên.
#ifndef LETAN_TESTS_CONFORMANCE_ROWS_H_
#define LETAN_TESTS_CONFORMANCE_ROWS_H_

#include <string>
#include <vector>

#include "storage/booking_table.h"
#include "storage/entity_table.h"

namespace letan::storage::conformance {

using booking::Blackout;
using booking::CapacityModel;
using booking::kDay;
using booking::kHour;
using booking::kMinute;
using booking::Leg;
using booking::ResourceProfile;
using booking::Role;
using booking::Rule;

// Monday 00:00 in Asia/Ho_Chi_Minh, which is UTC+7 all year.
inline constexpr Micros kMonday = 1'486'314'000'000'000;

// Local time of the week; day 0 is Monday.
constexpr Micros At(int day, int hour, int minute = 0) {
  return kMonday + day * kDay + hour * kHour + minute * kMinute;
}
// From hour to hour of Monday, in whole hours.
constexpr Interval Hours(int from, int to) { return {At(0, from), At(0, to)}; }

EntityRow Entity(const std::string& kind, const std::string& id, Micros now);
// The row after an update at `now`: version and update_time follow.
EntityRow Updated(EntityRow row, Micros now);

ResourceRow Resource(const std::string& id, CapacityModel model = CapacityModel::kExclusive);
ResourceRow Stock(const std::string& id, CapacityModel model = CapacityModel::kConsumable);
// "resources/ID" and so on.
std::string ResourceName(const std::string& id);
std::string StockName(const std::string& id);
std::string BookingName(const std::string& id);

Leg MakeLeg(const std::string& id, const ResourceRow& resource, const Interval& interval,
            std::int64_t quantity = 1);
Leg LegAt(const std::string& place, Leg leg);

// Confirmed, of the owner, each leg new or existing.
BookingChange Change(const std::vector<Leg>& legs, const std::string& owner = "delegations/a");
BookingChange Hold(const std::vector<Leg>& legs, Micros expire_time,
                   const std::string& owner = "delegations/a");
BookingChange Release(const std::vector<std::string>& ids,
                      const std::string& owner = "delegations/a");

MovementRow Movement(const std::string& id, const ResourceRow& item, std::int64_t delta, Micros at,
                     Micros now);

Viewer PublicViewer(const std::string& subject = "anonymous");
Viewer InternalViewer(const std::string& subject = "users/desk");

// Field by field, override_granted left out: it is an engine's own affair.
std::string Text(const BookingRow& row);
std::string Text(const EntityRow& row);
std::string Text(const ResourceRow& row);
std::string Text(const MovementRow& row);

}  // namespace letan::storage::conformance

#endif  // LETAN_TESTS_CONFORMANCE_ROWS_H_
