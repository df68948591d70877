// What the checker found.
#ifndef LETAN_TESTS_FAULTS_CHECKER_REPORT_H_
#define LETAN_TESTS_FAULTS_CHECKER_REPORT_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace letan::faults {

enum class Finding {
  kMalformed,     // the history itself makes no sense
  kOverlap,       // an exclusive resource promised twice, or without the gap it needs
  kCapacity,      // more units promised than there are
  kStock,         // stock below zero
  kDriver,        // a vehicle without a driver
  kLost,          // what was acknowledged is not there
  kRevived,       // what was released, moved away or has lapsed is there
  kPhantom,       // what nobody asked for is there
  kWrongAnswer,   // an answer that does not follow from the request and the state it shows
  kFalseRefusal,  // refused although it fits, or for a reason that is not one
  kHiddenReason,  // refused without naming all that is in the way
  kStale,         // an answer older than one that came before the call
  kRepeated,      // a repeated request_id that had two effects or two answers
  kUnresolved,    // an unknown outcome that is neither all there nor not there
  kError,         // an error that no call of the history deserves
};

std::string NameOf(Finding finding);

class Report {
 public:
  struct Item {
    Finding finding = Finding::kMalformed;
    std::int64_t operation = -1;  // its index in the history; -1: none
    std::string text;
  };

  void Add(Finding finding, std::int64_t operation, std::string text);

  bool ok() const { return items_.empty(); }
  const std::vector<Item>& items() const { return items_; }
  bool Has(Finding finding) const { return counts_.count(finding) > 0; }
  // One line for each of the first `limit` findings, then how many there are of each kind.
  std::string ToString(std::size_t limit = 20) const;

 private:
  std::vector<Item> items_;
  std::map<Finding, int> counts_;
};

}  // namespace letan::faults

#endif  // LETAN_TESTS_FAULTS_CHECKER_REPORT_H_
