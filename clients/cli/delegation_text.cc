#include "clients/cli/delegation_text.h"

#include <algorithm>

#include "clients/cli/itinerary_text.h"
#include "clients/cli/message_text.h"
#include "clients/cli/text_table.h"
#include "letan/v1/delegation_service.pb.h"

namespace letan::cli {
namespace {

std::string HeadCount(const v1::Delegation& delegation) {
  const int count = std::max(delegation.members_size(), delegation.inbound().head_count());
  return count > 0 ? std::to_string(count) : "";
}

std::string Line(const std::string& label, const std::string& value) {
  return value.empty() ? "" : "  " + PadRight(label + ":", 14) + value + "\n";
}

std::string FactsText(Session& session, const v1::Delegation& delegation) {
  const auto zone = session.zone();
  const v1::Delegation::Inbound& inbound = delegation.inbound();
  const v1::Delegation::Outbound& outbound = delegation.outbound();
  std::string text = Line("when", session.Format(delegation.interval())) +
                     Line("direction", FieldText(delegation, "direction", zone)) +
                     Line("state", FieldText(delegation, "state", zone)) +
                     Line("reason", delegation.state_reason()) +
                     Line("from", inbound.organisation()) + Line("country", inbound.country()) +
                     Line("class", inbound.guest_class()) + Line("language", inbound.language()) +
                     Line("entry", session.names().Title(inbound.entry_point())) +
                     Line("exit", session.names().Title(inbound.exit_point())) +
                     Line("host", outbound.host_organisation()) +
                     Line("countries", FieldText(outbound, "countries", zone)) +
                     Line("decision", outbound.decision_number()) +
                     Line("people", HeadCount(delegation)) + Line("purpose", delegation.purpose());
  if (delegation.has_delete_time()) {
    text += Line("deleted", FormatMoment(FromProto(delegation.delete_time()), zone));
  }
  return text;
}

std::string MembersText(Session& session, const v1::Delegation& delegation) {
  TextTable table({"rank", "member", "organisation", "languages", "note"});
  for (const auto& member : delegation.members()) {
    std::string note = member.is_representing() ? "representing" : "";
    if (!member.diet().empty()) note += (note.empty() ? "" : ", ") + member.diet();
    if (member.has_departure_time()) {
      note += (note.empty() ? "leaves " : ", leaves ") +
              FormatMoment(FromProto(member.departure_time()), session.zone());
    }
    table.Add({member.precedence_rank() > 0 ? std::to_string(member.precedence_rank()) : "",
               member.role_title(), member.organisation(),
               FieldText(member, "languages", session.zone()), note});
  }
  return table.empty() ? "" : "\nMembers\n" + table.Render();
}

std::string AgenciesText(Session& session, const v1::Delegation& delegation) {
  TextTable table({"agency", "role", "clause"});
  for (const auto& participation : delegation.participations()) {
    table.Add({session.names().Title(participation.agency()),
               FieldText(participation, "role", session.zone()), participation.clause()});
  }
  return table.empty() ? "" : "\nAgencies\n" + table.Render();
}

std::string DocumentsText(Session& session, const v1::Delegation& delegation) {
  TextTable table({"paper", "number", "date", "issuer", "excerpt"});
  for (const auto& document : delegation.documents()) {
    table.Add({document.document_type(), document.number(),
               FieldText(document, "issue_date", session.zone()), document.issuer(),
               document.handled_offline() ? "(handled offline)" : document.excerpt()});
  }
  return table.empty() ? "" : "\nPapers\n" + table.Render();
}

std::string GiftsText(Session& session, const v1::Delegation& delegation) {
  TextTable table({"gift", "direction", "qty", "to or from", "value", "when"});
  for (const auto& gift : delegation.gifts()) {
    table.Add({gift.description(), FieldText(gift, "direction", session.zone()),
               std::to_string(gift.quantity()), gift.counterpart(),
               FieldText(gift, "value", session.zone()),
               FieldText(gift, "gift_time", session.zone())});
  }
  return table.empty() ? "" : "\nGift register\n" + table.Render();
}

std::string CostsText(Session& session, const v1::Delegation& delegation) {
  TextTable table({"cost", "unit price", "qty", "paid by", "norm"});
  for (const auto& line : delegation.cost_lines()) {
    table.Add({line.description(), FieldText(line, "unit_price", session.zone()),
               std::to_string(line.quantity()), session.names().Title(line.paid_by()),
               line.legal_ref()});
  }
  return table.empty() ? "" : "\nCosts\n" + table.Render();
}

}  // namespace

std::vector<std::string> DelegationRow(Session& session, const v1::Delegation& delegation) {
  return {session.Format(delegation.interval()),
          delegation.title(),
          FieldText(delegation, "direction", session.zone()),
          FieldText(delegation, "state", session.zone()),
          HeadCount(delegation),
          delegation.name()};
}

std::string DelegationText(Session& session, const v1::Delegation& delegation) {
  return delegation.title() + " [" + delegation.name() + "]\n" + FactsText(session, delegation) +
         MembersText(session, delegation) + AgenciesText(session, delegation) +
         DocumentsText(session, delegation) + GiftsText(session, delegation) +
         CostsText(session, delegation);
}

void ShowDelegation(Session& session, const v1::Delegation& delegation) {
  if (session.PrintedJson(delegation) || session.PrintedName(delegation.name())) return;
  session.out() << DelegationText(session, delegation);
}

std::string DelegationPlan(Session& session, const v1::Delegation& delegation) {
  return "\nItinerary\n" + ItineraryText(session, delegation.name());
}

absl::Time NewStart(Session& session, const std::string& name, const std::string& text) {
  const Moment wanted = session.Moment(text);
  if (!wanted.whole_day) return wanted.time;
  v1::GetDelegationRequest request;
  request.set_name(name);
  const auto delegation = session.Call<v1::Delegation>("DelegationService.GetDelegation", request);
  const absl::Time old = FromProto(delegation.interval().start_time());
  const absl::CivilDay day = absl::ToCivilDay(wanted.time, session.zone());
  const absl::CivilSecond time = absl::ToCivilSecond(old, session.zone());
  return absl::FromCivil(absl::CivilSecond(day.year(), day.month(), day.day(), time.hour(),
                                           time.minute(), time.second()),
                         session.zone());
}

}  // namespace letan::cli
