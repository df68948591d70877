#include "storage/sqlite/sqlite_engine.h"

#include <sys/statvfs.h>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <thread>
#include <tuple>
#include <utility>

#include "storage/codec.h"
#include "storage/sqlite/archive.h"
#include "storage/sqlite/backup.h"
#include "storage/sqlite/database_file.h"
#include "storage/sqlite/derived.h"
#include "storage/sqlite/describe.h"
#include "storage/sqlite/files.h"
#include "storage/sqlite/integrity.h"
#include "storage/sqlite/read_archive.h"
#include "storage/sqlite/reader_pool.h"
#include "storage/sqlite/transactions.h"
#include "storage/sqlite/travel_cache.h"
#include "storage/sqlite/writer.h"

namespace letan::storage {
namespace {

using sqlite::DatabaseFile;
using sqlite::ReaderPool;
using sqlite::Session;

constexpr std::size_t kRepairedAtOnce = 1000;
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

sqlite::Connection::Options WithSeals(sqlite::Connection::Options options,
                                      const DatabaseFile& file) {
  options.seals = file.seals;
  return options;
}

class SqliteEngine final : public Engine {
 public:
  SqliteEngine(const SqliteOptions& options, DatabaseFile file)
      : options_(options.engine),
        path_(file.path),
        reader_options_(WithSeals(sqlite::ReaderOptions(options, file.path), file)),
        secret_(std::move(file.secret)),
        lock_(std::move(file.lock)),
        readers_(reader_options_,
                 sqlite::CacheParts(options.reader_caches_kib, std::thread::hardware_concurrency(),
                                    static_cast<std::size_t>(options.idle_readers)),
                 latest_),
        writer_(std::move(file.writer), WithSeals(sqlite::WriterOptions(options, file.path), file),
                options.checkpoint_pages, options_, travel_, readers_, latest_, signal_,
                counters_) {
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
  void ListenToCommits(CommitListener listener) override { signal_.Listen(std::move(listener)); }

  absl::StatusOr<IntegrityReport> CheckIntegrity(const IntegrityOptions& options) override {
    auto lease = readers_.Begin();
    if (!lease.ok()) return lease.status();
    return sqlite::CheckDatabase(*(**lease).connection, options);
  }

  absl::StatusOr<BackupInfo> Backup(const std::string& path,
                                    const IntegrityOptions& options) override {
    return sqlite::WriteBackup(reader_options_, path, options);
  }

  absl::StatusOr<ArchiveInfo> ArchiveChanges(const ArchiveRequest& request) override {
    auto written = WriteArchiveFromSnapshot(request);
    if (!written.ok()) return written.status();
    if (written->info.records > 0) {
      absl::Status moved = Move(written->info, [written = *written](sqlite::Session& session) {
        return sqlite::MoveJoint(session.connection, written);
      });
      if (!moved.ok()) return moved;
    }
    absl::Status removed = RemoveByAndBy(sqlite::RemoveArchived);
    if (!removed.ok()) return removed;
    return written->info;
  }

  absl::StatusOr<ArchiveInfo> ArchiveReads(const ArchiveRequest& request) override {
    auto written = WriteReadArchiveFromSnapshot(request);
    if (!written.ok()) return written.status();
    if (written->info.records > 0) {
      absl::Status moved = Move(written->info, [written = *written](sqlite::Session& session) {
        return sqlite::MoveReadJoint(session.connection, written);
      });
      if (!moved.ok()) return moved;
    }
    absl::Status removed = RemoveByAndBy(sqlite::RemoveArchivedReads);
    if (!removed.ok()) return removed;
    return written->info;
  }

  absl::StatusOr<DatabaseInfo> Describe() override {
    auto lease = readers_.Begin();
    if (!lease.ok()) return lease.status();
    return sqlite::DescribeDatabase(*(**lease).connection);
  }

  absl::StatusOr<std::int64_t> RebuildDerived() override {
    absl::StatusOr<sqlite::WrongDerived> wrong;
    {
      auto lease = readers_.Begin();
      if (!lease.ok()) return lease.status();
      wrong = sqlite::FindWrongDerived(*(**lease).connection);
    }
    if (!wrong.ok()) return wrong.status();
    absl::Status repaired = RepairResources(wrong->resources);
    if (!repaired.ok()) return repaired;
    repaired = RepairWords(wrong->words);
    if (!repaired.ok()) return repaired;
    const auto counts = std::make_shared<std::int64_t>(0);
    repaired = Maintain([counts](sqlite::Session& session) {
                 const auto changed = sqlite::RepairCounts(session.connection);
                 *counts = changed.ok() ? *changed : 0;
                 return changed.status();
               }).status;
    if (!repaired.ok()) return repaired;
    return *counts + static_cast<std::int64_t>(wrong->resources.size() + wrong->words.size());
  }

  const std::string& secret() const override { return secret_; }
  const EngineOptions& options() const override { return options_; }
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
  absl::StatusOr<sqlite::WrittenArchive> WriteArchiveFromSnapshot(const ArchiveRequest& request) {
    auto lease = readers_.Begin();
    if (!lease.ok()) return lease.status();
    return sqlite::WriteArchive(*(**lease).connection, request);
  }

  absl::StatusOr<sqlite::WrittenReadArchive> WriteReadArchiveFromSnapshot(
      const ArchiveRequest& request) {
    auto lease = readers_.Begin();
    if (!lease.ok()) return lease.status();
    return sqlite::WriteReadArchive(*(**lease).connection, request);
  }

  // The log goes on behind the archive, or the archive is removed.
  absl::Status Move(const ArchiveInfo& archive,
                    std::function<absl::Status(sqlite::Session&)> joint) {
    const WriteResult moved = Maintain(std::move(joint));
    if (moved.outcome == WriteOutcome::kRejected) {
      sqlite::RemoveFile(archive.file.path).IgnoreError();
      sqlite::RemoveFile(archive.file.path + ".sha256").IgnoreError();
    }
    return moved.status;
  }

  // A write of ours that is no change of any row that the log knows.
  WriteResult Maintain(std::function<absl::Status(sqlite::Session&)> work) {
    WriteRequest request;
    request.viewer = Viewer::Administrator(std::string(kSystemActor));
    request.body = [work =
                        std::move(work)](WriteTransaction& write) -> absl::StatusOr<std::string> {
      auto& body = static_cast<sqlite::BodyTransaction&>(write);
      absl::Status status = body.BeginChange();
      if (status.ok()) status = work(body.session());
      if (!status.ok()) return status;
      return std::string();
    };
    WriteResult result = WriteAndWait(*this, std::move(request));
    readers_.RenewSnapshots();
    return result;
  }

  absl::Status RepairResources(const std::vector<sqlite::WrongResource>& wrong) {
    for (const sqlite::WrongResource& resource : wrong) {
      absl::Status repaired = Maintain([&resource](sqlite::Session& session) {
                                // What the writer knows by heart; readers see it after the commit.
                                session.resources = sqlite::ResourceCache();
                                return sqlite::RepairResource(session.connection, resource);
                              }).status;
      readers_.ForgetResources();
      if (!repaired.ok()) return repaired;
    }
    return absl::OkStatus();
  }

  absl::Status RepairWords(const std::vector<sqlite::WrongWords>& wrong) {
    for (std::size_t at = 0; at < wrong.size(); at += kRepairedAtOnce) {
      const std::size_t end = std::min(at + kRepairedAtOnce, wrong.size());
      const std::vector<sqlite::WrongWords> some(wrong.begin() + static_cast<std::ptrdiff_t>(at),
                                                 wrong.begin() + static_cast<std::ptrdiff_t>(end));
      absl::Status repaired = Maintain([&some](sqlite::Session& session) {
                                return sqlite::RepairWords(session.connection, some);
                              }).status;
      if (!repaired.ok()) return repaired;
    }
    return absl::OkStatus();
  }

  // In small writes, so that others come between.
  absl::Status RemoveByAndBy(absl::StatusOr<bool> (*remove)(sqlite::Connection&)) {
    bool more = true;
    while (more) {
      const auto left = std::make_shared<bool>(false);
      const WriteResult removed = Maintain([=](sqlite::Session& session) -> absl::Status {
        const auto rest = remove(session.connection);
        if (rest.ok()) *left = *rest;
        return rest.status();
      });
      if (!removed.status.ok()) return removed.status;
      more = *left;
    }
    return absl::OkStatus();
  }

  // Destroyed from the last to the first.
  const EngineOptions options_;
  const std::string path_;
  const sqlite::Connection::Options reader_options_;
  const std::string secret_;
  const std::unique_ptr<sqlite::FileLock> lock_;
  sqlite::Counters counters_;
  sqlite::TravelCache travel_;
  sqlite::LatestRevision latest_;
  ReaderPool readers_;
  CommitSignal signal_;
  sqlite::Writer writer_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Engine>> OpenSqlite(const SqliteOptions& options) {
  auto file = sqlite::OpenDatabaseFile(options);
  if (!file.ok()) return file.status();
  return std::make_unique<SqliteEngine>(options, *std::move(file));
}

}  // namespace letan::storage
