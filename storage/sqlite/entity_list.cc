#include "storage/sqlite/entity_list.h"

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>

#include "services/core/limits.h"
#include "storage/sqlite/entity_columns.h"
#include "storage/sqlite/sealer.h"

namespace letan::storage::sqlite {
namespace {

// Rows of an agenda's window are looked for by how long they last, as the column `span` has it, so
// that one long event does not make every look start a year before.
constexpr int kSpans = 4;
constexpr Micros kLongestOfSpan[kSpans - 1] = {booking::kDay, 8 * booking::kDay,
                                               64 * booking::kDay};
constexpr int kNoSpan = -1;
constexpr int kReserved = 128;  // rows for which a listing has memory at once

const char* OrderColumn(EntityOrder order) {
  switch (order) {
    case EntityOrder::kName:
      break;
    case EntityOrder::kStart:
      return "e.starts";
    case EntityOrder::kTitle:
      return "e.sort_key";
    case EntityOrder::kCreateTime:
      return "e.create_time";
    case EntityOrder::kUpdateTime:
      return "e.update_time";
  }
  return nullptr;
}

// The text depends only on which parts the query has, so there are few of them to prepare.
std::string Conditions(const Sight& sight, const EntityQuery& query, int span) {
  std::string sql = " FROM entities e WHERE e.kind = ?";
  if (!query.any_parent) {
    // The condition lets the partial index be used.
    sql += query.parent.empty() ? " AND e.parent = ?" : " AND e.parent = ? AND e.parent <> ''";
  }
  if (!query.show_deleted) sql += " AND e.delete_time = 0";
  if (!query.state.empty()) sql += " AND e.state = ? AND e.state <> ''";
  if (query.within_window) sql += " AND e.starts < e.ends AND e.starts < ? AND e.ends > ?";
  if (span != kNoSpan) sql += " AND e.span = " + std::to_string(span);
  if (span != kNoSpan && span < kSpans - 1) sql += " AND e.starts > ?";
  if (query.has_range) {
    const std::string column = OrderColumn(query.order);
    sql += " AND " + column + " >= ? AND " + column + " < ?";
  }
  return sql + sight.Entities();
}

std::string BehindCursor(const EntityQuery& query) {
  const std::string less = query.descending ? " < ?" : " > ?";
  const char* column = OrderColumn(query.order);
  if (column == nullptr) return " AND e.name" + less;
  const std::string up_to = query.descending ? " <= ?" : " >= ?";
  return std::string(" AND ") + column + up_to + " AND (" + column + less + " OR e.name" + less +
         ")";
}

std::string Columns(const EntityQuery& query) {
  if (!query.lean) return LETAN_ENTITY_COLUMNS;
  std::string columns = LETAN_LEAN_ENTITY_COLUMNS;
  columns += query.order == EntityOrder::kStart ? "e.starts, " : "0, ";
  return columns + (query.order == EntityOrder::kTitle ? "e.sort_key" : "''");
}

std::string ListText(const Sight& sight, const EntityQuery& query, int span) {
  const char* column = OrderColumn(query.order);
  const std::string direction = query.descending ? " DESC" : "";
  std::string sql = "SELECT " + Columns(query) + Conditions(sight, query, span);
  if (query.has_cursor) sql += BehindCursor(query);
  sql += " ORDER BY ";
  if (column != nullptr) sql += column + direction + ", ";
  return sql + "e.name" + direction + " LIMIT ?";
}

void BindConditions(const Sight& sight, const EntityQuery& query, int span, Query& rows) {
  rows.Bind(query.kind);
  if (!query.any_parent) rows.Bind(query.parent);
  if (!query.state.empty()) rows.Bind(query.state);
  if (query.within_window) rows.Bind(query.window.end, query.window.start);
  if (span != kNoSpan && span < kSpans - 1) rows.Bind(query.window.start - kLongestOfSpan[span]);
  if (query.has_range) rows.Bind(query.range.start, query.range.end);
  sight.BindTo(rows);
}

void BindCursor(const EntityQuery& query, Query& rows) {
  const EntityCursor& cursor = query.cursor;
  if (query.order == EntityOrder::kTitle) {
    rows.Bind(cursor.title, cursor.title);
  } else if (query.order != EntityOrder::kName) {
    rows.Bind(cursor.time, cursor.time);
  }
  rows.Bind(cursor.name);
}

void ReadLeanEntity(const EntityQuery& query, const Query& columns, EntityRow& row) {
  row.kind = query.kind;
  columns.Text(0, row.name);
  columns.Text(1, row.uid);
  columns.Text(2, row.parent);
  row.version = columns.Int(3);
  row.create_time = columns.Int(4);
  row.update_time = columns.Int(5);
  row.delete_time = columns.Int(6);
  row.level = static_cast<HandlingLevel>(columns.Int(7));
  columns.Text(8, row.body);
  row.start = columns.Int(9);
  columns.Text(10, row.sort_key);
}

absl::Status AppendRows(Session& session, const EntityQuery& query, int span,
                        std::vector<EntityRow>& found) {
  Query rows(session.connection, ListText(session.sight, query, span));
  BindConditions(session.sight, query, span, rows);
  if (query.has_cursor) BindCursor(query, rows);
  rows.Bind(query.limit);
  if (!query.lean) return ReadEntities(session.connection, rows, found);
  while (rows.Step()) {
    EntityRow& row = found.emplace_back();
    ReadLeanEntity(query, rows, row);
    absl::Status opened = OpenEntity(session.connection, row);
    if (!opened.ok()) return opened;
  }
  return rows.status();
}

bool GoesBySpans(const EntityQuery& query) {
  return query.within_window && query.order == EntityOrder::kStart && query.any_parent;
}

absl::StatusOr<std::int64_t> CountSpan(Session& session, const EntityQuery& query, int span,
                                       std::int64_t most) {
  Query rows(session.connection, "SELECT count(*) FROM (SELECT 1" +
                                     Conditions(session.sight, query, span) + " LIMIT ?)");
  BindConditions(session.sight, query, span, rows);
  rows.Bind(most);
  if (!rows.Step()) return rows.status();
  return rows.Int(0);
}

// Above every text that begins with `word`.
std::string Above(const std::string& word) { return word + "\xF4\x8F\xBF\xBF"; }

// The words of titles from one to another, at most so many. What the viewer may not see is not
// counted: a refusal would tell of it.
constexpr char kCountWords[] =
    "SELECT count(*) FROM (SELECT 1 FROM entity_words WHERE word >= ? AND word < ? LIMIT ?)";
constexpr char kCountSeenWords[] =
    "SELECT count(*) FROM (SELECT 1 FROM entity_words w JOIN entities e ON e.id = w.entity"
    " WHERE w.word >= ? AND w.word < ?";

// The word that begins the fewest words of titles.
absl::StatusOr<std::string> Rarest(Session& session, const EntitySearch& search) {
  std::string rarest;
  std::int64_t fewest = search.most_words + 1;
  for (const std::string& word : search.words) {
    const std::string above = Above(word);
    const bool all = session.sight.all();
    Query rows(session.connection,
               all ? std::string(kCountWords)
                   : kCountSeenWords + std::string(session.sight.Entities()) + " LIMIT ?)");
    rows.Bind(word, above);
    if (!all) session.sight.BindTo(rows);
    rows.Bind(fewest);
    if (!rows.Step()) return rows.status();
    if (rows.Int(0) >= fewest) continue;
    fewest = rows.Int(0);
    rarest = word;
  }
  if (!rarest.empty()) return rarest;
  return absl::FailedPreconditionError("too many titles have words that begin so");
}

bool HasWords(const std::string& folded_title, const std::vector<std::string>& beginnings) {
  const std::vector<std::string> words = SearchWords(folded_title);
  return std::all_of(beginnings.begin(), beginnings.end(), [&](const std::string& beginning) {
    const auto at = std::lower_bound(words.begin(), words.end(), beginning);
    return at != words.end() && at->compare(0, beginning.size(), beginning) == 0;
  });
}

struct Hit {
  EntityCursor at;
  std::int64_t id = 0;
};

bool operator<(const Hit& left, const Hit& right) {
  return std::tie(left.at.title, left.at.name) < std::tie(right.at.title, right.at.name);
}

absl::StatusOr<std::vector<Hit>> FindHits(Session& session, const EntitySearch& search,
                                          const std::string& rarest) {
  static constexpr char kText[] =
      "SELECT DISTINCT e.id, e.kind, e.name, e.sort_key, e.folded_title FROM entity_words w"
      " JOIN entities e ON e.id = w.entity"
      " WHERE w.word >= ? AND w.word < ? AND e.delete_time = 0";
  const std::string above = Above(rarest);
  Query rows(session.connection, kText + std::string(session.sight.Entities()));
  rows.Bind(rarest, above);
  session.sight.BindTo(rows);
  std::vector<Hit> hits;
  const Hit after{search.cursor, 0};
  while (rows.Step()) {
    const std::string kind = rows.Text(1);
    if (std::find(search.kinds.begin(), search.kinds.end(), kind) == search.kinds.end()) continue;
    Hit hit;
    hit.id = rows.Int(0);
    hit.at.name = rows.Text(2);
    hit.at.title = rows.Text(3);
    if (search.has_cursor && !(after < hit)) continue;
    if (HasWords(rows.Text(4), search.words)) hits.push_back(std::move(hit));
  }
  if (!rows.ok()) return rows.status();
  return hits;
}

}  // namespace

absl::Status ReadEntity(Connection& connection, const Query& query, EntityRow& row) {
  query.Text(1, row.kind);
  query.Text(2, row.name);
  query.Text(3, row.uid);
  query.Text(4, row.parent);
  row.version = query.Int(5);
  row.create_time = query.Int(6);
  row.update_time = query.Int(7);
  row.delete_time = query.Int(8);
  query.Text(9, row.state);
  row.start = query.Int(10);
  row.end = query.Int(11);
  row.level = static_cast<HandlingLevel>(query.Int(12));
  if (query.Int(13) > 0) {
    auto listed = ReadAccess(connection, kEntityAccess, query.Int(0));
    if (!listed.ok()) return listed.status();
    row.need_to_know = *std::move(listed);
  }
  query.Text(14, row.folded_title);
  query.Text(15, row.sort_key);
  query.Text(16, row.body);
  return absl::OkStatus();
}

absl::Status ReadStoredEntity(Connection& connection, const Query& query, StoredEntityRow& stored) {
  stored.id = query.Int(0);
  return ReadEntity(connection, query, stored.row);
}

absl::Status ReadEntities(Connection& connection, Query& query, std::vector<EntityRow>& rows) {
  while (query.Step()) {
    absl::Status read = ReadEntity(connection, query, rows.emplace_back());
    if (read.ok()) read = OpenEntity(connection, rows.back());
    if (!read.ok()) return read;
  }
  return query.status();
}

absl::StatusOr<std::vector<EntityRow>> ListEntityRows(Session& session, const EntityQuery& query) {
  std::vector<EntityRow> found;
  found.reserve(static_cast<std::size_t>(std::min(query.limit, kReserved)));
  if (!GoesBySpans(query)) {
    absl::Status status = AppendRows(session, query, kNoSpan, found);
    if (!status.ok()) return status;
    return found;
  }
  for (int span = 0; span < kSpans; ++span) {
    absl::Status status = AppendRows(session, query, span, found);
    if (!status.ok()) return status;
  }
  const auto before = [&](const EntityRow& left, const EntityRow& right) {
    const bool less = std::tie(left.start, left.name) < std::tie(right.start, right.name);
    return query.descending ? left.name != right.name && !less : less;
  };
  // Most pages are of one span, in order already.
  if (!std::is_sorted(found.begin(), found.end(), before)) {
    std::sort(found.begin(), found.end(), before);
  }
  if (found.size() > static_cast<std::size_t>(query.limit)) {
    found.resize(static_cast<std::size_t>(query.limit));
  }
  return found;
}

absl::StatusOr<std::int64_t> CountEntityRows(Session& session, const EntityQuery& query,
                                             std::int64_t most) {
  if (!GoesBySpans(query)) return CountSpan(session, query, kNoSpan, most);
  std::int64_t total = 0;
  for (int span = 0; span < kSpans && total < most; ++span) {
    const auto rows = CountSpan(session, query, span, most - total);
    if (!rows.ok()) return rows.status();
    total += *rows;
  }
  return total;
}

absl::StatusOr<std::vector<EntityRow>> SearchEntityRows(Session& session,
                                                        const EntitySearch& search) {
  const auto rarest = Rarest(session, search);
  if (!rarest.ok()) return rarest.status();
  auto hits = FindHits(session, search, *rarest);
  if (!hits.ok()) return hits.status();
  const std::size_t shown = std::min(hits->size(), static_cast<std::size_t>(search.limit));
  std::partial_sort(hits->begin(), hits->begin() + static_cast<std::ptrdiff_t>(shown), hits->end());
  std::vector<EntityRow> found;
  for (std::size_t i = 0; i < shown; ++i) {
    Query rows(session.connection,
               "SELECT " LETAN_ENTITY_COLUMNS " FROM entities e WHERE e.id = ?");
    rows.Bind((*hits)[i].id);
    if (!rows.Step()) return rows.status();
    absl::Status read = ReadEntity(session.connection, rows, found.emplace_back());
    if (read.ok()) read = OpenEntity(session.connection, found.back());
    if (!read.ok()) return read;
  }
  return found;
}

}  // namespace letan::storage::sqlite
