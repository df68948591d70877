#include "services/server/token_flags.h"

#include <CLI/CLI.hpp>
#include <string_view>

#include "services/server/flags.h"

namespace letan::server {

bool AsksForAdministratorToken(int argc, char** argv) {
  return argc > 1 && std::string_view(argv[1]) == "administrator-token";
}

ParsedTokenFlags ParseTokenFlags(int argc, char** argv) {
  ParsedTokenFlags parsed;
  std::string storage;
  CLI::App app("A new token for the administrator, for who has lost every way in",
               "letand administrator-token");
  app.footer(
      "\nThe server must be stopped. users/administrator is made, or enabled and given its role "
      "again;\nthe token is good for a day, or until that user's password is set.\n"
      "\nExample:\n  letand administrator-token --storage=sqlite:letan.db");
  app.add_option("--storage", storage, "The database: sqlite:PATH")
      ->required()
      ->check(CheckStorageFlag);
  app.add_option("--file", parsed.flags.file, "Where to write it, mode 0600, instead of stdout");
  try {
    app.parse(argc - 1, argv + 1);
  } catch (const CLI::ParseError& error) {
    parsed.exit_code = app.exit(error) == 0 ? 0 : kUsageError;
    return parsed;
  }
  parsed.flags.storage_path = StoragePath(storage);
  parsed.make = true;
  return parsed;
}

}  // namespace letan::server
