// Documents of every kind: the encoded message plus the columns extracted from it.
#ifndef LETAN_STORAGE_ENTITY_TABLE_H_
#define LETAN_STORAGE_ENTITY_TABLE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "services/core/booking/model.h"
#include "services/core/limits.h"
#include "storage/viewer.h"

namespace letan::storage {

using booking::Interval;
using booking::Micros;

// Longer keys are cut: titles that begin alike for so long are ordered by name.
inline constexpr std::size_t kMaxSortKeyBytes = 320;

// One row. Output-only fields of the message are not in `body`; they are columns here.
struct EntityRow {
  std::string kind;          // "delegation", "activity", …: the registry of kinds knows them
  std::string name;          // full resource name, unique: "delegations/0190…"
  std::string uid;           // never used again, not even after deletion
  std::string parent;        // name of the entity it hangs on; empty at the top
  std::int64_t version = 0;  // 1 at creation, one more at each update; the etag is made of it
  Micros create_time = 0;
  Micros update_time = 0;
  Micros delete_time = 0;  // 0: not deleted
  std::string state;       // name of the lifecycle state; empty where the kind has none
  Micros start = 0;        // [start, end) where the kind has a time, else both 0
  Micros end = 0;
  HandlingLevel level = HandlingLevel::kInternal;
  std::vector<std::string> need_to_know;  // principals that see it although kRestricted
  std::string folded_title;               // for search: folded, lower case
  std::string sort_key;                   // collation key for `vi`, at most kMaxSortKeyBytes
  std::string body;                       // encoded message

  bool deleted() const { return delete_time != 0; }
};

// Of a RESTRICTED entity nothing is kept to search or sort by: its folded_title and sort_key are
// empty in every engine, and a search does not find it.
void DropTitle(EntityRow* row);

// Every order goes on by name, in the same direction, where rows are equal.
enum class EntityOrder {
  kName,
  kStart,  // agendas
  kTitle,  // by sort_key
  kCreateTime,
  kUpdateTime,
};

// Where a page goes on: the last row of the page before. Of `time` and `title` the one that the
// order uses.
struct EntityCursor {
  Micros time = 0;
  std::string name;
  std::string title;  // a sort_key
};

// The cursor that stands at `row`.
EntityCursor CursorAt(const EntityRow& row, EntityOrder order);

struct EntityQuery {
  std::string kind;
  bool any_parent = true;
  std::string parent;  // used when any_parent is false
  bool show_deleted = false;
  bool within_window = false;  // only rows whose [start, end) overlaps `window`
  Interval window;
  std::string state;  // not empty: only rows in it
  EntityOrder order = EntityOrder::kName;
  bool descending = false;
  bool has_range = false;  // with an order by a time: only rows whose time lies in `range`
  Interval range;
  bool has_cursor = false;
  EntityCursor cursor;
  int limit = 50;  // 1 to limits::kMaxPageSize + 1
  // Leaves empty what neither the row's message nor the order is made of: state, end, need_to_know,
  // folded_title, and start and sort_key in other orders than theirs.
  bool lean = false;
};

// Rows in whose title each of `words` begins a word (see SearchWords), in the order of kTitle.
struct EntitySearch {
  std::vector<std::string> words;  // at least one, none empty
  std::vector<std::string> kinds;  // at least one
  bool has_cursor = false;
  EntityCursor cursor;
  int limit = 50;
  std::int64_t most_words = limits::kDefaults.max_searched_words;  // that are looked at
};

// The words of a folded title, each once, in order: what stands between blanks and punctuation.
std::vector<std::string> SearchWords(std::string_view folded);

}  // namespace letan::storage

#endif  // LETAN_STORAGE_ENTITY_TABLE_H_
