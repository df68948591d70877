// What an engine tells of itself, for an operator to watch. Nothing of what is stored.
#ifndef LETAN_STORAGE_ENGINE_STATS_H_
#define LETAN_STORAGE_ENGINE_STATS_H_

#include <cstdint>

#include "services/core/histogram.h"

namespace letan::storage {

// Counts are since the engine was opened. An engine leaves at 0 what it does not have.
struct EngineStats {
  int queued_writes = 0;             // wait for the writer, now
  HistogramCounts batch_sizes;       // writes in one transaction, those that were refused included
  HistogramCounts commit_micros;     // of one COMMIT, with its flush of the disk
  std::int64_t commits = 0;          // that are durable
  std::int64_t failed_commits = 0;   // that left nothing behind
  std::int64_t unknown_commits = 0;  // whose outcome is not known
  std::int64_t database_bytes = 0;   // the file's size
  std::int64_t log_bytes = 0;        // the size of the write-ahead log's file,
  std::int64_t log_pages = 0;        // and pages written to it since it began anew
  std::int64_t free_disk_bytes = 0;  // what the file system has left for us
  std::int64_t checkpoints = 0;      // that moved the whole log,
  std::int64_t partial_checkpoints = 0;    // a part of it, because of readers,
  std::int64_t failed_checkpoints = 0;     // or failed
  std::int64_t checkpoint_age_micros = 0;  // since the last whole one, or since the engine opened
  int readers_in_use = 0;                  // snapshots that a call reads from
  int readers_idle = 0;
  bool disk_full = false;  // the last write found no room; reads go on
  bool broken = false;     // no write is possible, for another reason than a full disk
};

}  // namespace letan::storage

#endif  // LETAN_STORAGE_ENGINE_STATS_H_
