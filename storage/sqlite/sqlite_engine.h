// The SQLite engine: one process, one writer, one file.
#ifndef LETAN_STORAGE_SQLITE_SQLITE_ENGINE_H_
#define LETAN_STORAGE_SQLITE_SQLITE_ENGINE_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "storage/engine.h"
#include "storage/key_ring.h"

namespace letan::storage {

struct SqliteOptions {
  std::string path;    // beside it: PATH.lock, PATH-wal, PATH-shm; all 0600 when made here
  bool create = true;  // where there is no file, or an empty one
  std::string vfs;     // for tests: the name of a registered VFS; empty: the default
  // Pages of 4 KiB in the log before they are moved to the file. Many, because a page that several
  // commits changed is moved once: at 1024, a third of the writer's time went into checkpoints.
  int checkpoint_pages = 8192;
  // More is slower: whenever a tree was rebalanced, SQLite walks the whole cache at the commit.
  int writer_cache_kib = 16 << 10;
  // Of all that are kept for later, see sqlite::CacheParts; each takes its part as it needs it.
  int reader_caches_kib = 96 << 10;
  int idle_readers = 8;  // connections that are kept for later
  // Of RESTRICTED content. Without them it cannot be written: FAILED_PRECONDITION, IsNoKeys.
  std::shared_ptr<const KeyRing> keys;
  // Opens a database with sealed content although there are no keys: for tools that read none. Who
  // reads it then gets FAILED_PRECONDITION, IsNoKeys.
  bool without_keys = false;
  EngineOptions engine;
};

// Brings the schema up to date. FAILED_PRECONDITION: another process has the database (its lock
// file and, if known, its process id are named), the schema is newer than this program's (both
// versions are named), an applied migration was changed, keys are missing or others than those
// that sealed what is in it, or the file is another application's
// database; DATA_LOSS: not a database, or a corrupt one; NOT_FOUND: no such directory, or no file
// and `create` is false; PERMISSION_DENIED; INVALID_ARGUMENT: no path of a file.
absl::StatusOr<std::unique_ptr<Engine>> OpenSqlite(const SqliteOptions& options);

}  // namespace letan::storage

#endif  // LETAN_STORAGE_SQLITE_SQLITE_ENGINE_H_
