#include "services/lifecycle/event_acts.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "letan/v1/lifecycle_service.pb.h"
#include "services/call/caller.h"
#include "services/core/lifecycle/approval.h"
#include "services/core/lifecycle/course.h"
#include "services/entity/references.h"
#include "services/entity/time_codec.h"
#include "services/errors/errors.h"
#include "services/lifecycle/event_status.h"
#include "services/lifecycle/late_submission.h"
#include "services/lifecycle/routes.h"
#include "services/operations/edits.h"
#include "services/operations/event_message.h"
#include "services/operations/reserve.h"

namespace letan::services {
namespace {

using lifecycle::Act;
using lifecycle::Process;
using storage::WriteTransaction;
using Kinds = std::vector<entity::StoredKind>;

// What a request asks, whichever it is.
struct Asked {
  std::string name;
  std::string etag;
  std::string text;
  std::string step;
  std::optional<storage::Micros> at;
  std::string late_reason;
  std::optional<v1::DocumentRef> report;
  bool agree = false;
};

template <class Request>
Asked AskedIn(const Request& request) {
  Asked asked;
  asked.name = request.name();
  asked.etag = request.etag();
  if (request.has_time()) asked.at = entity::ToMicros(request.time());
  if constexpr (requires { request.text(); }) asked.text = request.text();
  if constexpr (requires { request.step(); }) asked.step = request.step();
  if constexpr (requires { request.agree(); }) asked.agree = request.agree();
  if constexpr (requires { request.late_reason(); }) asked.late_reason = request.late_reason();
  if constexpr (requires { request.report(); }) {
    if (request.has_report()) asked.report = request.report();
  }
  return asked;
}

lifecycle::Actor ActorOf(const call::CallContext& context) {
  lifecycle::Actor actor;
  actor.subject = context.viewer.subject;
  actor.acting_for = context.viewer.acting_for;
  actor.everything = context.caller->anonymous || context.viewer.administrator;
  for (const access::Grant& grant : context.caller->grants) {
    actor.grants.push_back({grant.role, grant.agency});
  }
  return actor;
}

// One act under way.
struct Turn {
  WriteTransaction& write;
  const Asked& asked;
  operations::EventMessage& event;
  const entity::Procedure& procedure;
  Process& process;
  const Act& act;
};
using Step = std::function<absl::Status(Turn&)>;

// The engine's refusals as those of the API. What has details already came from us.
absl::Status ToApi(const absl::Status& status, const std::string& event) {
  bool detailed = false;
  status.ForEachPayload([&](auto, const auto&) { detailed = true; });
  if (status.ok() || detailed) return status;
  const std::string message(status.message());
  if (absl::IsPermissionDenied(status)) return errors::PermissionDenied(message);
  if (absl::IsFailedPrecondition(status)) {
    return errors::Precondition(errors::kStateTransition, event, message);
  }
  const std::size_t colon = message.find(": ");
  if (!absl::IsInvalidArgument(status) || colon == std::string::npos) return status;
  return errors::InvalidField(message.substr(0, colon), message.substr(colon + 2));
}

absl::StatusOr<storage::Micros> TimeOf(const Asked& asked, const Process& process,
                                       storage::Micros now) {
  const storage::Micros latest = process.timeline.empty() ? 0 : process.timeline.back().at;
  if (!asked.at.has_value()) return std::max(now, latest);
  if (*asked.at > now) return errors::InvalidField("time", "must not lie in the future");
  if (*asked.at < latest) {
    return errors::InvalidField(
        "time",
        "lies before the entry before it, of " +
            absl::FormatTime(absl::RFC3339_sec, absl::FromUnixMicros(latest), absl::UTCTimeZone()));
  }
  return *asked.at;
}

absl::StatusOr<v1::EventStatus> Apply(WriteTransaction& write, const Kinds& kinds,
                                      const Asked& asked, const lifecycle::Actor& actor,
                                      const Step& step, bool keeps_reason) {
  auto event = operations::EventMessage::Load(write, kinds, asked.name, asked.etag);
  if (!event.ok()) return event.status();
  auto procedure = event->MainProcedure();
  if (!procedure.ok()) return procedure.status();
  auto appointments = LoadAppointments(write);
  if (!appointments.ok()) return appointments.status();
  Process process = operations::ProcessOf(event->message());
  auto at = TimeOf(asked, process, write.now());
  if (!at.ok()) return at.status();
  Act act;
  act.actor = actor;
  act.at = *at;
  act.step = asked.step;
  act.text = asked.text;
  act.appointments = *std::move(appointments);
  act.due_of = operations::DueOfIn(write, *procedure);
  Turn turn{write, asked, *event, *procedure, process, act};
  if (absl::Status taken = step(turn); !taken.ok()) return ToApi(taken, asked.name);
  operations::SetProcess(process, keeps_reason ? asked.text : "", event->message());
  if (asked.report.has_value()) event->AddDocument(*asked.report);
  if (absl::Status stored = event->Store(write); !stored.ok()) return stored;
  return StatusOf(*event);
}

template <class Request>
void AddAct(call::ServiceTable& table, const std::string& method, const Kinds& kinds, Step step,
            bool keeps_reason = false) {
  table.Write<Request, v1::EventStatus>(
      method,
      [&kinds, step = std::move(step), keeps_reason](
          const call::CallContext& context,
          const Request& request) -> absl::StatusOr<call::Apply<v1::EventStatus>> {
        return [&kinds, step, keeps_reason, asked = AskedIn(request),
                actor = ActorOf(context)](WriteTransaction& write) {
          return Apply(write, kinds, asked, actor, step, keeps_reason);
        };
      });
}

// An act of the engine as it is.
Step Plain(absl::Status (*act)(Process&, const Act&)) {
  return [act](Turn& turn) { return act(turn.process, turn.act); };
}

// One after which nothing of the event is booked any more.
Step Releasing(absl::Status (*act)(Process&, const Act&)) {
  return [act](Turn& turn) {
    absl::Status ended = act(turn.process, turn.act);
    return ended.ok() ? operations::ReleaseEvent(turn.write, turn.asked.name) : ended;
  };
}

absl::Status Submit(Turn& turn) {
  auto route = RouteOf(turn.write, turn.procedure);
  if (!route.ok()) return route.status();
  Act act = turn.act;
  if (!turn.asked.late_reason.empty()) {
    act.text = (act.text.empty() ? "" : act.text + " — ") + turn.asked.late_reason;
  }
  if (absl::Status sent = lifecycle::Submit(turn.process, *route, act); !sent.ok()) return sent;
  if (!turn.asked.late_reason.empty()) return absl::OkStatus();
  return RequireInTime(turn.write, turn.asked.name, "submit", turn.act.at);
}

absl::Status GiveOpinion(Turn& turn) {
  return lifecycle::GiveOpinion(turn.process, turn.asked.agree, turn.act);
}

absl::Status Report(Turn& turn) {
  const bool missing = turn.process.report_required && !turn.asked.report.has_value();
  absl::Status reported = lifecycle::Report(turn.process, !missing, turn.act);
  if (!reported.ok() && missing && turn.process.state == lifecycle::state::kCompleted) {
    return errors::Precondition(errors::kReportMissing, turn.asked.name,
                                "its route asks for a report of its results: give one");
  }
  return reported;
}

}  // namespace

void AddEventActs(call::ServiceTable& table, const Kinds& kinds) {
  AddAct<v1::SubmitEventRequest>(table, "SubmitEvent", kinds, Submit);
  AddAct<v1::ReceiveEventRequest>(table, "ReceiveEvent", kinds, Plain(lifecycle::Receive));
  AddAct<v1::GiveOpinionRequest>(table, "GiveOpinion", kinds, GiveOpinion);
  AddAct<v1::ApproveEventRequest>(table, "ApproveEvent", kinds, Plain(lifecycle::Approve));
  AddAct<v1::ReturnEventRequest>(table, "ReturnEvent", kinds, Plain(lifecycle::Return), true);
  AddAct<v1::RejectEventRequest>(table, "RejectEvent", kinds, Releasing(lifecycle::Reject), true);
  AddAct<v1::PrepareEventRequest>(table, "PrepareEvent", kinds, Plain(lifecycle::Prepare));
  AddAct<v1::StartEventRequest>(table, "StartEvent", kinds, Plain(lifecycle::Start));
  AddAct<v1::CompleteEventRequest>(table, "CompleteEvent", kinds, Plain(lifecycle::Complete));
  AddAct<v1::ReportEventRequest>(table, "ReportEvent", kinds, Report);
  AddAct<v1::ArchiveEventRequest>(table, "ArchiveEvent", kinds, Plain(lifecycle::Archive));
  AddAct<v1::PostponeEventRequest>(table, "PostponeEvent", kinds, Plain(lifecycle::Postpone), true);
  AddAct<v1::SuspendEventRequest>(table, "SuspendEvent", kinds, Plain(lifecycle::Suspend), true);
  AddAct<v1::ResumeEventRequest>(table, "ResumeEvent", kinds, Plain(lifecycle::Resume));
  AddAct<v1::CancelEventRequest>(table, "CancelEvent", kinds, Releasing(lifecycle::Cancel), true);
}

}  // namespace letan::services
