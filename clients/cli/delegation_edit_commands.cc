// letan delegation create, update.
#include <memory>
#include <utility>
#include <vector>

#include "clients/cli/commands.h"
#include "clients/cli/delegation_text.h"
#include "clients/cli/exit.h"
#include "clients/cli/key_values.h"
#include "letan/v1/delegation_service.pb.h"

namespace letan::cli {
namespace {

struct EditArgs {
  std::string name;
  std::string title;
  std::string direction;
  std::string from;
  std::string to;
  std::string purpose;
  std::string time_zone;
  std::string country;
  std::string organisation;
  std::string guest_class;
  std::string language;
  std::string entry;
  std::string exit;
  std::int32_t head_count = 0;
  std::vector<std::string> members;
  std::vector<std::string> leads;
  std::vector<std::string> coordinates;
};

// What only guests who come have.
void RefuseInboundOptions(const EditArgs& args) {
  for (const auto& [option, given] :
       {std::pair("--class", !args.guest_class.empty()),
        std::pair("--language", !args.language.empty()), std::pair("--entry", !args.entry.empty()),
        std::pair("--exit", !args.exit.empty()), std::pair("--head-count", args.head_count != 0)}) {
    if (given) throw UsageError(std::string(option) + " is for inbound delegations only");
  }
}

void AddParticipations(const std::vector<std::string>& agencies, v1::Participation::Role role,
                       v1::Delegation* delegation) {
  for (const std::string& agency : agencies) {
    auto* participation = delegation->add_participations();
    participation->set_agency(Qualify("agencies", agency));
    participation->set_role(role);
  }
}

v1::Delegation::Member ParseMember(const std::string& text) {
  const KeyValues parts =
      ValueOrUsage(ParseKeyValues(text, {"rank", "org", "lang", "diet", "person"}));
  v1::Delegation::Member member;
  member.set_role_title(parts.head);
  if (!parts.Get("rank").empty()) {
    member.set_precedence_rank(
        static_cast<std::int32_t>(ValueOrUsage(ParseCount(parts.Get("rank"), "rank"))));
  }
  member.set_organisation(parts.Get("org"));
  member.set_diet(parts.Get("diet"));
  member.set_person(Qualify("people", parts.Get("person")));
  if (!parts.Get("lang").empty()) member.add_languages(parts.Get("lang"));
  return member;
}

// What create and update have in common.
v1::Delegation MakeDelegation(const EditArgs& args, bool inbound) {
  v1::Delegation delegation;
  delegation.set_title(args.title);
  delegation.set_purpose(args.purpose);
  delegation.set_time_zone(args.time_zone);
  for (const std::string& member : args.members) *delegation.add_members() = ParseMember(member);
  AddParticipations(args.leads, v1::Participation::ROLE_LEAD, &delegation);
  AddParticipations(args.coordinates, v1::Participation::ROLE_COORDINATE, &delegation);
  if (inbound) {
    auto* details = delegation.mutable_inbound();
    details->set_country(args.country);
    details->set_organisation(args.organisation);
    details->set_guest_class(args.guest_class);
    details->set_language(args.language);
    details->set_entry_point(Qualify("places", args.entry));
    details->set_exit_point(Qualify("places", args.exit));
    details->set_head_count(args.head_count);
  } else {
    if (!args.country.empty()) delegation.mutable_outbound()->add_countries(args.country);
    delegation.mutable_outbound()->set_host_organisation(args.organisation);
  }
  return delegation;
}

void AddEditOptions(CLI::App& command, EditArgs& args) {
  command.add_option("--purpose", args.purpose, "what for");
  command.add_option("--zone", args.time_zone, "time zone in which it is displayed");
  command
      .add_option("--member", args.members,
                  "\"ROLE TITLE rank=1 org=… lang=ko diet=… person=people/…\"; may be repeated")
      ->take_all();
  command.add_option("--lead", args.leads, "agency that leads (chủ trì)")->take_all();
  command.add_option("--coordinate", args.coordinates, "agency that takes part (phối hợp)")
      ->take_all();
}

void AddCreate(CLI::App& delegations, Session& session) {
  CLI::App* command = AddCommand(
      delegations, "create", "Create a delegation, in state draft",
      "  letan delegation create --direction inbound --title \"Đoàn tỉnh Gyeongsangbuk\" \\\n"
      "      --from \"2017-02-08 09:30\" --to \"2017-02-10 12:00\" --country KR --language ko \\\n"
      "      --class B --head-count 8 --lead so-ngoai-vu --member \"Trưởng đoàn rank=1\"");
  auto args = std::make_shared<EditArgs>();
  command->add_option("--title", args->title, "title")->required();
  command->add_option("--direction", args->direction, "inbound (đoàn vào) or outbound (đoàn ra)")
      ->required()
      ->check(CLI::IsMember({"inbound", "outbound"}));
  command->add_option("--from", args->from, "arrival, or departure of one sent")->required();
  command->add_option("--to", args->to, "departure, or return of one sent")->required();
  command->add_option("--country", args->country, "ISO 3166 code of the guests' or host's country");
  command->add_option("--organisation", args->organisation, "the guests', or the host");
  command->add_option("--class", args->guest_class, "inbound: class for cost norms: A, B, C");
  command->add_option("--language", args->language, "inbound: ISO 639 code");
  command->add_option("--head-count", args->head_count, "inbound: number of guests");
  command->add_option("--entry", args->entry, "inbound: place of entry");
  command->add_option("--exit", args->exit, "inbound: place of exit");
  AddEditOptions(*command, *args);
  command->callback([&session, args] {
    const bool inbound = args->direction == "inbound";
    if (!inbound) RefuseInboundOptions(*args);
    v1::CreateDelegationRequest request;
    *request.mutable_delegation() = MakeDelegation(*args, inbound);
    auto* delegation = request.mutable_delegation();
    delegation->set_direction(inbound ? v1::Delegation::DIRECTION_INBOUND
                                      : v1::Delegation::DIRECTION_OUTBOUND);
    *delegation->mutable_interval() = session.Interval(args->from, args->to);
    ShowDelegation(session,
                   session.Call<v1::Delegation>("DelegationService.CreateDelegation", request));
  });
}

void AddUpdate(CLI::App& delegations, Session& session) {
  CLI::App* command = AddCommand(
      delegations, "update",
      "Change title, purpose, zone, or the whole list of members or agencies of a delegation",
      "  letan delegation update delegations/… --purpose \"Xúc tiến đầu tư\"\n"
      "  for other fields: letan call DelegationService.UpdateDelegation '{…}'");
  auto args = std::make_shared<EditArgs>();
  command->add_option("DELEGATION", args->name, "delegations/…")->required();
  command->add_option("--title", args->title, "title");
  AddEditOptions(*command, *args);
  command->callback([&session, args] {
    v1::UpdateDelegationRequest request;
    *request.mutable_delegation() = MakeDelegation(*args, false);
    request.mutable_delegation()->clear_outbound();
    request.mutable_delegation()->set_name(Qualify("delegations", args->name));
    auto* mask = request.mutable_update_mask();
    if (!args->title.empty()) mask->add_paths("title");
    if (!args->purpose.empty()) mask->add_paths("purpose");
    if (!args->time_zone.empty()) mask->add_paths("time_zone");
    if (!args->members.empty()) mask->add_paths("members");
    if (!args->leads.empty() || !args->coordinates.empty()) mask->add_paths("participations");
    if (mask->paths().empty()) throw UsageError("nothing to change is given");
    ShowDelegation(session,
                   session.Call<v1::Delegation>("DelegationService.UpdateDelegation", request));
  });
}

}  // namespace

void AddDelegationEditCommands(CLI::App& delegations, Session& session) {
  AddCreate(delegations, session);
  AddUpdate(delegations, session);
}

}  // namespace letan::cli
