// letan import: an itinerary out of a spreadsheet.
#include <fstream>
#include <iostream>
#include <memory>
#include <sstream>

#include "clients/cli/commands.h"
#include "clients/cli/csv_text.h"
#include "clients/cli/exit.h"
#include "letan/v1/annotations.pb.h"
#include "letan/v1/itinerary_service.pb.h"

namespace letan::cli {
namespace {

constexpr char kExample[] =
    "  letan import delegations/… program.csv --dry-run\n\n"
    "The first row names the columns, in any order; \",\" or \";\" separates them:\n"
    "  date          2017-02-08 or, day first, 8/2/2017\n"
    "  start, end    8:30 or 8h30, both on that day, in --time-zone; an end may be 24:00\n"
    "  title\n"
    "  place         its display name, or \"places/…\" (this and the following may be left out)\n"
    "  participants  separated by \";\" or by lines\n"
    "  description\n\n"
    "Objections name row and column as a spreadsheet counts them: csv.rows[4].start.";

// The server would say it too, but not of what does not fit into a message.
void CheckSize(const std::string& path, std::size_t bytes) {
  const auto* field = v1::ImportActivitiesRequest::descriptor()->FindFieldByName("csv");
  const auto most = field->options().GetExtension(v1::field).max_bytes();
  if (bytes <= static_cast<std::size_t>(most)) return;
  throw UsageError(path + " is " + std::to_string(bytes) + " bytes long; at most " +
                   std::to_string(most));
}

std::string ReadAll(const std::string& path) {
  std::ostringstream text;
  std::ifstream file;
  if (path != "-") file.open(path, std::ios::binary);
  std::istream& in = path == "-" ? std::cin : file;
  // An empty file has nothing to read, and is refused by its name as well.
  if (!in || !(text << in.rdbuf())) throw UsageError("cannot read " + path + ", or it is empty");
  CheckSize(path, text.str().size());
  const absl::Status checked = CheckCsvText(text.str());
  if (!checked.ok()) throw UsageError(path + ": " + std::string(checked.message()));
  return text.str();
}

void Print(Session& session, const v1::ImportActivitiesResponse& made) {
  if (session.PrintedJson(made)) return;
  for (const v1::Activity& activity : made.activities()) {
    if (session.PrintedName(activity.name())) continue;
    session.out() << session.Format(activity.interval()) << "  " << activity.title() << "\n";
  }
  if (session.options.quiet) return;
  session.out() << "Imported. Activities: " << made.activities_size() << ".\n";
}

}  // namespace

void AddImportCommand(CLI::App& app, Session& session) {
  CLI::App* command =
      AddCommand(app, "import",
                 "Add the activities of a spreadsheet (CSV) to an event, all or none", kExample);
  auto event = std::make_shared<std::string>();
  auto path = std::make_shared<std::string>();
  command->add_option("EVENT", *event, "delegations/…")->required();
  command->add_option("FILE", *path, "the file, or - for standard input")->required();
  command->callback([&session, event, path] {
    v1::ImportActivitiesRequest request;
    request.set_parent(Qualify("delegations", *event));
    request.set_csv(ReadAll(*path));
    request.set_time_zone(session.options.time_zone);
    Print(session,
          session.Call<v1::ImportActivitiesResponse>("ItineraryService.ImportActivities", request));
  });
}

}  // namespace letan::cli
