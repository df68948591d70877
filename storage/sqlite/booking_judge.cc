#include "storage/sqlite/booking_judge.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

#include "storage/sqlite/booking_store.h"
#include "storage/sqlite/session_view.h"

namespace letan::storage::sqlite {
namespace {

using booking::Leg;

absl::Status CheckLeg(const Leg& leg) {
  if (leg.booking.empty()) return absl::InvalidArgumentError("a booking has a name");
  if (leg.interval.empty()) return absl::InvalidArgumentError("a booking ends after it starts");
  if (leg.quantity < 1) return absl::InvalidArgumentError("a booking takes at least one unit");
  if (leg.party_size < 0) return absl::InvalidArgumentError("a party has no fewer than 0 people");
  return absl::OkStatus();
}

// What is wrong whatever is booked.
absl::Status CheckShape(const BookingChange& change) {
  std::set<std::string> names(change.change.release.begin(), change.change.release.end());
  if (names.size() != change.change.release.size()) {
    return absl::InvalidArgumentError("a booking is released twice");
  }
  for (const Leg& leg : change.change.put) {
    absl::Status status = CheckLeg(leg);
    if (!status.ok()) return status;
    if (!names.insert(leg.booking).second) {
      return absl::InvalidArgumentError("a booking is named twice: " + leg.booking);
    }
  }
  const std::size_t activities = change.activities.size();
  if (activities != 0 && activities != change.change.put.size()) {
    return absl::InvalidArgumentError("activities are given for each leg or for none");
  }
  return absl::OkStatus();
}

bool TakesState(const BookingChange& change, const StoredBookingRow* existing) {
  return existing == nullptr || !change.keep_state;
}

// May this viewer see a booking that is there?
absl::StatusOr<bool> Sees(Session& session, const std::string& name) {
  if (session.sight.all()) return true;
  const auto found = FindVisibleBooking(session, name);
  if (!found.ok()) return found.status();
  return found->has_value();
}

absl::Status CheckNamedBookings(Session& session, SessionView& view, const BookingChange& change) {
  for (const std::string& name : change.change.release) {
    const auto visible = FindVisibleBooking(session, name);
    if (!visible.ok()) return visible.status();
    if (!visible->has_value()) return absl::NotFoundError("there is no " + name);
  }
  for (const Leg& leg : change.change.put) {
    const auto existing = view.Booking(leg.booking);
    if (!existing.ok()) return existing.status();
    if (TakesState(change, *existing) && change.state == BookingState::kHeld &&
        change.expire_time <= session.now) {
      return absl::InvalidArgumentError("a hold expires in the future");
    }
    if (*existing == nullptr) continue;
    const auto visible = Sees(session, leg.booking);
    if (!visible.ok()) return visible.status();
    if (!*visible) return absl::NotFoundError("there is no " + leg.booking);
    if ((*existing)->row.occupancy.owner != change.change.owner) {
      return absl::InvalidArgumentError(leg.booking + " belongs to another owner");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckResources(SessionView& view, const BookingChange& change) {
  for (const Leg& leg : change.change.put) {
    const auto handle = view.Handle(leg.resource);
    if (!handle.ok()) return handle.status();
    if (!(*handle)->visible) return absl::NotFoundError("there is no " + leg.resource);
  }
  return absl::OkStatus();
}

// How many are hidden is not told, nor where among the others they stand.
void MergeHidden(std::vector<std::string>* names) {
  const auto hidden = std::erase(*names, "");
  if (hidden > 0) names->insert(names->begin(), "");
}

// Names every blocking booking once and blanks those that the viewer may not see.
absl::Status Describe(Session& session, SessionView& view, BookingVerdict* verdict) {
  std::map<std::string, bool> visible;
  const auto show = [&](std::vector<std::string>* names) -> absl::Status {
    for (std::string& name : *names) {
      if (visible.count(name) == 0) {
        const auto found = view.Booking(name);
        if (!found.ok()) return found.status();
        if (*found == nullptr) continue;
        const auto sees = Sees(session, name);
        if (!sees.ok()) return sees.status();
        visible[name] = *sees;
        const BookingRow& row = (*found)->row;
        BlockingBooking blocking;
        blocking.interval = row.occupancy.interval;
        blocking.visible = *sees;
        if (*sees) {
          blocking.booking = name;
          blocking.owner = row.occupancy.owner;
          blocking.owner_label = row.owner_label;
          blocking.expire_time = row.expire_time;
          blocking.level = row.level;
        }
        verdict->blocking.push_back(std::move(blocking));
      }
      if (!visible[name]) name.clear();
    }
    MergeHidden(names);
    return absl::OkStatus();
  };
  for (booking::LegVerdict& leg : verdict->verdict.legs) {
    for (booking::Violation& violation : leg.violations) {
      absl::Status status = show(&violation.blocking);
      if (!status.ok()) return status;
    }
  }
  for (booking::Verdict::ReleaseRefusal& refusal : verdict->verdict.releases) {
    absl::Status status = show(&refusal.vehicles);
    if (!status.ok()) return status;
  }
  std::sort(verdict->blocking.begin(), verdict->blocking.end(),
            [](const BlockingBooking& left, const BlockingBooking& right) {
              if (left.booking != right.booking) return left.booking < right.booking;
              return left.interval.start < right.interval.start;
            });
  return absl::OkStatus();
}

BookingRow NewRow(const Session& session, const BookingChange& change, const Leg& leg) {
  BookingRow row;
  row.occupancy.booking = leg.booking;
  row.occupancy.owner = change.change.owner;
  row.occupancy.group = change.change.group;
  row.owner_label = change.owner_label;
  row.level = change.level;
  row.need_to_know = change.need_to_know;
  row.create_time = session.now;
  return row;
}

// Whether the leg is allowed to set hours and blackouts aside. Kept with the booking: what was
// allowed when it was made stays so when the list changes.
bool OverrideGranted(const booking::ResourceProfile& profile, const Leg& leg) {
  if (leg.override_authority.empty() || leg.override_reason.empty()) return false;
  const std::vector<std::string>& list = profile.override_list;
  return std::find(list.begin(), list.end(), leg.override_authority) != list.end();
}

// A wish for the future is not answered with the past; one for the past (records entered late) may
// be.
booking::JudgeOptions OptionsFor(const Session& session, const BookingChange& change) {
  booking::JudgeOptions options = session.options.judge;
  const auto past = [&](const Leg& leg) { return leg.interval.start < session.now; };
  if (std::none_of(change.change.put.begin(), change.change.put.end(), past)) {
    options.not_before = session.now;
  }
  return options;
}

// The row that a leg makes, of nothing or of the booking that it moves.
BookingRow RowOf(const Session& session, const BookingChange& change, std::size_t index,
                 const StoredBookingRow* existing) {
  const Leg& leg = change.change.put[index];
  BookingRow row = existing != nullptr ? existing->row : NewRow(session, change, leg);
  row.occupancy.resource = leg.resource;
  row.occupancy.interval = leg.interval;
  row.occupancy.quantity = leg.quantity;
  row.occupancy.place = leg.place;
  row.party_size = leg.party_size;
  row.override_authority = leg.override_authority;
  row.override_reason = leg.override_reason;
  if (TakesState(change, existing)) {
    row.state = change.state;
    row.expire_time = change.state == BookingState::kHeld ? change.expire_time : 0;
  }
  row.occupancy.party_size = row.party_size;
  row.occupancy.held = row.state == BookingState::kHeld;
  if (existing == nullptr && !change.activities.empty()) row.activity = change.activities[index];
  ++row.version;
  row.update_time = session.now;
  return row;
}

// Judged as what each leg's booking will be: a hold or confirmed.
absl::StatusOr<booking::Verdict> JudgeLegs(Session& session, SessionView& view,
                                           const BookingChange& change) {
  const booking::JudgeOptions options = OptionsFor(session, change);
  if (!change.keep_state && change.state == BookingState::kConfirmed) {
    return booking::Judge(view, change.change, options);
  }
  booking::ChangeSet judged = change.change;
  for (Leg& leg : judged.put) {
    const auto existing = view.Booking(leg.booking);
    if (!existing.ok()) return existing.status();
    const BookingState state =
        TakesState(change, *existing) ? change.state : (*existing)->row.state;
    leg.held = state == BookingState::kHeld;
  }
  return booking::Judge(view, judged, options);
}

absl::StatusOr<BookingVerdict> JudgeChange(Session& session, SessionView& view,
                                           const BookingChange& change) {
  absl::Status status = CheckShape(change);
  if (status.ok()) status = CheckNamedBookings(session, view, change);
  if (status.ok()) status = CheckResources(view, change);
  if (!status.ok()) return status;
  auto judged = JudgeLegs(session, view, change);
  if (!judged.ok()) return judged.status();
  BookingVerdict verdict;
  verdict.verdict = *std::move(judged);
  if (!verdict.verdict.fits()) {
    status = Describe(session, view, &verdict);
    if (!status.ok()) return status;
    return verdict;
  }
  for (std::size_t i = 0; i < change.change.put.size(); ++i) {
    const auto existing = view.Booking(change.change.put[i].booking);
    if (!existing.ok()) return existing.status();
    const auto profile = view.Profile(change.change.put[i].resource);
    if (!profile.ok()) return profile.status();
    verdict.bookings.push_back(RowOf(session, change, i, *existing));
    verdict.bookings.back().occupancy.override_granted =
        OverrideGranted(**profile, change.change.put[i]);
  }
  return verdict;
}

// The resources that a change touches, with the longest of the bookings it puts there.
using Touched = std::map<std::int64_t, booking::Micros>;

void Touch(std::int64_t resource_id, booking::Micros length, Touched* touched) {
  booking::Micros& longest = (*touched)[resource_id];
  longest = std::max(longest, length);
}

absl::Status Release(Session& session, SessionView& view, ChangeSink& sink, const std::string& name,
                     Touched* touched) {
  const auto found = view.Booking(name);
  if (!found.ok()) return found.status();
  if (*found == nullptr) return absl::NotFoundError("there is no " + name);
  Touch((*found)->resource_id, 0, touched);
  return RemoveBooking(session, sink, **found);
}

absl::Status Put(Session& session, SessionView& view, ChangeSink& sink, const BookingRow& row,
                 Touched* touched) {
  const auto handle = view.Handle(row.occupancy.resource);
  if (!handle.ok()) return handle.status();
  const std::int64_t resource_id = (*handle)->id;
  Touch(resource_id, row.occupancy.interval.length(), touched);
  const auto existing = view.Booking(row.occupancy.booking);
  if (!existing.ok()) return existing.status();
  if (*existing == nullptr) return InsertBooking(session, sink, resource_id, row);
  Touch((*existing)->resource_id, 0, touched);
  return ReplaceBooking(session, sink, **existing, resource_id, row);
}

}  // namespace

absl::StatusOr<BookingVerdict> TryChange(Session& session, const BookingChange& change) {
  auto view = SessionView::Make(session);
  if (!view.ok()) return view.status();
  return JudgeChange(session, **view, change);
}

absl::StatusOr<BookingVerdict> ApplyChange(Session& session, ChangeSink& sink,
                                           const BookingChange& change) {
  auto view = SessionView::Make(session);
  if (!view.ok()) return view.status();
  auto verdict = JudgeChange(session, **view, change);
  if (!verdict.ok() || !verdict->verdict.fits()) return verdict;
  Touched touched;
  for (const std::string& name : change.change.release) {
    absl::Status status = Release(session, **view, sink, name, &touched);
    if (!status.ok()) return status;
  }
  for (const BookingRow& row : verdict->bookings) {
    absl::Status status = Put(session, **view, sink, row, &touched);
    if (!status.ok()) return status;
  }
  for (const auto& [resource_id, longest] : touched) {
    absl::Status status = TouchResource(session.connection, resource_id, longest);
    if (!status.ok()) return status;
  }
  return verdict;
}

absl::StatusOr<std::vector<booking::StandingConflict>> StandingConflictsOf(
    Session& session, const std::string& resource, const booking::Interval& window) {
  const auto handle = VisibleResource(session, resource);
  if (!handle.ok()) return handle.status();
  auto view = SessionView::Make(session);
  if (!view.ok()) return view.status();
  auto conflicts = booking::StandingConflicts(**view, resource, window);
  if (!conflicts.ok() || session.sight.all()) return conflicts;
  const auto blank = [&session](std::string* name) -> absl::Status {
    const auto sees = Sees(session, *name);
    if (!sees.ok()) return sees.status();
    if (!*sees) name->clear();
    return absl::OkStatus();
  };
  for (booking::StandingConflict& conflict : *conflicts) {
    absl::Status status = blank(&conflict.booking);
    if (!status.ok()) return status;
    for (std::string& name : conflict.violation.blocking) {
      status = blank(&name);
      if (!status.ok()) return status;
    }
    MergeHidden(&conflict.violation.blocking);
  }
  std::erase_if(*conflicts, [](const auto& conflict) { return conflict.booking.empty(); });
  return conflicts;
}

}  // namespace letan::storage::sqlite
