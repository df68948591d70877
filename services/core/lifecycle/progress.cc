#include "services/core/lifecycle/progress.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace letan::lifecycle {
namespace {

std::string TwoDigits(long long number) { return absl::StrCat(absl::Dec(number, absl::kZeroPad2)); }

StepRecord* EarliestSilence(Process& process) {
  const Micros next = NextDue(process);
  if (next == 0) return nullptr;
  for (StepRecord& record : process.steps) {
    if (record.open() && record.step.silence_consents && record.due == next) return &record;
  }
  return nullptr;
}

// A silence counts whether or not there is room to write it down: a history that is full grows by
// the steps of one submission at most.
absl::Status LapseOne(Process& process, StepRecord& record, const DueOf& due_of) {
  record.status = StepStatus::kDeemed;
  record.decided_at = record.due;
  const Micros at = record.due;
  TimelineEntry entry;
  entry.at = at;
  entry.verb = verb::kLapse;
  entry.from = process.state;
  entry.to = AllAnswered(process) ? state::kDeemedAccepted : state::kConsulting;
  entry.step = record.step.id;
  entry.answer = StepStatus::kDeemed;
  process.state = entry.to;
  process.timeline.push_back(std::move(entry));
  return OpenNextStage(process, at, due_of);
}

}  // namespace

absl::Status Attempt(Process& process, const Act& act,
                     const std::function<absl::Status(Process&)>& change) {
  Process changed = process;
  if (auto lapsed = ApplySilences(changed, act.at, act.due_of); !lapsed.ok()) {
    return lapsed.status();
  }
  if (absl::Status status = change(changed); !status.ok()) return status;
  process = std::move(changed);
  return absl::OkStatus();
}

absl::Status CheckSaysWhy(const std::string& text) {
  if (!absl::StripAsciiWhitespace(text).empty()) return absl::OkStatus();
  return absl::InvalidArgumentError("text: must say why");
}

absl::Status CheckVerb(const Process& process, std::string_view verb) {
  const std::vector<std::string> verbs = EventLifecycle().Verbs(process.state);
  if (std::find(verbs.begin(), verbs.end(), verb) != verbs.end()) return absl::OkStatus();
  return Impossible(process, verb);
}

absl::Status Impossible(const Process& process, std::string_view verb) {
  const std::vector<std::string> verbs = PossibleVerbs(process);
  const std::string others =
      verbs.empty() ? "nothing can be done with it" : "possible now: " + absl::StrJoin(verbs, ", ");
  return absl::FailedPreconditionError(
      absl::StrCat("cannot ", std::string(verb), " what is ", process.state, "; ", others));
}

std::string AtTime(Micros at) {
  using namespace std::chrono;
  const auto second = floor<seconds>(sys_time<microseconds>(microseconds(at)));
  const auto day = floor<days>(second);
  const year_month_day date(day);
  const hh_mm_ss time(second - day);
  return absl::StrCat(
      " at ", static_cast<int>(date.year()), "-", TwoDigits(static_cast<unsigned>(date.month())),
      "-", TwoDigits(static_cast<unsigned>(date.day())), " ", TwoDigits(time.hours().count()), ":",
      TwoDigits(time.minutes().count()), ":", TwoDigits(time.seconds().count()), " UTC");
}

absl::Status Enter(Process& process, const Act& act, TimelineEntry entry, std::string_view to) {
  if (process.timeline.size() >= kMostEntries) {
    return absl::FailedPreconditionError("its history is full");
  }
  entry.at = act.at;
  entry.from = process.state;
  entry.to = std::string(to);
  entry.by = act.actor.subject;
  if (entry.acting_for.empty()) entry.acting_for = act.actor.acting_for;
  if (entry.text.empty()) entry.text = act.text;
  process.state = entry.to;
  process.timeline.push_back(std::move(entry));
  return absl::OkStatus();
}

absl::Status OpenStep(StepRecord& record, Micros at, const DueOf& due_of) {
  record.status = StepStatus::kOpen;
  record.opened_at = at;
  record.due = 0;
  if (record.step.days == 0) return absl::OkStatus();
  if (!due_of) return absl::InvalidArgumentError("due_of: must be set where steps have days");
  auto due = due_of(at, record.step.days);
  if (!due.ok()) return due.status();
  record.due = *due;
  return absl::OkStatus();
}

absl::Status OpenNextStage(Process& process, Micros at, const DueOf& due_of) {
  if (process.notification) return absl::OkStatus();
  std::optional<int> first;
  for (const StepRecord& record : process.steps) {
    if (!record.answered()) first = std::min(first.value_or(record.step.stage), record.step.stage);
  }
  for (StepRecord& record : process.steps) {
    if (record.step.stage != first || record.answered() || record.open()) continue;
    if (absl::Status status = OpenStep(record, at, due_of); !status.ok()) return status;
    if (!process.state_before.empty()) record.due = 0;
  }
  return absl::OkStatus();
}

void ResetStep(StepRecord& record) {
  Step step = std::move(record.step);
  record = StepRecord();
  record.step = std::move(step);
}

void CloseOpenSteps(Process& process) {
  for (StepRecord& record : process.steps) {
    if (record.open()) ResetStep(record);
  }
}

void ResetLaterStages(Process& process, int stage) {
  for (StepRecord& record : process.steps) {
    if (record.step.stage > stage) ResetStep(record);
  }
}

bool AllAnswered(const Process& process) {
  return std::all_of(process.steps.begin(), process.steps.end(),
                     [](const StepRecord& record) { return record.answered(); });
}

bool AnyAnswered(const Process& process) {
  return std::any_of(process.steps.begin(), process.steps.end(),
                     [](const StepRecord& record) { return record.answered(); });
}

absl::StatusOr<bool> ApplySilences(Process& process, Micros at, const DueOf& due_of) {
  bool any = false;
  for (StepRecord* record = EarliestSilence(process); record != nullptr && record->due <= at;
       record = EarliestSilence(process)) {
    if (absl::Status status = LapseOne(process, *record, due_of); !status.ok()) return status;
    any = true;
  }
  return any;
}

}  // namespace letan::lifecycle
