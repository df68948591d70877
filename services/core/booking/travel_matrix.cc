#include "services/core/booking/travel_matrix.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <queue>
#include <utility>

namespace letan::booking {
namespace {

constexpr Micros kUnreached = std::numeric_limits<Micros>::max();

struct Arc {
  int to = 0;
  Micros duration = 0;
};
using Arcs = std::vector<std::vector<Arc>>;

// Keeps the shortest of several edges between the same places.
void AddArc(std::vector<Arc>& arcs, int to, Micros duration) {
  for (Arc& arc : arcs) {
    if (arc.to != to) continue;
    arc.duration = std::min(arc.duration, duration);
    return;
  }
  arcs.push_back({to, duration});
}

bool HasArc(const std::vector<Arc>& arcs, int to) {
  return std::any_of(arcs.begin(), arcs.end(), [to](const Arc& arc) { return arc.to == to; });
}

// Gives every one-way edge its way back.
void CompleteBackward(Arcs& arcs) {
  const Arcs given = arcs;
  for (int from = 0; from < static_cast<int>(given.size()); ++from) {
    for (const Arc& arc : given[from]) {
      if (!HasArc(given[arc.to], from)) AddArc(arcs[arc.to], from, arc.duration);
    }
  }
}

// Dijkstra: the distances from `source`, written to `row`.
void ShortestFrom(const Arcs& arcs, int source, Micros* row) {
  using Reached = std::pair<Micros, int>;
  std::priority_queue<Reached, std::vector<Reached>, std::greater<>> open;
  row[source] = 0;
  open.emplace(0, source);
  while (!open.empty()) {
    const auto [distance, at] = open.top();
    open.pop();
    if (distance > row[at]) continue;
    for (const Arc& arc : arcs[at]) {
      const Micros through = distance + arc.duration;
      if (through >= row[arc.to]) continue;
      row[arc.to] = through;
      open.emplace(through, arc.to);
    }
  }
}

}  // namespace

TravelMatrix::TravelMatrix(const std::vector<TravelTime>& edges, Micros missing)
    : missing_(std::max<Micros>(missing, 0)), longest_(missing_) {
  Arcs arcs;
  const auto index_of = [&](const std::string& place) {
    const auto [it, inserted] = index_.try_emplace(place, static_cast<int>(index_.size()));
    if (inserted) arcs.emplace_back();
    return it->second;
  };
  for (const TravelTime& edge : edges) {
    if (edge.from.empty() || edge.to.empty() || edge.from == edge.to) continue;
    const int from = index_of(edge.from);
    const int to = index_of(edge.to);
    AddArc(arcs[from], to, std::max<Micros>(edge.duration, 0));
  }
  CompleteBackward(arcs);
  const std::size_t size = arcs.size();
  closed_.assign(size * size, kUnreached);
  for (std::size_t source = 0; source < size; ++source) {
    ShortestFrom(arcs, static_cast<int>(source), &closed_[source * size]);
  }
  for (Micros& duration : closed_) {
    if (duration == kUnreached) duration = missing_;
    longest_ = std::max(longest_, duration);
  }
}

Micros TravelMatrix::Between(const std::string& from, const std::string& to) const {
  if (from.empty() || to.empty() || from == to) return 0;
  const auto from_it = index_.find(from);
  const auto to_it = index_.find(to);
  if (from_it == index_.end() || to_it == index_.end()) return missing_;
  return closed_[static_cast<std::size_t>(from_it->second) * index_.size() +
                 static_cast<std::size_t>(to_it->second)];
}

}  // namespace letan::booking
