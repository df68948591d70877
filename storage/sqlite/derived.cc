#include "storage/sqlite/derived.h"

#include <functional>
#include <set>
#include <unordered_map>
#include <utility>

#include "storage/codec.h"
#include "storage/entity_table.h"
#include "storage/sqlite/resource_store.h"

namespace letan::storage::sqlite {
namespace {

// Words as their number and the sum of their hashes: their table is in the order of words, not of
// entities.
struct WordSum {
  std::size_t count = 0;
  std::size_t hashes = 0;
  void Add(const std::string& word) {
    ++count;
    hashes += std::hash<std::string>()(word);
  }
  bool operator==(const WordSum&) const = default;
};

absl::Status FindWrongWords(Connection& connection, std::vector<WrongWords>* wrong) {
  std::unordered_map<std::int64_t, WordSum> stored;
  Query rows(connection, "SELECT entity, word FROM entity_words");
  while (rows.Step()) stored[rows.Int(0)].Add(rows.Text(1));
  if (!rows.ok()) return rows.status();
  Query titles(connection, "SELECT id, name, folded_title FROM entities ORDER BY id");
  while (titles.Step()) {
    WrongWords entity{titles.Int(0), titles.Text(1), titles.Text(2)};
    WordSum expected;
    for (const std::string& word : SearchWords(entity.folded_title)) expected.Add(word);
    if (!(stored[entity.id] == expected)) wrong->push_back(std::move(entity));
  }
  return titles.status();
}

absl::StatusOr<bool> ColumnsAreRight(Connection& connection, std::int64_t id,
                                     const ResourceRow& row) {
  Query columns(connection,
                "SELECT name = ? AND kind = ? AND role = ? AND model = ? AND active = ? AND"
                " seats = ? FROM resources r WHERE id = ?");
  columns.Bind(row.profile.name, row.kind, static_cast<int>(row.profile.role),
               static_cast<int>(row.profile.model), row.profile.active, row.profile.seats, id);
  if (!columns.Step()) return columns.status();
  return columns.Int(0) == 1;
}

absl::Status FindWrongResources(Connection& connection, std::vector<WrongResource>* wrong) {
  std::unordered_map<std::int64_t, std::set<std::string>> abilities;
  {
    Query rows(connection, "SELECT resource, ability FROM resource_abilities");
    while (rows.Step()) abilities[rows.Int(0)].insert(rows.Text(1));
    if (!rows.ok()) return rows.status();
  }
  std::vector<WrongResource> resources;
  absl::Status status = ForEachResource(connection, [&](std::int64_t id, const ResourceRow& row) {
    resources.push_back({id, row});
  });
  if (!status.ok()) return status;
  for (WrongResource& resource : resources) {
    const auto right = ColumnsAreRight(connection, resource.id, resource.row);
    if (!right.ok()) return right.status();
    const std::set<std::string> expected(resource.row.abilities.begin(),
                                         resource.row.abilities.end());
    resource.columns = !*right;
    resource.abilities = abilities[resource.id] != expected;
    if (resource.columns || resource.abilities) wrong->push_back(std::move(resource));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::int64_t> Changed(Connection& connection, const char* sql) {
  Query update(connection, std::string(sql));
  absl::Status status = update.Run();
  if (!status.ok()) return status;
  Query count(connection, "SELECT changes()");
  if (!count.Step()) return count.status();
  return count.Int(0);
}

}  // namespace

absl::StatusOr<WrongDerived> FindWrongDerived(Connection& connection) {
  WrongDerived wrong;
  absl::Status status = FindWrongWords(connection, &wrong.words);
  if (status.ok()) status = FindWrongResources(connection, &wrong.resources);
  if (!status.ok()) return status;
  return wrong;
}

absl::Status RepairWords(Connection& connection, const std::vector<WrongWords>& wrong) {
  std::string ids;
  for (const WrongWords& entity : wrong) {
    ids += (ids.empty() ? "[" : ",") + std::to_string(entity.id);
  }
  ids += "]";
  // One pass over the table for all of them: it has no index by entity.
  Query remove(connection,
               "DELETE FROM entity_words WHERE entity IN (SELECT value FROM json_each(?))");
  absl::Status status = remove.Bind(ids).Run();
  if (!status.ok()) return status;
  for (const WrongWords& entity : wrong) {
    Query title(connection, "SELECT folded_title FROM entities WHERE id = ?");
    title.Bind(entity.id);
    if (!title.Step()) {
      if (!title.ok()) return title.status();
      continue;
    }
    for (const std::string& word : SearchWords(title.Text(0))) {
      Query insert(connection, "INSERT INTO entity_words (word, entity) VALUES (?, ?)");
      status = insert.Bind(word, entity.id).Run();
      if (!status.ok()) return status;
    }
  }
  return absl::OkStatus();
}

absl::Status RepairResource(Connection& connection, const WrongResource& wrong) {
  // Its rules may have changed since it was found: they are read again.
  absl::StatusOr<ResourceRow> row = absl::NotFoundError(wrong.row.profile.name);
  {
    Query rules(connection, "SELECT rules FROM resources WHERE id = ?");
    rules.Bind(wrong.id);
    if (rules.Step()) row = DecodeResource(rules.Text(0));
    if (!rules.ok()) return rules.status();
  }
  if (!row.ok()) return row.status();
  Query update(connection,
               "UPDATE resources SET name = ?, kind = ?, role = ?, model = ?, active = ?, seats = ?"
               " WHERE id = ?");
  update.Bind(row->profile.name, row->kind, static_cast<int>(row->profile.role),
              static_cast<int>(row->profile.model), row->profile.active, row->profile.seats,
              wrong.id);
  absl::Status status = update.Run();
  if (!status.ok()) return status;
  Query remove(connection, "DELETE FROM resource_abilities WHERE resource = ?");
  status = remove.Bind(wrong.id).Run();
  if (!status.ok()) return status;
  for (const std::string& ability :
       std::set<std::string>(row->abilities.begin(), row->abilities.end())) {
    Query insert(connection, "INSERT INTO resource_abilities (ability, resource) VALUES (?, ?)");
    status = insert.Bind(ability, wrong.id).Run();
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::StatusOr<std::int64_t> RepairCounts(Connection& connection) {
  std::int64_t all = 0;
  for (const char* sql :
       {"UPDATE entities SET listed = (SELECT count(*) FROM entity_access WHERE entity = id)"
        " WHERE listed <> (SELECT count(*) FROM entity_access WHERE entity = id)",
        "UPDATE bookings SET listed = (SELECT count(*) FROM booking_access WHERE booking = id)"
        " WHERE listed <> (SELECT count(*) FROM booking_access WHERE booking = id)",
        "UPDATE resource_load SET longest ="
        " (SELECT max(ends - starts) FROM bookings b WHERE b.resource = resource_load.resource)"
        " WHERE longest <"
        " (SELECT max(ends - starts) FROM bookings b WHERE b.resource = resource_load.resource)"}) {
    const auto changed = Changed(connection, sql);
    if (!changed.ok()) return changed.status();
    all += *changed;
  }
  return all;
}

}  // namespace letan::storage::sqlite
