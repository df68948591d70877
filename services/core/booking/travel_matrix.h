// Travel times between places, closed under shortest paths.
#ifndef LETAN_SERVICES_CORE_BOOKING_TRAVEL_MATRIX_H_
#define LETAN_SERVICES_CORE_BOOKING_TRAVEL_MATRIX_H_

#include <string>
#include <unordered_map>
#include <vector>

#include "services/core/booking/model.h"

namespace letan::booking {

// A directed edge. Where the way back is not given, it takes as long as the way there.
struct TravelTime {
  std::string from;
  std::string to;
  Micros duration = 0;
};

class TravelMatrix {
 public:
  TravelMatrix() = default;
  // `missing` is used for pairs that no chain of edges joins.
  TravelMatrix(const std::vector<TravelTime>& edges, Micros missing);

  // Zero when the places are equal or either is empty.
  Micros Between(const std::string& from, const std::string& to) const;

  // The longest answer that Between can give.
  Micros longest() const { return longest_; }

 private:
  std::unordered_map<std::string, int> index_;
  std::vector<Micros> closed_;  // index_.size() squared, row by row
  Micros missing_ = 0;
  Micros longest_ = 0;
};

}  // namespace letan::booking

#endif  // LETAN_SERVICES_CORE_BOOKING_TRAVEL_MATRIX_H_
