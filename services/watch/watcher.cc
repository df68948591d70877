#include "services/watch/watcher.h"

#include <optional>
#include <utility>
#include <vector>

#include "letan/v1/watch_service.pb.h"
#include "services/errors/errors.h"

namespace letan::services {
namespace {

using Commit = v1::WatchResponse::Commit;

constexpr int kCommitsAtOnce = 256;  // of the tail, in one message

// `continued` of a commit, encoded.
std::string ContinuedField() {
  Commit commit;
  commit.set_continued(true);
  return commit.SerializeAsString();
}

}  // namespace

absl::Status CannotGoOnFrom(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOutOfRange:
      return errors::Make(absl::StatusCode::kOutOfRange, errors::kRevisionTooOld,
                          "the log does not reach back to that revision any more: list again, and "
                          "watch from the letan-revision of the lists");
    case absl::StatusCode::kFailedPrecondition:
      return errors::Make(
          absl::StatusCode::kOutOfRange, errors::kRevisionAhead,
          "the database has not come to that revision, as if it were an older copy: "
          "list again, and watch from the letan-revision of the lists");
    default:
      return status;
  }
}

Watcher::Watcher(std::shared_ptr<Tail> tail, RevisionToken token, WatchFilter filter,
                 storage::Revision start, std::int64_t progress_ticks, call::Wake wake)
    : tail_(std::move(tail)),
      token_(std::move(token)),
      filter_(std::move(filter)),
      progress_ticks_(progress_ticks),
      waker_(std::make_shared<const call::Wake>(std::move(wake))),
      complete_(start) {
  tail_->Join(waker_);
}

Watcher::~Watcher() { tail_->Leave(waker_); }

absl::StatusOr<call::Stream::Next> Watcher::Take(std::string* message) {
  if (!std::exchange(greeted_, true)) return Send(message);
  while (!inside_) {
    const Tail::Slice slice = tail_->After(complete_, kCommitsAtOnce, limits::kMaxWatchBytes);
    if (slice.behind) return Next::kRead;
    const bool all = AddSlice(slice, message);
    if (!message->empty()) return Send(message);
    if (!all) return Next::kRead;
    if (!slice.more) return MarkDue() ? Send(message) : Next::kNothing;
  }
  return Next::kRead;
}

bool Watcher::AddSlice(const Tail::Slice& slice, std::string* message) {
  for (const auto& commit : slice.commits) {
    if (commit->too_large) return false;
    Add(*commit, /*must=*/false, /*continued=*/false, message);
    complete_ = commit->revision;
    sequence_ = -1;
  }
  if (slice.complete > complete_) sequence_ = -1;
  complete_ = slice.complete;
  return true;
}

absl::StatusOr<call::Stream::Next> Watcher::Read(storage::ReadTransaction& read,
                                                 std::string* message) {
  if (sequence_ < 0) {
    const auto sequence = read.FindInFeed(complete_);
    if (!sequence.ok()) return CannotGoOnFrom(sequence.status());
    sequence_ = *sequence;
  }
  auto page = read.ReadFeed(sequence_, {limits::kMaxWatchRecords, limits::kMaxWatchBytes});
  if (!page.ok()) return CannotGoOnFrom(page.status());
  sequence_ = page->next;
  inside_ = page->split;
  complete_ = page->complete;
  const bool more = page->more;
  const auto commits = MakeCommits(*std::move(page), token_);
  if (!commits.ok()) return commits.status();
  AddPage(*commits, message);
  if (!message->empty() || MarkDue()) return Send(message);
  return more ? Next::kRead : Take(message);
}

void Watcher::AddPage(const std::vector<WatchedCommit>& commits, std::string* message) {
  const bool closes = open_ != 0 && complete_ >= open_;
  if (closes && (commits.empty() || commits.front().revision != open_)) {
    // The rest of it is nothing that is told, and the client must still hear that it is over.
    AppendBytes(v1::WatchResponse::kCommitsFieldNumber, open_header_, message);
  }
  const storage::Revision open = open_;
  if (closes) open_ = 0;
  for (const WatchedCommit& commit : commits) {
    const bool continued = commit.revision > complete_;
    const bool must = !continued && commit.revision == open;
    if (Add(commit, must, continued, message) && continued) {
      open_ = commit.revision;
      open_header_ = commit.header;
    }
  }
}

// Of what was deleted nothing is told but its name.
void Watcher::Note(const WatchedChange& change, storage::ChangeType type) {
  if (type != storage::ChangeType::kDeleted &&
      change.feed.after.level == storage::HandlingLevel::kRestricted) {
    shown_.push_back(change.feed.record.entity);
  }
}

bool Watcher::Add(const WatchedCommit& commit, bool must, bool continued, std::string* message) {
  std::string filtered;
  if (!filter_.open()) {
    filtered = commit.header;
    for (const WatchedChange& change : commit.changes) {
      const auto type = filter_.TypeOf(change);
      if (!type.has_value()) continue;
      AppendBytes(Commit::kChangesFieldNumber, EncodeAs(change, *type), &filtered);
      Note(change, *type);
    }
    if (filtered.size() == commit.header.size() && !must) return false;
  }
  if (filter_.open()) {
    for (const WatchedChange& change : commit.changes) Note(change, change.type);
  }
  const std::string& encoded = filter_.open() ? commit.whole : filtered;
  AppendBytes(v1::WatchResponse::kCommitsFieldNumber,
              continued ? encoded + ContinuedField() : encoded, message);
  return true;
}

call::Stream::Next Watcher::Send(std::string* message) {
  AppendBytes(v1::WatchResponse::kRevisionFieldNumber, token_(complete_), message);
  sent_at_ = tail_->ticks();
  return Next::kMessage;
}

bool Watcher::MarkDue() const { return tail_->ticks() - sent_at_ >= progress_ticks_; }

}  // namespace letan::services
