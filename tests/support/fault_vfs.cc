#include "tests/support/fault_vfs.h"

#include <sqlite3.h>

#include <cstring>
#include <fstream>
#include <iterator>
#include <map>
#include <mutex>
#include <new>
#include <random>
#include <stdexcept>
#include <vector>

namespace letan::testing {
// One change of a file that is not synced yet.
struct PendingChange {
  bool truncates = false;
  std::size_t at = 0;  // offset, or new size
  std::string data;
};

struct TrackedFile {
  FaultVfs::File kind = FaultVfs::File::kDatabase;
  std::string synced;
  std::vector<PendingChange> pending;
};

namespace {

void Apply(const PendingChange& change, std::string* content) {
  if (change.truncates) {
    content->resize(change.at);
    return;
  }
  if (content->size() < change.at + change.data.size()) {
    content->resize(change.at + change.data.size());
  }
  content->replace(change.at, change.data.size(), change.data);
}

// A disk writes sectors, in any order.
std::vector<PendingChange> InSectors(const PendingChange& change) {
  constexpr std::size_t kSector = 512;
  if (change.truncates) return {change};
  std::vector<PendingChange> pieces;
  for (std::size_t done = 0; done < change.data.size();) {
    PendingChange piece;
    piece.at = change.at + done;
    piece.data = change.data.substr(done, kSector - piece.at % kSector);
    done += piece.data.size();
    pieces.push_back(std::move(piece));
  }
  return pieces;
}

std::string ReadWhole(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

class FaultVfs::State {
 public:
  explicit State(const std::string& name);
  ~State() { sqlite3_vfs_unregister(&vfs_); }

  int Failure(const TrackedFile& tracked, Call call);

  std::string name;
  mutable std::mutex mutex;
  std::map<std::string, TrackedFile> files;
  bool armed = false;
  File fault_file = File::kDatabase;
  Call fault_call = Call::kWrite;
  int before = 0;  // calls that still succeed
  int times = 0;   // calls that still fail
  int code = 0;
  int failed = 0;
  std::map<File, int> writes;
  bool lies = false;
  sqlite3_vfs* real = nullptr;

 private:
  sqlite3_vfs vfs_{};
};

namespace {

using State = FaultVfs::State;

struct FaultFile {
  sqlite3_file base;  // first: SQLite sees this
  State* state;
  TrackedFile* tracked;  // null: a file of no interest
  sqlite3_file* real;
};

FaultFile* Of(sqlite3_file* file) { return reinterpret_cast<FaultFile*>(file); }
sqlite3_file* Real(sqlite3_file* file) { return Of(file)->real; }

int Close(sqlite3_file* file) { return Real(file)->pMethods->xClose(Real(file)); }

int Read(sqlite3_file* file, void* out, int size, sqlite3_int64 at) {
  return Real(file)->pMethods->xRead(Real(file), out, size, at);
}

int Write(sqlite3_file* file, const void* data, int size, sqlite3_int64 at) {
  FaultFile* self = Of(file);
  if (self->tracked == nullptr) return self->real->pMethods->xWrite(self->real, data, size, at);
  const std::lock_guard<std::mutex> lock(self->state->mutex);
  ++self->state->writes[self->tracked->kind];
  const int failure = self->state->Failure(*self->tracked, FaultVfs::Call::kWrite);
  const int written = failure == SQLITE_OK ? size : size / 2;
  PendingChange change;
  change.at = static_cast<std::size_t>(at);
  change.data.assign(static_cast<const char*>(data), static_cast<std::size_t>(written));
  self->tracked->pending.push_back(std::move(change));
  const int code = self->real->pMethods->xWrite(self->real, data, written, at);
  return failure == SQLITE_OK ? code : failure;
}

int Truncate(sqlite3_file* file, sqlite3_int64 size) {
  FaultFile* self = Of(file);
  if (self->tracked != nullptr) {
    const std::lock_guard<std::mutex> lock(self->state->mutex);
    PendingChange change;
    change.truncates = true;
    change.at = static_cast<std::size_t>(size);
    self->tracked->pending.push_back(std::move(change));
  }
  return self->real->pMethods->xTruncate(self->real, size);
}

int Sync(sqlite3_file* file, int flags) {
  FaultFile* self = Of(file);
  if (self->tracked == nullptr) return self->real->pMethods->xSync(self->real, flags);
  const std::lock_guard<std::mutex> lock(self->state->mutex);
  const int failure = self->state->Failure(*self->tracked, FaultVfs::Call::kSync);
  if (failure != SQLITE_OK) return failure;
  // The real file need not reach the disk: a power cut is only simulated.
  if (self->state->lies) return SQLITE_OK;
  for (const PendingChange& change : self->tracked->pending) Apply(change, &self->tracked->synced);
  self->tracked->pending.clear();
  return SQLITE_OK;
}

int FileSize(sqlite3_file* file, sqlite3_int64* size) {
  return Real(file)->pMethods->xFileSize(Real(file), size);
}
int Lock(sqlite3_file* file, int level) { return Real(file)->pMethods->xLock(Real(file), level); }
int Unlock(sqlite3_file* file, int level) {
  return Real(file)->pMethods->xUnlock(Real(file), level);
}
int CheckReservedLock(sqlite3_file* file, int* out) {
  return Real(file)->pMethods->xCheckReservedLock(Real(file), out);
}
int FileControl(sqlite3_file* file, int operation, void* argument) {
  return Real(file)->pMethods->xFileControl(Real(file), operation, argument);
}
int SectorSize(sqlite3_file* file) { return Real(file)->pMethods->xSectorSize(Real(file)); }
int DeviceCharacteristics(sqlite3_file* file) {
  return Real(file)->pMethods->xDeviceCharacteristics(Real(file));
}
int ShmMap(sqlite3_file* file, int page, int size, int extend, void volatile** out) {
  return Real(file)->pMethods->xShmMap(Real(file), page, size, extend, out);
}
int ShmLock(sqlite3_file* file, int offset, int n, int flags) {
  return Real(file)->pMethods->xShmLock(Real(file), offset, n, flags);
}
void ShmBarrier(sqlite3_file* file) { Real(file)->pMethods->xShmBarrier(Real(file)); }
int ShmUnmap(sqlite3_file* file, int remove) {
  return Real(file)->pMethods->xShmUnmap(Real(file), remove);
}

// Version 2: with shared memory for the log's index, without memory mapping, which would bypass us.
const sqlite3_io_methods kMethods = {2,
                                     Close,
                                     Read,
                                     Write,
                                     Truncate,
                                     Sync,
                                     FileSize,
                                     Lock,
                                     Unlock,
                                     CheckReservedLock,
                                     FileControl,
                                     SectorSize,
                                     DeviceCharacteristics,
                                     ShmMap,
                                     ShmLock,
                                     ShmBarrier,
                                     ShmUnmap,
                                     nullptr,
                                     nullptr};

State* StateOf(sqlite3_vfs* vfs) { return static_cast<State*>(vfs->pAppData); }

int Open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* out_flags) {
  State* state = StateOf(vfs);
  FaultFile* self = new (file) FaultFile{};
  self->state = state;
  self->real = reinterpret_cast<sqlite3_file*>(self + 1);
  self->real->pMethods = nullptr;
  const bool log = (flags & SQLITE_OPEN_WAL) != 0;
  std::string before;
  if (path != nullptr) before = ReadWhole(path);
  const int code = state->real->xOpen(state->real, path, self->real, flags, out_flags);
  if (code != SQLITE_OK) return code;
  self->base.pMethods = &kMethods;
  if (path != nullptr && (log || (flags & SQLITE_OPEN_MAIN_DB) != 0)) {
    const std::lock_guard<std::mutex> lock(state->mutex);
    const auto [found, inserted] = state->files.try_emplace(path);
    if (inserted) {
      found->second.kind = log ? FaultVfs::File::kLog : FaultVfs::File::kDatabase;
      found->second.synced = std::move(before);
    }
    self->tracked = &found->second;
  }
  return SQLITE_OK;
}

int Delete(sqlite3_vfs* vfs, const char* path, int sync) {
  State* state = StateOf(vfs);
  const int code = state->real->xDelete(state->real, path, sync);
  if (code == SQLITE_OK) {
    const std::lock_guard<std::mutex> lock(state->mutex);
    const auto found = state->files.find(path);
    if (found != state->files.end()) {
      found->second.synced.clear();
      found->second.pending.clear();
    }
  }
  return code;
}

void WriteWhole(const std::string& path, const std::string& content) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out.write(content.data(), static_cast<std::streamsize>(content.size()));
  if (!out.flush()) throw std::runtime_error("cannot write " + path);
}

}  // namespace

FaultVfs::State::State(const std::string& vfs_name)
    : name(vfs_name), real(sqlite3_vfs_find(nullptr)) {
  // All else as the real one does it, which takes nothing of the VFS that it is called on.
  vfs_ = *real;
  vfs_.szOsFile += static_cast<int>(sizeof(FaultFile));
  vfs_.zName = name.c_str();
  vfs_.pAppData = this;
  vfs_.xOpen = Open;
  vfs_.xDelete = Delete;
  if (sqlite3_vfs_register(&vfs_, 0) != SQLITE_OK) throw std::runtime_error("no VFS " + name);
}

int FaultVfs::State::Failure(const TrackedFile& tracked, Call call) {
  if (!armed || tracked.kind != fault_file || call != fault_call) return SQLITE_OK;
  if (before > 0) {
    --before;
    return SQLITE_OK;
  }
  if (times == 0) return SQLITE_OK;
  --times;
  ++failed;
  return code;
}

FaultVfs::FaultVfs(const std::string& name) : state_(std::make_unique<State>(name)) {}
FaultVfs::~FaultVfs() = default;

const std::string& FaultVfs::name() const { return state_->name; }

void FaultVfs::Fail(File file, Call call, int nth, int times, int code) {
  const std::lock_guard<std::mutex> lock(state_->mutex);
  state_->armed = true;
  state_->fault_file = file;
  state_->fault_call = call;
  state_->before = nth - 1;
  state_->times = times;
  state_->code = code;
  state_->failed = 0;
}

void FaultVfs::Heal() {
  const std::lock_guard<std::mutex> lock(state_->mutex);
  state_->armed = false;
}

int FaultVfs::failed() const {
  const std::lock_guard<std::mutex> lock(state_->mutex);
  return state_->failed;
}

int FaultVfs::writes(File file) const {
  const std::lock_guard<std::mutex> lock(state_->mutex);
  const auto found = state_->writes.find(file);
  return found == state_->writes.end() ? 0 : found->second;
}

void FaultVfs::LieAboutSync(bool lie) {
  const std::lock_guard<std::mutex> lock(state_->mutex);
  state_->lies = lie;
}

void FaultVfs::CrashImage(const std::string& database, const std::string& copy,
                          std::uint64_t seed) const {
  const std::lock_guard<std::mutex> lock(state_->mutex);
  std::mt19937_64 random(seed);
  for (const char* suffix : {"", "-wal"}) {
    const auto found = state_->files.find(database + suffix);
    std::string content;
    if (found != state_->files.end()) {
      content = found->second.synced;
      for (const PendingChange& change : found->second.pending) {
        for (const PendingChange& piece : InSectors(change)) {
          if (seed != 0 && random() % 2 == 0) Apply(piece, &content);
        }
      }
    }
    WriteWhole(copy + suffix, content);
  }
}

}  // namespace letan::testing
