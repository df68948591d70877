#include "services/core/lifecycle/states.h"

namespace letan::lifecycle {

const std::vector<std::string>& StatesUnderWay() {
  static const auto* const states = new std::vector<std::string>{
      "DRAFT",    "SUBMITTED", "RETURNED",    "CONSULTING", "NOTIFIED",  "DEEMED_ACCEPTED",
      "APPROVED", "PREPARING", "IN_PROGRESS", "COMPLETED",  "POSTPONED", "SUSPENDED"};
  return *states;
}

bool IsOver(std::string_view state) {
  return state == "REJECTED" || state == "CANCELLED" || state == "REPORTED" || state == "ARCHIVED";
}

}  // namespace letan::lifecycle
