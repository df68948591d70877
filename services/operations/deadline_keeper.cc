#include "services/operations/deadline_keeper.h"

#include <algorithm>
#include <map>
#include <utility>

#include "services/core/lifecycle/states.h"
#include "services/core/limits.h"
#include "services/entity/date_codec.h"
#include "services/entity/names.h"
#include "services/entity/time_codec.h"
#include "services/operations/calendar_data.h"
#include "services/operations/calendar_traits.h"
#include "services/operations/events.h"
#include "services/operations/reckon.h"
#include "storage/digest.h"
#include "storage/forwarding.h"

namespace letan::operations {
namespace {

using DeadlineTraits = entity::EntityTraits<v1::Deadline>;

// Notes what a body writes that deadlines follow.
class NotedWrite final : public storage::ForwardingWrite {
 public:
  using ForwardingWrite::ForwardingWrite;

  absl::Status InsertEntity(const storage::EntityRow& row) override {
    absl::Status status = Note(row);
    return status.ok() ? inner_.InsertEntity(row) : status;
  }
  absl::Status UpdateEntity(const storage::EntityRow& row, std::int64_t expected_version) override {
    if (row.kind == entity::EntityTraits<v1::DayOverride>::kKind) {
      const auto before = inner_.FindEntity(row.name);
      if (!before.ok()) return before.status();
      if (before->has_value()) NoteDay(**before);
    }
    absl::Status status = Note(row);
    return status.ok() ? inner_.UpdateEntity(row, expected_version) : status;
  }

  absl::Status Follow(const std::vector<entity::StoredKind>& kinds) {
    if (events_.empty() && years_.empty() && !rules_) return absl::OkStatus();
    return inner_.WithFullSight([&](storage::WriteTransaction& all) -> absl::Status {
      DeadlineKeeper keeper(all, kinds);
      if (rules_) {
        if (absl::Status status = keeper.RefreshEvents(); !status.ok()) return status;
      }
      for (const std::string& event : events_) {
        if (absl::Status status = keeper.RefreshEvent(event); !status.ok()) return status;
      }
      return years_.empty() ? absl::OkStatus() : keeper.Recount(years_);
    });
  }

 private:
  absl::Status Note(const storage::EntityRow& row) {
    const entity::Kind* kind = entity::FindKind(row.kind);
    if (kind != nullptr && kind->is_event) events_.insert(row.name);
    if (row.kind == entity::EntityTraits<v1::DeadlineRule>::kKind) rules_ = true;
    if (row.kind == entity::EntityTraits<v1::DayOverride>::kKind) NoteDay(row);
    return absl::OkStatus();
  }
  void NoteDay(const storage::EntityRow& row) {
    years_.insert(absl::ToCivilYear(absl::FromUnixMicros(row.start), absl::UTCTimeZone()));
  }

  std::set<std::string> events_;
  std::set<absl::CivilYear> years_;
  bool rules_ = false;
};

void Inherit(const storage::EntityRow& event, v1::Deadline& deadline) {
  deadline.set_handling_level(static_cast<v1::HandlingLevel>(event.level));
  deadline.clear_need_to_know();
  for (const std::string& principal : event.need_to_know) deadline.add_need_to_know(principal);
}

void MarkDone(storage::Micros at, v1::Deadline& deadline) {
  deadline.set_state(v1::Deadline::STATE_DONE);
  *deadline.mutable_done_time() = entity::ToTimestamp(at);
  deadline.set_late(at >= entity::ToMicros(deadline.late_from()));
}

// Never used again, as the event's is not; the body may run twice, so it is not minted.
std::string UidOf(const storage::EntityRow& event, const std::string& id) {
  constexpr std::size_t kHexDigits = 32;
  return storage::ToHex(storage::Sha256(event.uid + "/" + id)).substr(0, kHexDigits);
}

}  // namespace

storage::WriteBody KeepDeadlines(const std::vector<entity::StoredKind>& kinds,
                                 storage::WriteBody body) {
  return [&kinds,
          body = std::move(body)](storage::WriteTransaction& write) -> absl::StatusOr<std::string> {
    NotedWrite noted(write);
    auto answer = body(noted);
    if (!answer.ok()) return answer;
    if (absl::Status status = noted.Follow(kinds); !status.ok()) return status;
    return answer;
  };
}

absl::Status DeadlineKeeper::Learn() {
  if (days_.has_value()) return absl::OkStatus();
  auto rules = LoadDeadlineRules(write_);
  if (!rules.ok()) return rules.status();
  auto days = LoadWorkingDays(write_);
  if (!days.ok()) return days.status();
  rules_ = *std::move(rules);
  days_ = *std::move(days);
  return absl::OkStatus();
}

absl::Status DeadlineKeeper::RefreshEvent(const std::string& name) {
  const auto row = write_.FindEntity(name);
  if (!row.ok() || !row->has_value()) return row.status();
  const entity::StoredKind* kind = entity::FindStoredKind(kinds_, (*row)->kind);
  if (kind == nullptr || !kind->procedures) return absl::OkStatus();
  return Refresh(**row, *kind);
}

absl::Status DeadlineKeeper::RefreshEvents() {
  for (const entity::StoredKind& kind : kinds_) {
    if (!kind.procedures) continue;
    for (const std::string& state : lifecycle::StatesUnderWay()) {
      storage::EntityQuery query;
      query.kind = kind.kind;
      query.state = state;
      const auto rows = AllEntities(write_, query, limits::kMaxFollowing);
      if (!rows.ok()) return rows.status();
      for (const storage::EntityRow& row : *rows) {
        if (absl::Status status = Refresh(row, kind); !status.ok()) return status;
      }
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<v1::Deadline>> DeadlineKeeper::Wanted(const storage::EntityRow& event,
                                                                 const entity::StoredKind& kind) {
  std::vector<v1::Deadline> wanted;
  if (event.deleted() || lifecycle::IsOver(event.state)) return wanted;
  const auto procedures = kind.procedures(event);
  if (!procedures.ok()) return procedures.status();
  for (const entity::Procedure& procedure : *procedures) {
    for (const std::string& name : AnchorsOf(rules_, procedure.name)) {
      const auto anchor = procedure.anchors.find(name);
      if (anchor == procedure.anchors.end()) continue;
      const absl::CivilDay started = StartedOn(procedure, anchor->second, write_.now());
      const calendar::DeadlineRule* rule =
          calendar::RuleInForce(rules_, procedure.name, procedure.authority, name, started);
      if (rule == nullptr) continue;
      v1::Deadline deadline;
      deadline.set_state(v1::Deadline::STATE_OPEN);
      *deadline.mutable_anchor_time() = entity::ToTimestamp(anchor->second);
      deadline.set_time_zone(procedure.time_zone);
      deadline.set_audience(procedure.audience);
      if (absl::Status status = Reckon(*rule, *days_, deadline); !status.ok()) return status;
      const auto done = procedure.done.find(rule->completed_by);
      if (done != procedure.done.end()) MarkDone(done->second, deadline);
      wanted.push_back(std::move(deadline));
    }
  }
  return wanted;
}

absl::Status DeadlineKeeper::Refresh(const storage::EntityRow& event,
                                     const entity::StoredKind& kind) {
  if (absl::Status status = Learn(); !status.ok()) return status;
  storage::EntityQuery query;
  query.kind = DeadlineTraits::kKind;
  query.any_parent = false;
  query.parent = event.name;
  auto rows = AllEntities(write_, query, limits::kMaxDeadlineRules);
  if (!rows.ok()) return rows.status();
  auto wanted = Wanted(event, kind);
  if (!wanted.ok()) return wanted.status();
  std::map<std::string, v1::Deadline> by_name;
  for (v1::Deadline& deadline : *wanted) {
    const std::string id = DeadlineIdOf(deadline.procedure(), deadline.anchor());
    by_name[event.name + "/" + DeadlineTraits::kCollection + "/" + id] = std::move(deadline);
  }
  for (storage::EntityRow& row : *rows) {
    auto old = entity::FromRow<v1::Deadline>(row);
    if (!old.ok()) return old.status();
    const auto found = by_name.find(row.name);
    v1::Deadline now = *old;
    if (old->state() != v1::Deadline::STATE_DONE) {
      if (found != by_name.end()) {
        now = found->second;
      } else {
        now.set_state(v1::Deadline::STATE_VOID);
      }
    }
    if (found != by_name.end()) by_name.erase(found);
    if (absl::Status status = Put(event, &row, std::move(now)); !status.ok()) return status;
  }
  for (auto& [name, deadline] : by_name) {
    deadline.set_name(name);
    if (absl::Status status = Put(event, nullptr, std::move(deadline)); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status DeadlineKeeper::Put(const storage::EntityRow& event, storage::EntityRow* row,
                                 v1::Deadline deadline) {
  Inherit(event, deadline);
  storage::EntityRow made;
  if (row != nullptr) {
    made = *row;
  } else {
    made.name = deadline.name();
    made.parent = event.name;
    made.uid = UidOf(event, made.name);
  }
  entity::internal::ResetColumns(made);
  entity::FillRow(deadline, made);
  if (row == nullptr) return entity::internal::InsertNew(write_, made);
  if (entity::internal::SameContent(*row, made)) return absl::OkStatus();
  return entity::internal::Replace(write_, made, /*deleted=*/false);
}

absl::Status DeadlineKeeper::Recount(const std::set<absl::CivilYear>& years) {
  if (absl::Status status = Learn(); !status.ok()) return status;
  std::map<std::string, const calendar::DeadlineRule*> by_name;
  for (const calendar::DeadlineRule& rule : rules_) by_name[rule.id] = &rule;
  storage::EntityQuery query;
  query.kind = DeadlineTraits::kKind;
  query.state = "OPEN";
  auto rows = AllEntities(write_, query, limits::kMaxFollowing);
  if (!rows.ok()) return rows.status();
  for (storage::EntityRow& row : *rows) {
    auto deadline = entity::FromRow<v1::Deadline>(row);
    if (!deadline.ok()) return deadline.status();
    const auto rule = by_name.find(deadline->rule());
    const bool depends = std::any_of(years.begin(), years.end(), [&](absl::CivilYear year) {
      return DependsOn(*deadline, year);
    });
    if (rule == by_name.end() || !depends) continue;
    if (absl::Status status = Reckon(*rule->second, *days_, *deadline); !status.ok()) {
      return status;
    }
    if (absl::Status status = Put(row, &row, *std::move(deadline)); !status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace letan::operations
