#include "services/rpc/unary_call.h"

#include <memory>
#include <utility>

#include "google/rpc/error_details.pb.h"
#include "services/access/answer_sight.h"
#include "services/core/fault.h"
#include "services/core/limits.h"
#include "services/errors/errors.h"
#include "services/rpc/bytes.h"
#include "services/rpc/deadline.h"
#include "services/rpc/fingerprint.h"
#include "services/rpc/status_exit.h"

namespace letan::rpc {
namespace {

google::protobuf::ArenaOptions StartWith(char* block, std::size_t size) {
  google::protobuf::ArenaOptions options;
  options.initial_block = block;
  options.initial_block_size = size;
  return options;
}

absl::Status OutcomeUnknown(const std::string& call_id) {
  absl::Status status = errors::Make(
      absl::StatusCode::kUnavailable, errors::kOutcomeUnknown,
      "it is not known whether the change was made: repeat the call with the same request_id");
  google::rpc::ErrorInfo info;
  errors::GetDetail(status, &info);
  (*info.mutable_metadata())["error_id"] = call_id;
  errors::AddDetail(status, info);
  return errors::RetryAfter(std::move(status), std::int64_t{1000} * kRetryAfterMillis);
}

absl::Status AnswerTooLarge() {
  return errors::LimitReached({"max_message_bytes", limits::kMaxMessageBytes},
                              errors::kAnswerTooLarge,
                              "the answer is larger than a message may be: ask for less at once");
}

void LogCall(const Runtime& runtime, const std::string& call_id, const std::string& method,
             absl::StatusCode code, std::chrono::steady_clock::duration elapsed) {
  const std::int64_t micros =
      std::chrono::duration_cast<std::chrono::microseconds>(elapsed).count();
  runtime.log({Severity::kInfo,
               "call",
               {{"call_id", call_id},
                {"method", method},
                {"code", absl::StatusCodeToString(code)},
                {"micros", micros}}});
}

}  // namespace

grpc::ServerUnaryReactor* UnaryCall::Start(Runtime& runtime, const ServedMethod& served,
                                           grpc::CallbackServerContext* context,
                                           const grpc::ByteBuffer* request,
                                           grpc::ByteBuffer* response) {
  auto* call = new UnaryCall(runtime, served, context, request, response);
  grpc::ServerUnaryReactor* reactor = call->reactor_;
  call->Run();  // the call may be gone when this returns; the reactor is the context's
  return reactor;
}

UnaryCall::UnaryCall(Runtime& runtime, const ServedMethod& served,
                     grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                     grpc::ByteBuffer* response)
    : runtime_(runtime),
      served_(served),
      context_(context),
      request_(request),
      response_(response),
      reactor_(context->DefaultReactor()),
      started_(std::chrono::steady_clock::now()),
      arena_(StartWith(block_, sizeof(block_))) {}

// The order of the pipeline, the same for every call:
//   1. metrics: the clock starts here and stops in Finish; a server that stops takes no calls
//   2. deadline: what the caller gave, within what the server allows (default_deadline_seconds,
//      max_deadline_seconds)
//   3. authenticate: who calls; whether not more often, nor more at once, than one caller may
//   4. authorize: whether they may call this method, before anything is said about the request
//   5. admission: reads that are not cheap need a place in the executor's queue, writes one in the
//      writer's; where there is none, the call is refused at once
//   6. parse, bring a write's texts into one normal form, check shape
//   7. handler: a read in a snapshot; a write's preparation here, its body on the writer's thread
//   8. hide internal detail, 9. the exit to gRPC: both in Finish
void UnaryCall::Run() {
  absl::Status taken = Guarded([this] { return TakeUp(); });
  if (!taken.ok()) return Finish(std::move(taken), 0);
  if (served_.method.prepare) return Write();
  if (served_.method.read && served_.method.cost == call::Cost::kPoint) return Read();
  const bool signs_in = served_.method.task && served_.method.lane == call::Lane::kSignIn;
  Executor& executor = signs_in ? *runtime_.sign_ins : *runtime_.executor;
  if (!executor.TrySubmit([this] { Read(); })) {
    Finish(signs_in ? TooManySignIns(runtime_) : TooManyReads(runtime_), 0);
  }
}

absl::Status UnaryCall::TakeUp() {
  inside_calls_ = runtime_.calls.Enter();
  if (!inside_calls_) return errors::Stopping();
  deadline_ =
      EffectiveDeadline(context_->deadline(), std::chrono::system_clock::now(), runtime_.limits);
  auto identified = Identify(runtime_, served_, *context_, &place_);
  if (!identified.ok()) return identified.status();
  if (served_.method.prepare) {
    if (runtime_.engine->queued_writes() >= runtime_.engine->options().max_queued_writes) {
      return TooManyWrites(*runtime_.engine);
    }
    inside_writes_ = runtime_.writes.Enter();
    if (!inside_writes_) return errors::Draining();
  }
  call_context_ = *std::move(identified);
  call_context_.deadline = deadline_;
  return absl::OkStatus();
}

absl::Status UnaryCall::CheckStillWanted() const {
  if (context_->IsCancelled()) return absl::CancelledError("the caller gave up");
  if (std::chrono::system_clock::now() >= deadline_) {
    return absl::DeadlineExceededError("the deadline passed while the call was waiting");
  }
  return absl::OkStatus();
}

void UnaryCall::Read() {
  absl::StatusOr<std::string> outcome = Guarded([this] { return HandleRead(); });
  Answer(std::move(outcome), revision_);
}

void UnaryCall::Answer(absl::StatusOr<std::string> outcome, storage::Revision revision) {
  if (shown_.empty()) return Finish(std::move(outcome), revision);
  auto note = outcome.ok() ? shown_.In(*outcome) : shown_.In(outcome.status());
  if (note.entities.empty()) return Finish(std::move(outcome), revision);
  runtime_.engine->Submit(
      RecordOfRead(call_context_, std::move(note)),
      [this, outcome = std::move(outcome), revision](const storage::WriteResult& recorded) mutable {
        if (recorded.outcome == storage::WriteOutcome::kCommitted) {
          return Finish(std::move(outcome), revision);
        }
        Finish(NotRecorded(*runtime_.engine, recorded), recorded.revision);
      });
}

absl::StatusOr<std::string> UnaryCall::HandleRead() {
  if (served_.method.cost != call::Cost::kPoint || served_.method.task) {
    if (absl::Status wanted = CheckStillWanted(); !wanted.ok()) return wanted;
  }
  auto request = ParseRequest(served_, *request_, arena_);
  if (!request.ok()) return request.status();
  if (served_.method.task) {
    auto done = served_.method.task(call_context_, **request);
    if (done.ok() && done->size() > limits::kMaxMessageBytes) return AnswerTooLarge();
    return done;
  }
  auto read = runtime_.engine->BeginRead(call_context_.viewer);
  if (!read.ok()) return read.status();
  revision_ = (*read)->revision();
  NotingRead noting(**read, shown_);
  auto answer = served_.method.read(call_context_, noting, **request);
  if (answer.ok() && answer->size() > limits::kMaxMessageBytes) return AnswerTooLarge();
  return answer;
}

void UnaryCall::Write() {
  auto request = Guarded([this] { return PrepareWrite(); });
  if (!request.ok()) return Finish(request.status(), 0);
  // From here on the outcome is the engine's: a deadline never cancels a commit.
  runtime_.engine->Submit(*std::move(request),
                          [this](storage::WriteResult result) { Written(std::move(result)); });
}

absl::StatusOr<storage::WriteRequest> UnaryCall::PrepareWrite() {
  auto request = ParseRequest(served_, *request_, arena_);
  if (!request.ok()) return request.status();
  if (served_.method.requests_in) {
    absl::Status counted = runtime_.caller_limits->CountAs(
        place_, served_.method.requests_in(**request), call_context_.now);
    if (!counted.ok()) return counted;
  }
  auto body = served_.method.prepare(call_context_, **request);
  if (!body.ok()) return body.status();
  storage::WriteRequest write;
  write.viewer = call_context_.viewer;
  write.method = served_.method.full_name;
  storage::WriteBody guarded =
      runtime_.access->Guard(call_context_.permit, **request, *std::move(body));
  if (runtime_.follow && !served_.method.brings_all) {
    guarded = runtime_.follow(std::move(guarded));
  }
  write.body = Observe(std::move(guarded));
  const auto* reflection = (*request)->GetReflection();
  if (served_.validate_only != nullptr && reflection->GetBool(**request, served_.validate_only)) {
    write.body = TryOnly(std::move(write.body));
  } else if (served_.request_id != nullptr) {
    request_id_ = reflection->GetString(**request, served_.request_id);
    if (!request_id_.empty()) {
      reflection->ClearField(*request, served_.request_id);
      write.request_id = request_id_;
      // For another agency it is another request.
      const std::string& agency = call_context_.viewer.acting_for;
      write.fingerprint =
          Fingerprint(served_.method.full_name + (agency.empty() ? "" : "@" + agency), **request);
      write.may_tell_again = [type = served_.method.descriptor->output_type()](
                                 storage::ReadTransaction& read, const std::string& answer) {
        return access::CheckAnswerIsSeen(read, type, answer);
      };
    }
  }
  if (absl::Status wanted = CheckStillWanted(); !wanted.ok()) return wanted;
  return write;
}

storage::WriteBody UnaryCall::Observe(storage::WriteBody body) {
  return [this,
          body = std::move(body)](storage::WriteTransaction& write) -> absl::StatusOr<std::string> {
    body_ran_ = true;
    shown_.Clear();
    NotingWrite noting(write, shown_);
    auto answer = Guarded([&] { return body(noting); });
    // Here it is undone; after the commit the caller would be told that it failed.
    if (answer.ok() && answer->size() > limits::kMaxMessageBytes) return AnswerTooLarge();
    if (!answer.ok() || shown_.empty()) return answer;
    // With the write, so that neither is there without the other.
    absl::Status recorded = write.RecordRead(shown_.In(*answer));
    return recorded.ok() ? std::move(answer) : recorded;
  };
}

storage::WriteBody UnaryCall::TryOnly(storage::WriteBody body) {
  return [this,
          body = std::move(body)](storage::WriteTransaction& write) -> absl::StatusOr<std::string> {
    tried_.reset();
    auto answer = body(write);
    if (!answer.ok()) return answer;
    tried_ = *std::move(answer);
    return absl::CancelledError("validate_only");
  };
}

void UnaryCall::Written(storage::WriteResult result) {
  const bool undone = result.outcome == storage::WriteOutcome::kRejected;
  if (undone && tried_.has_value() && absl::IsCancelled(result.status)) {
    return Answer(*std::move(tried_), result.revision);
  }
  switch (result.outcome) {
    case storage::WriteOutcome::kCommitted:
      if (served_.changes_callers) runtime_.callers->Forget();
      return Finish(std::move(result.response), result.revision);
    case storage::WriteOutcome::kUnknown:
      LogUnknown(result.status);
      return Finish(OutcomeUnknown(call_id_.Get(runtime_)), 0);
    case storage::WriteOutcome::kRejected:
      break;
  }
  if (result.queue_full) return Finish(TooManyWrites(*runtime_.engine), 0);
  // The only INVALID_ARGUMENT before a body runs is a request_id that came with another payload.
  if (!request_id_.empty() && !body_ran_ &&
      result.status.code() == absl::StatusCode::kInvalidArgument) {
    result.status = errors::InvalidArgument(
        {{"request_id", "was used for another request or agency: take a fresh one"}},
        errors::kRequestIdReused);
  }
  // What is in the way of a booking, for one, is content of others.
  Answer(std::move(result.status), result.revision);
}

void UnaryCall::LogUnknown(const absl::Status& status) {
  if (!runtime_.log) return;
  LogEvent event{Severity::kError,
                 "outcome_unknown",
                 {{"call_id", call_id_.Get(runtime_)}, {"method", served_.method.full_name}}};
  for (LogField& fact : FactsOf(status)) event.fields.push_back(std::move(fact));
  runtime_.log(event);
}

void UnaryCall::Finish(absl::StatusOr<std::string> outcome, storage::Revision revision) {
  runtime_.latest.Raise(revision);
  context_->AddTrailingMetadata(
      kRevisionMetadata, runtime_.tokens->Encode(revision > 0 ? revision : runtime_.latest.get()));
  const absl::StatusCode code = outcome.status().code();
  grpc::Status status;
  if (outcome.ok()) {
    Fill(*std::move(outcome), response_);
  } else {
    status = ToGrpcStatus(ForCaller(runtime_, served_, call_id_, outcome.status()));
  }
  const auto elapsed = std::chrono::steady_clock::now() - started_;
  served_.metrics->Count(code, elapsed);
  if (runtime_.log && runtime_.log_calls) {
    LogCall(runtime_, call_id_.Get(runtime_), served_.method.full_name, code, elapsed);
  }
  grpc::ServerUnaryReactor* reactor = reactor_;
  // First: when the reactor has finished, the server may be gone.
  if (inside_writes_) runtime_.writes.Leave();
  if (inside_calls_) runtime_.calls.Leave();
  delete this;
  reactor->Finish(std::move(status));
}

}  // namespace letan::rpc
