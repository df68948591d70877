#include "tests/faults/checker/report.h"

#include <utility>

namespace letan::faults {

std::string NameOf(Finding finding) {
  switch (finding) {
    case Finding::kMalformed:
      return "malformed";
    case Finding::kOverlap:
      return "overlap";
    case Finding::kCapacity:
      return "capacity";
    case Finding::kStock:
      return "stock";
    case Finding::kDriver:
      return "driver";
    case Finding::kLost:
      return "lost";
    case Finding::kRevived:
      return "revived";
    case Finding::kPhantom:
      return "phantom";
    case Finding::kWrongAnswer:
      return "wrong-answer";
    case Finding::kFalseRefusal:
      return "false-refusal";
    case Finding::kHiddenReason:
      return "hidden-reason";
    case Finding::kStale:
      return "stale";
    case Finding::kRepeated:
      return "repeated";
    case Finding::kUnresolved:
      return "unresolved";
    case Finding::kError:
      return "error";
  }
  return "?";
}

void Report::Add(Finding finding, std::int64_t operation, std::string text) {
  ++counts_[finding];
  items_.push_back({finding, operation, std::move(text)});
}

std::string Report::ToString(std::size_t limit) const {
  std::string text;
  for (std::size_t i = 0; i < items_.size() && i < limit; ++i) {
    const Item& item = items_[i];
    text += NameOf(item.finding);
    if (item.operation >= 0) text += " at operation " + std::to_string(item.operation);
    text += ": " + item.text + "\n";
  }
  if (items_.size() > limit) text += "… " + std::to_string(items_.size() - limit) + " more\n";
  for (const auto& [finding, count] : counts_) {
    text += NameOf(finding) + ": " + std::to_string(count) + "\n";
  }
  return text;
}

}  // namespace letan::faults
