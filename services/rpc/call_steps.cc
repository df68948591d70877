#include "services/rpc/call_steps.h"

#include <utility>

#include "services/entity/shape.h"
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
}

absl::StatusOr<call::CallContext> Identify(Runtime& runtime, const ServedMethod& served,
                                           const grpc::CallbackServerContext& context) {
  auto viewer = runtime.authenticate(context);
  if (!viewer.ok()) return viewer.status();
  const absl::Status allowed = runtime.authorize(*viewer, served.method);
  if (!allowed.ok()) return allowed;
  if (served.method.task && !viewer->administrator) {
    return absl::PermissionDeniedError("only administrators may call " + served.method.full_name);
  }
  if (!served.has_handler()) {
    return absl::UnimplementedError("the server does not offer " + served.method.full_name);
  }
  call::CallContext result;
  result.viewer = *std::move(viewer);
  result.method = served.method.full_name;
  result.now = runtime.clock();
  result.limits = &runtime.limits;
  result.new_id = [ids = runtime.ids] { return ids->Next(); };
  return result;
}

absl::StatusOr<Message*> ParseRequest(const ServedMethod& served, const grpc::ByteBuffer& bytes,
                                      google::protobuf::Arena& arena) {
  Message* message = served.prototype->New(&arena);
  if (!ParseFrom(bytes, *message)) {
    return entity::ExplainParseFailure(served.method.descriptor->input_type(), ToString(bytes));
  }
  if (served.method.prepare) entity::NormalizeText(*message);  // what is stored is in NFC
  if (absl::Status shape = entity::CheckShape(*message); !shape.ok()) return shape;
  return message;
}

absl::Status TooManyReads() {
  return errors::Overloaded("too many calls are waiting", kRetryAfterMillis, "max_queued_reads");
}

absl::Status ForCaller(Runtime& runtime, const ServedMethod& served, CallId& call_id,
                       const absl::Status& status) {
  return Complete(HideInternal(
      status, served.method.full_name, [&] { return call_id.Get(runtime); }, runtime.log));
}

}  // namespace letan::rpc
