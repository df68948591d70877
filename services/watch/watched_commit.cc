#include "services/watch/watched_commit.h"

#include <utility>

#include "letan/v1/watch_service.pb.h"
#include "services/entity/time_codec.h"
#include "services/operations/booking_codec.h"
#include "services/operations/logged_row.h"
#include "storage/codec.h"

namespace letan::services {
namespace {

using storage::ChangeRecord;
using storage::ChangeType;
using Change = v1::WatchResponse::Change;
using Commit = v1::WatchResponse::Commit;

constexpr char kTypeUrl[] = "type.googleapis.com/";
constexpr int kLengthDelimited = 2;

Change::Type ToProto(ChangeType type) {
  switch (type) {
    case ChangeType::kCreated:
      return Change::TYPE_CREATED;
    case ChangeType::kUpdated:
      return Change::TYPE_UPDATED;
    case ChangeType::kDeleted:
      break;
  }
  return Change::TYPE_DELETED;
}

template <class Message>
void Pack(const Message& message, Change& change) {
  change.mutable_entity()->set_type_url(kTypeUrl + message.GetDescriptor()->full_name());
  message.SerializeToString(change.mutable_entity()->mutable_value());
}

absl::Status PackBooking(const ChangeRecord& record, bool packed, WatchedChange& watched,
                         Change& change) {
  const auto row = storage::DecodeBooking(record.after.empty() ? record.before : record.after);
  if (!row.ok()) return row.status();
  watched.owner = row->occupancy.owner;
  watched.activity = row->activity;
  if (packed) Pack(operations::ToProto(*row), change);
  return absl::OkStatus();
}

absl::StatusOr<WatchedChange> MakeChange(storage::FeedChange feed, ChangeType type) {
  WatchedChange watched;
  watched.type = type;
  ChangeRecord& record = feed.record;
  Change change;
  change.set_type(ToProto(type));
  change.set_kind(record.kind);
  change.set_name(record.entity);
  const bool packed = type != ChangeType::kDeleted;
  absl::Status status;
  if (record.kind == storage::kBookingRecord) {
    status = PackBooking(record, packed, watched, change);
  } else if (packed) {
    auto row = operations::PackLoggedRow(record.kind, record.after);
    status = row.status();
    if (row.ok()) *change.mutable_entity() = *std::move(row);
  }
  if (!status.ok()) return status;
  watched.encoded = change.SerializeAsString();
  record.before.clear();
  record.after.clear();
  watched.feed = std::move(feed);
  return watched;
}

WatchedCommit BeginCommit(const ChangeRecord& record, const RevisionToken& token) {
  Commit header;
  header.set_revision(token(record.revision));
  *header.mutable_commit_time() = entity::ToTimestamp(record.time);
  header.set_method(record.method);
  WatchedCommit commit;
  commit.revision = record.revision;
  commit.header = header.SerializeAsString();
  commit.whole = commit.header;
  return commit;
}

void AppendVarint(std::size_t value, std::string* out) {
  for (; value >= 0x80; value >>= 7) out->push_back(static_cast<char>(value | 0x80));
  out->push_back(static_cast<char>(value));
}

}  // namespace

void AppendBytes(int field, const std::string& bytes, std::string* out) {
  AppendVarint(static_cast<std::size_t>(field) << 3 | kLengthDelimited, out);
  AppendVarint(bytes.size(), out);
  out->append(bytes);
}

std::int64_t WatchedCommit::bytes() const {
  std::size_t bytes = sizeof(WatchedCommit) + header.size() + whole.size();
  for (const WatchedChange& change : changes)
    bytes += sizeof(WatchedChange) + change.encoded.size();
  return static_cast<std::int64_t>(bytes);
}

absl::StatusOr<std::vector<WatchedCommit>> MakeCommits(storage::FeedPage page,
                                                       const RevisionToken& token) {
  const storage::Viewer everyone = storage::Viewer::Administrator();
  std::vector<WatchedCommit> commits;
  for (storage::FeedChange& feed : page.changes) {
    const auto type = storage::TypeFor(everyone, feed);
    if (!type.has_value()) continue;
    if (commits.empty() || commits.back().revision != feed.record.revision) {
      commits.push_back(BeginCommit(feed.record, token));
    }
    auto change = MakeChange(std::move(feed), *type);
    if (!change.ok()) return change.status();
    AppendBytes(Commit::kChangesFieldNumber, change->encoded, &commits.back().whole);
    commits.back().changes.push_back(*std::move(change));
  }
  return commits;
}

std::string EncodeAs(const WatchedChange& change, ChangeType type) {
  if (type == change.type) return change.encoded;
  Change message;
  message.ParseFromString(change.encoded);
  message.set_type(ToProto(type));
  if (type == ChangeType::kDeleted) message.clear_entity();
  return message.SerializeAsString();
}

}  // namespace letan::services
