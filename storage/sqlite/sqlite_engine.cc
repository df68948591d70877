#include "storage/sqlite/sqlite_engine.h"

#include <sys/statvfs.h>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <tuple>
#include <utility>

#include "storage/sqlite/database_file.h"
#include "storage/sqlite/integrity.h"
#include "storage/sqlite/reader_pool.h"
#include "storage/sqlite/transactions.h"
#include "storage/sqlite/travel_cache.h"
#include "storage/sqlite/writer.h"

namespace letan::storage {
namespace {

using sqlite::DatabaseFile;
using sqlite::ReaderPool;
using sqlite::Session;

// 0 if there is none.
std::int64_t SizeOf(const std::string& path) {
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  return error ? 0 : static_cast<std::int64_t>(size);
}

std::int64_t FreeBytesAt(const std::string& path) {
  struct statvfs found {};
  if (statvfs(path.c_str(), &found) != 0) return 0;
  return static_cast<std::int64_t>(found.f_bavail) * static_cast<std::int64_t>(found.f_frsize);
}

class SqliteEngine final : public Engine {
 public:
  SqliteEngine(const SqliteOptions& options, DatabaseFile file)
      : options_(options.engine),
        path_(file.path),
        secret_(std::move(file.secret)),
        lock_(std::move(file.lock)),
        readers_(sqlite::ReaderOptions(options, file.path),
                 static_cast<std::size_t>(options.idle_readers), latest_),
        writer_(std::move(file.writer), sqlite::WriterOptions(options, file.path),
                options.checkpoint_pages, options_, travel_, readers_, latest_, counters_) {
    counters_.last_checkpoint.store(options_.clock(), std::memory_order_relaxed);
  }

  // Readers close, then the writer, then the lock is free.
  ~SqliteEngine() override { readers_.Close(); }

  absl::StatusOr<std::unique_ptr<ReadTransaction>> BeginRead(const Viewer& viewer,
                                                             const ReadOptions& read) override {
    auto lease = readers_.Begin();
    if (!lease.ok()) return lease.status();
    sqlite::Reader& reader = **lease;
    const sqlite::Head& head = *reader.snapshot;
    if (head.revision < read.at_least) {
      return absl::UnavailableError("the storage has not reached that revision");
    }
    Session session(*reader.connection, reader.resources, travel_, options_, viewer);
    session.now = std::max(options_.clock(), head.time);
    session.committed = head.revision;
    session.head = head;
    return std::make_unique<sqlite::SnapshotTransaction>(*std::move(lease), std::move(session));
  }

  void Submit(WriteRequest request, WriteDone done) override {
    writer_.Submit(std::move(request), std::move(done));
  }

  void ExpireHolds() override { writer_.ExpireHolds(); }

  absl::StatusOr<IntegrityReport> CheckIntegrity() override {
    auto lease = readers_.Begin();
    if (!lease.ok()) return lease.status();
    return sqlite::CheckDatabase(*(**lease).connection);
  }

  const std::string& secret() const override { return secret_; }
  int queued_writes() const override { return writer_.queued(); }

  EngineStats Stats() const override {
    EngineStats stats;
    stats.queued_writes = writer_.queued();
    stats.batch_sizes = counters_.batch_sizes.Counts();
    stats.commit_micros = counters_.commit_micros.Counts();
    stats.commits = counters_.commits.load(std::memory_order_relaxed);
    stats.failed_commits = counters_.failed_commits.load(std::memory_order_relaxed);
    stats.unknown_commits = counters_.unknown_commits.load(std::memory_order_relaxed);
    stats.database_bytes = SizeOf(path_);
    stats.log_bytes = SizeOf(path_ + "-wal");
    stats.log_pages = counters_.log_pages.load(std::memory_order_relaxed);
    stats.free_disk_bytes = FreeBytesAt(path_);
    stats.checkpoints = counters_.checkpoints.load(std::memory_order_relaxed);
    stats.partial_checkpoints = counters_.partial_checkpoints.load(std::memory_order_relaxed);
    stats.failed_checkpoints = counters_.failed_checkpoints.load(std::memory_order_relaxed);
    stats.checkpoint_age_micros =
        options_.clock() - counters_.last_checkpoint.load(std::memory_order_relaxed);
    std::tie(stats.readers_in_use, stats.readers_idle) = readers_.InUseAndIdle();
    stats.disk_full = counters_.disk_full.load(std::memory_order_relaxed);
    stats.broken = counters_.broken.load(std::memory_order_relaxed);
    return stats;
  }

 private:
  // Destroyed from the last to the first.
  const EngineOptions options_;
  const std::string path_;
  const std::string secret_;
  const std::unique_ptr<sqlite::FileLock> lock_;
  sqlite::Counters counters_;
  sqlite::TravelCache travel_;
  sqlite::LatestRevision latest_;
  ReaderPool readers_;
  sqlite::Writer writer_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Engine>> OpenSqlite(const SqliteOptions& options) {
  auto file = sqlite::OpenDatabaseFile(options);
  if (!file.ok()) return file.status();
  return std::make_unique<SqliteEngine>(options, *std::move(file));
}

}  // namespace letan::storage
