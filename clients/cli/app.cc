#include "clients/cli/app.h"

#include <string>

#include "clients/cli/address.h"
#include "clients/cli/commands.h"
#include "clients/cli/exit.h"
#include "clients/cli/message_text.h"
#include "clients/cli/utf8.h"

namespace letan::cli {
namespace {

constexpr char kFooter[] =
    "\nTimes are local (--time-zone): 2017-02-08 14:00, 8/2/2017 14:00, 2017-02-08 for the whole\n"
    "day, or RFC 3339. --to also takes 16:00 on the same day, +2h, or a date that is included.\n"
    "\nExit codes: 0 done; 1 refused by the server as things stand (a conflict, a state, a stale\n"
    "etag); 2 wrong usage; 3 not found, or another error of the server; 4 server unavailable.\n"
    "\nExamples:\n"
    "  letan agenda --from 2017-02-01 --to 2017-02-16\n"
    "  letan free --kind interpreter --language ko --from \"2017-02-08 14:00\" --to 16:00 --all\n"
    "  letan --server=unix:/run/letan/letan.sock delegation list\n"
    "  letan COMMAND --help";

void AddGlobalOptions(CLI::App& app, GlobalOptions& options) {
  app.add_option("--server", options.server, "host:port or unix:PATH")
      ->envname("LETAN_SERVER")
      ->check(CLI::Validator(WhyNoAddress, ""))
      ->capture_default_str();
  app.add_option("--token-file", options.token_file,
                 "a file whose first line is a token; else LETAN_TOKEN, or the session of login")
      ->envname("LETAN_TOKEN_FILE");
  app.add_option("--agency", options.agency,
                 "for which agency is written, of those with several: agencies/…")
      ->envname("LETAN_AGENCY");
  app.add_flag("--json", options.json, "print answers as JSON, for programs");
  app.add_flag("-q,--quiet", options.quiet, "print names alone");
  app.add_option("--timeout", options.timeout, "of a call with its repetitions: 30s, 2m")
      ->capture_default_str();
  app.add_option("--time-zone", options.time_zone, "in which times are read and printed")
      ->capture_default_str();
  app.add_flag("--dry-run", options.dry_run,
               "of writes: show what would come of it, refusals included, and change nothing");
  app.add_option("--request-id", options.request_id,
                 "of the first write: repeating one has no second effect")
      ->check(CLI::Validator(
          [](const std::string& id) { return std::string(id.empty() ? "it is empty" : ""); }, ""));
}

void AddTlsOptions(CLI::App& app, TlsFileOptions& tls) {
  app.add_option("--tls-ca", tls.ca,
                 "PEM file of the authorities that the server's certificate may come from: speak "
                 "TLS. /etc/ssl/certs/ca-certificates.crt: those that the system trusts")
      ->envname("LETAN_TLS_CA");
  app.add_option("--tls-cert", tls.certificate, "PEM file of a client certificate")
      ->envname("LETAN_TLS_CERT");
  app.add_option("--tls-key", tls.key, "PEM file of its key")->envname("LETAN_TLS_KEY");
  app.add_option("--tls-server-name", tls.server_name,
                 "the name in the server's certificate, where it is not the host of --server")
      ->envname("LETAN_TLS_SERVER_NAME");
  app.add_flag(kPlaintextFlag, tls.plaintext_on_network,
               "reach a server on a network without TLS all the same");
}

void PrintServerError(Session& session, const google::rpc::Status& status) {
  if (session.options.json) {
    session.err() << JsonText(status);
  } else {
    session.err() << "letan: " << StatusText(status, session.text());
  }
}

// CLI11's own errors end with codes of its own; ours are documented.
int ExitOf(CLI::App& app, const CLI::ParseError& error, Session& session) {
  if (const auto* ended = dynamic_cast<const CLI::RuntimeError*>(&error)) {
    return ended->get_exit_code();
  }
  return app.exit(error, session.out(), session.err()) == 0 ? kExitOk : kExitUsage;
}

}  // namespace

CLI::App* AddCommand(CLI::App& parent, const std::string& name, const std::string& what,
                     const std::string& examples) {
  CLI::App* command = parent.add_subcommand(name, what);
  command->footer("\nExamples:\n" + examples);
  return command;
}

int RunLetan(int argc, const char* const* argv, std::ostream& out, std::ostream& err) {
  for (int i = 1; i < argc; ++i) {
    if (!FirstBadByte(argv[i]).has_value()) continue;
    err << "letan: argument " << i << " is not in UTF-8\n";
    return kExitUsage;
  }
  Session session(out, err);
  CLI::App app("Letan: schedules of delegations and what is booked for them", "letan");
  app.set_version_flag("--version", "letan " LETAN_VERSION);
  app.footer(kFooter);
  app.require_subcommand(1);
  app.fallthrough();
  AddGlobalOptions(app, session.options);
  AddTlsOptions(app, session.options.tls);
  AddDelegationCommands(app, session);
  AddItineraryCommands(app, session);
  AddBookingCommands(app, session);
  AddSearchCommands(app, session);
  AddCatalogueCommands(app, session);
  AddCallCommands(app, session);
  AddLoadCommand(app, session);
  AddImportCommand(app, session);
  AddCopyCommand(app, session, "letan copy");
  AddDeleteCommands(app, session);
  AddWatchCommand(app, session);
  AddSignInCommands(app, session);
  AddTokenCommands(app, session);
  AddCalendarCommands(app, session);
  AddDeadlineCommands(app, session);
  AddLifecycleCommands(app, session);
  AddFestivalCommands(app, session);
  AddAuditCommands(app, session);
  AddAdminCommands(app, session);
  AddCompletionCommand(app, session);
  try {
    app.parse(argc, argv);
    if (session.options.dry_run) err << "letan: --dry-run: nothing was changed\n";
    return kExitOk;
  } catch (const ServerError& error) {
    PrintServerError(session, error.status());
    return ExitCodeOf(error.status());
  } catch (const UsageError& error) {
    err << "letan: " << error.what() << "\n";
    return kExitUsage;
  } catch (const CLI::ParseError& error) {
    return ExitOf(app, error, session);
  }
}

}  // namespace letan::cli
