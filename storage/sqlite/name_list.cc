#include "storage/sqlite/name_list.h"

namespace letan::storage::sqlite {

std::string NameList::Table() const {
  std::string table = "(VALUES (?)";
  for (std::size_t i = 1; i < Places(); ++i) table += ",(?)";
  return table + ")";
}

void NameList::BindTo(Query& query) const {
  for (std::size_t i = 0; i < size_; ++i) query.Bind(begin_[i]);
  for (std::size_t i = size_; i < Places(); ++i) query.Bind(nullptr);
}

}  // namespace letan::storage::sqlite
