// Histories written by hand, for the tests of the checker. Operations follow each other unless a
// test says otherwise: each is invoked and answered before the next.
#ifndef LETAN_TESTS_FAULTS_CHECKER_HISTORY_BUILDER_H_
#define LETAN_TESTS_FAULTS_CHECKER_HISTORY_BUILDER_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tests/faults/checker/deeds.h"
#include "tests/faults/checker/report.h"

namespace letan::faults {

inline constexpr std::int64_t kHour = std::int64_t{3600} * 1'000'000;

// "room" (EXCLUSIVE), "desk" (EXCLUSIVE, gap of an hour), "hall" (SHARED, 3), "hotel" (PER_NIGHT,
// 2), "gift" (CONSUMABLE), "flag" (RETURNABLE), "car" (VEHICLE), "driver" (DRIVER).
World SmallWorld();

// Between those hours.
Leg At(const std::string& resource, std::int64_t from_hour, std::int64_t to_hour,
       std::int64_t quantity = 1);

class HistoryBuilder {
 public:
  HistoryBuilder() { history_.world = SmallWorld(); }

  // Adds an operation of client 1; what is not set is filled in: the order of events, the time (the
  // number of the event, in seconds) and a fresh request_id for writes.
  Operation& Add(Operation::Kind kind, Operation::Outcome outcome, std::int64_t revision);

  // Acknowledged. Bookings are named "<prefix>0", "<prefix>1", …
  Operation& Book(std::int64_t revision, const std::string& prefix, const std::vector<Leg>& legs);
  Operation& Hold(std::int64_t revision, const std::string& prefix, const std::vector<Leg>& legs,
                  std::int64_t expire_second);
  Operation& Release(std::int64_t revision, const std::vector<std::string>& names);
  // To an answer that shows it on `leg`.
  Operation& Move(std::int64_t revision, const std::string& name, const Leg& leg);
  Operation& Confirm(std::int64_t revision, const std::string& name);
  Operation& Receive(std::int64_t revision, const std::string& item, std::int64_t delta,
                     std::int64_t hour);

  // A refused BOOK of one leg for one rule.
  Operation& RefuseBook(std::int64_t revision, const Leg& leg, Violation::Rule rule,
                        const std::vector<std::string>& blocking);
  // A BOOK without an answer.
  Operation& LoseBook(const std::string& request_id, const std::vector<Leg>& legs);
  // What is on a resource ("": anywhere): bookings named as they were made, as they stand now.
  Operation& List(std::int64_t revision, const std::string& resource,
                  const std::vector<std::string>& names);
  Operation& Restart() { return Add(Operation::RESTART, Operation::OK, 0); }

  // A booking as the last operation that wrote it answered it.
  Booking& Known(const std::string& name) { return known_[name]; }

  History& history() { return history_; }

 private:
  Operation& AddMade(Operation::Kind kind, std::int64_t revision, const std::string& prefix,
                     const std::vector<Leg>& legs, std::int64_t expire_time);

  History history_;
  std::int64_t event_ = 0;
  std::map<std::string, Booking> known_;
};

// What the checker finds, in its order.
std::vector<Finding> Found(HistoryBuilder& builder);

}  // namespace letan::faults

#endif  // LETAN_TESTS_FAULTS_CHECKER_HISTORY_BUILDER_H_
