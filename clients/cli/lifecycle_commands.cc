// letan event status, submit, receive, opinion, approve, return, reject, prepare, start, complete,
// report, archive, postpone, suspend, resume, cancel; the same under the families of each kind.
#include <memory>
#include <string>
#include <vector>

#include "clients/cli/commands.h"
#include "clients/cli/exit.h"
#include "clients/cli/message_text.h"
#include "clients/cli/method_index.h"
#include "clients/cli/text_table.h"
#include "letan/v1/lifecycle_service.pb.h"

namespace letan::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

struct Act {
  const char* word;
  const char* method;
  const char* what;
  const char* text = nullptr;  // what its text is; null: it has none
  bool needs_text = false;
  bool step = false;
};

constexpr char kRemark[] = "a remark";
constexpr char kWhy[] = "why";
constexpr Act kActs[] = {
    {"submit", "SubmitEvent", "Hand it in for approval", kRemark},
    {"receive", "ReceiveEvent", "The authority has the notification before it", nullptr, false,
     true},
    {"opinion", "GiveOpinion", "Give an opinion, for or against", "what is said", false, true},
    {"approve", "ApproveEvent", "Approve, as the step that is open", kRemark, false, true},
    {"return", "ReturnEvent", "Send it back, to be submitted again", kWhy, true, true},
    {"reject", "RejectEvent", "Reject it, and release what is booked", kWhy, true, true},
    {"prepare", "PrepareEvent", "Preparations begin", kRemark},
    {"start", "StartEvent", "It has begun", kRemark},
    {"complete", "CompleteEvent", "It is over", kRemark},
    {"report", "ReportEvent", "The report of its results is there", kRemark},
    {"archive", "ArchiveEvent", "File it", kRemark},
    {"postpone", "PostponeEvent", "Postpone it", kWhy, true},
    {"suspend", "SuspendEvent", "Suspend it", kWhy, true},
    {"resume", "ResumeEvent", "Go on where it was postponed or suspended", kRemark},
    {"cancel", "CancelEvent", "Cancel it, and release everything booked for it", kWhy, true}};

std::string StepText(const v1::Process::Step& step) {
  std::string text = step.step().agency();
  if (!step.step().role().empty()) text += (text.empty() ? "" : " as ") + step.step().role();
  return text.empty() ? "any office" : text;
}

std::string WhenText(Session& session, bool present, const google::protobuf::Timestamp& time) {
  return present ? FormatMoment(FromProto(time), session.zone()) : "";
}

void PrintSteps(Session& session, const v1::Process& process) {
  if (process.steps().empty()) return;
  TextTable table({"step", "whose", "is", "due", "answered", "text"});
  for (const v1::Process::Step& step : process.steps()) {
    table.Add({step.step().id(), StepText(step), FieldText(step, "status", session.zone()),
               WhenText(session, step.has_due_time(), step.due_time()),
               WhenText(session, step.has_decide_time(), step.decide_time()), step.text()});
  }
  session.out() << "\nApproval\n" << table.Render();
}

void PrintTimeline(Session& session, const v1::Process& process) {
  if (process.timeline().empty()) return;
  TextTable table({"when", "what", "state", "step", "by", "text"});
  for (const v1::Process::Entry& entry : process.timeline()) {
    std::string by = entry.by();
    if (!entry.acting_for().empty()) by += " for " + entry.acting_for();
    if (!entry.appointment().empty()) by += " by " + entry.appointment();
    table.Add({FormatMoment(FromProto(entry.time()), session.zone()), entry.verb(),
               FieldText(entry, "to", session.zone()), entry.step(), by, entry.text()});
  }
  session.out() << "\nHistory\n" << table.Render();
}

void PrintStatus(Session& session, const v1::EventStatus& status) {
  if (session.PrintedJson(status) || session.PrintedName(status.name())) return;
  session.out() << status.title() << "\n  " << status.name()
                << "\n  state: " << FieldText(status, "state", session.zone());
  if (!status.state_reason().empty()) session.out() << " (" << status.state_reason() << ")";
  std::string possible;
  for (const std::string& verb : status.possible_verbs()) {
    possible += (possible.empty() ? "" : ", ") + verb;
  }
  session.out() << "\n  possible now: " << (possible.empty() ? "nothing" : possible) << "\n";
  PrintSteps(session, status.process());
  PrintTimeline(session, status.process());
}

// What was given of an act, by the fields of its request.
struct Given {
  std::string event;
  std::string text;
  std::string step;
  std::string on;
  std::string late_reason;
  std::string report;
  bool against = false;
};

void SetIfThere(Message& request, const char* field, const std::string& text) {
  const FieldDescriptor* found = request.GetDescriptor()->FindFieldByName(field);
  if (found != nullptr && !text.empty()) {
    request.GetReflection()->SetString(&request, found, text);
  }
}

std::unique_ptr<Message> RequestOf(Session& session, const std::string& method, const Given& given,
                                   const std::string& collection) {
  auto request = NewMessage(*ValueOrUsage(FindMethod("LifecycleService." + method))->input_type());
  SetIfThere(*request, "name", collection.empty() ? given.event : Qualify(collection, given.event));
  SetIfThere(*request, "text", given.text);
  SetIfThere(*request, "step", given.step);
  SetIfThere(*request, "late_reason", given.late_reason);
  const auto* type = request->GetDescriptor();
  const auto* reflection = request->GetReflection();
  if (!given.on.empty()) {
    reflection->MutableMessage(request.get(), type->FindFieldByName("time"))
        ->CopyFrom(ToProto(session.Time(given.on)));
  }
  if (const auto* agree = type->FindFieldByName("agree")) {
    reflection->SetBool(request.get(), agree, !given.against);
  }
  if (!given.report.empty()) {
    v1::DocumentRef report;
    report.set_number(given.report);
    report.set_document_type("Báo cáo");
    reflection->MutableMessage(request.get(), type->FindFieldByName("report"))->CopyFrom(report);
  }
  return request;
}

void AddAct(CLI::App& parent, Session& session, const Act& act, const std::string& family,
            const std::string& collection) {
  const std::string event = collection.empty() ? "delegations/…" : collection + "/…";
  std::string example = "  letan " + family + " " + act.word + " " + event;
  if (act.needs_text) example += " --reason \"…\"";
  CLI::App* command = AddCommand(parent, act.word, act.what, example);
  auto given = std::make_shared<Given>();
  command->add_option("EVENT", given->event, event)->required();
  command->add_option("--on", given->on, "when, as the paper says; else now");
  if (act.text != nullptr) {
    command->add_option(act.needs_text ? "--reason" : "--text", given->text, act.text)
        ->required(act.needs_text);
  }
  if (act.step) {
    command->add_option("--step", given->step, "which step; else the one that is open to you");
  }
  const std::string method = act.method;
  if (method == "SubmitEvent") {
    command->add_option("--late-reason", given->late_reason, "why it is submitted all the same");
  }
  if (method == "GiveOpinion") command->add_flag("--against", given->against, "not in favour");
  if (method == "ReportEvent") {
    command->add_option("--report", given->report, "the number of the report");
  }
  command->callback([&session, given, method, collection] {
    const auto request = RequestOf(session, method, *given, collection);
    PrintStatus(session, session.Call<v1::EventStatus>("LifecycleService." + method, *request));
  });
}

void AddStatus(CLI::App& parent, Session& session, const std::string& family,
               const std::string& collection) {
  const std::string event = collection.empty() ? "delegations/…" : collection + "/…";
  CLI::App* command = AddCommand(parent, "timeline", "How it stands, and how it came there",
                                 "  letan " + family + " timeline " + event);
  auto name = std::make_shared<std::string>();
  command->add_option("EVENT", *name, event)->required();
  command->callback([&session, name, collection] {
    v1::GetEventStatusRequest request;
    request.set_name(collection.empty() ? *name : Qualify(collection, *name));
    PrintStatus(session, session.Call<v1::EventStatus>("LifecycleService.GetEventStatus", request));
  });
}

}  // namespace

void AddLifecycleActs(CLI::App& parent, Session& session, const std::string& family,
                      const std::string& collection) {
  AddStatus(parent, session, family, collection);
  for (const Act& act : kActs) AddAct(parent, session, act, family, collection);
}

void AddLifecycleCommands(CLI::App& app, Session& session) {
  CLI::App* events = AddCommand(app, "event", "Approve, hold, report and file events of any kind",
                                "  letan event timeline delegations/…\n"
                                "  letan event submit delegations/…");
  events->require_subcommand(1);
  AddLifecycleActs(*events, session, "event", "");
}

}  // namespace letan::cli
