#include "storage/sqlite/read_log_store.h"

#include <limits>
#include <utility>

#include "services/core/fault.h"

namespace letan::storage::sqlite {
namespace {

constexpr int kCheckedAtOnce = 500;

std::vector<ReadRecord> RecordsOf(Query& query) {
  std::vector<ReadRecord> records;
  while (query.Step()) {
    ReadRecord& record = records.emplace_back();
    record.sequence = query.Int(0);
    record.time = query.Int(1);
    record.actor = query.Text(2);
    record.method = query.Text(3);
    record.entities = SplitNames(query.Text(4));
    record.everything = query.Int(5) != 0;
    record.previous_hash = query.Text(6);
    record.hash = query.Text(7);
  }
  return records;
}

absl::StatusOr<bool> Finds(Session& session, const std::string& sql, const std::string& name) {
  Query query(session.connection, sql);
  query.Bind(name);
  session.sight.BindTo(query);
  const bool found = query.Step();
  if (!query.ok()) return query.status();
  return found;
}

// A document or a live booking; what has gone is for administrators. No content is opened.
absl::StatusOr<bool> SeesRow(Session& session, const std::string& name) {
  const auto entity = Finds(
      session, std::string("SELECT 1 FROM entities e WHERE e.name = ?") + session.sight.Entities(),
      name);
  if (!entity.ok() || *entity) return entity;
  return Finds(session,
               std::string("SELECT 1 FROM bookings b WHERE b.name = ?") + session.sight.Bookings(),
               name);
}

}  // namespace

absl::StatusOr<LogEnd> LoadReadEnd(Connection& connection) {
  Query query(connection, "SELECT sequence, time, hash FROM read_head WHERE id = 1");
  if (!query.Step()) {
    return query.ok() ? Fault(absl::StatusCode::kDataLoss,
                              "storage: the head of the log of reads is missing")
                      : query.status();
  }
  return LogEnd{query.Int(0), query.Int(1), query.Text(2)};
}

absl::Status AppendRead(Connection& connection, ReadRecord record) {
  auto end = LoadReadEnd(connection);
  if (!end.ok()) return end.status();
  AppendTo(*end, record);
  const std::string entities = JoinNames(record.entities);
  {
    Query insert(connection,
                 "INSERT INTO reads (sequence, time, actor, method, entities, everything,"
                 " previous_hash, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
    insert.Bind(record.sequence, record.time, record.actor, record.method, entities,
                record.everything ? 1 : 0, Blob(record.previous_hash), Blob(record.hash));
    absl::Status status = insert.Run();
    if (!status.ok()) return status;
  }
  Query update(connection, "UPDATE read_head SET sequence = ?, time = ?, hash = ? WHERE id = 1");
  return update.Bind(end->sequence, end->time, Blob(end->hash)).Run();
}

absl::StatusOr<std::vector<ReadRecord>> ListReadRecords(Connection& connection, std::int64_t after,
                                                        int limit) {
  Query query(connection,
              "SELECT sequence, time, actor, method, entities, everything, previous_hash, hash"
              " FROM reads WHERE sequence > ? ORDER BY sequence LIMIT ?");
  query.Bind(after, limit);
  auto records = RecordsOf(query);
  if (!query.ok()) return query.status();
  return records;
}

absl::StatusOr<ReadLogPage> ListReadsBefore(Session& session, std::int64_t before, int limit) {
  std::vector<ReadRecord> records;
  {
    Query query(session.connection,
                "SELECT sequence, time, actor, method, entities, everything, previous_hash, hash"
                " FROM reads WHERE sequence < ? ORDER BY sequence DESC LIMIT ?");
    query.Bind(before > 0 ? before : std::numeric_limits<std::int64_t>::max(), limit);
    records = RecordsOf(query);
    if (!query.ok()) return query.status();
  }
  return MakeReadLogPage(session.viewer, std::move(records), limit,
                         [&session](const std::string& name) { return SeesRow(session, name); });
}

absl::StatusOr<LogEnd> LoadReadJoint(Connection& connection) {
  Query query(connection,
              "SELECT sequence, time, hash FROM read_archives ORDER BY sequence DESC LIMIT 1");
  if (query.Step()) return LogEnd{query.Int(0), query.Int(1), query.Text(2)};
  if (!query.ok()) return query.status();
  return LogEnd();
}

absl::StatusOr<std::string> CheckReadChain(Connection& connection) {
  auto at = LoadReadJoint(connection);
  if (!at.ok()) return at.status();
  while (true) {
    const auto records = ListReadRecords(connection, at->sequence, kCheckedAtOnce);
    if (!records.ok()) return records.status();
    if (records->empty()) break;
    for (const ReadRecord& record : *records) {
      if (record.sequence != at->sequence + 1 || record.previous_hash != at->hash ||
          record.hash != ChainHash(record)) {
        return "the log of reads is broken at record " + std::to_string(record.sequence);
      }
      *at = LogEnd{record.sequence, record.time, record.hash};
    }
  }
  const auto end = LoadReadEnd(connection);
  if (!end.ok()) return end.status();
  if (end->sequence == at->sequence && end->hash == at->hash) return std::string();
  return "the log of reads ends at record " + std::to_string(at->sequence) + ", but should at " +
         std::to_string(end->sequence);
}

}  // namespace letan::storage::sqlite
