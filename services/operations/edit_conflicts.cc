#include "services/operations/edit_conflicts.h"

#include "services/core/limits.h"
#include "services/operations/conflicts.h"

namespace letan::operations {

absl::StatusOr<EditConflicts> EditConflicts::Before(storage::ReadTransaction& read,
                                                    std::vector<std::string> resources) {
  EditConflicts edit;
  edit.window_ = {read.now(), read.now() + limits::kMaxQueryDays * booking::kDay};
  for (const std::string& resource : resources) {
    const auto standing = read.StandingConflicts(resource, edit.window_);
    if (!standing.ok()) return standing.status();
    for (const booking::StandingConflict& conflict : *standing) {
      ++edit.before_[resource][{conflict.booking, conflict.violation.rule}];
    }
  }
  edit.resources_ = std::move(resources);
  return edit;
}

absl::Status EditConflicts::AppendNew(
    storage::ReadTransaction& read,
    google::protobuf::RepeatedPtrField<v1::StandingConflict>* conflicts) const {
  for (const std::string& resource : resources_) {
    const auto standing = read.StandingConflicts(resource, window_);
    if (!standing.ok()) return standing.status();
    const auto known = before_.find(resource);
    Counts old = known == before_.end() ? Counts() : known->second;
    for (const booking::StandingConflict& conflict : *standing) {
      int& count = old[{conflict.booking, conflict.violation.rule}];
      if (count > 0) {
        --count;
        continue;
      }
      if (conflicts->size() == kMaxTold) return absl::OkStatus();
      auto proto = StandingConflictToProto(read, resource, conflict);
      if (!proto.ok()) return proto.status();
      *conflicts->Add() = *std::move(proto);
    }
  }
  return absl::OkStatus();
}

}  // namespace letan::operations
