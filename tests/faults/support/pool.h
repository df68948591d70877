// What the clients of a fight know in common: which bookings there are to cancel and to move, and
// what was asked lately, to be asked again.
#ifndef LETAN_TESTS_FAULTS_SUPPORT_POOL_H_
#define LETAN_TESTS_FAULTS_SUPPORT_POOL_H_

#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "tests/faults/checker/history.pb.h"

namespace letan::faults {

using Random = std::mt19937_64;

// Between `least` and `most`, both possible.
std::int64_t Pick(Random& random, std::int64_t least, std::int64_t most);
// In one of a hundred cases for each percent.
bool Chance(Random& random, int percent);

// Bookings that were made by one call.
struct Party {
  std::vector<Booking> bookings;
  bool held() const { return !bookings.empty() && bookings[0].expire_time() != 0; }
};

// A call, and for how long if it holds.
struct Ask {
  Operation operation;
  std::int64_t hold_micros = 0;
};

class Pool {
 public:
  explicit Pool(std::uint64_t seed) : seed_(seed) {}

  // In the order of time, never the same.
  std::string NextRequestId();

  // Any party; nothing if there is none.
  std::optional<Party> AnyParty(Random& random);
  // A lately asked call, perhaps still under way.
  std::optional<Ask> AnyAsked(Random& random);
  void Asked(const Ask& ask);
  // Takes note of what an answer says, once for each request_id.
  void Learn(const Operation& answer);

 private:
  // The party of the booking; null if it is not known.
  Party* PartyOf(const std::string& booking);
  void Drop(const std::string& booking);

  const std::uint64_t seed_;
  std::mutex mutex_;
  std::int64_t asked_count_ = 0;
  std::vector<Party> parties_;
  std::deque<Ask> asked_;
  std::set<std::string> learned_;
};

}  // namespace letan::faults

#endif  // LETAN_TESTS_FAULTS_SUPPORT_POOL_H_
