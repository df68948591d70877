#include "services/server/restore_flags.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <string_view>

#include "services/server/flags.h"

namespace letan::server {
namespace {

constexpr char kRestoreFooter[] =
    "\nThe backup is copied beside its place and checked there: its checksum, the file's "
    "structure,\n"
    "the chain of changes, bookings and stock. Only a sound one is put in place; a database that "
    "is\n"
    "there stays, unless --replace says to move it aside (PATH.replaced-N).\n"
    "\nExample:\n"
    "  letand restore --from=backups/backup-20170208-020000.db --storage=sqlite:letan.db";

std::string CheckSha256(const std::string& text) {
  const bool right =
      text.size() == 64 &&
      std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isxdigit(c) != 0; });
  return right ? "" : "must be 64 hexadecimal digits";
}

void DeclareRestore(CLI::App& app, RestoreFlags& flags, std::string& storage) {
  app.footer(kRestoreFooter);
  app.add_option("--from", flags.from, "The backup: a file that `letan admin backup` made")
      ->required();
  app.add_option("--storage", storage, "Where the database is to be: sqlite:PATH")
      ->required()
      ->check(CheckStorageFlag);
  app.add_flag("--replace", flags.replace, "Move a database that is there aside");
  app.add_option("--keys", flags.keys, "The key file: sealed content is opened and checked, too");
  auto* sha256 = app.add_option("--sha256", flags.sha256,
                                "What the file must have; without it, what FILE.sha256 says")
                     ->check(CheckSha256);
  app.add_flag("--without-checksum", flags.without_checksum,
               "Neither is there: damage that breaks no rule stays unseen")
      ->excludes(sha256);
}

}  // namespace

bool AsksForRestore(int argc, char** argv) {
  return argc > 1 && std::string_view(argv[1]) == "restore";
}

ParsedRestoreFlags ParseRestoreFlags(int argc, char** argv) {
  ParsedRestoreFlags parsed;
  std::string storage;
  CLI::App app("Makes a database of a backup", "letand restore");
  DeclareRestore(app, parsed.flags, storage);
  try {
    app.parse(argc - 1, argv + 1);
  } catch (const CLI::ParseError& error) {
    parsed.exit_code = app.exit(error) == 0 ? 0 : kUsageError;
    return parsed;
  }
  parsed.flags.storage_path = StoragePath(storage);
  parsed.restore = true;
  return parsed;
}

}  // namespace letan::server
