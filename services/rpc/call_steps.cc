#include "services/rpc/call_steps.h"

#include <utility>

#include "google/rpc/error_details.pb.h"
#include "services/access/permission_file.h"
#include "services/entity/shape.h"
#include "services/entity/state_secrets.h"
#include "services/entity/text_folding.h"
#include "services/errors/errors.h"
#include "services/rpc/bytes.h"
#include "services/rpc/status_exit.h"

namespace letan::rpc {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

ServedMethod::ServedMethod(const google::protobuf::MethodDescriptor* descriptor,
                           const call::Method* handler, Metrics& counters) {
  if (handler != nullptr) method = *handler;
  method.descriptor = descriptor;
  method.full_name = descriptor->service()->full_name() + "/" + descriptor->name();
  prototype =
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(descriptor->input_type());
  const FieldDescriptor* field = descriptor->input_type()->FindFieldByName("request_id");
  if (field != nullptr && field->type() == FieldDescriptor::TYPE_STRING && !field->is_repeated()) {
    request_id = field;
  }
  field = descriptor->input_type()->FindFieldByName("validate_only");
  if (field != nullptr && field->type() == FieldDescriptor::TYPE_BOOL && !field->is_repeated()) {
    validate_only = field;
  }
  metrics = counters.ForMethod(method.full_name);
  writes = method.prepare || (method.task && access::Mutates(*descriptor));
  for (const char* service : {"IdentityService", "BatchService", "AdminService"}) {
    changes_callers = changes_callers || descriptor->service()->name() == service;
  }
}

absl::Status CountCall(const Runtime& runtime, const call::Caller& caller, CallerLimits::Kind kind,
                       booking::Micros now, CallerLimits::Place* place) {
  if (!caller.known || caller.anonymous) return absl::OkStatus();
  auto entered = runtime.caller_limits->Enter(caller.viewer.subject, kind, now);
  if (!entered.ok()) return entered.status();
  *place = *std::move(entered);
  return absl::OkStatus();
}

absl::StatusOr<call::CallContext> Identify(Runtime& runtime, const ServedMethod& served,
                                           const grpc::CallbackServerContext& context,
                                           CallerLimits::Place* place) {
  auto caller = runtime.authenticate(context);
  if (!caller.ok()) return caller.status();
  const booking::Micros now = runtime.clock();
  const auto kind = served.method.open ? CallerLimits::Kind::kStream : CallerLimits::Kind::kUnary;
  absl::Status counted = CountCall(runtime, **caller, kind, now, place);
  if (!counted.ok()) return counted;
  const std::string& method = served.method.full_name;
  if (runtime.authorize) {
    const absl::Status allowed = runtime.authorize((*caller)->viewer, served.method);
    if (!allowed.ok()) return allowed;
  }
  auto permit = runtime.access->Authorize(**caller, method, served.writes);
  if (!permit.ok()) return permit.status();
  if (served.method.administrators_only && !(*caller)->viewer.administrator) {
    return errors::PermissionDenied("only administrators may call " + method);
  }
  if (!served.has_handler()) {
    return absl::UnimplementedError("the server does not offer " + method);
  }
  call::CallContext result;
  result.viewer = (*caller)->viewer;
  if (served.method.prepare) {
    if (absl::Status chosen = access::ChooseAgency(**caller, result.viewer); !chosen.ok()) {
      return chosen;
    }
  }
  result.caller = *std::move(caller);
  result.permit = *std::move(permit);
  result.method = method;
  result.now = now;
  result.limits = &runtime.limits;
  result.new_id = [ids = runtime.ids] { return ids->Next(); };
  return result;
}

absl::StatusOr<call::CallContext> ContextFor(const Runtime& runtime,
                                             const call::CallContext& context,
                                             const call::Method& method) {
  if (runtime.authorize) {
    const absl::Status allowed = runtime.authorize(context.viewer, method);
    if (!allowed.ok()) return allowed;
  }
  const bool writes = static_cast<bool>(method.prepare);
  auto permit = runtime.access->Authorize(*context.caller, method.full_name, writes);
  if (!permit.ok()) return permit.status();
  call::CallContext own = context;
  own.method = method.full_name;
  own.permit = *std::move(permit);
  return own;
}

absl::StatusOr<Message*> ParseRequest(const ServedMethod& served, const grpc::ByteBuffer& bytes,
                                      google::protobuf::Arena& arena) {
  Message* message = served.prototype->New(&arena);
  if (!ParseFrom(bytes, *message)) {
    return entity::ExplainParseFailure(served.method.descriptor->input_type(), ToString(bytes));
  }
  if (served.method.prepare) entity::NormalizeText(*message);  // what is stored is in NFC
  if (absl::Status shape = entity::CheckShape(*message); !shape.ok()) return shape;
  if (served.method.prepare) {
    if (absl::Status fit = entity::CheckNoStateSecrets(*message); !fit.ok()) return fit;
  }
  return message;
}

storage::WriteRequest RecordOfRead(const call::CallContext& context, storage::ReadNote note) {
  storage::WriteRequest request;
  request.viewer = context.viewer;
  request.method = context.method;
  request.body =
      [note = std::move(note)](storage::WriteTransaction& write) -> absl::StatusOr<std::string> {
    absl::Status recorded = write.RecordRead(note);
    if (!recorded.ok()) return recorded;
    return std::string();
  };
  return request;
}

// Not that the outcome is unknown: nothing was to be changed, and nothing is answered.
absl::Status NotRecorded(const storage::Engine& engine, const storage::WriteResult& recorded) {
  return recorded.queue_full ? TooManyWrites(engine) : recorded.status;
}

absl::Status TooManyWrites(const storage::Engine& engine) {
  return errors::Overloaded("too many writes are waiting", kRetryAfterMillis,
                            {"max_queued_writes", engine.options().max_queued_writes});
}

absl::Status TooManyReads(const Runtime& runtime) {
  return errors::Overloaded("too many calls are waiting", kRetryAfterMillis,
                            {"max_queued_reads", runtime.limits.max_queued_reads});
}

absl::Status TooManySignIns(const Runtime& runtime) {
  return errors::Overloaded("too many are signing in", kRetryAfterMillis,
                            {"max_queued_sign_ins", runtime.limits.max_queued_sign_ins});
}

void CountRefusal(const Runtime& runtime, const absl::Status& status) {
  google::rpc::ErrorInfo info;
  if (!absl::IsResourceExhausted(status) || !errors::GetDetail(status, &info)) return;
  const auto limit = info.metadata().find("limit");
  if (limit != info.metadata().end()) runtime.metrics->CountRefusal(limit->second);
}

absl::Status ForCaller(Runtime& runtime, const ServedMethod& served, CallId& call_id,
                       const absl::Status& status) {
  CountRefusal(runtime, status);
  return Complete(HideInternal(
      status, served.method.full_name, [&] { return call_id.Get(runtime); }, runtime.log));
}

}  // namespace letan::rpc
