#include "services/core/lifecycle/route.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <string_view>

#include "absl/strings/str_cat.h"

namespace letan::lifecycle {
namespace {

constexpr std::size_t kMostIdLength = 63;
constexpr std::string_view kAgencyPrefix = "agencies/";
constexpr std::string_view kIdRule = "must be a-z, 0-9 and -, beginning with a letter or digit";
constexpr std::string_view kWordRule =
    "must be a-z, 0-9, - and _, beginning with a letter or digit";

bool IsLetterOrDigit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

bool IsWord(std::string_view text, bool underscores) {
  if (text.empty() || text.size() > kMostIdLength || !IsLetterOrDigit(text.front())) return false;
  return std::all_of(text.begin(), text.end(), [underscores](char c) {
    return IsLetterOrDigit(c) || c == '-' || (underscores && c == '_');
  });
}

bool IsAgency(std::string_view name) {
  return name.substr(0, kAgencyPrefix.size()) == kAgencyPrefix &&
         IsWord(name.substr(kAgencyPrefix.size()), false);
}

absl::Status Objection(const std::string& field, std::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat(field, ": ", std::string(what)));
}

absl::Status CheckWords(const Step& step, const std::string& path) {
  if (!IsWord(step.id, false)) return Objection(path + "id", kIdRule);
  if (!step.agency.empty() && !IsAgency(step.agency)) {
    return Objection(path + "agency", "must be empty or like agencies/so-van-hoa");
  }
  if (!step.role.empty() && !IsWord(step.role, true)) return Objection(path + "role", kWordRule);
  if (step.reopened_by.size() > kMostTopics) {
    return Objection(path + "reopened_by", absl::StrCat("at most ", kMostTopics, " topics"));
  }
  for (std::size_t i = 0; i < step.reopened_by.size(); ++i) {
    if (IsWord(step.reopened_by[i], true)) continue;
    return Objection(absl::StrCat(path, "reopened_by[", i, "]"), kWordRule);
  }
  return absl::OkStatus();
}

absl::Status CheckNumbers(const Step& step, const std::string& path) {
  if (step.stage < 0 || step.stage > kMostStage) {
    return Objection(path + "stage", absl::StrCat("must be 0 to ", kMostStage));
  }
  if (step.days < 0 || step.days > kMostStepDays) {
    return Objection(path + "days", absl::StrCat("must be 0 to ", kMostStepDays));
  }
  if (step.silence_consents && step.days == 0) {
    return Objection(path + "silence_consents", "needs days after which silence consents");
  }
  return absl::OkStatus();
}

absl::Status CheckNotification(const Route& route) {
  if (route.steps.size() != 1) {
    return Objection("steps", "a notification has exactly one step: of who may object");
  }
  const Step& step = route.steps.front();
  if (step.kind != StepKind::kDecision) {
    return Objection("steps[0].kind", "a notification's step is a decision");
  }
  if (!step.silence_consents) {
    return Objection("steps[0].silence_consents", "a notification's step consents by silence");
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckRoute(const Route& route) {
  if (route.name.empty()) return Objection("name", "must be set");
  if (route.steps.empty()) return Objection("steps", "at least one decision is needed");
  if (route.steps.size() > kMostSteps) {
    return Objection("steps", absl::StrCat("at most ", kMostSteps));
  }
  std::set<std::string> ids;
  std::map<int, StepKind> kinds;  // of each stage
  for (std::size_t i = 0; i < route.steps.size(); ++i) {
    const Step& step = route.steps[i];
    const std::string path = absl::StrCat("steps[", i, "].");
    if (absl::Status status = CheckWords(step, path); !status.ok()) return status;
    if (absl::Status status = CheckNumbers(step, path); !status.ok()) return status;
    if (!ids.insert(step.id).second) {
      return Objection(path + "id", absl::StrCat(step.id, " is the id of another step too"));
    }
    if (kinds.emplace(step.stage, step.kind).first->second != step.kind) {
      return Objection(path + "stage", "opinions and decisions need stages of their own");
    }
  }
  if (kinds.rbegin()->second != StepKind::kDecision) {
    return Objection("steps", "the last stage must decide");
  }
  return route.notification ? CheckNotification(route) : absl::OkStatus();
}

}  // namespace letan::lifecycle
