// The route of an event through the offices: who gives an opinion and who decides, in which order
// and within how many working days. Data, kept in the catalogue of procedures. Pure.
#ifndef LETAN_SERVICES_CORE_LIFECYCLE_ROUTE_H_
#define LETAN_SERVICES_CORE_LIFECYCLE_ROUTE_H_

#include <string>
#include <vector>

#include "absl/status/status.h"

namespace letan::lifecycle {

enum class StepKind {
  kOpinion,   // advises: what it answers stops nothing
  kDecision,  // approves or rejects
};

struct Step {
  std::string id;  // "so-tai-chinh", unique in its route
  // Steps of one stage are open together; stages follow in ascending order, and each builds on the
  // answers of those before it. Advice that does not depend on other advice belongs in one stage.
  int stage = 0;
  StepKind kind = StepKind::kOpinion;
  std::string agency;             // "agencies/so-tai-chinh"; empty: any
  std::string role;               // "finance"; empty: any that is held for that agency
  int days = 0;                   // working days to answer in; 0: no limit
  bool silence_consents = false;  // without an answer in its days, it counts as agreed
  // "dates", "costs": an edit that touches one of them undoes the answer.
  std::vector<std::string> reopened_by;
  friend bool operator==(const Step&, const Step&) = default;
};

struct Route {
  std::string name;              // "routes/le-hoi-dang-ky"
  bool notification = false;     // one authority is told, and may object in its days
  bool report_required = false;  // it ends with a report of results
  std::vector<Step> steps;
  friend bool operator==(const Route&, const Route&) = default;
};

inline constexpr std::size_t kMostSteps = 50;
inline constexpr int kMostStepDays = 365;
inline constexpr std::size_t kMostTopics = 20;  // of one step
inline constexpr int kMostStage = 1000;

// INVALID_ARGUMENT, beginning with the field ("steps[2].id: …"): numbers outside their limits;
// identifiers other than a-z, 0-9, - and (not in ids) _, at most 63; an id twice; silence_consents
// without days; opinions and decisions in one stage, as who decides would not wait for the advice;
// a last stage (so also a route) without decisions; a notification that is other than one decision
// by silence.
absl::Status CheckRoute(const Route& route);

}  // namespace letan::lifecycle

#endif  // LETAN_SERVICES_CORE_LIFECYCLE_ROUTE_H_
