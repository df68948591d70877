#include "storage/sqlite/change_log_store.h"

#include <utility>

#include "services/core/fault.h"

namespace letan::storage::sqlite {

absl::StatusOr<Head> LoadHead(Connection& connection) {
  Query query(connection,
              "SELECT sequence, revision, time, hash, travel_revision FROM head WHERE id = 1");
  if (!query.Step()) {
    return query.ok() ? Fault(absl::StatusCode::kDataLoss,
                              "storage: the head of the change log is missing")
                      : query.status();
  }
  Head head;
  head.sequence = query.Int(0);
  head.revision = query.Int(1);
  head.time = query.Int(2);
  head.hash = query.Text(3);
  head.travel_revision = query.Int(4);
  return head;
}

absl::Status StoreHead(Connection& connection, const Head& head) {
  Query query(connection,
              "UPDATE head SET sequence = ?, revision = ?, time = ?, hash = ?, travel_revision = ?"
              " WHERE id = 1");
  query.Bind(head.sequence, head.revision, head.time, Blob(head.hash), head.travel_revision);
  return query.Run();
}

absl::Status AppendChange(Connection& connection, ChangeRecord record, Head* head) {
  record.sequence = head->sequence + 1;
  record.previous_hash = head->hash;
  record.hash = ChainHash(record);
  Query query(connection,
              "INSERT INTO changes (sequence, revision, time, actor, method, kind, entity, before,"
              " after, request_id, previous_hash, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
              " ?)");
  query.Bind(record.sequence, record.revision, record.time, record.actor, record.method,
             record.kind, record.entity, Blob(record.before), Blob(record.after), record.request_id,
             Blob(record.previous_hash), Blob(record.hash));
  absl::Status status = query.Run();
  if (!status.ok()) return status;
  head->sequence = record.sequence;
  head->hash = std::move(record.hash);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<ChangeRecord>> ListChangeRecords(Connection& connection,
                                                            std::int64_t after, int limit) {
  Query query(connection,
              "SELECT sequence, revision, time, actor, method, kind, entity, before, after,"
              " request_id, previous_hash, hash FROM changes WHERE sequence > ?"
              " ORDER BY sequence LIMIT ?");
  query.Bind(after, limit);
  std::vector<ChangeRecord> records;
  while (query.Step()) {
    ChangeRecord& record = records.emplace_back();
    record.sequence = query.Int(0);
    record.revision = query.Int(1);
    record.time = query.Int(2);
    record.actor = query.Text(3);
    record.method = query.Text(4);
    record.kind = query.Text(5);
    record.entity = query.Text(6);
    record.before = query.Text(7);
    record.after = query.Text(8);
    record.request_id = query.Text(9);
    record.previous_hash = query.Text(10);
    record.hash = query.Text(11);
  }
  if (!query.ok()) return query.status();
  return records;
}

}  // namespace letan::storage::sqlite
