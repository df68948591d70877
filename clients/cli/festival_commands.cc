// letan festival list, series, editions, plan, move; its lifecycle is in lifecycle_commands.cc.
#include <algorithm>
#include <memory>
#include <string>

#include "clients/cli/commands.h"
#include "clients/cli/date_text.h"
#include "clients/cli/message_text.h"
#include "clients/cli/text_table.h"
#include "letan/v1/festival_service.pb.h"

namespace letan::cli {
namespace {

void AddListFestivals(CLI::App& festivals, Session& session) {
  CLI::App* command = AddCommand(festivals, "list", "List festivals",
                                 "  letan festival list --from 2017-02-01 --to 2017-02-28");
  struct Args {
    std::string from;
    std::string to;
    std::string filter;
    bool deleted = false;
  };
  auto args = std::make_shared<Args>();
  command->add_option("--from", args->from, "that are held from this time or date on");
  command->add_option("--to", args->to, "up to this time, or to the end of this date");
  command->add_option("--filter", args->filter, kFilterHelp);
  command->add_flag("--deleted", args->deleted, "deleted ones too");
  command->callback([&session, args] {
    v1::ListFestivalsRequest request;
    if (const auto window = session.Window(args->from, args->to)) {
      *request.mutable_interval() = *window;
    }
    request.set_filter(args->filter);
    request.set_show_deleted(args->deleted);
    const auto listed =
        session.CallAll<v1::ListFestivalsResponse>("FestivalService.ListFestivals", request);
    if (session.PrintedJson(listed)) return;
    TextTable table({"when", "lunar", "title", "state", "procedure", "festival"});
    for (const v1::Festival& festival : listed.festivals()) {
      if (session.PrintedName(festival.name())) continue;
      table.Add({session.Format(festival.interval()), festival.lunar_day(), festival.title(),
                 FieldText(festival, "state", session.zone()),
                 FieldText(festival, "procedure", session.zone()), festival.name()});
    }
    if (!session.options.quiet) session.out() << table.Render();
  });
}

void AddListSeries(CLI::App& festivals, Session& session) {
  CLI::App* command = AddCommand(festivals, "series", "What is held every year, and when",
                                 "  letan festival series");
  command->callback([&session] {
    const auto listed = session.CallAll<v1::ListFestivalSeriesResponse>(
        "FestivalService.ListFestivalSeries", v1::ListFestivalSeriesRequest());
    if (session.PrintedJson(listed)) return;
    TextTable table({"title", "by", "first day", "days", "place", "series"});
    for (const v1::FestivalSeries& series : listed.festival_series()) {
      if (session.PrintedName(series.name())) continue;
      table.Add({series.display_name(), FieldText(series, "reckoning", session.zone()),
                 std::to_string(series.day()) + "/" + std::to_string(series.month()),
                 std::to_string(std::max(1, series.length_days())),
                 session.names().Title(series.place()), series.name()});
    }
    if (!session.options.quiet) session.out() << table.Render();
  });
}

void AddQueryEditions(CLI::App& festivals, Session& session) {
  CLI::App* command = AddCommand(festivals, "editions", "The days of a series, year by year",
                                 "  letan festival editions chua-hang --from 2017 --to 2030");
  struct Args {
    std::string series;
    int from = 0;
    int to = 0;
  };
  auto args = std::make_shared<Args>();
  command->add_option("SERIES", args->series, "festivalSeries/…")->required();
  command->add_option("--from", args->from, "the first year, of the series' calendar")->required();
  command->add_option("--to", args->to, "the last one; else the first alone");
  command->callback([&session, args] {
    v1::QueryEditionsRequest request;
    request.set_name(Qualify("festivalSeries", args->series));
    request.set_from_year(args->from);
    request.set_to_year(args->to == 0 ? args->from : args->to);
    const auto found =
        session.Call<v1::QueryEditionsResponse>("FestivalService.QueryEditions", request);
    if (session.PrintedJson(found)) return;
    TextTable table({"year", "first day", "last day", "lunar", "note", "festival"});
    for (const auto& edition : found.editions()) {
      table.Add({std::to_string(edition.year()), IsoText(edition.first_day()),
                 IsoText(edition.last_day()), edition.lunar_day(), edition.note(),
                 edition.festival()});
    }
    session.out() << table.Render();
  });
}

void AddPlanEdition(CLI::App& festivals, Session& session) {
  CLI::App* command = AddCommand(festivals, "plan", "Make the edition of a year, as a draft",
                                 "  letan festival plan chua-hang 2018\n"
                                 "  letan festival plan le-hoi-tra 2025 --leap --dry-run");
  auto request = std::make_shared<v1::CreateEditionRequest>();
  auto series = std::make_shared<std::string>();
  auto year = std::make_shared<int>(0);
  command->add_option("SERIES", *series, "festivalSeries/…")->required();
  command->add_option("YEAR", *year, "of the series' calendar")->required();
  command->add_flag_callback(
      "--leap", [request] { request->set_leap_month(true); }, "in the leap month");
  command->add_option_function<std::string>(
      "--title", [request](const std::string& title) { request->set_title(title); },
      "else the series' name and the year");
  command->callback([&session, request, series, year] {
    request->set_name(Qualify("festivalSeries", *series));
    request->set_year(*year);
    const auto made = session.Call<v1::Festival>("FestivalService.CreateEdition", *request);
    if (session.PrintedJson(made) || session.PrintedName(made.name())) return;
    session.out() << made.title() << "\n  " << made.name()
                  << "\n  when: " << session.Format(made.interval());
    if (!made.lunar_day().empty()) session.out() << " (" << made.lunar_day() << " lunar)";
    session.out() << "\n  procedure: " << FieldText(made, "procedure", session.zone()) << ", "
                  << made.procedure_note() << "\n";
    if (!made.date_note().empty()) session.out() << "  note: " << made.date_note() << "\n";
  });
}

void AddMoveFestival(CLI::App& festivals, Session& session) {
  CLI::App* command =
      AddCommand(festivals, "move", "Shift a festival with its programme and bookings, or nothing",
                 "  letan festival move festivals/… --start \"2017-02-09 00:00\"");
  auto name = std::make_shared<std::string>();
  auto start = std::make_shared<std::string>();
  command->add_option("FESTIVAL", *name, "festivals/…")->required();
  command->add_option("--start", *start, "new start; everything shifts with it")->required();
  command->callback([&session, name, start] {
    v1::MoveFestivalRequest request;
    request.set_name(Qualify("festivals", *name));
    *request.mutable_start_time() = ToProto(session.Time(*start));
    const auto moved =
        session.Call<v1::MoveFestivalResponse>("FestivalService.MoveFestival", request);
    if (session.PrintedJson(moved) || session.PrintedName(request.name())) return;
    session.out() << "Moved. Activities: " << moved.activities_size()
                  << ", bookings: " << moved.bookings_size() << ".\n";
  });
}

}  // namespace

void AddFestivalCommands(CLI::App& app, Session& session) {
  CLI::App* festivals = AddCommand(app, "festival", "Festivals, by the solar or the lunar calendar",
                                   "  letan festival list\n"
                                   "  letan festival editions chua-hang --from 2017 --to 2030");
  festivals->require_subcommand(1);
  AddListFestivals(*festivals, session);
  AddListSeries(*festivals, session);
  AddQueryEditions(*festivals, session);
  AddPlanEdition(*festivals, session);
  AddMoveFestival(*festivals, session);
  AddLifecycleActs(*festivals, session, "festival", "festivals");
}

}  // namespace letan::cli
