#include "services/calendar/deadline_methods.h"

#include <algorithm>
#include <string>
#include <utility>

#include "letan/v1/calendar_service.pb.h"
#include "services/entity/common_checks.h"
#include "services/entity/date_codec.h"
#include "services/entity/entity_handlers.h"
#include "services/entity/names.h"
#include "services/entity/time_codec.h"
#include "services/errors/errors.h"
#include "services/operations/calendar_data.h"
#include "services/operations/calendar_traits.h"
#include "services/operations/deadline_keeper.h"
#include "services/operations/reckon.h"

namespace letan::services {
namespace {

using storage::ReadTransaction;
using storage::WriteTransaction;
using Kinds = std::vector<entity::StoredKind>;

absl::Status RequireState(const v1::Deadline& deadline, v1::Deadline::State state,
                          const std::string& verb) {
  if (deadline.state() == state) return absl::OkStatus();
  storage::EntityRow columns;
  entity::EntityTraits<v1::Deadline>::Extract(deadline, columns);
  return errors::Precondition(errors::kStateTransition, deadline.name(),
                              "cannot " + verb + " what is " + columns.state);
}

absl::StatusOr<v1::Deadline> ApplyComplete(WriteTransaction& write,
                                           const v1::CompleteDeadlineRequest& request) {
  auto deadline = entity::Load<v1::Deadline>(write, request.name(), request.etag());
  if (!deadline.ok()) return deadline.status();
  absl::Status open = RequireState(*deadline, v1::Deadline::STATE_OPEN, "complete");
  if (!open.ok()) return open;
  const storage::Micros done =
      request.has_done_time() ? entity::ToMicros(request.done_time()) : write.now();
  if (done > write.now()) return errors::InvalidField("done_time", "must not lie in the future");
  deadline->set_state(v1::Deadline::STATE_DONE);
  *deadline->mutable_done_time() = entity::ToTimestamp(done);
  deadline->set_late(done >= entity::ToMicros(deadline->late_from()));
  deadline->set_evidence(request.evidence());
  return entity::Store(write, *deadline);
}

absl::StatusOr<v1::Deadline> ApplyReopen(WriteTransaction& write,
                                         const v1::ReopenDeadlineRequest& request,
                                         const Kinds& kinds) {
  auto deadline = entity::Load<v1::Deadline>(write, request.name(), request.etag());
  if (!deadline.ok()) return deadline.status();
  absl::Status done = RequireState(*deadline, v1::Deadline::STATE_DONE, "reopen");
  if (!done.ok()) return done;
  deadline->set_state(v1::Deadline::STATE_OPEN);
  deadline->clear_done_time();
  deadline->clear_late();
  deadline->clear_evidence();
  auto stored = entity::Store(write, *deadline);
  if (!stored.ok()) return stored.status();
  // Rules and days off may have changed since it was done.
  absl::Status reckoned = write.WithFullSight([&](WriteTransaction& all) {
    return operations::DeadlineKeeper(all, kinds)
        .RefreshEvent(entity::ParentOfName(request.name()));
  });
  if (!reckoned.ok()) return reckoned;
  return entity::Load<v1::Deadline>(write, request.name());
}

// By hand, before anything is stored: the rules decide as they would for an event.
absl::StatusOr<v1::PreviewDeadlinesResponse> Preview(const call::CallContext& context,
                                                     ReadTransaction& read,
                                                     const v1::PreviewDeadlinesRequest& request) {
  std::vector<errors::FieldViolation> violations;
  entity::CheckTimeZone(request.time_zone(), "time_zone", violations);
  if (!violations.empty()) return errors::InvalidArgument(violations);
  const auto rules = operations::LoadDeadlineRules(read);
  if (!rules.ok()) return rules.status();
  const auto days = operations::LoadWorkingDays(read);
  if (!days.ok()) return days.status();
  entity::Procedure procedure;
  procedure.time_zone = request.time_zone();
  const storage::Micros anchor = entity::ToMicros(request.anchor_time());
  const absl::CivilDay started = request.has_start_day()
                                     ? entity::ToCivilDay(request.start_day())
                                     : operations::StartedOn(procedure, anchor, context.now);
  v1::PreviewDeadlinesResponse response;
  for (const std::string& name : operations::AnchorsOf(*rules, request.procedure())) {
    if (!request.anchor().empty() && name != request.anchor()) continue;
    const calendar::DeadlineRule* rule =
        calendar::RuleInForce(*rules, request.procedure(), request.authority(), name, started);
    if (rule == nullptr) continue;
    v1::Deadline* deadline = response.add_deadlines();
    *deadline->mutable_anchor_time() = request.anchor_time();
    deadline->set_time_zone(request.time_zone());
    deadline->set_audience(request.audience());
    absl::Status reckoned = operations::Reckon(*rule, *days, *deadline);
    if (!reckoned.ok()) return reckoned;
  }
  if (response.deadlines().empty()) {
    return errors::NotFoundAt(
        "a rule of " + request.procedure() + " in force on " + absl::FormatCivilTime(started),
        "procedure");
  }
  std::sort(response.mutable_deadlines()->begin(), response.mutable_deadlines()->end(),
            [](const v1::Deadline& left, const v1::Deadline& right) {
              return std::pair(entity::ToMicros(left.late_from()), left.rule()) <
                     std::pair(entity::ToMicros(right.late_from()), right.rule());
            });
  return response;
}

}  // namespace

void AddDeadlineMethods(call::ServiceTable& table, const Kinds& kinds) {
  table.Write<v1::CompleteDeadlineRequest, v1::Deadline>(
      "CompleteDeadline",
      [](const call::CallContext&,
         const v1::CompleteDeadlineRequest& request) -> absl::StatusOr<call::Apply<v1::Deadline>> {
        return [request](WriteTransaction& write) { return ApplyComplete(write, request); };
      });
  table.Write<v1::ReopenDeadlineRequest, v1::Deadline>(
      "ReopenDeadline",
      [&kinds](const call::CallContext&, const v1::ReopenDeadlineRequest& request)
          -> absl::StatusOr<call::Apply<v1::Deadline>> {
        return [request, &kinds](WriteTransaction& write) {
          return ApplyReopen(write, request, kinds);
        };
      });
  table.Read<v1::PreviewDeadlinesRequest, v1::PreviewDeadlinesResponse>("PreviewDeadlines",
                                                                        Preview);
}

}  // namespace letan::services
