#include "services/watch/tail.h"

#include <algorithm>
#include <utility>

#include "services/core/fault.h"

namespace letan::services {

Tail::Tail(TailOptions options) : options_(std::move(options)) {}

Tail::~Tail() { Stop(); }

void Tail::Join(Waker waker) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (stopping_) return;
  wakers_.insert(std::move(waker));
  hinted_ = true;
  changed_.notify_one();
  if (!thread_.joinable()) thread_ = std::thread([this] { Loop(); });
}

void Tail::Leave(const Waker& waker) {
  const std::lock_guard<std::mutex> lock(mutex_);
  wakers_.erase(waker);
}

void Tail::Hint() {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (std::exchange(hinted_, true)) return;
  changed_.notify_one();
}

void Tail::Tick() {
  ticks_.fetch_add(1);
  Hint();
}

void Tail::Stop() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    stopping_ = true;
    changed_.notify_one();
    if (!thread_.joinable()) return;
  }
  options_.engine->ListenToCommits(nullptr);
  thread_.join();
}

void Tail::Loop() {
  options_.engine->ListenToCommits([this](storage::Revision) { Hint(); });
  std::unique_lock<std::mutex> lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return stopping_ || hinted_; });
    if (stopping_) return;
    hinted_ = false;
    if (wakers_.empty()) {
      Forget();
      continue;
    }
    const storage::Revision before = live_ ? complete_ : -1;
    lock.unlock();
    const auto more = ReadOn();
    if (!more.ok()) LogFailure(more.status());
    lock.lock();
    // Cut off by an archive, or broken: who watches reads the log from there, and is told. At the
    // next hint the tail begins anew, at the end of the log.
    if (!more.ok()) Forget();
    if (more.ok() && *more) hinted_ = true;
    if (!live_ || complete_ == before) continue;
    // Taken now: who joined before this sees what was read, or is woken.
    const std::vector<Waker> wakers(wakers_.begin(), wakers_.end());
    lock.unlock();
    for (const Waker& waker : wakers) (*waker)();
    lock.lock();
  }
}

void Tail::LogFailure(const absl::Status& status) const {
  if (!options_.log) return;
  LogEvent event{
      Severity::kWarning, "watch_tail_failed", {{"code", absl::StatusCodeToString(status.code())}}};
  for (LogField& fact : FactsOf(status)) event.fields.push_back(std::move(fact));
  options_.log(event);
}

absl::StatusOr<bool> Tail::ReadOn() {
  const auto read = options_.engine->BeginRead(storage::Viewer::Administrator());
  if (!read.ok()) return read.status();
  if (!positioned_) {
    if (absl::Status status = Position(**read); !status.ok()) return status;
    return false;
  }
  auto page = (*read)->ReadFeed(sequence_, {limits::kMaxWatchRecords, limits::kMaxWatchBytes});
  if (!page.ok()) return page.status();
  const std::int64_t next = page->next;
  const storage::Revision complete = page->complete;
  const bool more = page->more;
  const bool split = page->split;
  auto commits = MakeCommits(*std::move(page), options_.token);
  if (!commits.ok()) return commits.status();
  sequence_ = next;
  Append(*std::move(commits), complete, split);
  return more;
}

absl::Status Tail::Position(storage::ReadTransaction& read) {
  const storage::Revision revision = read.revision();
  const auto sequence = read.FindInFeed(revision);
  if (!sequence.ok()) return sequence.status();
  sequence_ = *sequence;
  positioned_ = true;
  split_ = 0;
  const std::lock_guard<std::mutex> lock(mutex_);
  begin_ = complete_ = revision;
  live_ = true;
  return absl::OkStatus();
}

void Tail::Append(std::vector<WatchedCommit> commits, storage::Revision complete, bool split) {
  const std::lock_guard<std::mutex> lock(mutex_);
  storage::Revision known = 0;
  if (split_ != 0 && complete >= split_) {
    WatchedCommit large;
    large.revision = known = std::exchange(split_, 0);
    large.too_large = true;
    Keep(std::move(large));
  }
  for (WatchedCommit& commit : commits) {
    // Of one that is split, what is here is not all of it.
    if (commit.revision > known && commit.revision <= complete) Keep(std::move(commit));
  }
  if (split) split_ = complete + 1;
  complete_ = complete;
}

void Tail::Keep(WatchedCommit commit) {
  bytes_ += commit.bytes();
  commits_.push_back(std::make_shared<const WatchedCommit>(std::move(commit)));
  while (!commits_.empty() && (static_cast<std::int64_t>(commits_.size()) > options_.max_commits ||
                               bytes_ > options_.max_bytes)) {
    bytes_ -= commits_.front()->bytes();
    begin_ = commits_.front()->revision;
    commits_.pop_front();
  }
}

void Tail::Forget() {
  commits_.clear();
  bytes_ = 0;
  live_ = false;
  positioned_ = false;
}

Tail::Slice Tail::After(storage::Revision revision, int max_commits, std::int64_t max_bytes) const {
  Slice slice;
  slice.complete = revision;
  const std::lock_guard<std::mutex> lock(mutex_);
  if (!live_) return slice;  // soon; then it wakes
  if (revision < begin_) {
    slice.behind = true;
    return slice;
  }
  auto next = std::upper_bound(
      commits_.begin(), commits_.end(), revision,
      [](storage::Revision value, const auto& commit) { return value < commit->revision; });
  std::int64_t bytes = 0;
  for (; next != commits_.end(); ++next) {
    bytes += (*next)->bytes();
    const bool full = static_cast<int>(slice.commits.size()) >= max_commits || bytes > max_bytes;
    if (full && !slice.commits.empty()) {
      slice.more = true;
      return slice;
    }
    slice.complete = (*next)->revision;
    slice.commits.push_back(*next);
  }
  slice.complete = std::max(revision, complete_);
  return slice;
}

storage::Revision Tail::live_revision() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return live_ ? complete_ : -1;
}

std::int64_t Tail::kept_bytes() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return bytes_;
}

std::size_t Tail::kept_commits() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return commits_.size();
}

}  // namespace letan::services
