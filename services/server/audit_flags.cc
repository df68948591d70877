#include "services/server/audit_flags.h"

#include <CLI/CLI.hpp>
#include <string_view>

#include "services/server/flags.h"

namespace letan::server {
namespace {

constexpr char kMakeKeyFooter[] =
    "\nThe private half goes to FILE, for --audit-key; the public half to FILE.pub, for whoever\n"
    "verifies. Neither overwrites anything.";

constexpr char kVerifyFooter[] =
    "\nReads the database and the files only: no server takes part, one may run.\n"
    "Exit codes: 0 nothing is wrong, 1 it could not be verified, 3 the log or the heads were\n"
    "tampered with.\n"
    "\nExample:\n"
    "  letand verify-audit --storage=sqlite:letan.db --heads=audit.heads --public-key=audit.pub";

void DeclareVerify(CLI::App& app, AuditFlags& flags, std::string& storage) {
  app.footer(kVerifyFooter);
  app.add_option("--storage", storage, "The database, or a backup of it: sqlite:PATH")
      ->required()
      ->check(CheckStorageFlag);
  app.add_option("--heads", flags.heads, "The file of signed heads, best a copy kept elsewhere")
      ->required();
  app.add_option("--public-key", flags.public_key, "The public half of the key that signed them")
      ->required();
  app.add_option(
      "--archives", flags.archives,
      "The directory with all archives (*.jsonl); without it, records that were archived "
      "are not verified");
}

}  // namespace

AuditCommand AsksForAudit(int argc, char** argv) {
  const std::string_view first = argc > 1 ? argv[1] : "";
  if (first == "make-audit-key") return AuditCommand::kMakeKey;
  return first == "verify-audit" ? AuditCommand::kVerify : AuditCommand::kNone;
}

ParsedAuditFlags ParseAuditFlags(int argc, char** argv) {
  ParsedAuditFlags parsed;
  const AuditCommand command = AsksForAudit(argc, argv);
  std::string storage;
  const bool verify = command == AuditCommand::kVerify;
  CLI::App app(verify ? "Verifies the change log against signed heads"
                      : "Makes a key that signs heads of the change log",
               verify ? "letand verify-audit" : "letand make-audit-key");
  if (verify) {
    DeclareVerify(app, parsed.flags, storage);
  } else {
    app.footer(kMakeKeyFooter);
    app.add_option("--out", parsed.flags.out, "Where the private key goes")->required();
  }
  try {
    app.parse(argc - 1, argv + 1);
  } catch (const CLI::ParseError& error) {
    parsed.exit_code = app.exit(error) == 0 ? 0 : kUsageError;
    return parsed;
  }
  if (verify) parsed.flags.storage_path = StoragePath(storage);
  parsed.command = command;
  return parsed;
}

}  // namespace letan::server
