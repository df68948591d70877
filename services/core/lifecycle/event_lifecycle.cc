#include <string>
#include <utility>
#include <vector>

#include "services/core/lifecycle/lifecycle.h"

namespace letan::lifecycle {
namespace {

std::vector<std::string> LiveStates() {
  using namespace state;
  return {kDraft,    kSubmitted,      kReturned,  kConsulting, kNotified,
          kApproved, kDeemedAccepted, kPreparing, kInProgress};
}

std::vector<Transition> ApprovalTransitions() {
  using namespace state;
  return {{verb::kSubmit, {kDraft, kReturned}, kSubmitted},
          {verb::kReceive, {kSubmitted}, kNotified},
          {verb::kGiveOpinion, {kSubmitted, kConsulting}, kConsulting},
          // The last decision approves; one before it is an answer like an opinion.
          {verb::kApprove, {kSubmitted, kConsulting, kNotified}, kApproved},
          {verb::kApprove, {kSubmitted, kConsulting}, kConsulting},
          {verb::kReturn, {kSubmitted, kConsulting, kNotified}, kReturned},
          {verb::kReject, {kSubmitted, kConsulting, kNotified}, kRejected}};
}

std::vector<Transition> CourseTransitions() {
  using namespace state;
  return {{verb::kPrepare, {kApproved, kDeemedAccepted}, kPreparing},
          {verb::kStart, {kApproved, kDeemedAccepted, kPreparing}, kInProgress},
          {verb::kComplete, {kInProgress}, kCompleted},
          {verb::kReport, {kCompleted}, kReported},
          {verb::kArchive, {kReported}, kArchived},
          {verb::kPostpone, LiveStates(), kPostponed},
          {verb::kSuspend, LiveStates(), kSuspended}};
}

std::vector<Transition> AutomaticTransitions() {
  using namespace state;
  const std::vector<std::string> edited = {kSubmitted, kConsulting, kApproved, kDeemedAccepted,
                                           kPreparing};
  return {{verb::kLapse, {kSubmitted, kConsulting}, kConsulting, true},
          {verb::kLapse, {kSubmitted, kConsulting, kNotified}, kDeemedAccepted, true},
          {verb::kEdit, edited, kSubmitted, true},
          {verb::kEdit, edited, kConsulting, true},
          {verb::kEdit, {kNotified}, kSubmitted, true},
          // What is resumed later is then asked again.
          {verb::kEdit, {kPostponed}, kPostponed, true},
          {verb::kEdit, {kSuspended}, kSuspended, true}};
}

std::vector<Transition> EventTransitions() {
  using namespace state;
  std::vector<Transition> all = ApprovalTransitions();
  const auto add = [&all](std::vector<Transition> more) {
    all.insert(all.end(), more.begin(), more.end());
  };
  add(CourseTransitions());
  std::vector<std::string> cancellable = LiveStates();
  for (const std::string& before : LiveStates()) {
    add({{verb::kResume, {kPostponed, kSuspended}, before}});
  }
  cancellable.insert(cancellable.end(), {kPostponed, kSuspended});
  add({{verb::kCancel, std::move(cancellable), kCancelled}});
  add(AutomaticTransitions());
  return all;
}

}  // namespace

const Lifecycle& EventLifecycle() {
  using namespace state;
  static const Lifecycle* const lifecycle =
      new Lifecycle({kDraft, kSubmitted, kReturned, kConsulting, kNotified, kApproved,
                     kDeemedAccepted, kRejected, kPreparing, kInProgress, kCompleted, kReported,
                     kArchived, kPostponed, kSuspended, kCancelled},
                    EventTransitions());
  return *lifecycle;
}

}  // namespace letan::lifecycle
