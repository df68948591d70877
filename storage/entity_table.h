// Documents of every kind: the encoded message plus the columns extracted from it.
#ifndef LETAN_STORAGE_ENTITY_TABLE_H_
#define LETAN_STORAGE_ENTITY_TABLE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "services/core/booking/model.h"
#include "storage/viewer.h"

namespace letan::storage {

using booking::Interval;
using booking::Micros;

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
  std::string sort_key;                   // collation key for `vi`
  std::string body;                       // encoded message

  bool deleted() const { return delete_time != 0; }
};

enum class EntityOrder {
  kName,   // by name, ascending
  kStart,  // by (start, name), ascending: agendas
};

// Where a page goes on: the last row of the page before.
struct EntityCursor {
  Micros start = 0;  // used with kStart only
  std::string name;
};

struct EntityQuery {
  std::string kind;
  bool any_parent = true;
  std::string parent;  // used when any_parent is false
  bool show_deleted = false;
  bool within_window = false;  // only rows whose [start, end) overlaps `window`
  Interval window;
  EntityOrder order = EntityOrder::kName;
  bool has_cursor = false;
  EntityCursor cursor;
  int limit = 50;  // 1 to limits::kMaxPageSize + 1
};

}  // namespace letan::storage

#endif  // LETAN_STORAGE_ENTITY_TABLE_H_
