// Travel times over all chains of roads, by Floyd and Warshall over maps.
#ifndef LETAN_STORAGE_MEMORY_ROADS_H_
#define LETAN_STORAGE_MEMORY_ROADS_H_

#include <map>
#include <string>
#include <utility>

#include "storage/memory/state.h"

namespace letan::storage::memory {

class Roads {
 public:
  Roads(const State& state, Micros missing);
  Micros Between(const std::string& from, const std::string& to) const;

 private:
  std::map<std::pair<std::string, std::string>, Micros> shortest_;
  Micros missing_;
};

}  // namespace letan::storage::memory

#endif  // LETAN_STORAGE_MEMORY_ROADS_H_
