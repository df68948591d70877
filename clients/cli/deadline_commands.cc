// letan deadline list, done, reopen, preview.
#include <memory>
#include <string>
#include <vector>

#include "clients/cli/commands.h"
#include "clients/cli/date_text.h"
#include "clients/cli/exit.h"
#include "clients/cli/text_table.h"
#include "letan/v1/calendar_service.pb.h"

namespace letan::cli {
namespace {

// "done late", "OPEN provisional".
std::string StateText(const v1::Deadline& deadline, absl::Time now) {
  switch (deadline.state()) {
    case v1::Deadline::STATE_DONE:
      return deadline.late() ? "done late" : "done";
    case v1::Deadline::STATE_VOID:
      return "void";
    default:
      break;
  }
  const bool overdue = FromProto(deadline.late_from()) <= now;
  return std::string(overdue ? "OVERDUE" : "open") +
         (deadline.provisional() ? ", provisional" : "");
}

std::string RuleText(const v1::Deadline& deadline) {
  std::string text = deadline.legal_ref().empty() ? deadline.rule() : deadline.legal_ref();
  if (!deadline.verified()) text += " (not verified)";
  return text;
}

// The event that it is of.
std::string EventOf(const v1::Deadline& deadline) {
  return deadline.name().substr(0, deadline.name().rfind("/deadlines/"));
}

struct ListDeadlinesArgs {
  std::string event;
  std::string from;
  std::string to;
  std::string filter;
  bool overdue = false;
  bool all = false;
};

// What --overdue and --all mean, before what --filter says.
std::string FilterOf(const ListDeadlinesArgs& args, absl::Time now) {
  std::vector<std::string> parts;
  if (!args.all) parts.emplace_back("state = OPEN");
  if (args.overdue) {
    parts.push_back("late_from <= " +
                    absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", now, absl::UTCTimeZone()));
  }
  if (!args.filter.empty()) parts.push_back("(" + args.filter + ")");
  std::string filter;
  for (const std::string& part : parts) filter += (filter.empty() ? "" : " AND ") + part;
  return filter;
}

void AddListDeadlines(CLI::App& deadlines, Session& session) {
  CLI::App* command = AddCommand(deadlines, "list", "What is due, and until when",
                                 "  letan deadline list\n  letan deadline list --overdue\n"
                                 "  letan deadline list --event delegations/… --all\n"
                                 "  letan deadline list --from 2017-01-01 --to 2017-01-31 --all");
  auto args = std::make_shared<ListDeadlinesArgs>();
  command->add_option("--event", args->event, "of this event only");
  command->add_option("--from", args->from, "late from this time or date on");
  command->add_option("--to", args->to, "up to this time, or to the end of this date");
  command->add_option("--filter", args->filter, kFilterHelp);
  command->add_flag("--overdue", args->overdue, "only what is late already");
  command->add_flag("--all", args->all, "what is done and void, too");
  command->callback([&session, args] {
    const absl::Time now = absl::Now();
    v1::ListDeadlinesRequest request;
    request.set_parent(args->event);
    if (const auto window = session.Window(args->from, args->to)) {
      *request.mutable_interval() = *window;
    }
    request.set_filter(FilterOf(*args, now));
    const auto listed =
        session.CallAll<v1::ListDeadlinesResponse>("CalendarService.ListDeadlines", request);
    if (session.PrintedJson(listed)) return;
    TextTable table({"last day", "begin by", "what", "state", "by", "event"});
    for (const v1::Deadline& deadline : listed.deadlines()) {
      if (session.PrintedName(deadline.name())) continue;
      table.Add({IsoText(deadline.last_day()), IsoText(deadline.latest_start()), deadline.title(),
                 StateText(deadline, now), RuleText(deadline), EventOf(deadline)});
    }
    if (!session.options.quiet) session.out() << table.Render();
  });
}

void Show(Session& session, const v1::Deadline& deadline) {
  if (session.PrintedJson(deadline) || session.PrintedName(deadline.name())) return;
  session.out() << deadline.title() << ": last day " << IsoText(deadline.last_day()) << ", "
                << StateText(deadline, absl::Now()) << "\n";
}

void AddDoneDeadline(CLI::App& deadlines, Session& session) {
  CLI::App* command =
      AddCommand(deadlines, "done", "Record that it was met",
                 "  letan deadline done delegations/…/deadlines/… --evidence \"CV 12/SNgV\"");
  struct Args {
    std::string name;
    std::string on;
    std::string evidence;
  };
  auto args = std::make_shared<Args>();
  command->add_option("DEADLINE", args->name, "delegations/…/deadlines/…")->required();
  command->add_option("--on", args->on, "when, as the paper says; else now");
  command->add_option("--evidence", args->evidence, "the paper's number, or a remark");
  command->callback([&session, args] {
    v1::CompleteDeadlineRequest request;
    request.set_name(args->name);
    if (!args->on.empty()) *request.mutable_done_time() = ToProto(session.Time(args->on));
    request.set_evidence(args->evidence);
    Show(session, session.Call<v1::Deadline>("CalendarService.CompleteDeadline", request));
  });
}

void AddReopenDeadline(CLI::App& deadlines, Session& session) {
  CLI::App* command = AddCommand(deadlines, "reopen", "Take back that it was met",
                                 "  letan deadline reopen delegations/…/deadlines/…");
  auto name = std::make_shared<std::string>();
  command->add_option("DEADLINE", *name, "delegations/…/deadlines/…")->required();
  command->callback([&session, name] {
    v1::ReopenDeadlineRequest request;
    request.set_name(*name);
    Show(session, session.Call<v1::Deadline>("CalendarService.ReopenDeadline", request));
  });
}

void AddPreviewDeadlines(CLI::App& deadlines, Session& session) {
  CLI::App* command =
      AddCommand(deadlines, "preview", "Until when a procedure's papers would be due",
                 "  letan deadline preview press.apply 2017-02-08\n"
                 "  letan deadline preview fair.register \"2018-09-01 08:00\" --start 2018-07-20");
  struct Args {
    std::string procedure;
    std::string anchor;
    std::string start;
    std::string authority;
  };
  auto args = std::make_shared<Args>();
  command->add_option("PROCEDURE", args->procedure, "festival.register, press.apply, …")
      ->required();
  command->add_option("TIME", args->anchor, "when what it is counted from takes place")->required();
  command->add_option("--start", args->start, "the day on which the procedure starts");
  command->add_option("--authority", args->authority, "whose own rules go first");
  command->callback([&session, args] {
    v1::PreviewDeadlinesRequest request;
    request.set_procedure(args->procedure);
    *request.mutable_anchor_time() = ToProto(session.Time(args->anchor));
    request.set_time_zone(session.options.time_zone);
    if (!args->start.empty()) {
      *request.mutable_start_day() = ToProto(ValueOrUsage(ParseDay(args->start)));
    }
    if (!args->authority.empty()) request.set_authority(Qualify("agencies", args->authority));
    const auto found =
        session.Call<v1::PreviewDeadlinesResponse>("CalendarService.PreviewDeadlines", request);
    if (session.PrintedJson(found)) return;
    TextTable table({"last day", "begin by", "what", "", "by"});
    for (const v1::Deadline& deadline : found.deadlines()) {
      table.Add({IsoText(deadline.last_day()), IsoText(deadline.latest_start()), deadline.title(),
                 deadline.provisional() ? "provisional" : "", RuleText(deadline)});
    }
    session.out() << table.Render();
  });
}

}  // namespace

void AddDeadlineCommands(CLI::App& app, Session& session) {
  CLI::App* deadlines = AddCommand(app, "deadline", "Until when steps must be done",
                                   "  letan deadline list\n  letan deadline list --overdue");
  deadlines->require_subcommand(1);
  AddListDeadlines(*deadlines, session);
  AddDoneDeadline(*deadlines, session);
  AddReopenDeadline(*deadlines, session);
  AddPreviewDeadlines(*deadlines, session);
}

}  // namespace letan::cli
