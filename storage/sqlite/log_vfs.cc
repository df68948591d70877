#include "storage/sqlite/log_vfs.h"

#include <sqlite3.h>

#include <cstring>
#include <map>
#include <mutex>
#include <new>

#include "storage/sqlite/error.h"

namespace letan::storage::sqlite {
namespace {

// SQLite's own VFS for Unix takes the size of a write modulo 128 KiB.
constexpr sqlite3_int64 kMostBytes = 120 << 10;
static_assert(kMostBytes >= 65536);  // the largest page
constexpr char kPrefix[] = "letan-log";

// What SQLite allocates for an open log; the base's own file lies directly behind it.
struct LogFile {
  sqlite3_file head;  // first: SQLite knows the file by it
  sqlite3_int64 start;
  sqlite3_int64 size;
  char* pending;  // kMostBytes; [0, size) belongs to the file at `start`
  bool gathers;   // if not, every write goes through at once

  static LogFile& Of(sqlite3_file* file) { return *reinterpret_cast<LogFile*>(file); }
  sqlite3_file* base() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};
static_assert(alignof(LogFile) >= alignof(sqlite3_file) && sizeof(LogFile) % 8 == 0);

// A failure drops what was pending: SQLite undoes the transaction that wrote it, and a later one
// writes to the same place. So do frames of a transaction that was rolled back: they are written,
// if at all, before those that take their place.
int Flush(LogFile& log) {
  if (log.size == 0) return SQLITE_OK;
  const auto size = static_cast<int>(log.size);
  log.size = 0;
  return log.base()->pMethods->xWrite(log.base(), log.pending, size, log.start);
}

// What was never synced belongs to no commit, and by now another connection may have written to its
// place.
int Close(sqlite3_file* file) {
  LogFile& log = LogFile::Of(file);
  const int closed = log.base()->pMethods->xClose(log.base());
  delete[] log.pending;
  log.pending = nullptr;
  return closed;
}

// Not the write's own code: after a "disk full" SQLite may undo the one statement alone, although
// pages of the statements before it were among what is lost. After this one it undoes everything.
int FlushForRead(LogFile& log) {
  const int flushed = Flush(log);
  if (flushed == SQLITE_OK) return SQLITE_OK;
  return flushed == SQLITE_FULL ? kIoErrorLogFull : SQLITE_IOERR_WRITE;
}

int Read(sqlite3_file* file, void* to, int bytes, sqlite3_int64 at) {
  LogFile& log = LogFile::Of(file);
  const int flushed = FlushForRead(log);
  return flushed == SQLITE_OK ? log.base()->pMethods->xRead(log.base(), to, bytes, at) : flushed;
}

int Write(sqlite3_file* file, const void* from, int bytes, sqlite3_int64 at) {
  LogFile& log = LogFile::Of(file);
  if (!log.gathers) return log.base()->pMethods->xWrite(log.base(), from, bytes, at);
  if (log.size > 0 && (at != log.start + log.size || log.size + bytes > kMostBytes)) {
    const int flushed = Flush(log);
    if (flushed != SQLITE_OK) return flushed;
  }
  if (log.size == 0) log.start = at;
  std::memcpy(log.pending + log.size, from, static_cast<std::size_t>(bytes));
  log.size += bytes;
  return SQLITE_OK;
}

int Truncate(sqlite3_file* file, sqlite3_int64 size) {
  LogFile& log = LogFile::Of(file);
  const int flushed = FlushForRead(log);
  return flushed == SQLITE_OK ? log.base()->pMethods->xTruncate(log.base(), size) : flushed;
}

int Sync(sqlite3_file* file, int flags) {
  LogFile& log = LogFile::Of(file);
  const int flushed = Flush(log);
  return flushed == SQLITE_OK ? log.base()->pMethods->xSync(log.base(), flags) : flushed;
}

int FileSize(sqlite3_file* file, sqlite3_int64* size) {
  LogFile& log = LogFile::Of(file);
  const int flushed = FlushForRead(log);
  return flushed == SQLITE_OK ? log.base()->pMethods->xFileSize(log.base(), size) : flushed;
}

int FileControl(sqlite3_file* file, int operation, void* argument) {
  sqlite3_file* base = LogFile::Of(file).base();
  return base->pMethods->xFileControl(base, operation, argument);
}

int SectorSize(sqlite3_file* file) {
  sqlite3_file* base = LogFile::Of(file).base();
  return base->pMethods->xSectorSize(base);
}

int DeviceCharacteristics(sqlite3_file* file) {
  sqlite3_file* base = LogFile::Of(file).base();
  return base->pMethods->xDeviceCharacteristics(base);
}

// Logs are never locked: that is done on the database file and on the index.
int NoLock(sqlite3_file*, int) { return SQLITE_OK; }

int NobodyLocks(sqlite3_file*, int* reserved) {
  *reserved = 0;
  return SQLITE_OK;
}

constexpr sqlite3_io_methods kLogMethods = {1,
                                            Close,
                                            Read,
                                            Write,
                                            Truncate,
                                            Sync,
                                            FileSize,
                                            NoLock,
                                            NoLock,
                                            NobodyLocks,
                                            FileControl,
                                            SectorSize,
                                            DeviceCharacteristics};

// One over each base: a copy of it that opens logs otherwise. The other methods take nothing of the
// VFS that they are called on but what the copy has too.
struct GatheringVfsOver {
  sqlite3_vfs vfs{};  // first: SQLite knows it by this
  sqlite3_vfs* base = nullptr;
  std::string name;
};

int OpenLog(sqlite3_vfs* base, sqlite3_filename name, LogFile& log, int flags, int* out_flags) {
  log.head.pMethods = nullptr;  // nothing to close, until it is open
  log.pending = new (std::nothrow) char[kMostBytes];
  if (log.pending == nullptr) return SQLITE_NOMEM;
  log.start = 0;
  log.size = 0;
  const int opened = base->xOpen(base, name, log.base(), flags, out_flags);
  if (opened == SQLITE_OK) {
    // Without this, SQLite writes the end of a commit after it has synced the rest.
    const int traits = log.base()->pMethods->xDeviceCharacteristics(log.base());
    log.gathers = (traits & SQLITE_IOCAP_POWERSAFE_OVERWRITE) != 0;
    log.head.pMethods = &kLogMethods;
    return SQLITE_OK;
  }
  if (log.base()->pMethods != nullptr) log.base()->pMethods->xClose(log.base());
  delete[] log.pending;
  log.pending = nullptr;
  return opened;
}

int Open(sqlite3_vfs* vfs, sqlite3_filename name, sqlite3_file* file, int flags, int* out_flags) {
  sqlite3_vfs* base = reinterpret_cast<GatheringVfsOver*>(vfs)->base;
  if ((flags & SQLITE_OPEN_WAL) == 0) return base->xOpen(base, name, file, flags, out_flags);
  return OpenLog(base, name, LogFile::Of(file), flags, out_flags);
}

bool Register(sqlite3_vfs* base, GatheringVfsOver& over) {
  over.vfs = *base;
  over.base = base;
  over.vfs.szOsFile += static_cast<int>(sizeof(LogFile));
  over.vfs.zName = over.name.c_str();
  over.vfs.xOpen = Open;
  return sqlite3_vfs_register(&over.vfs, 0) == SQLITE_OK;
}

}  // namespace

std::string GatheringVfs(const std::string& base) {
  static std::mutex mutex;
  // Never destroyed: SQLite keeps the pointers.
  static auto& known = *new std::map<std::string, GatheringVfsOver>;
  sqlite3_vfs* found = sqlite3_vfs_find(base.empty() ? nullptr : base.c_str());
  if (found == nullptr) return base;
  const std::lock_guard<std::mutex> lock(mutex);
  GatheringVfsOver& over = known[base];
  if (over.base == found) return over.name;
  // New, or a test's that has come back under its name.
  if (over.base != nullptr) sqlite3_vfs_unregister(&over.vfs);
  over.name = base.empty() ? kPrefix : std::string(kPrefix) + ":" + base;
  if (Register(found, over)) return over.name;
  over.base = nullptr;
  return base;
}

}  // namespace letan::storage::sqlite
