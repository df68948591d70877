#include "storage/sqlite/describe.h"

#include "storage/sqlite/archive_store.h"
#include "storage/sqlite/change_log_store.h"

namespace letan::storage::sqlite {

absl::StatusOr<DatabaseInfo> DescribeDatabase(Connection& connection) {
  const auto head = LoadHead(connection);
  if (!head.ok()) return head.status();
  const auto joint = LoadJoint(connection);
  if (!joint.ok()) return joint.status();
  Query query(connection,
              "SELECT (SELECT max(version) FROM migrations),"
              " (SELECT page_count FROM pragma_page_count()) *"
              " (SELECT page_size FROM pragma_page_size()),"
              " (SELECT count(*) FROM entities), (SELECT count(*) FROM resources),"
              " (SELECT count(*) FROM bookings), (SELECT count(*) FROM stock_movements)");
  if (!query.Step()) return query.status();
  DatabaseInfo info;
  info.kind = "sqlite";
  info.schema_version = query.Int(0);
  info.revision = head->revision;
  info.floor = joint->revision;
  info.bytes = query.Int(1);
  info.entities = query.Int(2);
  info.resources = query.Int(3);
  info.bookings = query.Int(4);
  info.movements = query.Int(5);
  info.changes = head->sequence - joint->sequence;
  info.archived = joint->sequence;
  return info;
}

}  // namespace letan::storage::sqlite
