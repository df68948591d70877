#include "services/watch/watch_service.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "letan/v1/watch_service.pb.h"
#include "services/core/limits.h"
#include "services/entity/names.h"
#include "services/errors/errors.h"
#include "services/watch/watcher.h"

namespace letan::services {
namespace {

std::string KnownKinds() {
  std::string known;
  for (const entity::Kind& kind : entity::Kinds()) {
    known += (known.empty() ? "" : ", ") + kind.kind;
  }
  return known;
}

void CheckKinds(const v1::WatchRequest& request, std::vector<errors::FieldViolation>& violations) {
  for (int i = 0; i < request.kinds_size(); ++i) {
    if (entity::FindKind(request.kinds(i)) != nullptr) continue;
    violations.push_back(
        {"kinds[" + std::to_string(i) + "]",
         "there is no kind \"" + request.kinds(i) + "\"; there are " + KnownKinds()});
    if (violations.size() == errors::kMaxViolations) return;
  }
}

// In ticks, which come once a second.
std::int64_t ProgressTicks(const v1::WatchRequest& request,
                           std::vector<errors::FieldViolation>& violations) {
  if (!request.has_progress_interval()) return limits::kDefaultProgressSeconds;
  const google::protobuf::Duration& interval = request.progress_interval();
  const bool good = interval.nanos() == 0 && interval.seconds() >= limits::kMinProgressSeconds &&
                    interval.seconds() <= limits::kMaxProgressSeconds;
  if (!good) {
    violations.push_back({"progress_interval", "must be whole seconds from " +
                                                   std::to_string(limits::kMinProgressSeconds) +
                                                   " to " +
                                                   std::to_string(limits::kMaxProgressSeconds)});
  }
  return interval.seconds();
}

absl::StatusOr<storage::Revision> StartOf(const v1::WatchRequest& request,
                                          storage::ReadTransaction& read,
                                          const entity::ServiceDeps& deps) {
  if (request.start_revision().empty()) return read.revision();
  const auto revision = deps.read_revision_token(request.start_revision());
  if (!revision.ok()) {
    return errors::InvalidField("start_revision", "is not a revision that this server gave out");
  }
  const auto found = read.FindInFeed(*revision);
  if (!found.ok()) return CannotGoOnFrom(found.status());
  return *revision;
}

absl::Status RequireParent(storage::ReadTransaction& read, const std::string& parent) {
  if (parent.empty()) return absl::OkStatus();
  const auto row = read.FindEntity(parent);
  if (!row.ok()) return row.status();
  return row->has_value() ? absl::OkStatus() : errors::NotFoundAt(parent, "parent");
}

absl::StatusOr<std::unique_ptr<call::Stream>> Watch(const call::CallContext& context,
                                                    storage::ReadTransaction& read,
                                                    const v1::WatchRequest& request,
                                                    call::Wake wake,
                                                    const entity::ServiceDeps& deps,
                                                    const std::shared_ptr<Tail>& tail) {
  std::vector<errors::FieldViolation> violations;
  CheckKinds(request, violations);
  const std::int64_t progress = ProgressTicks(request, violations);
  if (!violations.empty()) return errors::InvalidArgument(violations);
  const auto start = StartOf(request, read, deps);
  if (!start.ok()) return start.status();
  if (absl::Status found = RequireParent(read, request.parent()); !found.ok()) return found;
  WatchFilter filter;
  filter.viewer = context.viewer;
  filter.kinds = {request.kinds().begin(), request.kinds().end()};
  filter.parent = request.parent();
  return std::make_unique<Watcher>(tail, deps.revision_token, std::move(filter), *start, progress,
                                   std::move(wake));
}

}  // namespace

call::ServiceTable MakeWatchService(const entity::ServiceDeps& deps) {
  call::ServiceTable table(google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(
      "letan.v1.WatchService"));
  TailOptions options;
  options.engine = deps.engine;
  options.token = deps.revision_token;
  options.log = deps.log;
  options.max_commits = deps.limits.max_tail_commits;
  options.max_bytes = deps.limits.max_tail_bytes;
  const auto tail = std::make_shared<Tail>(std::move(options));
  table.Stream<v1::WatchRequest, v1::WatchResponse>(
      "Watch", [deps, tail](const call::CallContext& context, storage::ReadTransaction& read,
                            const v1::WatchRequest& request, call::Wake wake) {
        return Watch(context, read, request, std::move(wake), deps, tail);
      });
  table.SetHooks({[tail](booking::Micros) { tail->Tick(); }, [tail] { tail->Stop(); }});
  return table;
}

}  // namespace letan::services
