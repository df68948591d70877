#include "clients/cli/watching.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace letan::cli {

void WatchPlace::Take(v1::WatchResponse* response) {
  for (v1::WatchResponse::Commit& commit : *response->mutable_commits()) {
    if (commit.revision() != open_) {
      open_ = commit.revision();
      taken_ = seen_ = 0;
    }
    const int size = commit.changes_size();
    const int repeated = std::clamp(taken_ - seen_, 0, size);
    seen_ += size;
    taken_ = std::max(taken_, seen_);
    commit.mutable_changes()->DeleteSubrange(0, repeated);
    if (!commit.continued()) open_.clear();
  }
  request_.set_start_revision(response->revision());
}

google::rpc::Status FollowChanges(const v1::WatchRequest& request, const WatchCall& call,
                                  const WatchHandlers& handlers, absl::Time deadline,
                                  const RetryWorld& world) {
  WatchPlace place(request);
  bool served = false;
  bool wanted = true;
  bool said = false;
  for (int attempt = 1;; ++attempt) {
    google::rpc::Status status = call(place.request(), [&](v1::WatchResponse response) {
      served = true;
      said = false;
      attempt = 1;
      place.Take(&response);
      return wanted = handlers.show(response);
    });
    if (!wanted) return {};
    place.Ended();
    // Once served, no attempt is the last one.
    const int counted = served ? std::min(attempt, kMaxAttempts - 1) : attempt;
    const auto pause = PauseBeforeRetry(counted, status, world.uniform());
    if (!pause || (!served && world.now() + *pause >= deadline)) return status;
    if (!std::exchange(said, true)) handlers.interrupted(status);
    world.sleep(*pause);
  }
}

}  // namespace letan::cli
