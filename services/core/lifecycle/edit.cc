#include "services/core/lifecycle/edit.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "absl/strings/str_join.h"
#include "services/core/lifecycle/progress.h"

namespace letan::lifecycle {
namespace {

bool HasTopic(const std::vector<std::string>& topics, const std::string& topic) {
  return std::find(topics.begin(), topics.end(), topic) != topics.end();
}

bool Touches(const std::vector<std::string>& topics, const Step& step) {
  return std::any_of(step.reopened_by.begin(), step.reopened_by.end(),
                     [&](const std::string& topic) { return HasTopic(topics, topic); });
}

// Only what some step asks for, so that it stays small.
void Remember(Process& process, const std::vector<std::string>& topics) {
  std::set<std::string> all(process.edited_topics.begin(), process.edited_topics.end());
  for (const StepRecord& record : process.steps) {
    for (const std::string& topic : record.step.reopened_by) {
      if (HasTopic(topics, topic)) all.insert(topic);
    }
  }
  process.edited_topics.assign(all.begin(), all.end());
}

bool IsReopenable(std::string_view state) {
  return state == state::kSubmitted || state == state::kConsulting || state == state::kNotified ||
         state == state::kApproved || state == state::kDeemedAccepted || state == state::kPreparing;
}

absl::Status Reopen(Process& process, const std::vector<std::string>& topics, const Act& act,
                    std::vector<std::string>& reopened) {
  reopened = ResetTouched(process, topics);
  if (reopened.empty()) return absl::OkStatus();
  const std::string back = AnyAnswered(process) ? state::kConsulting : state::kSubmitted;
  const bool paused = !process.state_before.empty();
  if (paused) process.state_before = back;
  TimelineEntry entry;
  entry.verb = verb::kEdit;
  entry.step = absl::StrJoin(reopened, ", ");
  if (act.text.empty()) entry.text = absl::StrJoin(topics, ", ");
  const std::string to = paused ? process.state : back;
  absl::Status status = Enter(process, act, std::move(entry), to);
  return status.ok() ? OpenNextStage(process, act.at, act.due_of) : status;
}

}  // namespace

std::vector<std::string> ResetTouched(Process& process, const std::vector<std::string>& topics) {
  std::optional<int> first;  // stage that is touched
  const auto is_touched = [&](const StepRecord& record) {
    return (record.answered() || record.open()) && Touches(topics, record.step);
  };
  for (const StepRecord& record : process.steps) {
    if (!is_touched(record)) continue;
    first = std::min(first.value_or(record.step.stage), record.step.stage);
  }
  std::vector<std::string> reset;
  if (!first) return reset;
  for (StepRecord& record : process.steps) {
    const bool later = record.step.stage > *first && record.status != StepStatus::kWaiting;
    if (!later && !is_touched(record)) continue;
    reset.push_back(record.step.id);
    ResetStep(record);
  }
  return reset;
}

absl::StatusOr<std::vector<std::string>> Edited(Process& process,
                                                const std::vector<std::string>& topics,
                                                const Act& act) {
  std::vector<std::string> reopened;
  absl::Status status = Attempt(process, act, [&](Process& changed) {
    const std::string& state = StateBeneath(changed);
    if (state == state::kReturned) Remember(changed, topics);
    return IsReopenable(state) ? Reopen(changed, topics, act, reopened) : absl::OkStatus();
  });
  if (!status.ok()) return status;
  return reopened;
}

}  // namespace letan::lifecycle
