// Which changes one watcher asked for.
#ifndef LETAN_SERVICES_WATCH_WATCH_FILTER_H_
#define LETAN_SERVICES_WATCH_WATCH_FILTER_H_

#include <optional>
#include <string>
#include <vector>

#include "services/watch/watched_commit.h"
#include "storage/viewer.h"

namespace letan::services {

struct WatchFilter {
  storage::Viewer viewer;
  std::vector<std::string> kinds;  // empty: all
  std::string parent;              // empty: all

  // Whether it lets everything through.
  bool open() const { return viewer.administrator && kinds.empty() && parent.empty(); }
  // As what the change is told; nothing if it is not.
  std::optional<storage::ChangeType> TypeOf(const WatchedChange& change) const;
};

}  // namespace letan::services

#endif  // LETAN_SERVICES_WATCH_WATCH_FILTER_H_
