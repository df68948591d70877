#include "services/operations/edit_conflicts.h"

#include "services/core/limits.h"
#include "services/operations/conflicts.h"

namespace letan::operations {

absl::StatusOr<EditConflicts> EditConflicts::Before(storage::ReadTransaction& read,
                                                    const std::vector<std::string>& resources) {
  const booking::Interval window{read.now(), read.now() + limits::kMaxQueryDays * booking::kDay};
  std::map<std::string, booking::Interval> windows;
  for (const std::string& resource : resources) windows[resource] = window;
  return Before(read, std::move(windows));
}

absl::StatusOr<EditConflicts> EditConflicts::Before(
    storage::ReadTransaction& read, std::map<std::string, booking::Interval> windows) {
  EditConflicts edit;
  for (const auto& [resource, window] : windows) {
    const auto standing = read.StandingConflicts(resource, window);
    if (!standing.ok()) return standing.status();
    for (const booking::StandingConflict& conflict : *standing) {
      ++edit.before_[resource][{conflict.booking, conflict.violation.rule}];
    }
  }
  edit.windows_ = std::move(windows);
  return edit;
}

absl::Status EditConflicts::AppendNew(
    storage::ReadTransaction& read,
    google::protobuf::RepeatedPtrField<v1::StandingConflict>* conflicts) const {
  for (const auto& [resource, window] : windows_) {
    const auto standing = read.StandingConflicts(resource, window);
    if (!standing.ok()) return standing.status();
    const auto known = before_.find(resource);
    Counts old = known == before_.end() ? Counts() : known->second;
    for (const booking::StandingConflict& conflict : *standing) {
      int& count = old[{conflict.booking, conflict.violation.rule}];
      if (count > 0) {
        --count;
        continue;
      }
      if (conflicts->size() == limits::kMaxEditConflictsTold) return absl::OkStatus();
      auto proto = StandingConflictToProto(read, resource, conflict);
      if (!proto.ok()) return proto.status();
      *conflicts->Add() = *std::move(proto);
    }
  }
  return absl::OkStatus();
}

}  // namespace letan::operations
