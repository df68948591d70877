// letan audit list, show. What proves the logs: audit_verify_command.cc, letand verify-audit.
#include <memory>
#include <string>

#include "clients/cli/commands.h"
#include "clients/cli/exit.h"
#include "clients/cli/message_text.h"
#include "clients/cli/text_table.h"
#include "clients/cli/time_text.h"
#include "google/protobuf/descriptor.h"
#include "letan/v1/audit_service.pb.h"

namespace letan::cli {
namespace {

using Record = v1::AuditRecord;

constexpr int kMostShown = 1000;

struct AuditArgs {
  std::string entity;
  std::string actor;
  std::string method;
  std::string kind;
  std::string from;
  std::string to;
  int limit = 50;
  bool reads = false;
};

std::string WhatText(const Record& record) {
  if (record.type() == Record::TYPE_CREATED) return "created";
  if (record.type() == Record::TYPE_DELETED) return "deleted";
  std::string fields;
  for (const std::string& field : record.changed_fields()) {
    fields += (fields.empty() ? ": " : ", ") + field;
  }
  return "updated" + fields;
}

template <class AnyRecord>
std::string TimeText(Session& session, const AnyRecord& record) {
  return FormatMoment(FromProto(record.time()), session.zone());
}

// What both lists can be asked.
template <class Request>
Request RequestOf(Session& session, const AuditArgs& args) {
  Request request;
  request.set_entity(args.entity);
  request.set_actor(args.actor);
  request.set_method(args.method);
  request.set_page_size(args.limit);
  if (const auto interval = session.Window(args.from, args.to)) {
    *request.mutable_interval() = *interval;
  }
  return request;
}

void ListChanges(Session& session, const AuditArgs& args) {
  auto request = RequestOf<v1::ListAuditRecordsRequest>(session, args);
  request.set_kind(args.kind);
  const auto listed =
      session.Call<v1::ListAuditRecordsResponse>("AuditService.ListAuditRecords", request);
  if (session.PrintedJson(listed)) return;
  TextTable table({"time", "who", "what", "entity", "record"});
  for (const Record& record : listed.records()) {
    if (session.PrintedName(record.name())) continue;
    table.Add({TimeText(session, record), record.actor(), WhatText(record), record.entity(),
               record.name()});
  }
  if (session.options.quiet) return;
  session.out() << (listed.records().empty() ? "No such change is in the log.\n" : table.Render());
  if (!listed.next_page_token().empty()) session.err() << "There are more: --limit, --to.\n";
}

// The first of them; `letan --json` has all.
std::string ReadText(const v1::ReadRecord& record) {
  if (record.everything()) return "everything";
  const std::string more = record.entities_size() > 1
                               ? " and " + std::to_string(record.entities_size() - 1) + " more"
                               : "";
  return record.entities(0) + more;
}

void ListReads(Session& session, const AuditArgs& args) {
  if (!args.kind.empty()) throw UsageError("--kind is of changes, not of --reads");
  const auto listed = session.Call<v1::ListReadsResponse>(
      "AuditService.ListReads", RequestOf<v1::ListReadsRequest>(session, args));
  if (session.PrintedJson(listed)) return;
  TextTable table({"time", "who", "by", "read"});
  for (const v1::ReadRecord& record : listed.reads()) {
    if (session.PrintedName(record.name())) continue;
    const std::string& method = record.method();
    table.Add({TimeText(session, record), record.actor(), method.substr(method.rfind('/') + 1),
               ReadText(record)});
  }
  if (session.options.quiet) return;
  session.out() << (listed.reads().empty() ? "No such read is in the log.\n" : table.Render());
  if (!listed.next_page_token().empty()) session.err() << "There are more: --limit, --to.\n";
}

void AddList(CLI::App& audit, Session& session) {
  CLI::App* command =
      AddCommand(audit, "list", "Who changed what, or read what is RESTRICTED, the newest first",
                 "  letan audit list --limit 20\n  letan audit list --entity delegations/…\n"
                 "  letan audit list --actor users/… --kind booking --from 2017-02-01\n"
                 "  letan audit list --kind credential --entity users/…\n"
                 "  letan audit list --reads --entity delegations/…");
  auto args = std::make_shared<AuditArgs>();
  command->add_option("--entity", args->entity, "only of this: delegations/…, resources/…, …");
  command->add_option("--actor", args->actor, "only by this caller: users/…");
  command->add_option("--method", args->method, "only by this: letan.v1.BookingService/Book, …");
  command->add_option("--kind", args->kind,
                      "only this kind: agency, person, place, resource, stock_item, movement, "
                      "booking, activity, delegation, user; credential (for administrators)");
  command->add_flag("--reads", args->reads, "who was answered what is RESTRICTED, not changes");
  command->add_option("--from", args->from, "from this time or date on");
  command->add_option("--to", args->to, "up to this time, or to the end of this date");
  command->add_option("--limit", args->limit, "how many")
      ->capture_default_str()
      ->check(CLI::Range(1, kMostShown));
  command->callback([&session, args] {
    if (args->reads) return ListReads(session, *args);
    ListChanges(session, *args);
  });
}

void ShowSide(Session& session, const char* heading, const google::protobuf::Any& side) {
  const std::string& url = side.type_url();
  const auto* type = google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(
      url.substr(url.rfind('/') + 1));
  if (type == nullptr) return;
  const std::unique_ptr<google::protobuf::Message> message(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
  if (!message->ParseFromString(side.value())) return;
  session.out() << heading << "\n" << MessageText(*message, session.zone(), 2);
}

void AddShow(CLI::App& audit, Session& session) {
  CLI::App* command = AddCommand(audit, "show", "One change, with what was there before and after",
                                 "  letan audit show auditRecords/…");
  auto name = std::make_shared<std::string>();
  command->add_option("RECORD", *name, "auditRecords/…, as `letan audit list` prints it")
      ->required();
  command->callback([&session, name] {
    v1::GetAuditRecordRequest request;
    request.set_name(*name);
    const auto record = session.Call<Record>("AuditService.GetAuditRecord", request);
    if (session.PrintedJson(record) || session.PrintedName(record.name())) return;
    session.out() << TimeText(session, record) << "  " << record.actor() << "  " << record.method()
                  << "\n"
                  << record.entity() << "  " << WhatText(record) << "\n";
    if (record.has_before()) ShowSide(session, "before:", record.before());
    if (record.has_after()) ShowSide(session, "after:", record.after());
  });
}

}  // namespace

void AddAuditCommands(CLI::App& app, Session& session) {
  CLI::App* audit = app.add_subcommand("audit", "Who changed what, who read what, and when");
  audit->require_subcommand(1);
  audit->footer(
      "\nWithout a server, from the database itself, the logs are proved with\n"
      "`letand verify-audit --help`.");
  AddList(*audit, session);
  AddShow(*audit, session);
  AddAuditVerify(*audit, session);
}

}  // namespace letan::cli
