// The plain vocabulary of booking: what a resource promises, what occupies it, what is asked for.
//
// Pure data: no gRPC, no SQL, no protobuf. Instants are int64 microseconds since the Unix epoch,
// UTC. Intervals are half-open: [start, end). Local rules (working hours, nights, days) are judged
// in the resource's IANA time zone.
#ifndef LETAN_SERVICES_CORE_BOOKING_MODEL_H_
#define LETAN_SERVICES_CORE_BOOKING_MODEL_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace letan::booking {

using Micros = std::int64_t;

inline constexpr Micros kSecond = 1'000'000;
inline constexpr Micros kMinute = 60 * kSecond;
inline constexpr Micros kHour = 60 * kMinute;
inline constexpr Micros kDay = 24 * kHour;

struct Interval {
  Micros start = 0;
  Micros end = 0;

  Micros length() const { return end - start; }
  bool empty() const { return start >= end; }
  bool Overlaps(const Interval& other) const { return start < other.end && other.start < end; }
  bool Contains(const Interval& other) const { return start <= other.start && other.end <= end; }
  friend bool operator==(const Interval&, const Interval&) = default;
};

// How much of a resource may be promised at once.
enum class CapacityModel {
  kExclusive = 1,   // one booking at a time: a person, a vehicle, a meeting room
  kShared = 2,      // `capacity` units at any instant: seats of a hall, rooms of a hotel block
  kConsumable = 3,  // stock that is gone once booked: from the booking's start for ever
  kReturnable = 4,  // stock that comes back: between the booking's start and end
};

// What the resource is, as far as a rule asks for it.
enum class Role {
  kOther = 0,
  kVehicle = 1,  // needs a driver for the same time (rule kDriverRequired)
  kDriver = 2,
};

// A span of the local week, in minutes from Monday 00:00, half-open, 0 <= first < last <= 10080.
struct WeeklySpan {
  int first_minute = 0;
  int last_minute = 0;
  friend bool operator==(const WeeklySpan&, const WeeklySpan&) = default;
};

struct Blackout {
  Interval interval;
  std::string reason;
  friend bool operator==(const Blackout&, const Blackout&) = default;
};

// A change of supply of a stock item (goods received, written off, issued) at an instant.
struct SupplyStep {
  Micros at = 0;
  std::int64_t delta = 0;
  friend bool operator==(const SupplyStep&, const SupplyStep&) = default;
};

// What the rules need to know of one resource or stock item.
struct ResourceProfile {
  std::string name;  // "resources/..." or "stockItems/..."
  Role role = Role::kOther;
  CapacityModel model = CapacityModel::kExclusive;
  bool active = true;         // false: deleted or out of service; nothing new fits
  std::int64_t capacity = 1;  // kShared: units at once; otherwise unused
  bool by_night = false;      // kShared: units are nights, counted from local noon to local noon
  std::int64_t seats = 0;     // largest party that fits; 0: no limit
  Micros buffer_before = 0;   // preparation before a booking
  Micros buffer_after = 0;    // clearing after a booking
  std::string home_place;     // "places/..."; empty: the resource has no home
  std::string time_zone = "Asia/Ho_Chi_Minh";
  std::vector<WeeklySpan> working_hours;   // sorted, disjoint; empty: always
  std::vector<Blackout> blackouts;         // sorted by start
  std::vector<std::string> override_list;  // authorities that may set hours and blackouts aside
  friend bool operator==(const ResourceProfile&, const ResourceProfile&) = default;
};

// A live booking or hold, as the rules see it.
struct Occupancy {
  std::string booking;  // "bookings/..."
  std::string resource;
  Interval interval;
  std::int64_t quantity = 1;
  std::string place;  // where it takes place; empty: not said, then no travel is reckoned
  std::string owner;  // entity the booking serves, "delegations/..."; may be empty
  std::string group;  // bookings made in one call share a group
  // Working hours and blackouts were set aside when it was booked: they are not held against it.
  bool override_granted = false;
  std::int64_t party_size = 0;  // people to be carried or seated; 0: not said
  bool held = false;            // a hold, which may lapse
  friend bool operator==(const Occupancy&, const Occupancy&) = default;
};

// One thing asked for.
struct Leg {
  std::string booking;  // the booking's name: a new one, or an existing one that this leg moves
  std::string resource;
  Interval interval;
  std::int64_t quantity = 1;
  std::string place;
  std::int64_t party_size = 0;     // people to be carried or seated; 0: not said
  std::string override_authority;  // who sets working hours or blackouts aside ...
  std::string override_reason;     // ... and why; both or neither
  bool held = false;               // it makes, or leaves, a hold, which may lapse
};

// Bookings that end and bookings that begin, judged together: all or nothing.
// A booking named in `put` that exists already is moved: its old interval does not count, and it
// keeps the owner and the group that it has.
struct ChangeSet {
  std::string owner;
  std::string group;
  std::vector<std::string> release;
  std::vector<Leg> put;
};

enum class Rule {
  kOverlap = 1,         // exclusive resource taken at that time
  kCapacity = 2,        // more units than the resource has at some instant or night
  kStock = 3,           // stock would fall below zero at some moment
  kBuffer = 4,          // preparation or clearing time of a neighbouring booking
  kTravelTime = 5,      // cannot be reached from, or in time for, a neighbouring booking
  kWorkingHours = 6,    // outside the resource's hours, trips from and to its home included
  kBlackout = 7,        // the resource is closed
  kDriverRequired = 8,  // a vehicle without a driver of the same owner for the whole time; to a
                        // confirmed vehicle a driver who is only held does not count
  kPartyTooLarge = 9,   // more people than seats
  kInactive = 10,       // deleted or out of service
};

struct Violation {
  Rule rule = Rule::kOverlap;
  // Names of live bookings it clashes with, by start. kStock of a consumable names the first ten.
  // kDriverRequired: vehicle bookings that want the same driver.
  std::vector<std::string> blocking;
  std::vector<int> blocking_legs;  // indices in ChangeSet::put it clashes with
  std::int64_t available = 0;      // kCapacity, kStock: units left; kPartyTooLarge: seats
  Micros needed_gap = 0;           // kBuffer, kTravelTime: the gap that the rule asks for
  std::string detail;              // kBlackout: its reason; kWorkingHours: the hours that day
};

struct LegVerdict {
  std::vector<Violation> violations;  // empty: fits
  // Same length, same resource, nearest to what was asked (the later of two as near), the other
  // legs staying where they are; drivers are not considered. Absent when the leg fits, when no
  // other time would help (kInactive, kPartyTooLarge, only kDriverRequired, more units than the
  // capacity) and when nothing fits within the horizon.
  std::optional<Interval> nearest_fit;
};

struct Verdict {
  std::vector<LegVerdict> legs;  // one for each leg of `put`, in order
  // A release that is refused: a driver's booking whose vehicle would stay without one.
  struct ReleaseRefusal {
    std::string booking;
    std::vector<std::string> vehicles;  // vehicle bookings that need it
  };
  std::vector<ReleaseRefusal> releases;

  bool fits() const {
    if (!releases.empty()) return false;
    for (const LegVerdict& leg : legs) {
      if (!leg.violations.empty()) return false;
    }
    return true;
  }
};

}  // namespace letan::booking

#endif  // LETAN_SERVICES_CORE_BOOKING_MODEL_H_
