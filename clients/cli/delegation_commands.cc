// letan delegation list, show, move, gift; its lifecycle is in lifecycle_commands.cc.
#include <memory>
#include <vector>

#include "clients/cli/commands.h"
#include "clients/cli/delegation_text.h"
#include "clients/cli/text_match.h"
#include "clients/cli/text_table.h"
#include "letan/v1/delegation_service.pb.h"

namespace letan::cli {
namespace {

struct ListDelegationsArgs {
  std::string from;
  std::string to;
  std::string title;
  std::string filter;
  std::string order_by;
  bool deleted = false;
};

void AddListDelegations(CLI::App& delegations, Session& session) {
  CLI::App* command = AddCommand(delegations, "list", "List delegations",
                                 "  letan delegation list --from 2017-02-01 --to 2017-02-28\n"
                                 "  letan delegation list --title gyeongsangbuk --quiet\n"
                                 "  letan delegation list --filter 'state = APPROVED "
                                 "inbound.country = KR'");
  auto args = std::make_shared<ListDelegationsArgs>();
  command->add_option("--from", args->from, "that are there from this time or date on");
  command->add_option("--to", args->to, "up to this time, or to the end of this date");
  command->add_option("--title", args->title,
                      "with this text in the title; accents and case do not count");
  command->add_option("--filter", args->filter, kFilterHelp);
  command->add_option("--order-by", args->order_by, kOrderByHelp);
  command->add_flag("--deleted", args->deleted, "deleted ones too");
  command->callback([&session, args] {
    v1::ListDelegationsRequest request;
    if (const auto window = session.Window(args->from, args->to)) {
      *request.mutable_interval() = *window;
    }
    request.set_show_deleted(args->deleted);
    request.set_filter(args->filter);
    request.set_order_by(args->order_by);
    const auto listed =
        session.CallAll<v1::ListDelegationsResponse>("DelegationService.ListDelegations", request);
    v1::ListDelegationsResponse wanted;
    for (const v1::Delegation& delegation : listed.delegations()) {
      if (ContainsText(delegation.title(), args->title)) *wanted.add_delegations() = delegation;
    }
    if (session.PrintedJson(wanted)) return;
    TextTable table({"when", "title", "direction", "state", "people", "delegation"});
    for (const v1::Delegation& delegation : wanted.delegations()) {
      if (session.PrintedName(delegation.name())) continue;
      table.Add(DelegationRow(session, delegation));
    }
    if (!session.options.quiet) session.out() << table.Render();
  });
}

void AddShowDelegation(CLI::App& delegations, Session& session) {
  CLI::App* command = AddCommand(delegations, "show",
                                 "A delegation with its people, papers, itinerary and bookings",
                                 "  letan delegation show delegations/…");
  auto name = std::make_shared<std::string>();
  command->add_option("DELEGATION", *name, "delegations/…")->required();
  command->callback([&session, name] {
    v1::GetDelegationRequest request;
    request.set_name(Qualify("delegations", *name));
    const auto delegation =
        session.Call<v1::Delegation>("DelegationService.GetDelegation", request);
    if (session.PrintedJson(delegation) || session.PrintedName(delegation.name())) return;
    session.out() << DelegationText(session, delegation) << DelegationPlan(session, delegation);
  });
}

void AddMoveDelegation(CLI::App& delegations, Session& session) {
  CLI::App* command = AddCommand(
      delegations, "move", "Shift a delegation with its activities and bookings, or nothing",
      "  letan delegation move delegations/… --start \"2017-02-15 09:30\"\n"
      "  letan delegation move delegations/… --start 2017-02-15");
  auto name = std::make_shared<std::string>();
  auto start = std::make_shared<std::string>();
  command->add_option("DELEGATION", *name, "delegations/…")->required();
  command
      ->add_option("--start", *start,
                   "new start, a date alone keeps the time of day; everything shifts with it")
      ->required();
  command->callback([&session, name, start] {
    v1::MoveDelegationRequest request;
    request.set_name(Qualify("delegations", *name));
    *request.mutable_start_time() = ToProto(NewStart(session, request.name(), *start));
    const auto moved =
        session.Call<v1::MoveDelegationResponse>("DelegationService.MoveDelegation", request);
    if (session.PrintedJson(moved) || session.PrintedName(request.name())) return;
    session.out() << "Moved. Activities: " << moved.activities_size()
                  << ", bookings: " << moved.bookings_size() << ".\n"
                  << DelegationText(session, moved.delegation());
  });
}

struct GiftArgs {
  std::string name;
  std::string description;
  std::string counterpart;
  std::string stock_item;
  std::string booking;
  std::string at;
  std::int64_t quantity = 1;
  std::int64_t value = 0;
  bool received = false;
};

void AddGift(CLI::App& delegations, Session& session) {
  CLI::App* command = AddCommand(
      delegations, "gift", "Enter a gift in the register; one from stock moves the stock",
      "  letan delegation gift delegations/… --description \"Hộp quà trà Thái Nguyên\" \\\n"
      "      --to \"Trưởng đoàn\" --quantity 1 --stock-item tea-gift-box --value 500000");
  auto args = std::make_shared<GiftArgs>();
  command->add_option("DELEGATION", args->name, "delegations/…")->required();
  command->add_option("--description", args->description, "what it is")->required();
  command->add_option("--to,--by", args->counterpart, "to or from whom, by role");
  command->add_option("--quantity", args->quantity, "how many");
  command->add_option("--value", args->value, "in đồng");
  command->add_option("--stock-item", args->stock_item, "given from stock: stockItems/…");
  command->add_option("--booking", args->booking, "and the booking that it settles");
  command->add_option("--at", args->at, "when");
  command->add_flag("--received", args->received, "received, not given");
  command->callback([&session, args] {
    v1::RecordGiftRequest request;
    request.set_name(Qualify("delegations", args->name));
    auto* gift = request.mutable_gift();
    gift->set_direction(args->received ? v1::Delegation::Gift::DIRECTION_RECEIVED
                                       : v1::Delegation::Gift::DIRECTION_GIVEN);
    gift->set_description(args->description);
    gift->set_counterpart(args->counterpart);
    gift->set_quantity(args->quantity);
    gift->set_stock_item(Qualify("stockItems", args->stock_item));
    gift->set_booking(Qualify("bookings", args->booking));
    if (args->value > 0) {
      gift->mutable_value()->set_currency_code("VND");
      gift->mutable_value()->set_units(args->value);
    }
    if (!args->at.empty()) *gift->mutable_gift_time() = ToProto(session.Time(args->at));
    ShowDelegation(session, session.Call<v1::Delegation>("DelegationService.RecordGift", request));
  });
}

}  // namespace

void AddDelegationCommands(CLI::App& app, Session& session) {
  CLI::App* delegations =
      AddCommand(app, "delegation", "Delegations, inbound (đoàn vào) and outbound (đoàn ra)",
                 "  letan delegation list\n  letan delegation create --help");
  delegations->require_subcommand(1);
  AddListDelegations(*delegations, session);
  AddShowDelegation(*delegations, session);
  AddDelegationEditCommands(*delegations, session);
  AddLifecycleActs(*delegations, session, "delegation", "delegations");
  AddMoveDelegation(*delegations, session);
  AddCopyCommand(*delegations, session, "letan delegation copy");
  AddGift(*delegations, session);
}

}  // namespace letan::cli
