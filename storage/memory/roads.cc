#include "storage/memory/roads.h"

#include <set>
#include <vector>

namespace letan::storage::memory {

Roads::Roads(const State& state, Micros missing) : missing_(missing) {
  std::map<std::pair<std::string, std::string>, Micros> given;
  std::set<std::string> places;
  for (const auto& [from, edges] : state.travel) {
    for (const booking::TravelTime& edge : edges) {
      given[{from, edge.to}] = edge.duration;
      places.insert(from);
      places.insert(edge.to);
    }
  }
  shortest_ = given;
  for (const auto& [ends, duration] : given) {
    const std::pair<std::string, std::string> back = {ends.second, ends.first};
    if (given.count(back) == 0) shortest_[back] = duration;
  }
  for (const std::string& over : places) {
    for (const std::string& from : places) {
      for (const std::string& to : places) {
        const auto first = shortest_.find({from, over});
        const auto second = shortest_.find({over, to});
        if (first == shortest_.end() || second == shortest_.end()) continue;
        const Micros detour = first->second + second->second;
        const auto direct = shortest_.find({from, to});
        if (direct == shortest_.end() || detour < direct->second) shortest_[{from, to}] = detour;
      }
    }
  }
}

Micros Roads::Between(const std::string& from, const std::string& to) const {
  if (from.empty() || to.empty() || from == to) return 0;
  const auto found = shortest_.find({from, to});
  return found == shortest_.end() ? missing_ : found->second;
}

}  // namespace letan::storage::memory
