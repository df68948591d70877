#include "services/operations/process_codec.h"

#include "services/entity/time_codec.h"

namespace letan::operations {
namespace {

constexpr char kStatePrefix[] = "EVENT_STATE_";

using google::protobuf::Timestamp;
using lifecycle::Micros;

// 0 is no time.
Micros TimeOf(bool present, const Timestamp& time) { return present ? entity::ToMicros(time) : 0; }

lifecycle::Step ToCore(const v1::RouteStep& step) {
  lifecycle::Step core;
  core.id = step.id();
  core.stage = step.stage();
  core.kind = step.kind() == v1::RouteStep::KIND_DECISION ? lifecycle::StepKind::kDecision
                                                          : lifecycle::StepKind::kOpinion;
  core.agency = step.agency();
  core.role = step.role();
  core.days = step.days();
  core.silence_consents = step.silence_consents();
  core.reopened_by.assign(step.reopened_by().begin(), step.reopened_by().end());
  return core;
}

v1::RouteStep ToProto(const lifecycle::Step& step) {
  v1::RouteStep proto;
  proto.set_id(step.id);
  proto.set_stage(step.stage);
  proto.set_kind(step.kind == lifecycle::StepKind::kDecision ? v1::RouteStep::KIND_DECISION
                                                             : v1::RouteStep::KIND_OPINION);
  proto.set_agency(step.agency);
  proto.set_role(step.role);
  proto.set_days(step.days);
  proto.set_silence_consents(step.silence_consents);
  for (const std::string& field : step.reopened_by) proto.add_reopened_by(field);
  return proto;
}

// Both lists are in one order; WAITING is the engine's zero.
lifecycle::StepStatus StatusOf(v1::Process::Step::Status status) {
  if (status == v1::Process::Step::STATUS_UNSPECIFIED) return lifecycle::StepStatus::kWaiting;
  return static_cast<lifecycle::StepStatus>(status - v1::Process::Step::STATUS_WAITING);
}

v1::Process::Step::Status ToProto(lifecycle::StepStatus status) {
  return static_cast<v1::Process::Step::Status>(static_cast<int>(status) +
                                                v1::Process::Step::STATUS_WAITING);
}
static_assert(static_cast<int>(lifecycle::StepStatus::kRefused) +
                  v1::Process::Step::STATUS_WAITING ==
              v1::Process::Step::STATUS_REFUSED);

lifecycle::StepRecord ToCore(const v1::Process::Step& step) {
  lifecycle::StepRecord record;
  record.step = ToCore(step.step());
  record.status = StatusOf(step.status());
  record.opened_at = TimeOf(step.has_open_time(), step.open_time());
  record.due = TimeOf(step.has_due_time(), step.due_time());
  record.decided_at = TimeOf(step.has_decide_time(), step.decide_time());
  record.decided_by = step.decided_by();
  record.appointment = step.appointment();
  record.text = step.text();
  return record;
}

v1::Process::Step ToProto(const lifecycle::StepRecord& record) {
  v1::Process::Step step;
  *step.mutable_step() = ToProto(record.step);
  step.set_status(ToProto(record.status));
  if (record.opened_at != 0) *step.mutable_open_time() = entity::ToTimestamp(record.opened_at);
  if (record.due != 0) *step.mutable_due_time() = entity::ToTimestamp(record.due);
  if (record.decided_at != 0) *step.mutable_decide_time() = entity::ToTimestamp(record.decided_at);
  step.set_decided_by(record.decided_by);
  step.set_appointment(record.appointment);
  step.set_text(record.text);
  return step;
}

lifecycle::TimelineEntry ToCore(const v1::Process::Entry& entry) {
  lifecycle::TimelineEntry core;
  core.at = entity::ToMicros(entry.time());
  core.verb = entry.verb();
  core.from = StateName(entry.from());
  core.to = StateName(entry.to());
  core.step = entry.step();
  core.answer = StatusOf(entry.answer());
  core.by = entry.by();
  core.acting_for = entry.acting_for();
  core.appointment = entry.appointment();
  core.text = entry.text();
  return core;
}

v1::Process::Entry ToProto(const lifecycle::TimelineEntry& core) {
  v1::Process::Entry entry;
  *entry.mutable_time() = entity::ToTimestamp(core.at);
  entry.set_verb(core.verb);
  entry.set_from(StateOf(core.from));
  entry.set_to(StateOf(core.to));
  entry.set_step(core.step);
  if (core.answer != lifecycle::StepStatus::kWaiting) entry.set_answer(ToProto(core.answer));
  entry.set_by(core.by);
  entry.set_acting_for(core.acting_for);
  entry.set_appointment(core.appointment);
  entry.set_text(core.text);
  return entry;
}

}  // namespace

std::string StateName(v1::EventState state) {
  return v1::EventState_Name(state).substr(sizeof(kStatePrefix) - 1);
}

v1::EventState StateOf(const std::string& name) {
  v1::EventState state = v1::EVENT_STATE_UNSPECIFIED;
  v1::EventState_Parse(kStatePrefix + name, &state);
  return state;
}

lifecycle::Route ToCore(const v1::ApprovalRoute& route) {
  lifecycle::Route core;
  core.name = route.name();
  core.notification = route.notification();
  core.report_required = route.report_required();
  for (const v1::RouteStep& step : route.steps()) core.steps.push_back(ToCore(step));
  return core;
}

lifecycle::Appointment ToCore(const v1::Appointment& appointment) {
  return {appointment.name(),
          appointment.agency(),
          appointment.role(),
          appointment.deputy(),
          entity::ToMicros(appointment.interval().start_time()),
          entity::ToMicros(appointment.interval().end_time())};
}

lifecycle::Process ToCore(const v1::Process& process, v1::EventState state) {
  lifecycle::Process core;
  core.state = StateName(state);
  if (process.state_before() != v1::EVENT_STATE_UNSPECIFIED) {
    core.state_before = StateName(process.state_before());
  }
  core.route = process.route();
  core.notification = process.notification();
  core.report_required = process.report_required();
  core.submissions = process.submissions();
  for (const v1::Process::Step& step : process.steps()) core.steps.push_back(ToCore(step));
  core.edited_topics.assign(process.edited_fields().begin(), process.edited_fields().end());
  for (const v1::Process::Entry& entry : process.timeline()) {
    core.timeline.push_back(ToCore(entry));
  }
  return core;
}

v1::Process ToProto(const lifecycle::Process& process) {
  v1::Process proto;
  proto.set_route(process.route);
  proto.set_notification(process.notification);
  proto.set_report_required(process.report_required);
  proto.set_submissions(process.submissions);
  for (const lifecycle::StepRecord& step : process.steps) *proto.add_steps() = ToProto(step);
  for (const std::string& field : process.edited_topics) proto.add_edited_fields(field);
  if (!process.state_before.empty()) proto.set_state_before(StateOf(process.state_before));
  for (const lifecycle::TimelineEntry& entry : process.timeline) {
    *proto.add_timeline() = ToProto(entry);
  }
  return proto;
}

}  // namespace letan::operations
