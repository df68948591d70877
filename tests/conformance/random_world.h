// A small world in which everything collides, and random operations on it. The same seed gives the
// same operations, whatever the engine answers, as long as the oracle answers the same.
#ifndef LETAN_TESTS_CONFORMANCE_RANDOM_WORLD_H_
#define LETAN_TESTS_CONFORMANCE_RANDOM_WORLD_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "storage/engine.h"
#include "tests/conformance/rows.h"

namespace letan::storage::conformance {

// What a body found out besides its response; each engine gets one of its own.
struct Findings {
  std::optional<BookingVerdict> verdict;
  std::string error;  // "CODE" of the method that failed
};

struct Operation {
  std::string text;  // for people: what it does
  Viewer viewer = Viewer::Administrator();
  std::string request_id;
  std::string fingerprint;
  Micros advance = 0;  // of the clock, before anything else
  bool expire_holds = false;
  std::function<absl::StatusOr<std::string>(WriteTransaction&, Findings&)> body;  // may be empty
  std::optional<BookingChange> change;  // what the body applies, where it does
};

// Numbers that do not depend on the standard library's distributions.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : source_(seed) {}
  int Below(int limit) { return static_cast<int>(source_() % static_cast<std::uint64_t>(limit)); }
  int Between(int low, int high) { return low + Below(high - low + 1); }
  bool OneIn(int chances) { return Below(chances) == 0; }
  template <class T>
  const T& Of(const std::vector<T>& options) {
    return options[Below(static_cast<int>(options.size()))];
  }

 private:
  std::mt19937_64 source_;
};

class RandomWorld {
 public:
  static constexpr int kPlaces = 8;
  static const std::vector<std::string>& Owners();
  static const std::vector<std::string>& Listed();  // on need-to-know lists
  static std::string Place(int number) { return "places/" + std::to_string(number); }
  static std::string GroupOf(const std::string& owner) { return "groups/of-" + owner; }

  explicit RandomWorld(std::uint64_t seed);

  // The resources, places and stock that there are from the start.
  std::vector<Operation> Beginnings();
  // `live` are the bookings that stand now, by (start, name).
  Operation Next(Micros now, const std::vector<BookingRow>& live);

  const std::vector<ResourceRow>& resources() const { return resources_; }
  Interval Week(Micros now) const;
  Viewer AnyViewer();
  BookingQuery AnyQuery(Micros now);
  Dice& dice() { return dice_; }

 private:
  Interval AnyInterval(Micros now, const ResourceRow& resource);
  std::string AnyPlace();
  Leg AnyLeg(Micros now, const ResourceRow& resource, const std::string& name);
  Leg Same(const BookingRow& row) const;
  std::string FreshName();

  Operation Book(Micros now);
  Operation BookTransport(Micros now);
  Operation Confirm(const std::vector<BookingRow>& live);
  Operation Move(Micros now, const std::vector<BookingRow>& live);
  Operation Remove(const std::vector<BookingRow>& live);
  Operation Exchange(Micros now, const std::vector<BookingRow>& live);
  Operation EditResource(Micros now);
  Operation EditRoads();
  Operation MoveStock(Micros now, const std::vector<BookingRow>& live);
  Operation Relevel();
  Operation WriteEntity();
  Operation PassTime();
  Operation Repeat();
  Operation Changing(const std::string& text, BookingChange change);
  void Sign(Operation& operation);

  Dice dice_;
  std::vector<ResourceRow> resources_;
  std::int64_t fresh_ = 0;
  std::vector<Operation> signed_;  // the last ones that carry a request_id
};

std::string Describe(const BookingChange& change);

}  // namespace letan::storage::conformance

#endif  // LETAN_TESTS_CONFORMANCE_RANDOM_WORLD_H_
