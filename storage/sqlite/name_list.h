// A list of names as parameters of one statement, which is far cheaper than a statement for each.
#ifndef LETAN_STORAGE_SQLITE_NAME_LIST_H_
#define LETAN_STORAGE_SQLITE_NAME_LIST_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "storage/sqlite/connection.h"

namespace letan::storage::sqlite {

// Of some names, from `first` on: as many as the largest statement takes.
class NameList {
 public:
  NameList(const std::vector<std::string>& names, std::size_t first)
      : begin_(names.data() + first), size_(std::min(names.size() - first, kSizes.back())) {}

  std::size_t size() const { return size_; }

  // "(VALUES (?), …)", a table of one column, `column1`. Statements are prepared for few sizes;
  // what is left over is NULL, which equals nothing.
  std::string Table() const;
  void BindTo(Query& query) const;

 private:
  static constexpr std::array<std::size_t, 4> kSizes = {8, 32, 128, 256};

  std::size_t Places() const { return *std::lower_bound(kSizes.begin(), kSizes.end(), size_); }

  const std::string* begin_;
  std::size_t size_;
};

}  // namespace letan::storage::sqlite

#endif  // LETAN_STORAGE_SQLITE_NAME_LIST_H_
