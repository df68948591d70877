#include "services/rpc/stream_call.h"

#include <utility>

#include "google/protobuf/arena.h"
#include "services/errors/errors.h"
#include "services/rpc/bytes.h"
#include "services/rpc/open_streams.h"
#include "services/rpc/status_exit.h"

namespace letan::rpc {
namespace {

using Next = call::Stream::Next;

constexpr std::int64_t kSlowRetryMicros = 1'000'000;

absl::Status TooSlow(std::int64_t seconds) {
  return errors::RetryAfter(
      errors::LimitReached({"watcher_stall_seconds", seconds}, errors::kWatcherTooSlow,
                           "nothing was taken for " + std::to_string(seconds) +
                               " s: go on from the last revision that was received"),
      kSlowRetryMicros);
}

}  // namespace

// The order of the pipeline, as far as it goes as that of unary calls (unary_call.cc):
//   1. metrics: the clock starts here and stops when the stream is open; calls are counted at the
//   end
//   2. deadline: the caller's own, or none
//   3. authenticate, with a place among the streams of the caller, 4. authorize
//   5. admission: a place among the open streams, and one in the executor's queue
//   6. parse, check shape
//   7. handler: opens the stream in a snapshot; then one message after the other
//   8. hide internal detail, 9. the exit to gRPC: both in Finish
grpc::ServerWriteReactor<grpc::ByteBuffer>* StreamCall::Start(Runtime& runtime,
                                                              const ServedMethod& served,
                                                              grpc::CallbackServerContext* context,
                                                              const grpc::ByteBuffer* request) {
  const auto call = std::make_shared<StreamCall>(runtime, served, context, request);
  call->self_ = call;
  absl::Status taken = Guarded([&] { return call->TakeUp(); });
  if (taken.ok() && !call->Submit(&StreamCall::Open)) {
    taken = TooManyReads(call->runtime_);
  }
  if (!taken.ok()) {
    const std::lock_guard<std::mutex> lock(call->mutex_);
    call->Finish(taken);
  }
  return call.get();
}

StreamCall::StreamCall(Runtime& runtime, const ServedMethod& served,
                       grpc::CallbackServerContext* context, const grpc::ByteBuffer* request)
    : runtime_(runtime),
      served_(served),
      context_(context),
      request_(request),
      started_(std::chrono::steady_clock::now()) {}

absl::Status StreamCall::TakeUp() {
  auto identified = Identify(runtime_, served_, *context_, &place_);
  if (!identified.ok()) return identified.status();
  call_context_ = *std::move(identified);
  return runtime_.streams->Add(shared_from_this());
}

bool StreamCall::Submit(void (StreamCall::*job)()) {
  return runtime_.executor->TrySubmit([call = shared_from_this(), job] { (call.get()->*job)(); });
}

void StreamCall::Open() {
  const absl::Status made = Guarded([this] { return MakeStream(); });
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    opening_ = std::chrono::steady_clock::now() - started_;
    if (!made.ok()) return Finish(made);
    reached_ = stream_->revision();
  }
  Pump();
}

absl::Status StreamCall::MakeStream() {
  google::protobuf::Arena arena;
  auto request = ParseRequest(served_, *request_, arena);
  if (!request.ok()) return request.status();
  auto read = runtime_.engine->BeginRead(call_context_.viewer);
  if (!read.ok()) return read.status();
  runtime_.latest.Raise((*read)->revision());
  auto stream = served_.method.open(call_context_, **read, **request, [call = weak_from_this()] {
    if (const auto alive = call.lock()) alive->Wake();
  });
  if (!stream.ok()) return stream.status();
  stream_ = *std::move(stream);
  return absl::OkStatus();
}

void StreamCall::Wake() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    woken_ = state_ == State::kWorking;
    if (state_ != State::kWaiting) return;
    state_ = State::kWorking;
  }
  Pump();
}

void StreamCall::Pump() {
  while (true) {
    std::string message;
    absl::StatusOr<Next> next = Guarded([&] { return stream_->Take(&message); });
    if (!Act(std::move(next), std::move(message))) return;
  }
}

void StreamCall::PumpRead() {
  std::string message;
  absl::StatusOr<Next> next = Guarded([&] { return ReadStep(&message); });
  if (Act(std::move(next), std::move(message))) Pump();
}

absl::StatusOr<Next> StreamCall::ReadStep(std::string* message) {
  auto read = runtime_.engine->BeginRead(call_context_.viewer);
  if (!read.ok()) return read.status();
  return stream_->Read(**read, message);
}

bool StreamCall::SendRecorded(std::string& message) {
  storage::ReadNote note;
  note.entities = stream_->TakeShown();
  if (note.entities.empty()) return false;
  runtime_.engine->Submit(RecordOfRead(call_context_, std::move(note)),
                          [call = shared_from_this(), message = std::move(message)](
                              const storage::WriteResult& recorded) mutable {
                            call->Recorded(recorded, std::move(message));
                          });
  return true;
}

void StreamCall::Recorded(const storage::WriteResult& recorded, std::string message) {
  if (recorded.outcome == storage::WriteOutcome::kCommitted) {
    Act(Next::kMessage, std::move(message));
  } else {
    Act(NotRecorded(*runtime_.engine, recorded), "");
  }
}

bool StreamCall::Act(absl::StatusOr<Next> next, std::string message) {
  // Not under the lock: the engine may answer before Submit returns.
  if (next.ok() && *next == Next::kMessage && SendRecorded(message)) return false;
  const std::lock_guard<std::mutex> lock(mutex_);
  if (!next.ok() && ending_.ok()) ending_ = next.status();
  if (!ending_.ok()) {
    Finish(ending_);
    return false;
  }
  reached_ = stream_->revision();
  switch (*next) {
    case Next::kMessage:
      state_ = State::kWriting;
      stalled_ticks_ = 0;
      Fill(std::move(message), &buffer_);
      // gRPC never calls back on this thread before it returns, so that the lock may be held; and
      // it must be, or the call could be finished and gone in between.
      StartWrite(&buffer_);
      return false;
    case Next::kRead:
      if (Submit(&StreamCall::PumpRead)) return false;
      break;  // Tick tries again
    case Next::kNothing:
      if (std::exchange(woken_, false)) return true;
      break;
  }
  state_ = State::kWaiting;
  return false;
}

void StreamCall::OnWriteDone(bool ok) {
  const auto alive = shared_from_this();
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (state_ != State::kWriting) return;
    buffer_.Clear();
    if (!ok) return Finish(absl::CancelledError("the caller is gone"));
    state_ = State::kWorking;
  }
  Pump();
}

void StreamCall::OnCancel() { End(absl::CancelledError("the caller gave up")); }

void StreamCall::End(const absl::Status& status) {
  const auto alive = shared_from_this();
  const std::lock_guard<std::mutex> lock(mutex_);
  if (state_ == State::kWorking) {
    if (ending_.ok()) ending_ = status;
  } else {
    Finish(status);
  }
}

// Who was let in may have been shut out since, or see other things now.
absl::Status StreamCall::CheckCaller() const {
  const auto caller = runtime_.authenticate(*context_);
  if (!caller.ok()) return caller.status();
  const auto permit = runtime_.access->Authorize(**caller, served_.method.full_name, false);
  if (!permit.ok()) return permit.status();
  if (SameSight((*caller)->viewer, call_context_.viewer)) return absl::OkStatus();
  return absl::UnavailableError(
      "what the caller may see has changed: go on from the last revision");
}

void StreamCall::Tick() {
  if (absl::Status still = CheckCaller(); !still.ok()) return End(still);
  bool waiting = false;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (state_ == State::kWriting || state_ == State::kFinished) ++stalled_ticks_;
    waiting = state_ == State::kWaiting;
    if (stalled_ticks_ >= runtime_.limits.watcher_stall_seconds) {
      stalled_ticks_ = 0;
      // The reason waits behind what the reader does not take; at the second time, nothing waits.
      if (state_ == State::kFinished) context_->TryCancel();
      if (state_ == State::kWriting) {
        Finish(TooSlow(runtime_.limits.watcher_stall_seconds));
      }
    }
  }
  if (waiting) Wake();
}

void StreamCall::Finish(const absl::Status& status) {
  if (state_ == State::kFinished || state_ == State::kDone) return;
  state_ = State::kFinished;
  stalled_ticks_ = 0;
  // Not the newest revision there is: who goes on from it must not miss what was not sent.
  const storage::Revision revision = stream_ ? reached_ : runtime_.latest.get();
  stream_.reset();
  context_->AddTrailingMetadata(kRevisionMetadata, runtime_.tokens->Encode(revision));
  served_.metrics->Count(status.code(), opening_);
  ServerWriteReactor::Finish(ToGrpcStatus(ForCaller(runtime_, served_, call_id_, status)));
}

void StreamCall::OnDone() {
  runtime_.streams->Remove(self_);
  place_ = CallerLimits::Place();
  std::shared_ptr<StreamCall> last;
  const std::lock_guard<std::mutex> lock(mutex_);
  state_ = State::kDone;
  last = std::move(self_);
}

}  // namespace letan::rpc
