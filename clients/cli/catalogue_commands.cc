// letan agency, person, place, resource: list and show, all alike, by descriptor.
#include <memory>
#include <vector>

#include "clients/cli/booking_text.h"
#include "clients/cli/catalogue_text.h"
#include "clients/cli/commands.h"
#include "clients/cli/exit.h"
#include "clients/cli/text_table.h"
#include "letan/v1/booking_service.pb.h"
#include "letan/v1/resource_service.pb.h"

namespace letan::cli {
namespace {

CLI::App* AddFamily(CLI::App& app, Session& session, const CatalogueKind& kind) {
  CLI::App* family = AddCommand(
      app, kind.word, kind.what,
      "  letan " + kind.word + " list\n  letan " + kind.word + " show " + kind.collection + "/…");
  family->require_subcommand(1);
  CLI::App* list = AddCommand(*family, "list", "List them",
                              "  letan " + kind.word + " list\n  letan " + kind.word +
                                  " list --filter 'lang OR create_time > 2017-01-01T00:00:00Z'\n" +
                                  "  letan " + kind.word + " list --order-by 'update_time desc'");
  auto args = std::make_shared<ListArgs>();
  list->add_option("--filter", args->filter, kFilterHelp);
  list->add_option("--order-by", args->order_by, kOrderByHelp);
  list->add_flag("--deleted", args->deleted, "deleted ones too");
  list->callback([&session, kind, args] { ListCatalogue(session, kind, *args); });
  CLI::App* show = AddCommand(*family, "show", "Show one with everything that is known of it",
                              "  letan " + kind.word + " show " + kind.collection + "/…");
  auto name = std::make_shared<std::string>();
  show->add_option("NAME", *name, kind.collection + "/…")->required();
  show->callback([&session, kind, name] { ShowCatalogueEntry(session, kind, *name); });
  return family;
}

struct ConflictsArgs {
  std::string name;
  std::string from;
  std::string to;
};

void AddConflicts(CLI::App& resources, Session& session) {
  CLI::App* command =
      AddCommand(resources, "conflicts", "Bookings that break a rule as things stand",
                 "  letan resource conflicts coach-45 --from 2017-02-01 --to 2017-02-28");
  auto args = std::make_shared<ConflictsArgs>();
  command->add_option("RESOURCE", args->name, "resources/… or stockItems/…")->required();
  command->add_option("--from", args->from, "from this time or date on")->required();
  command->add_option("--to", args->to, "up to this time, or to the end of this date");
  command->callback([&session, args] {
    v1::ListStandingConflictsRequest request;
    request.set_resource(Qualify("resources", args->name));
    *request.mutable_interval() = session.Interval(args->from, args->to);
    const auto response = session.Call<v1::ListStandingConflictsResponse>(
        "BookingService.ListStandingConflicts", request);
    if (session.PrintedJson(response)) return;
    if (response.standing_conflicts().empty()) session.out() << "No conflicts.\n";
    for (const v1::StandingConflict& conflict : response.standing_conflicts()) {
      session.out() << StandingConflictText(conflict, session.text());
    }
  });
}

}  // namespace

void AddCatalogueCommands(CLI::App& app, Session& session) {
  AddFamily(app, session,
            {"agency", "agencies", "Agencies", {"display_name", "short_name", "parent_agency"}});
  AddFamily(app, session,
            {"person", "people", "People, by role", {"role_title", "agency", "languages", "rank"}});
  AddFamily(app, session,
            {"place", "places", "Places and travel times", {"display_name", "address"}});
  CLI::App* resources = AddFamily(app, session,
                                  {"resource",
                                   "resources",
                                   "People, teams, vehicles, rooms that can be promised",
                                   {"display_name", "kind", "seats", "capacity", "home_place"}});
  AddConflicts(*resources, session);
  AddUserCommands(*AddFamily(app, session,
                             {"user",
                              "users",
                              "Who may call: people by role title, and programs",
                              {"display_name", "type", "disabled", "roles"}}),
                  session);
  AddStockCommands(*AddFamily(app, session,
                              {"stock",
                               "stockItems",
                               "Gifts, publications, flags: booked by quantity",
                               {"display_name", "kind", "language", "returnable"}}),
                   session);
}

}  // namespace letan::cli
