// letan admin info, backup, check, reindex, archive, drain; dump and load are in
// admin_dump_commands.cc.
#include <memory>
#include <string>

#include "clients/cli/commands.h"
#include "clients/cli/exit.h"
#include "clients/cli/time_text.h"
#include "letan/v1/admin_service.pb.h"

namespace letan::cli {
namespace {

std::string Moments(Session& session, const google::protobuf::Timestamp& time) {
  return FormatMoment(FromProto(time), session.zone());
}

void AddInfo(CLI::App& admin, Session& session) {
  CLI::App* command = AddCommand(admin, "info", "What is served, and how much there is",
                                 "  letan admin info\n  letan --json admin info");
  command->callback([&session] {
    const auto info =
        session.Call<v1::ServerInfo>("AdminService.GetServerInfo", v1::GetServerInfoRequest());
    if (session.PrintedJson(info)) return;
    session.out() << "letand " << info.version() << ", " << info.storage() << ", schema "
                  << info.schema_version() << (info.draining() ? ", being drained" : "")
                  << "\n  started:          " << Moments(session, info.start_time())
                  << "\n  its clock:        " << Moments(session, info.time())
                  << "\n  database:         " << info.database_bytes() << " bytes"
                  << "\n  entities:         " << info.entities()
                  << "\n  resources:        " << info.resources()
                  << "\n  bookings:         " << info.bookings()
                  << "\n  stock movements:  " << info.stock_movements()
                  << "\n  changes:          " << info.changes() << " in the log, "
                  << info.archived_changes() << " archived"
                  << "\n  waiting writes:   " << info.queued_writes() << "\n  backups:          "
                  << (info.has_backup_directory() ? "yes" : "no --backup-directory") << "\n";
  });
}

void AddBackup(CLI::App& admin, Session& session) {
  CLI::App* command =
      AddCommand(admin, "backup", "Copy the database into the server's backup directory",
                 "  letan admin backup\n  letan admin backup before-upgrade\n\n"
                 "The copy is checked before it gets its name; writes go on meanwhile.\n"
                 "`letand restore --help` tells how it becomes a database again.");
  auto id = std::make_shared<std::string>();
  command->add_option("NAME", *id, "a-z, 0-9 and - (default: made of the time)");
  command->callback([&session, id] {
    session.AllowLongCalls();
    v1::CreateBackupRequest request;
    request.set_backup_id(*id);
    const auto backup = session.Call<v1::Backup>("AdminService.CreateBackup", request);
    if (session.PrintedJson(backup) || session.PrintedName(backup.file())) return;
    session.out() << backup.file() << ": " << backup.bytes() << " bytes, SHA-256 "
                  << backup.sha256() << "\n";
  });
}

void AddCheck(CLI::App& admin, Session& session) {
  CLI::App* command =
      AddCommand(admin, "check", "Look whether everything in the database is as it must be",
                 "  letan admin check\n\nExit code 1: it is not.");
  auto most = std::make_shared<int>(0);
  command->add_option("--max-findings", *most, "how many are printed at most (default: 100)");
  command->callback([&session, most] {
    if (!CheckDatabase(session, *most)) throw CLI::RuntimeError(kExitRefused);
  });
}

void AddReindex(CLI::App& admin, Session& session) {
  CLI::App* command = AddCommand(
      admin, "reindex", "Make the columns that lists and searches use anew from the documents",
      "  letan admin reindex");
  command->callback([&session] {
    session.AllowLongCalls();
    const auto done =
        session.Call<v1::ReindexResponse>("AdminService.Reindex", v1::ReindexRequest());
    if (session.PrintedJson(done)) return;
    session.out() << "Entities: " << done.entities() << ", changed: " << done.changed()
                  << ", entries of indexes: " << done.rebuilt() << ".\n";
    if (done.unreadable() > 0) {
      session.out() << "Unreadable: " << done.unreadable() << "; letan admin check names them.\n";
    }
  });
}

void AddArchive(CLI::App& admin, Session& session) {
  CLI::App* command = AddCommand(
      admin, "archive",
      "Move old changes, and reads, from the logs into files in the backup directory",
      "  letan admin archive --before 2016-01-01\n  letan admin archive year-2015 --before "
      "2016-01-01\n\nThe log goes on where the file ends: the chain of hashes stays whole.");
  auto id = std::make_shared<std::string>();
  auto before = std::make_shared<std::string>();
  command->add_option("NAME", *id, "a-z, 0-9 and - (default: made of the time)");
  command->add_option("--before", *before, "changes that were made earlier go")->required();
  command->callback([&session, id, before] {
    session.AllowLongCalls();
    v1::ArchiveChangesRequest request;
    request.set_archive_id(*id);
    *request.mutable_before() = ToProto(session.Time(*before));
    const auto archive = session.Call<v1::Archive>("AdminService.ArchiveChanges", request);
    if (session.PrintedJson(archive) || session.PrintedName(archive.file())) return;
    if (archive.file().empty() && archive.reads_file().empty()) {
      session.out() << "There is nothing so old in the logs.\n";
    }
    if (!archive.reads_file().empty()) {
      session.out() << archive.reads_file() << ": " << archive.reads() << " records of reads, "
                    << archive.reads_bytes() << " bytes, SHA-256 " << archive.reads_sha256()
                    << "\n";
    }
    if (!archive.file().empty()) {
      session.out() << archive.file() << ": " << archive.changes() << " changes, "
                    << archive.bytes() << " bytes, SHA-256 " << archive.sha256() << "\n";
    }
  });
}

void AddDrain(CLI::App& admin, Session& session) {
  CLI::App* command =
      AddCommand(admin, "drain", "Refuse new writes, and wait for those under way; reads go on",
                 "  letan admin drain\n  letan admin drain --resume");
  auto resume = std::make_shared<bool>(false);
  command->add_flag("--resume", *resume, "take writes again");
  command->callback([&session, resume] {
    session.AllowLongCalls();
    v1::DrainRequest request;
    request.set_resume(*resume);
    const auto done = session.Call<v1::DrainResponse>("AdminService.Drain", request);
    if (session.PrintedJson(done)) return;
    session.out() << (done.draining() ? "Drained: no writes are under way, none are taken.\n"
                                      : "Writes are taken again.\n");
  });
}

}  // namespace

bool CheckDatabase(Session& session, int max_findings) {
  session.AllowLongCalls();
  v1::CheckIntegrityRequest request;
  request.set_max_findings(max_findings);
  const auto report =
      session.Call<v1::CheckIntegrityResponse>("AdminService.CheckIntegrity", request);
  const bool sound = report.findings().empty();
  if (session.PrintedJson(report)) return sound;
  for (const std::string& finding : report.findings()) session.out() << finding << "\n";
  if (report.omitted_findings() > 0) {
    session.out() << "and " << report.omitted_findings() << " more\n";
  }
  if (sound) {
    session.out() << "Sound: " << report.entities() << " entities, " << report.bookings()
                  << " bookings, " << report.changes() << " changes in an unbroken chain.\n";
  }
  return sound;
}

void AddAdminCommands(CLI::App& app, Session& session) {
  CLI::App* admin = app.add_subcommand("admin", "Care of the server and its database");
  admin->require_subcommand(1);
  AddInfo(*admin, session);
  AddBackup(*admin, session);
  AddCheck(*admin, session);
  AddReindex(*admin, session);
  AddArchive(*admin, session);
  AddDrain(*admin, session);
  AddAdminDumpCommands(*admin, session);
}

}  // namespace letan::cli
