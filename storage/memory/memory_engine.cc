#include "storage/memory/memory_engine.h"

#include <algorithm>
#include <exception>
#include <limits>
#include <map>
#include <mutex>
#include <random>
#include <utility>

#include "services/core/fault.h"
#include "storage/codec.h"
#include "storage/memory/integrity.h"
#include "storage/memory/writing.h"

namespace letan::storage {
namespace {

using memory::Log;
using memory::Reading;
using memory::State;
using memory::Writing;

struct Answered {
  std::string fingerprint;
  std::string response;
  Revision revision = 0;
  Micros time = 0;
};

std::string RandomBytes(int count) {
  std::random_device source;
  std::string bytes;
  for (int i = 0; i < count; ++i) bytes.push_back(static_cast<char>(source() & 0xff));
  return bytes;
}

class MemoryEngine : public Engine {
 public:
  explicit MemoryEngine(const EngineOptions& options) : options_(options) {}

  absl::StatusOr<std::unique_ptr<ReadTransaction>> BeginRead(const Viewer& viewer,
                                                             const ReadOptions& options) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (options.at_least > state_->revision) {
      return absl::UnavailableError("this revision is not here yet");
    }
    // Nobody changes a committed state, so that sharing it is a snapshot.
    return std::unique_ptr<ReadTransaction>(std::make_unique<Reading<ReadTransaction>>(
        state_, log_, viewer, Now(), options_.default_travel));
  }

  void Submit(WriteRequest request, WriteDone done) override {
    WriteResult result;
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      result = Run(request);
    }
    TellOfCommits();
    done(std::move(result));
  }

  void ExpireHolds() override {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      Expire();
    }
    TellOfCommits();
  }

  void ListenToCommits(CommitListener listener) override { signal_.Listen(std::move(listener)); }

  absl::StatusOr<IntegrityReport> CheckIntegrity(const IntegrityOptions&) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    return memory::Inspect(*state_,
                           log_->Read(0, state_->last_sequence, std::numeric_limits<int>::max()));
  }

  absl::StatusOr<DatabaseInfo> Describe() override {
    const std::lock_guard<std::mutex> lock(mutex_);
    DatabaseInfo info;
    info.kind = "memory";
    info.revision = state_->revision;
    info.entities = static_cast<std::int64_t>(state_->entities.size());
    info.resources = static_cast<std::int64_t>(state_->resources.size());
    info.bookings = static_cast<std::int64_t>(state_->bookings.size());
    info.movements = static_cast<std::int64_t>(state_->movements.size());
    info.changes = state_->last_sequence;
    return info;
  }

  const std::string& secret() const override { return secret_; }
  const EngineOptions& options() const override { return options_; }
  int queued_writes() const override { return 0; }

  EngineStats Stats() const override {
    const std::lock_guard<std::mutex> lock(mutex_);
    EngineStats stats;
    stats.commits = commits_;
    stats.batch_sizes = batch_sizes_.Counts();
    return stats;
  }

 private:
  Micros Now() const { return std::max(options_.clock(), state_->last_commit); }

  std::unique_ptr<Writing> Begin(const Viewer& viewer, const std::string& method,
                                 const std::string& request_id) {
    copy_ = std::make_shared<State>(*state_);
    return std::make_unique<Writing>(copy_, log_, viewer, Now(), options_.default_travel, method,
                                     request_id);
  }

  void Commit(const Writing& writing) {
    if (writing.records().empty() && writing.reads().empty()) return;
    if (!writing.records().empty()) copy_->last_commit = writing.now();
    log_->Append(writing.records());
    log_->AppendReads(writing.reads());
    state_ = std::move(copy_);
    ++commits_;
  }

  void TellOfCommits() {
    Revision revision = 0;
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      if (told_ == state_->revision) return;
      revision = told_ = state_->revision;
    }
    signal_.Tell(revision);
  }

  // A write of its own, before each other: it stays even if that one is refused.
  void Expire() {
    const auto writing = Begin(Viewer::Administrator(std::string(kSystemActor)),
                               std::string(kHoldExpiredMethod), "");
    writing->PurgeExpiredHolds();
    Commit(*writing);
  }

  WriteResult Rejected(absl::Status status) const {
    WriteResult result;
    result.status = std::move(status);
    result.revision = state_->revision;
    return result;
  }

  WriteResult Run(const WriteRequest& request) {
    if (request.request_id.size() > limits::kMaxRequestIdBytes) {
      return Rejected(absl::InvalidArgumentError("request_id is too long"));
    }
    Expire();
    const Micros now = Now();
    const std::pair<std::string, std::string> key = {request.viewer.subject, request.request_id};
    std::erase_if(answered_, [&](const auto& entry) {
      return entry.second.time + options_.idempotency_window <= now;
    });
    const auto earlier = answered_.find(key);
    if (!request.request_id.empty() && earlier != answered_.end()) {
      return Replay(request, earlier->second);
    }
    batch_sizes_.Count(1);
    const auto writing = Begin(request.viewer, request.method, request.request_id);
    absl::StatusOr<std::string> response;
    try {
      response = request.body(*writing);
    } catch (const std::exception& exception) {
      response = ThrownFault(&exception);
    }
    if (!response.ok()) return Rejected(response.status());
    Commit(*writing);
    WriteResult result;
    result.outcome = WriteOutcome::kCommitted;
    result.response = *response;
    result.revision = state_->revision;
    if (!request.request_id.empty()) {
      answered_[key] = {request.fingerprint, *response, result.revision, now};
    }
    return result;
  }

  WriteResult Replay(const WriteRequest& request, const Answered& answered) const {
    if (request.fingerprint != answered.fingerprint) {
      return Rejected(absl::InvalidArgumentError("request_id was used for another request"));
    }
    if (request.may_tell_again) {
      Reading<ReadTransaction> read(state_, log_, request.viewer, Now(), options_.default_travel);
      absl::Status told = request.may_tell_again(read, answered.response);
      if (!told.ok()) return Rejected(std::move(told));
    }
    WriteResult result;
    result.outcome = WriteOutcome::kCommitted;
    result.response = answered.response;
    result.revision = answered.revision;
    result.replayed = true;
    return result;
  }

  const EngineOptions options_;
  const std::string secret_ = RandomBytes(32);
  mutable std::mutex mutex_;
  std::int64_t commits_ = 0;
  Histogram<0, 1> batch_sizes_;
  std::shared_ptr<State> state_ = std::make_shared<State>();
  std::shared_ptr<State> copy_;  // of the write under way
  std::shared_ptr<Log> log_ = std::make_shared<Log>();
  std::map<std::pair<std::string, std::string>, Answered> answered_;  // by caller and request_id
  Revision told_ = 0;
  CommitSignal signal_;
};

}  // namespace

std::unique_ptr<Engine> NewMemoryEngine(const EngineOptions& options) {
  return std::make_unique<MemoryEngine>(options);
}

}  // namespace letan::storage
