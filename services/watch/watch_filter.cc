#include "services/watch/watch_filter.h"

#include <algorithm>

namespace letan::services {
namespace {

bool HangsBelow(const std::string& name, const std::string& parent) {
  return name.size() > parent.size() && name[parent.size()] == '/' &&
         name.compare(0, parent.size(), parent) == 0;
}

}  // namespace

std::optional<storage::ChangeType> WatchFilter::TypeOf(const WatchedChange& change) const {
  const storage::ChangeRecord& record = change.feed.record;
  if (!kinds.empty() && std::find(kinds.begin(), kinds.end(), record.kind) == kinds.end()) {
    return std::nullopt;
  }
  const bool within = parent.empty() || record.entity == parent ||
                      HangsBelow(record.entity, parent) || change.owner == parent ||
                      change.activity == parent;
  if (!within) return std::nullopt;
  return storage::TypeFor(viewer, change.feed);
}

}  // namespace letan::services
