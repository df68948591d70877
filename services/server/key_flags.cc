#include "services/server/key_flags.h"

#include <CLI/CLI.hpp>
#include <string_view>

#include "services/server/flags.h"

namespace letan::server {
namespace {

void ParseKeyFlags(CLI::App& app, int argc, char** argv, ParsedKeyFlags& parsed) {
  try {
    app.parse(argc - 1, argv + 1);
    parsed.run = true;
  } catch (const CLI::ParseError& error) {
    parsed.exit_code = app.exit(error) == 0 ? 0 : kUsageError;
  }
}

}  // namespace

bool AsksForMakeKeys(int argc, char** argv) {
  return argc > 1 && std::string_view(argv[1]) == "make-keys";
}

ParsedKeyFlags ParseMakeKeysFlags(int argc, char** argv) {
  ParsedKeyFlags parsed;
  CLI::App app("Makes a file with one new key for RESTRICTED content", "letand make-keys");
  app.footer(
      "\nThe file has mode 0600; one that is there is never overwritten. Keep a copy of it away\n"
      "from the backups: what it sealed cannot be read without it, by anyone.\n"
      "\nExample:\n  letand make-keys --out=letan.keys");
  app.add_option("--out", parsed.flags.file, "The file")->required();
  ParseKeyFlags(app, argc, argv, parsed);
  return parsed;
}

bool AsksForRotateKeys(int argc, char** argv) {
  return argc > 1 && std::string_view(argv[1]) == "rotate-keys";
}

ParsedKeyFlags ParseRotateKeysFlags(int argc, char** argv) {
  ParsedKeyFlags parsed;
  std::string storage;
  CLI::App app("Puts the data keys of a database under the current key of the file",
               "letand rotate-keys");
  app.footer(
      "\nThe server must be stopped. The file has the old key and the new one, which is marked\n"
      "\"current\". If it is ended, the next run goes on. Backups made before need the old key.\n"
      "\nExample:\n  letand rotate-keys --storage=sqlite:letan.db --keys=letan.keys");
  app.add_option("--storage", storage, "The database: sqlite:PATH")
      ->required()
      ->check(CheckStorageFlag);
  app.add_option("--keys", parsed.flags.file, "The key file")->required();
  ParseKeyFlags(app, argc, argv, parsed);
  if (parsed.run) parsed.flags.storage_path = StoragePath(storage);
  return parsed;
}

}  // namespace letan::server
