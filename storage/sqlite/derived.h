// What the storage itself derives of its rows: found where it is wrong, and made anew.
#ifndef LETAN_STORAGE_SQLITE_DERIVED_H_
#define LETAN_STORAGE_SQLITE_DERIVED_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/booking_table.h"
#include "storage/sqlite/connection.h"

namespace letan::storage::sqlite {

// An entity that a search does not find by the words of its title, or finds by others.
struct WrongWords {
  std::int64_t id = 0;
  std::string name;
  std::string folded_title;
};

// A resource whose columns or abilities differ from its rules.
struct WrongResource {
  std::int64_t id = 0;
  ResourceRow row;
  bool columns = false;
  bool abilities = false;
};

struct WrongDerived {
  std::vector<WrongWords> words;
  std::vector<WrongResource> resources;
};

absl::StatusOr<WrongDerived> FindWrongDerived(Connection& connection);

// On the writing connection. Rows that are no more are passed over.
absl::Status RepairWords(Connection& connection, const std::vector<WrongWords>& wrong);
absl::Status RepairResource(Connection& connection, const WrongResource& wrong);
// Counts of need-to-know lists, and the longest booking of each resource. How many were wrong.
absl::StatusOr<std::int64_t> RepairCounts(Connection& connection);

}  // namespace letan::storage::sqlite

#endif  // LETAN_STORAGE_SQLITE_DERIVED_H_
