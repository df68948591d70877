// letan load.
#include <fstream>
#include <memory>
#include <sstream>
#include <vector>

#include "clients/cli/commands.h"
#include "clients/cli/exit.h"
#include "clients/cli/loader.h"

namespace letan::cli {
namespace {

constexpr absl::Duration kProgressEvery = absl::Seconds(2);

struct NamedFile {
  std::string name;
  std::vector<DataRecord> records;
};

std::vector<NamedFile> ReadFiles(const std::vector<std::string>& paths) {
  std::vector<NamedFile> files;
  for (const std::string& path : paths) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    if (!file || !(text << file.rdbuf())) throw UsageError("cannot read " + path);
    const std::string name = path.substr(path.rfind('/') + 1);
    files.push_back({name, ValueOrUsage(ParseDataText(name, text.str()))});
    const absl::Status checked = Loader::Check(files.back().records);
    if (!checked.ok()) throw UsageError(std::string(checked.message()));
  }
  return files;
}

// What the listener gathers while files are loaded.
struct Tally {
  int exit_code = kExitOk;
  absl::Time last_progress = absl::Now();
  void Fail(int code) { exit_code = exit_code == kExitOk ? code : exit_code; }
};

Loader::Listener MakeListener(Session& session, Tally& tally) {
  Loader::Listener listener;
  listener.refused = [&](const DataRecord& record, const google::rpc::Status& status) {
    tally.Fail(ExitCodeOf(status));
    session.err() << record.where << ": " << record.method << " "
                  << StatusText(status, session.text());
  };
  listener.skipped = [&](const DataRecord& record, const std::string& why) {
    tally.Fail(kExitUsage);
    session.err() << record.where << ": " << record.method << " skipped: " << why << "\n";
  };
  listener.progress = [&](size_t done, size_t total) {
    if (done == total || absl::Now() - tally.last_progress < kProgressEvery) return;
    tally.last_progress = absl::Now();
    session.err() << "  " << done << " of " << total << " records\n";
  };
  return listener;
}

std::string CountsText(const LoadCounts& counts) {
  std::string text = std::to_string(counts.created) + " created, " +
                     std::to_string(counts.unchanged) + " unchanged";
  if (counts.refused > 0) text += ", " + std::to_string(counts.refused) + " refused";
  if (counts.skipped > 0) text += ", " + std::to_string(counts.skipped) + " skipped";
  return text;
}

int LoadFiles(Session& session, const std::vector<std::string>& paths) {
  const std::vector<NamedFile> files = ReadFiles(paths);
  Tally tally;
  Loader loader(session.caller(), MakeListener(session, tally));
  LoadCounts sum;
  for (const NamedFile& file : files) {
    const LoadCounts counts = loader.Load(file.records);
    sum.created += counts.created;
    sum.unchanged += counts.unchanged;
    sum.refused += counts.refused;
    sum.skipped += counts.skipped;
    if (!session.options.quiet) session.out() << file.name << ": " << CountsText(counts) << "\n";
  }
  session.out() << "loaded: " << CountsText(sum) << "\n";
  return tally.exit_code;
}

}  // namespace

void AddLoadCommand(CLI::App& app, Session& session) {
  CLI::App* command = AddCommand(
      app, "load", "Load data files; loading them again changes nothing",
      "  letan load deploy/demo/*.jsonl\n\n"
      "A file has one JSON record a line: {\"method\": \"DirectoryService.CreateAgency\", "
      "\"request\": {…}}.\n"
      "\"as\": \"gb\" keeps the answer, for \"${gb.name}\" in later requests; {\"comment\": …} is "
      "skipped.");
  auto paths = std::make_shared<std::vector<std::string>>();
  command->add_option("FILE", *paths, "in the order in which they depend on each other")
      ->required();
  command->callback([&session, paths] {
    if (session.options.dry_run)
      throw UsageError("load has no dry run: what it makes later refers to what it makes first");
    const int code = LoadFiles(session, *paths);
    if (code != kExitOk) throw CLI::RuntimeError(code);
  });
}

}  // namespace letan::cli
