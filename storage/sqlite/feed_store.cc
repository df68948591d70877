#include "storage/sqlite/feed_store.h"

#include <optional>
#include <utility>
#include <vector>

#include "services/core/fault.h"
#include "storage/sqlite/entity_store.h"
#include "storage/sqlite/sealer.h"

namespace letan::storage::sqlite {
namespace {

// One record more than the page takes, and none after the first that is over its bytes.
absl::StatusOr<std::vector<ChangeRecord>> ReadRecords(Connection& connection, std::int64_t after,
                                                      const FeedLimits& limits) {
  Query query(connection,
              "SELECT sequence, revision, time, method, kind, entity, before, after, actor FROM"
              " changes WHERE sequence > ? ORDER BY sequence LIMIT ?");
  query.Bind(after, std::int64_t{limits.records} + 1);
  std::vector<ChangeRecord> records;
  std::int64_t bytes = 0;
  while (bytes <= limits.bytes && query.Step()) {
    ChangeRecord& record = records.emplace_back();
    record.sequence = query.Int(0);
    record.revision = query.Int(1);
    record.time = query.Int(2);
    record.method = query.Text(3);
    record.kind = query.Text(4);
    record.entity = query.Text(5);
    record.before = query.Text(6);
    record.after = query.Text(7);
    if (limits.audit) record.actor = query.Text(8);
    bytes += static_cast<std::int64_t>(record.before.size() + record.after.size());
    // The first may be over the limit alone; then the page still has to know what follows it.
    if (records.size() == 1 && bytes > limits.bytes) bytes = limits.bytes;
  }
  if (!query.ok()) return query.status();
  return records;
}

struct Place {
  std::int64_t sequence = 0;
  Revision revision = 0;
};

absl::StatusOr<std::optional<Place>> FirstRecord(Connection& connection) {
  Query query(connection, "SELECT sequence, revision FROM changes ORDER BY sequence LIMIT 1");
  if (query.Step()) return std::optional<Place>({query.Int(0), query.Int(1)});
  if (!query.ok()) return query.status();
  return std::optional<Place>();
}

// The first record at or after `sequence`: there is one.
absl::StatusOr<Place> RecordFrom(Connection& connection, std::int64_t sequence) {
  Query query(connection,
              "SELECT sequence, revision FROM changes WHERE sequence >= ? ORDER BY sequence"
              " LIMIT 1");
  query.Bind(sequence);
  if (query.Step()) return Place{query.Int(0), query.Int(1)};
  if (!query.ok()) return query.status();
  return Fault(absl::StatusCode::kDataLoss, "storage: the change log ends before its head");
}

absl::Status TooOld() {
  return absl::OutOfRangeError("the log does not reach back to that revision");
}

}  // namespace

absl::StatusOr<FeedPage> ReadFeedPage(Session& session, std::int64_t after,
                                      const FeedLimits& limits) {
  auto records = ReadRecords(session.connection, after, limits);
  if (!records.ok()) return records.status();
  Session all = session;
  all.viewer = Viewer::Administrator();
  all.sight = Sight(all.viewer);
  const SightOfDocument sight_of = [&all](const std::string& name) -> absl::StatusOr<RowSight> {
    auto row = FindEntityRow(all, name);
    if (!row.ok()) return row.status();
    if (!row->has_value()) return RowSight{true, HandlingLevel::kPublic, {}, false};
    return RowSight{true, (*row)->level, std::move((*row)->need_to_know), true};
  };
  auto page = MakeFeedPage(session.viewer, after, limits, session.head.sequence,
                           session.head.revision, *std::move(records), sight_of);
  if (!page.ok()) return page;
  // Sight needs no keys; only what this viewer is told is opened.
  for (FeedChange& change : page->changes) {
    absl::Status opened = OpenRecord(session.connection, change.record);
    if (!opened.ok()) return opened;
  }
  return page;
}

// Revisions ascend with the sequence, so that bisecting needs no index.
absl::StatusOr<std::int64_t> FindFeedPosition(Session& session, Revision revision) {
  const Head& head = session.head;
  if (revision > head.revision) {
    return absl::FailedPreconditionError("there is no such revision yet");
  }
  if (revision == head.revision) return head.sequence;
  const auto first = FirstRecord(session.connection);
  if (!first.ok()) return first.status();
  if (!first->has_value()) return TooOld();
  std::int64_t low = (*first)->sequence - 1;  // everything up to it is of `revision` or older
  // What was removed may have been a part of the first revision that is left.
  if (low > 0 && revision < (*first)->revision) return TooOld();
  std::int64_t high = head.sequence;  // it is of a later revision
  while (high - low > 1) {
    const std::int64_t middle = low + (high - low) / 2;
    const auto place = RecordFrom(session.connection, middle);
    if (!place.ok()) return place.status();
    if (place->revision <= revision) {
      low = place->sequence;
    } else {
      high = middle;
    }
  }
  return low;
}

}  // namespace letan::storage::sqlite
