#include "clients/cli/booking_text.h"

#include <algorithm>

#include "absl/status/status.h"
#include "clients/cli/key_values.h"
#include "clients/cli/text_table.h"

namespace letan::cli {
namespace {

constexpr char kKindPrefix[] = "RESOURCE_KIND_";

std::string Quantity(const v1::Booking& booking) {
  return std::to_string(std::max<std::int64_t>(1, booking.leg().quantity()));
}

std::string StateText(const v1::Booking& booking, absl::TimeZone zone) {
  if (booking.state() == v1::Booking::STATE_HELD) {
    return "held until " + FormatMoment(FromProto(booking.expire_time()), zone);
  }
  return "confirmed";
}

std::string ForWhom(Session& session, const v1::Booking& booking) {
  if (booking.owner().empty()) return booking.owner_label();
  const std::string& title = session.names().Title(booking.owner());
  return booking.owner_label().empty() ? title : title + " – " + booking.owner_label();
}

std::string ParticipantsText(Session& session, const v1::Activity& activity) {
  std::string text;
  for (const auto& participant : activity.participants()) {
    if (!text.empty()) text += "; ";
    text += participant.label() + session.names().Title(participant.person()) +
            session.names().Title(participant.agency());
  }
  return text;
}

absl::StatusOr<std::int64_t> CountOf(const KeyValues& parts, const std::string& key) {
  const std::string text = parts.Get(key);
  if (text.empty()) return 0;
  return ParseCount(text, key);
}

}  // namespace

absl::StatusOr<v1::BookingLeg> ParseLeg(const std::string& text, const LegDefaults& defaults,
                                        absl::TimeZone zone) {
  const auto parts = ParseKeyValues(text, {"from", "to", "place", "qty", "party"});
  if (!parts.ok()) return parts.status();
  if (parts->head.empty()) {
    return absl::InvalidArgumentError("\"" + text + "\" does not say which resource");
  }
  const std::string from = parts->Get("from", defaults.from);
  if (from.empty()) return absl::InvalidArgumentError("\"" + text + "\" has no start: give from=");
  const auto span = ParseSpan(from, parts->Get("to", defaults.to), zone);
  if (!span.ok()) return span.status();
  const auto quantity = CountOf(*parts, "qty");
  if (!quantity.ok()) return quantity.status();
  const auto party = CountOf(*parts, "party");
  if (!party.ok()) return party.status();
  v1::BookingLeg leg;
  leg.set_resource(Qualify("resources", parts->head));
  *leg.mutable_interval() = ToProto(*span);
  leg.set_quantity(*quantity);
  leg.set_party_size(*party);
  leg.set_place(Qualify("places", parts->Get("place", defaults.place)));
  if (!defaults.override_by.empty() || !defaults.override_reason.empty()) {
    leg.mutable_override()->set_authority(Qualify("agencies", defaults.override_by));
    leg.mutable_override()->set_reason(defaults.override_reason);
  }
  return leg;
}

absl::StatusOr<v1::ResourceKind> ParseResourceKind(const std::string& text) {
  std::string wanted;
  for (const char c : text) {
    wanted +=
        c == '-' || c == ' ' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  if (wanted.rfind(kKindPrefix, 0) != 0) wanted = kKindPrefix + wanted;
  v1::ResourceKind kind;
  if (v1::ResourceKind_Parse(wanted, &kind) && kind != v1::RESOURCE_KIND_UNSPECIFIED) return kind;
  std::string known;
  for (int i = 1; i < v1::ResourceKind_ARRAYSIZE; ++i) {
    known += " " + ResourceKindWord(static_cast<v1::ResourceKind>(i));
  }
  return absl::InvalidArgumentError("\"" + text +
                                    "\" is not a kind of resource; known are:" + known);
}

std::string ResourceKindWord(v1::ResourceKind kind) {
  std::string word;
  for (const char c : v1::ResourceKind_Name(kind).substr(sizeof kKindPrefix - 1)) {
    word += c == '_' ? '-' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return word;
}

absl::StatusOr<v1::Requirement> ParseNeed(const std::string& text) {
  const auto parts =
      ParseKeyValues(text, {"resource", "language", "grade", "qty", "party", "note"});
  if (!parts.ok()) return parts.status();
  const auto quantity = CountOf(*parts, "qty");
  if (!quantity.ok()) return quantity.status();
  const auto party = CountOf(*parts, "party");
  if (!party.ok()) return party.status();
  v1::Requirement need;
  if (!parts->head.empty() && parts->head != "stock") {
    const auto kind = ParseResourceKind(parts->head);
    if (!kind.ok()) return kind.status();
    need.set_kind(*kind);
  }
  need.set_resource(
      Qualify(parts->head == "stock" ? "stockItems" : "resources", parts->Get("resource")));
  if (need.kind() == v1::RESOURCE_KIND_UNSPECIFIED && need.resource().empty()) {
    return absl::InvalidArgumentError("\"" + text + "\" says neither a kind nor a resource");
  }
  need.set_language(parts->Get("language"));
  need.set_grade(parts->Get("grade"));
  need.set_quantity(*quantity);
  need.set_party_size(*party);
  need.set_note(parts->Get("note"));
  return need;
}

std::string BookingTable(Session& session, const std::vector<v1::Booking>& bookings,
                         bool of_one_event) {
  TextTable table(
      {"when", "resource", "qty", "place", of_one_event ? "label" : "for", "state", "booking"});
  for (const v1::Booking& booking : bookings) {
    table.Add({session.Format(booking.leg().interval()),
               session.names().Title(booking.leg().resource()), Quantity(booking),
               session.names().Title(booking.leg().place()),
               of_one_event ? booking.owner_label() : ForWhom(session, booking),
               StateText(booking, session.zone()), booking.name()});
  }
  return table.Render();
}

std::string BookedThings(Session& session, const std::vector<v1::Booking>& bookings) {
  std::string text;
  for (const v1::Booking& booking : bookings) {
    if (!text.empty()) text += "; ";
    if (booking.leg().quantity() > 1) text += Quantity(booking) + " × ";
    text += session.names().Title(booking.leg().resource());
    if (booking.state() == v1::Booking::STATE_HELD) text += " (held)";
  }
  return text;
}

std::string ActivityText(Session& session, const v1::Activity& activity,
                         const std::vector<v1::Booking>& bookings, const std::string& event) {
  const std::string hours = FormatHours(FromProto(activity.interval()), session.zone());
  const int width = std::max(13, DisplayWidth(hours) + 2);
  const std::string blanks(static_cast<size_t>(width) + 2, ' ');
  const auto line = [&](const std::string& label, const std::string& value) {
    return value.empty() ? "" : blanks + PadRight(label, 8) + value + "\n";
  };
  std::string text = "  " + PadRight(hours, width) + activity.title() + "\n";
  text += line("event:", event);
  text += line("place:", session.names().Title(activity.place()));
  text += line("with:", ParticipantsText(session, activity));
  text += line("booked:", BookedThings(session, bookings));
  if (bookings.empty() && activity.requirements_size() > 0) {
    text += line("booked:",
                 "nothing yet of " + std::to_string(activity.requirements_size()) + " needed");
  }
  return text + (event.empty() ? line("name:", activity.name()) : "");
}

}  // namespace letan::cli
