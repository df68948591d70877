// What a viewer may see, as a condition of a query.
#ifndef LETAN_STORAGE_SQLITE_SIGHT_H_
#define LETAN_STORAGE_SQLITE_SIGHT_H_

#include <string>

#include "storage/sqlite/connection.h"
#include "storage/viewer.h"

namespace letan::storage::sqlite {

class Sight {
 public:
  explicit Sight(const Viewer& viewer);

  bool all() const { return all_; }

  // " AND (…)" for rows of `entities e`, `bookings b` or `resources r`; empty for those who see
  // everything. A resource is as visible as the document of its name.
  const char* Entities() const;
  const char* Bookings() const;
  const char* Resources() const;
  // Binds the parameters of one such condition.
  void BindTo(Query& query) const;

 private:
  bool all_;
  int highest_level_;
  std::string principals_;  // JSON array
};

}  // namespace letan::storage::sqlite

#endif  // LETAN_STORAGE_SQLITE_SIGHT_H_
