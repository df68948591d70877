#include "storage/sqlite/sqlite_engine.h"

#include <algorithm>
#include <utility>

#include "storage/sqlite/backup.h"
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

class SqliteEngine final : public Engine {
 public:
  SqliteEngine(const SqliteOptions& options, DatabaseFile file)
      : options_(options.engine),
        reader_options_(sqlite::ReaderOptions(options, file.path)),
        secret_(std::move(file.secret)),
        lock_(std::move(file.lock)),
        readers_(reader_options_, static_cast<std::size_t>(options.idle_readers), latest_),
        writer_(std::move(file.writer), sqlite::WriterOptions(options, file.path),
                options.checkpoint_pages, options_, travel_, readers_, latest_) {}

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

  absl::StatusOr<IntegrityReport> CheckIntegrity(const IntegrityOptions& options) override {
    auto lease = readers_.Begin();
    if (!lease.ok()) return lease.status();
    return sqlite::CheckDatabase(*(**lease).connection, options);
  }

  absl::StatusOr<BackupInfo> Backup(const std::string& path,
                                    const IntegrityOptions& options) override {
    return sqlite::WriteBackup(reader_options_, path, options);
  }

  const std::string& secret() const override { return secret_; }
  int queued_writes() const override { return writer_.queued(); }

 private:
  // Destroyed from the last to the first.
  const EngineOptions options_;
  const sqlite::Connection::Options reader_options_;
  const std::string secret_;
  const std::unique_ptr<sqlite::FileLock> lock_;
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
