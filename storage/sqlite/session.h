// What every store needs of the transaction it works in.
#ifndef LETAN_STORAGE_SQLITE_SESSION_H_
#define LETAN_STORAGE_SQLITE_SESSION_H_

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "storage/engine.h"
#include "storage/sqlite/change_log_store.h"
#include "storage/sqlite/connection.h"
#include "storage/sqlite/resource_cache.h"
#include "storage/sqlite/sight.h"
#include "storage/sqlite/travel_cache.h"

namespace letan::storage::sqlite {

struct Session {
  Session(Connection& on, ResourceCache& cache, TravelCache& travel_cache,
          const EngineOptions& engine_options, const Viewer& who)
      : connection(on),
        resources(cache),
        travel(travel_cache),
        options(engine_options),
        viewer(who),
        sight(who) {}

  Connection& connection;
  ResourceCache& resources;
  TravelCache& travel;
  const EngineOptions& options;
  Viewer viewer;
  Sight sight;
  booking::Micros now = 0;
  Head head;
  // The last committed write that this transaction contains. What came later is the transaction's
  // own and may be rolled back: it does not go into a cache.
  Revision committed = 0;
  // The matrix of travel times that are not committed, so that an edit makes it once and not for
  // each resource that it looks at.
  std::shared_ptr<const booking::TravelMatrix> uncommitted_travel;
};

// Where stores report each changed row.
class ChangeSink {
 public:
  virtual ~ChangeSink() = default;
  // Before the first change of a body, so that it can be undone.
  virtual absl::Status BeginChange() = 0;
  // The revision that the body's changes have.
  virtual Revision ChangeRevision() = 0;
  virtual absl::Status Record(std::string_view kind, const std::string& entity, std::string before,
                              std::string after) = 0;
};

}  // namespace letan::storage::sqlite

#endif  // LETAN_STORAGE_SQLITE_SESSION_H_
