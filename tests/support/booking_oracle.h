// The booking rules once more, told naively: time is a row of half-hour slots, and every question
// is answered by looking at each slot and each booking.
#ifndef LETAN_TESTS_SUPPORT_BOOKING_ORACLE_H_
#define LETAN_TESTS_SUPPORT_BOOKING_ORACLE_H_

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "services/core/booking/judge.h"
#include "services/core/booking/model.h"
#include "tests/support/vector_booking_view.h"

namespace letan::booking {

// Slot 0 begins on Monday 2017-02-06 at 00:00 in Viet Nam (UTC+7, no change of clocks).
inline constexpr Micros kSlot = 30 * kMinute;
inline constexpr Micros kSlotZero = 1'486'314'000 * kSecond;
inline constexpr int kSlotsOfDay = 48;
inline constexpr int kLastSlot = 6 * kSlotsOfDay;  // nothing happens from here on

inline int SlotOf(Micros at) { return static_cast<int>((at - kSlotZero) / kSlot); }
inline Micros AtSlot(int slot) { return kSlotZero + slot * kSlot; }
inline int FloorDiv(int a, int b) { return a / b - (a % b < 0 ? 1 : 0); }

// A booking or a leg.
struct Piece {
  std::string name;
  int leg = -1;
  std::string resource;
  int first = 0;  // slots, half-open
  int last = 0;
  std::int64_t quantity = 1;
  std::string place;
  std::string owner;
  std::string group;
  std::int64_t party_size = 0;
  bool set_aside = false;
  bool held = false;
};

// Which bookings count: what is held may lapse.
enum class Whom { kAll, kConfirmed };

class BookingOracle {
 public:
  explicit BookingOracle(VectorBookingView& view) : view_(view) {}

  // What would stand after `change`: live bookings in the order of their starts, then the legs.
  std::vector<Piece> After(const ChangeSet& change) const {
    std::vector<Piece> pieces;
    for (const Occupancy& live : view_.bookings) {
      if (!IsGone(change, live.booking)) pieces.push_back(PieceOf(live));
    }
    std::sort(pieces.begin(), pieces.end(), [](const Piece& a, const Piece& b) {
      return a.first != b.first ? a.first < b.first : a.name < b.name;
    });
    for (int i = 0; i < static_cast<int>(change.put.size()); ++i) {
      pieces.push_back(PieceOf(change, i));
    }
    return pieces;
  }

  Piece PieceOf(const ChangeSet& change, int index) const {
    const Leg& leg = change.put[index];
    const auto& list = view_.profiles.at(leg.resource).override_list;
    const bool listed = std::find(list.begin(), list.end(), leg.override_authority) != list.end();
    const auto moved =
        std::find_if(view_.bookings.begin(), view_.bookings.end(),
                     [&](const Occupancy& live) { return live.booking == leg.booking; });
    const bool is_new = moved == view_.bookings.end();
    return {leg.booking,
            index,
            leg.resource,
            SlotOf(leg.interval.start),
            SlotOf(leg.interval.end),
            leg.quantity,
            leg.place,
            is_new ? change.owner : moved->owner,
            is_new ? change.group : moved->group,
            leg.party_size,
            listed && !leg.override_reason.empty(),
            leg.held};
  }

  Piece PieceOf(const Occupancy& live) const {
    return {live.booking,
            -1,
            live.resource,
            SlotOf(live.interval.start),
            SlotOf(live.interval.end),
            live.quantity,
            live.place,
            live.owner,
            live.group,
            live.party_size,
            live.override_granted,
            live.held};
  }

  // The violations of `self` among `pieces`, without the rule of drivers.
  std::vector<Violation> Check(const Piece& self, const std::vector<Piece>& pieces) const {
    const ResourceProfile& profile = view_.profiles.at(self.resource);
    std::vector<Piece> others;
    for (const Piece& piece : pieces) {
      const bool same = piece.leg == self.leg && piece.name == self.name;
      if (piece.resource == self.resource && !same) others.push_back(piece);
    }
    std::vector<Violation> found;
    if (!profile.active) found.push_back({.rule = Rule::kInactive});
    if (profile.seats > 0 && self.party_size > profile.seats) {
      found.push_back({.rule = Rule::kPartyTooLarge, .available = profile.seats});
    }
    if (profile.model == CapacityModel::kExclusive) {
      CheckExclusive(profile, self, others, &found);
    } else {
      CheckUnits(profile, self, others, &found);
    }
    if (!self.set_aside) CheckHours(profile, self, others, &found);
    return found;
  }

  // The slots of [first, last) in which a party has fewer drivers than vehicles.
  std::set<int> Driverless(const std::vector<Piece>& pieces, const std::string& party, int first,
                           int last, Whom whom) const {
    std::set<int> slots;
    for (int t = first; t < last; ++t) {
      if (CountAt(pieces, party, Role::kDriver, t, whom) <
          CountAt(pieces, party, Role::kVehicle, t, whom)) {
        slots.insert(t);
      }
    }
    return slots;
  }

  int CountAt(const std::vector<Piece>& pieces, const std::string& party, Role role, int t,
              Whom whom) const {
    return static_cast<int>(std::count_if(pieces.begin(), pieces.end(), [&](const Piece& piece) {
      if (whom == Whom::kConfirmed && piece.held) return false;
      return PartyOf(piece) == party && RoleOf(piece) == role && piece.first <= t && t < piece.last;
    }));
  }

  Role RoleOf(const Piece& piece) const { return view_.profiles.at(piece.resource).role; }

  // Live bookings that serve nobody have no party, legs of a change that does have that change.
  static std::string PartyOf(const Piece& piece) {
    if (!piece.owner.empty()) return "owner " + piece.owner;
    if (!piece.group.empty()) return "group " + piece.group;
    return piece.leg >= 0 ? "change" : "booking " + piece.name;
  }

  // What has come in by then, less what was written off.
  std::int64_t Supply(const std::string& item, int t) const {
    std::int64_t level = 0;
    for (const SupplyStep& step : view_.movements[item]) {
      if (SlotOf(step.at) <= t) level += step.delta;
    }
    return level;
  }

  // The level of a stock item at a slot, given who takes of it.
  std::int64_t StockAt(const std::string& item, const std::vector<Piece>& takers, int t) const {
    std::int64_t level = Supply(item, t);
    for (const Piece& taker : takers) {
      if (taker.resource == item && Takes(taker, t)) level -= taker.quantity;
    }
    return level;
  }

  bool Takes(const Piece& piece, int t) const {
    const bool endless = view_.profiles.at(piece.resource).model == CapacityModel::kConsumable;
    return piece.first <= t && (endless || t < piece.last);
  }

  static bool IsGone(const ChangeSet& change, const std::string& name) {
    return std::find(change.release.begin(), change.release.end(), name) != change.release.end() ||
           std::any_of(change.put.begin(), change.put.end(),
                       [&](const Leg& leg) { return leg.booking == name; });
  }

  static void Name(const Piece& piece, Violation* violation) {
    if (piece.leg >= 0) {
      violation->blocking_legs.push_back(piece.leg);
    } else {
      violation->blocking.push_back(piece.name);
    }
  }

 private:
  void CheckExclusive(const ResourceProfile& profile, const Piece& self,
                      const std::vector<Piece>& others, std::vector<Violation>* found) const {
    const Micros buffers = profile.buffer_after + profile.buffer_before;
    std::map<Rule, Violation> by_rule;
    for (const Piece& other : others) {
      Rule rule = Rule::kOverlap;
      Micros needed = 0;
      if (std::max(self.first, other.first) >= std::min(self.last, other.last)) {
        const bool before = other.last <= self.first;
        const int gap = before ? self.first - other.last : other.first - self.last;
        const Micros journey = before ? Journey(other, self, others) : Journey(self, other, others);
        needed = std::max(buffers, journey);
        if (gap * kSlot >= needed) continue;
        rule = journey > buffers ? Rule::kTravelTime : Rule::kBuffer;
      }
      Violation& violation = by_rule[rule];
      violation.rule = rule;
      violation.needed_gap = std::max(violation.needed_gap, needed);
      Name(other, &violation);
    }
    for (const auto& [rule, violation] : by_rule) found->push_back(violation);
  }

  // Zero if somebody who says a place comes between.
  Micros Journey(const Piece& from, const Piece& to, const std::vector<Piece>& others) const {
    for (const Piece& other : others) {
      if (!other.place.empty() && from.last <= other.first && other.last <= to.first) return 0;
    }
    return view_.travel.Between(from.place, to.place);
  }

  // The units of time in which a piece takes of the resource: slots, or nights.
  std::set<int> TimesOf(const ResourceProfile& profile, const Piece& piece) const {
    std::set<int> times;
    const bool nights = profile.model == CapacityModel::kShared && profile.by_night;
    for (int t = piece.first; t < kLastSlot && Takes(piece, t); ++t) {
      times.insert(nights ? FloorDiv(t - kSlotsOfDay / 2, kSlotsOfDay) : t);
    }
    return times;
  }

  void CheckUnits(const ResourceProfile& profile, const Piece& self,
                  const std::vector<Piece>& others, std::vector<Violation>* found) const {
    const bool shared = profile.model == CapacityModel::kShared;
    Violation violation{.rule = shared ? Rule::kCapacity : Rule::kStock};
    std::vector<std::set<int>> times;
    for (const Piece& other : others) times.push_back(TimesOf(profile, other));
    std::int64_t lowest = INT64_MAX;
    std::set<int> tight;
    for (const int time : TimesOf(profile, self)) {
      std::int64_t left = shared ? profile.capacity : Supply(profile.name, time);
      for (std::size_t i = 0; i < others.size(); ++i) {
        if (times[i].contains(time)) left -= others[i].quantity;
      }
      lowest = std::min(lowest, left);
      if (left < self.quantity) tight.insert(time);
    }
    if (tight.empty()) return;
    violation.available = std::max<std::int64_t>(lowest, 0);
    for (std::size_t i = 0; i < others.size(); ++i) {
      if (std::any_of(tight.begin(), tight.end(), [&](int t) { return times[i].contains(t); })) {
        Name(others[i], &violation);
      }
    }
    if (profile.model == CapacityModel::kConsumable && violation.blocking.size() > 10) {
      violation.blocking.resize(10);
    }
    found->push_back(violation);
  }

  void CheckHours(const ResourceProfile& profile, const Piece& self,
                  const std::vector<Piece>& others, std::vector<Violation>* found) const {
    int first = self.first;
    int last = self.last;
    if (profile.model == CapacityModel::kExclusive && !profile.home_place.empty()) {
      const int midnight = FloorDiv(self.first, kSlotsOfDay) * kSlotsOfDay;
      const int next = (FloorDiv(self.last - 1, kSlotsOfDay) + 1) * kSlotsOfDay;
      const Micros out = view_.travel.Between(profile.home_place, self.place);
      const Micros back = view_.travel.Between(self.place, profile.home_place);
      if (!Busy(others, midnight, self.first)) first -= static_cast<int>(out / kSlot);
      if (!Busy(others, self.last, next)) last += static_cast<int>(back / kSlot);
    }
    const bool stock =
        profile.model == CapacityModel::kConsumable || profile.model == CapacityModel::kReturnable;
    bool open = true;
    for (int t = first; t < last; ++t) open &= stock || IsOpen(profile, t);
    if (!open) found->push_back({.rule = Rule::kWorkingHours});
    for (const Blackout& blackout : profile.blackouts) {
      const Interval& dark = blackout.interval;
      if (std::max(first, SlotOf(dark.start)) >= std::min(last, SlotOf(dark.end))) continue;
      found->push_back({.rule = Rule::kBlackout, .detail = blackout.reason});
    }
  }

  static bool Busy(const std::vector<Piece>& others, int first, int last) {
    for (int t = first; t < last; ++t) {
      for (const Piece& other : others) {
        if (other.first <= t && t < other.last) return true;
      }
    }
    return false;
  }

  static bool IsOpen(const ResourceProfile& profile, int t) {
    const int week = 7 * kSlotsOfDay;
    const int minute = (t - FloorDiv(t, week) * week) * 30;
    return profile.working_hours.empty() ||
           std::any_of(profile.working_hours.begin(), profile.working_hours.end(),
                       [&](const WeeklySpan& span) {
                         return span.first_minute <= minute && minute < span.last_minute;
                       });
  }

  VectorBookingView& view_;
};

}  // namespace letan::booking

#endif  // LETAN_TESTS_SUPPORT_BOOKING_ORACLE_H_
