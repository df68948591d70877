#include "storage/sqlite/rotate_keys.h"

#include <utility>

#include "storage/seal.h"
#include "storage/sqlite/database_file.h"

namespace letan::storage {
namespace {

using sqlite::Blob;
using sqlite::Connection;
using sqlite::Query;

constexpr int kRewrappedAtOnce = 500;

struct WrappedKey {
  std::int64_t id = 0;
  std::string name;
  std::string level_key;
  std::string wrapped;
};

absl::StatusOr<std::int64_t> CountKeys(Connection& connection, const char* sql,
                                       const std::string& level_key) {
  Query count(connection, std::string(sql));
  count.Bind(level_key);
  if (!count.Step()) return count.status();
  return count.Int(0);
}

// Some that another key than `current` has wrapped.
absl::StatusOr<std::vector<WrappedKey>> SomeOld(Connection& connection,
                                                const std::string& current) {
  Query rows(connection,
             "SELECT id, name, level_key, wrapped FROM data_keys WHERE level_key < ? OR"
             " level_key > ? LIMIT ?");
  rows.Bind(current, current, kRewrappedAtOnce);
  std::vector<WrappedKey> keys;
  while (rows.Step()) keys.push_back({rows.Int(0), rows.Text(1), rows.Text(2), rows.Text(3)});
  if (!rows.ok()) return rows.status();
  return keys;
}

absl::Status Rewrap(Connection& connection, const KeyRing& ring, const WrappedKey& old) {
  const LevelKey* level = ring.Find(old.level_key);
  if (level == nullptr) {
    return absl::FailedPreconditionError("the keys lack \"" + old.level_key + "\"");
  }
  const std::string& database = connection.seals()->database;
  const auto key = UnwrapKey(*level, database, old.name, old.wrapped);
  if (!key.ok()) return key.status();
  const LevelKey& current = ring.current();
  const std::string wrapped = WrapKey(current, database, old.name, *key);
  Query update(connection, "UPDATE data_keys SET level_key = ?, wrapped = ? WHERE id = ?");
  return update.Bind(current.id(), Blob(wrapped), old.id).Run();
}

// How many it were; 0: none is left.
absl::StatusOr<std::int64_t> RewrapSome(Connection& connection, const KeyRing& ring) {
  const auto old = SomeOld(connection, ring.current().id());
  if (!old.ok()) return old.status();
  if (old->empty()) return 0;
  absl::Status status = connection.Execute("BEGIN IMMEDIATE");
  for (const WrappedKey& key : *old) {
    if (status.ok()) status = Rewrap(connection, ring, key);
  }
  if (status.ok()) status = connection.Execute("COMMIT");
  if (status.ok()) return static_cast<std::int64_t>(old->size());
  if (!connection.autocommit()) connection.Execute("ROLLBACK").IgnoreError();
  return status;
}

}  // namespace

absl::StatusOr<RotatedKeys> RotateKeys(
    const SqliteOptions& options,
    const std::function<void(std::int64_t done, std::int64_t all)>& progress) {
  if (options.keys == nullptr) return NoKeys();
  SqliteOptions existing = options;
  existing.create = false;
  auto file = sqlite::OpenDatabaseFile(existing);
  if (!file.ok()) return file.status();
  Connection& connection = *file->writer;
  const std::string& current = options.keys->current().id();
  const auto all =
      CountKeys(connection, "SELECT count(*) FROM data_keys WHERE level_key <> ?", current);
  if (!all.ok()) return all.status();
  // Not every build of SQLite does so by itself.
  absl::Status wiping = connection.Execute("PRAGMA secure_delete = ON");
  if (!wiping.ok()) return wiping;
  RotatedKeys rotated;
  while (true) {
    const auto some = RewrapSome(connection, *options.keys);
    if (!some.ok()) return some.status();
    if (*some == 0) break;
    rotated.rewrapped += *some;
    if (progress) progress(rotated.rewrapped, *all);
  }
  // What the old key wrapped is not left in the log either.
  absl::Status emptied = connection.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
  if (!emptied.ok()) return emptied;
  for (const LevelKey& key : options.keys->keys()) {
    const auto uses =
        CountKeys(connection, "SELECT count(*) FROM data_keys WHERE level_key = ?", key.id());
    if (!uses.ok()) return uses.status();
    rotated.data_keys += *uses;
    if (*uses == 0 && key.id() != current) rotated.unused.push_back(key.id());
  }
  return rotated;
}

}  // namespace letan::storage
