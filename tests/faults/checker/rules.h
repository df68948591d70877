// The booking rules once more, for the checker alone: written anew and brute-force, so that a
// mistake in the server's rules is not repeated here.
//
// What is live is not always known: a hold may lapse while a call is under way, and an operation
// whose answer was lost may have happened. So each occupant and supply is certain or only possible,
// and every question is asked twice: counting as little against a wish as is certain, and as much
// as is possible.
#ifndef LETAN_TESTS_FAULTS_CHECKER_RULES_H_
#define LETAN_TESTS_FAULTS_CHECKER_RULES_H_

#include <cstdint>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/faults/checker/history.pb.h"

namespace letan::faults {

inline constexpr std::int64_t kForever = std::numeric_limits<std::int64_t>::max();

struct Span {
  std::int64_t start = 0;
  std::int64_t end = 0;

  bool Meets(const Span& other) const { return start < other.end && other.start < end; }
};

// Something that occupies a resource: a booking, or another leg of the same call.
struct Occupant {
  std::string name;  // of a booking
  int leg = -1;      // of a leg
  Span span;
  std::int64_t quantity = 1;
  bool certain = true;
};

struct Supply {
  std::int64_t at = 0;
  std::int64_t delta = 0;
  bool certain = true;
};

enum class Counting {
  kCertain,   // as little as is certain stands against the wish
  kPossible,  // as much as is possible
};

// One resource and what is on it.
struct Scene {
  const World::Resource* resource = nullptr;
  std::int64_t noon = 0;
  std::vector<Occupant> occupants;
  std::vector<Supply> supplies;  // stock only
};

// A quantity over time.
class Amount {
 public:
  void Add(std::int64_t at, std::int64_t delta) { steps_[at] += delta; }
  void Take(const Span& span, std::int64_t quantity);
  // The least within the span.
  std::int64_t Lowest(const Span& span) const;
  // Where in the span it is less than `threshold`.
  std::vector<Span> Below(std::int64_t threshold, const Span& span) const;

 private:
  // (part, amount) for each part of the span.
  std::vector<std::pair<Span, std::int64_t>> Parts(const Span& span) const;

  std::map<std::int64_t, std::int64_t> steps_;
};

// The time for which a booking of the resource takes units: whole nights, for ever, or as it is.
Span TakenSpan(const World::Resource& resource, std::int64_t noon, const Span& span);

// Units of the resource that are left, the wish not deducted.
Amount UnitsLeft(const Scene& scene, Counting count);

struct Wish {
  Span span;
  std::int64_t quantity = 1;
};
Wish WishOf(const Leg& leg);

// The rules of one resource that the wish breaks: OVERLAP and GAP, or CAPACITY, or STOCK.
std::set<Violation::Rule> Broken(const Scene& scene, const Wish& wish, Counting count);
// Whether the occupant is a reason for which the wish breaks the rule.
bool IsInTheWay(const Scene& scene, const Wish& wish, Violation::Rule rule,
                const Occupant& occupant);
// What an answer must give as `available`.
std::int64_t Available(const Scene& scene, const Wish& wish, Counting count);

// Whether at some instant there are more vehicles than drivers. Counting what is possible means
// all possible vehicles and only certain drivers.
bool LacksDriver(const std::vector<Occupant>& drivers, const std::vector<Occupant>& vehicles,
                 Counting count);

}  // namespace letan::faults

#endif  // LETAN_TESTS_FAULTS_CHECKER_RULES_H_
