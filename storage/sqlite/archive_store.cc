#include "storage/sqlite/archive_store.h"

namespace letan::storage::sqlite {

absl::StatusOr<std::vector<Archive>> ListArchives(Connection& connection) {
  Query query(connection,
              "SELECT sequence, first, revision, time, hash, state, file, sha256 FROM archives"
              " ORDER BY sequence");
  std::vector<Archive> archives;
  while (query.Step()) {
    Archive& archive = archives.emplace_back();
    archive.sequence = query.Int(0);
    archive.first = query.Int(1);
    archive.revision = query.Int(2);
    archive.time = query.Int(3);
    archive.hash = query.Text(4);
    archive.state = query.Text(5);
    archive.file = query.Text(6);
    archive.sha256 = query.Text(7);
  }
  if (!query.ok()) return query.status();
  return archives;
}

absl::StatusOr<Archive> LoadJoint(Connection& connection) {
  auto archives = ListArchives(connection);
  if (!archives.ok()) return archives.status();
  return archives->empty() ? Archive() : std::move(archives->back());
}

absl::Status InsertArchive(Connection& connection, const Archive& archive) {
  Query insert(connection,
               "INSERT INTO archives (sequence, first, revision, time, hash, state, file, sha256)"
               " VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
  insert.Bind(archive.sequence, archive.first, archive.revision, archive.time, Blob(archive.hash),
              Blob(archive.state), archive.file, archive.sha256);
  return insert.Run();
}

}  // namespace letan::storage::sqlite
