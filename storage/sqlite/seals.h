// What a connection seals with.
#ifndef LETAN_STORAGE_SQLITE_SEALS_H_
#define LETAN_STORAGE_SQLITE_SEALS_H_

#include <memory>
#include <string>

#include "storage/key_ring.h"

namespace letan::storage::sqlite {

struct Seals {
  std::shared_ptr<const KeyRing> keys;  // null: none
  std::string database;                 // what tells it from others
};

}  // namespace letan::storage::sqlite

#endif  // LETAN_STORAGE_SQLITE_SEALS_H_
