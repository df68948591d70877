// The commands of `letan`: each function adds one family of them to the program.
#ifndef LETAN_CLIENTS_CLI_COMMANDS_H_
#define LETAN_CLIENTS_CLI_COMMANDS_H_

#include <CLI/CLI.hpp>
#include <string>

#include "clients/cli/session.h"

namespace letan::cli {

void AddDelegationCommands(CLI::App& app, Session& session);
// create and update, under `delegation`.
void AddDelegationEditCommands(CLI::App& delegations, Session& session);
void AddItineraryCommands(CLI::App& app, Session& session);
// copy: of a whole delegation. `command_line`: how it is called there, for the examples.
void AddCopyCommand(CLI::App& parent, Session& session, const std::string& command_line);
// copy and shift, under `itinerary`.
void AddCopyActivities(CLI::App& itinerary, Session& session);
void AddShiftActivities(CLI::App& itinerary, Session& session);
// delete and undelete, of every kind.
void AddDeleteCommands(CLI::App& app, Session& session);
void AddBookingCommands(CLI::App& app, Session& session);
void AddSearchCommands(CLI::App& app, Session& session);
void AddCalendarCommands(CLI::App& app, Session& session);
void AddDeadlineCommands(CLI::App& app, Session& session);
void AddLifecycleCommands(CLI::App& app, Session& session);
void AddFestivalCommands(CLI::App& app, Session& session);
// timeline, submit, approve, … under the family of one kind of events, "delegation", whose names
// may be given without their collection. Empty collection: of any kind, by whole names.
void AddLifecycleActs(CLI::App& parent, Session& session, const std::string& family,
                      const std::string& collection);
void AddCatalogueCommands(CLI::App& app, Session& session);
void AddStockCommands(CLI::App& app, Session& session);
void AddCallCommands(CLI::App& app, Session& session);
void AddLoadCommand(CLI::App& app, Session& session);
void AddImportCommand(CLI::App& app, Session& session);
void AddWatchCommand(CLI::App& app, Session& session);
void AddSignInCommands(CLI::App& app, Session& session);
void AddTokenCommands(CLI::App& app, Session& session);
// Under `user`, beside list and show.
void AddUserCommands(CLI::App& users, Session& session);
void AddAuditCommands(CLI::App& app, Session& session);
void AddAuditVerify(CLI::App& audit, Session& session);
void AddAdminCommands(CLI::App& app, Session& session);
// dump and load, under `admin`.
void AddAdminDumpCommands(CLI::App& admin, Session& session);

// Prints what an integrity check found; true: nothing.
bool CheckDatabase(Session& session, int max_findings);
// `app` with all its commands, later ones too.
void AddCompletionCommand(CLI::App& app, Session& session);

// What every list can be asked with --filter.
inline constexpr char kFilterHelp[] =
    "only those for which this holds (AIP-160), such as 'lang -create_time < "
    "2017-01-01T00:00:00Z'; a word alone is looked for in the title, accents and case do not count";

inline constexpr char kOrderByHelp[] =
    "name, create_time, update_time, the title or display name, of events interval.start_time; "
    "with \" desc\" behind it for the other direction";

// A command with examples under its help.
CLI::App* AddCommand(CLI::App& parent, const std::string& name, const std::string& what,
                     const std::string& examples);

}  // namespace letan::cli

#endif  // LETAN_CLIENTS_CLI_COMMANDS_H_
