// What an activity's requirements ask for, and which of its bookings serve them.
#ifndef LETAN_SERVICES_ITINERARY_REQUIREMENTS_H_
#define LETAN_SERVICES_ITINERARY_REQUIREMENTS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "letan/v1/itinerary.pb.h"
#include "storage/booking_table.h"

namespace letan::services {

// How bookings of a resource are counted against a requirement.
enum class Counting {
  kWhole,  // one booking, one resource: N are N bookings
  kUnits,  // seats, or rooms by the night: the sum of the quantities
  kStock,  // one booking, whatever is left of it: gifts given out have left it
};
Counting CountingOf(const booking::ResourceProfile& profile);

std::int64_t QuantityOf(const v1::Requirement& requirement);
// Whoever says how many people come needs as many seats; rooms by the night are what is asked for.
std::int64_t UnitsOf(const v1::Requirement& requirement, const booking::ResourceProfile& profile);

std::string StorageKind(v1::ResourceKind kind);
bool CanDo(const storage::ResourceRow& row, const v1::Requirement& requirement);

// Indices of the requirements, the choosiest first, lest "any interpreter" takes the booking of the
// one who is named elsewhere, or two guests the coach of thirty.
std::vector<int> ByChoice(const v1::Activity& activity);

// Large enough ones first, of these the smallest first; those of unknown size after the known.
void SortBySize(std::vector<storage::ResourceRow>& candidates, std::int64_t party_size);

// One booking to be made for a requirement.
struct Unit {
  int requirement = 0;
  Counting counting = Counting::kWhole;
  std::int64_t quantity = 1;
};

struct BookedResource {
  storage::BookingRow booking;
  storage::ResourceRow resource;
};

// The bookings that an activity has, as they are used up by its requirements.
class Served {
 public:
  explicit Served(std::vector<BookedResource> booked) : left_(std::move(booked)) {}

  // How what serves the requirement already is counted, and by the night or not; none serves: null.
  const booking::ResourceProfile* First(const v1::Requirement& requirement) const;
  // Takes what serves the requirement, counted so, and returns how much of `wanted` is left.
  std::int64_t Take(const v1::Requirement& requirement, Counting counting, std::int64_t wanted);

 private:
  std::optional<std::size_t> Best(const v1::Requirement& requirement, Counting counting,
                                  std::int64_t wanted) const;

  std::vector<BookedResource> left_;
};

}  // namespace letan::services

#endif  // LETAN_SERVICES_ITINERARY_REQUIREMENTS_H_
