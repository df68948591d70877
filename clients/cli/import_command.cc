// letan import: an itinerary out of a spreadsheet.
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>

#include "clients/cli/commands.h"
#include "clients/cli/exit.h"
#include "letan/v1/itinerary_service.pb.h"

namespace letan::cli {
namespace {

std::string ReadAll(const std::string& path) {
  if (path == "-") return {std::istreambuf_iterator<char>(std::cin), {}};
  std::ifstream file(path, std::ios::binary);
  if (!file) throw UsageError("cannot read " + path);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

void AddImportCommand(CLI::App& app, Session& session) {
  CLI::App* command = AddCommand(
      app, "import", "Add the activities of a spreadsheet (CSV) to an event, all or none",
      "  letan import delegations/… program.csv --dry-run\n\n"
      "  program.csv:\n"
      "    date,start,end,title,place,participants\n"
      "    8/2/2017,8h30,10h00,Hội đàm,Trụ sở UBND tỉnh,Lãnh đạo UBND tỉnh; Sở Ngoại vụ");
  auto event = std::make_shared<std::string>();
  auto path = std::make_shared<std::string>();
  command->add_option("EVENT", *event, "delegations/…")->required();
  command->add_option("FILE", *path, "the file, or - for standard input")->required();
  command->callback([&session, event, path] {
    v1::ImportActivitiesRequest request;
    request.set_parent(Qualify("delegations", *event));
    request.set_csv(ReadAll(*path));
    request.set_time_zone(session.options.time_zone);
    const auto made =
        session.Call<v1::ImportActivitiesResponse>("ItineraryService.ImportActivities", request);
    if (session.PrintedJson(made)) return;
    for (const v1::Activity& activity : made.activities()) {
      if (session.PrintedName(activity.name())) continue;
      session.out() << session.Format(activity.interval()) << "  " << activity.title() << "\n";
    }
    if (!session.options.quiet) {
      session.out() << "Imported. Activities: " << made.activities_size() << ".\n";
    }
  });
}

}  // namespace letan::cli
