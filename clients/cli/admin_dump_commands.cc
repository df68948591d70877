// letan admin dump, load.
#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>
#include <utility>

#include "clients/cli/commands.h"
#include "clients/cli/exit.h"
#include "letan/v1/admin_service.pb.h"

namespace letan::cli {
namespace {

constexpr int kLoadLines = 1000;             // of one call: what Load takes,
constexpr std::size_t kLoadBytes = 2 << 20;  // well below what a message may have
constexpr char kStandardStream[] = "-";

std::int64_t WriteDump(Session& session, bool restricted, std::ostream& out) {
  std::int64_t rows = 0;
  std::int64_t omitted = 0;
  v1::DumpRequest request;
  request.set_include_restricted(restricted);
  do {
    const auto page = session.Call<v1::DumpResponse>("AdminService.Dump", request);
    for (const std::string& line : page.lines()) out << line << '\n';
    rows += page.lines_size();
    omitted = page.omitted_restricted();
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty() && out);
  out.flush();
  if (!out) throw UsageError("the dump cannot be written");
  if (omitted > 0 && !session.options.quiet) {
    session.err() << omitted << " RESTRICTED entities and bookings are not in it\n";
  }
  return rows;
}

// Empty, and its owner's only.
void MakePrivate(const std::string& path) {
  std::remove(path.c_str());
  const int descriptor = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0) throw UsageError("cannot make " + path);
  close(descriptor);
}

// A file that has its name is whole.
void DumpToFile(Session& session, bool restricted, const std::string& path) {
  if (std::filesystem::exists(path)) throw UsageError(path + " is there already");
  const std::string part = path + ".part";
  std::int64_t rows = 0;
  try {
    MakePrivate(part);
    std::ofstream file(part, std::ios::binary | std::ios::trunc);
    rows = WriteDump(session, restricted, file);
  } catch (...) {
    std::remove(part.c_str());
    throw;
  }
  if (std::rename(part.c_str(), path.c_str()) != 0) throw UsageError("cannot name " + path);
  if (!session.options.quiet) session.err() << rows << " rows\n";
}

void AddDump(CLI::App& admin, Session& session) {
  CLI::App* command = AddCommand(admin, "dump", "All rows as JSON Lines, of one moment",
                                 "  letan admin dump letan.jsonl\n"
                                 "  letan admin dump | jq -r 'select(.entity.kind == \"agency\") | "
                                 ".body.displayName'\n\nWhat the lines look like: docs/dump.md.");
  auto path = std::make_shared<std::string>(kStandardStream);
  command->add_option("FILE", *path, "must not be there; -: standard output")
      ->capture_default_str();
  auto restricted = std::make_shared<bool>(false);
  command->add_flag("--include-restricted", *restricted,
                    "RESTRICTED entities and bookings too, in clear");
  command->callback([&session, path, restricted] {
    if (*path == kStandardStream) {
      WriteDump(session, *restricted, session.out());
    } else {
      DumpToFile(session, *restricted, *path);
    }
  });
}

class LineLoader {
 public:
  explicit LineLoader(Session& session) : session_(session) {}

  void Add(std::string line) {
    if (request_.lines_size() == kLoadLines || bytes_ + line.size() > kLoadBytes) Send();
    bytes_ += line.size();
    request_.add_lines(std::move(line));
  }
  void Send() {
    if (request_.lines_size() == 0) return;
    rows_ += session_.Call<v1::LoadResponse>("AdminService.Load", request_).rows();
    request_.clear_lines();
    bytes_ = 0;
  }
  std::int64_t rows() const { return rows_; }

 private:
  Session& session_;
  v1::LoadRequest request_;
  std::size_t bytes_ = 0;
  std::int64_t rows_ = 0;
};

void LoadFrom(Session& session, std::istream& in, const std::string& path) {
  LineLoader loader(session);
  std::string line;
  try {
    while (std::getline(in, line)) loader.Add(std::move(line));
    loader.Send();
  } catch (const ServerError&) {
    session.err() << "letan: after " << loader.rows() << " rows:\n";
    throw;
  }
  if (in.bad()) throw UsageError("cannot read " + path);
  if (!session.options.quiet) session.err() << loader.rows() << " rows\n";
  if (!CheckDatabase(session, 0)) throw CLI::RuntimeError(kExitRefused);
}

void AddLoad(CLI::App& admin, Session& session) {
  CLI::App* command = AddCommand(
      admin, "load", "Make an empty database that of a dump, and check it",
      "  letan admin load letan.jsonl\n\n"
      "Rows keep their versions and times. Only an empty database, or one that a load began, is\n"
      "loaded into. Exit code 1: it is not, or the check found something.");
  auto path = std::make_shared<std::string>();
  command->add_option("FILE", *path, "that letan admin dump wrote; -: standard input")->required();
  command->callback([&session, path] {
    if (*path == kStandardStream) return LoadFrom(session, std::cin, *path);
    std::ifstream file(*path, std::ios::binary);
    if (!file) throw UsageError("cannot read " + *path);
    LoadFrom(session, file, *path);
  });
}

}  // namespace

void AddAdminDumpCommands(CLI::App& admin, Session& session) {
  AddDump(admin, session);
  AddLoad(admin, session);
}

}  // namespace letan::cli
