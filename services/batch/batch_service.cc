#include "services/batch/batch_service.h"

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "letan/v1/batch_service.pb.h"
#include "services/entity/shape.h"
#include "services/entity/state_secrets.h"
#include "services/entity/text_folding.h"
#include "services/errors/errors.h"

namespace letan::services {
namespace {

using google::protobuf::Any;
using google::protobuf::Message;

// One request, ready to be carried out.
struct Step {
  std::string place;          // "requests[3]"
  std::string response_type;  // "letan.v1.BookResponse"
  storage::WriteBody body;
};

constexpr char kTypePrefix[] = "type.googleapis.com/";

std::string TypeOf(const Any& any) { return any.type_url().substr(any.type_url().rfind('/') + 1); }

absl::Status Refuse(const std::string& description) {
  return errors::InvalidField("", description);
}

// The batch says it once for all.
absl::Status CheckNothingOfItsOwn(const Message& request) {
  for (const char* name : {"request_id", "validate_only"}) {
    const auto* field = request.GetDescriptor()->FindFieldByName(name);
    if (field != nullptr && request.GetReflection()->HasField(request, field)) {
      return errors::InvalidField(name, "belongs to the batch, not to one of its requests");
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<Step> PrepareStep(const entity::ServiceDeps& deps, const call::CallContext& context,
                                 const Any& any) {
  const std::string type = TypeOf(any);
  const call::Method* method = deps.methods->Find(type);
  if (method == nullptr || !method->prepare ||
      type == v1::ExecuteBatchRequest::descriptor()->full_name()) {
    return Refuse("\"" + type + "\" is no request of a method that writes");
  }
  const auto own = deps.context_for(context, *method);
  if (!own.ok()) return own.status();
  const std::unique_ptr<Message> request(google::protobuf::MessageFactory::generated_factory()
                                             ->GetPrototype(method->descriptor->input_type())
                                             ->New());
  if (!request->ParseFromString(any.value())) {
    return entity::ExplainParseFailure(method->descriptor->input_type(), any.value());
  }
  entity::NormalizeText(*request);
  absl::Status status = entity::CheckShape(*request);
  if (status.ok()) status = entity::CheckNoStateSecrets(*request);
  if (status.ok()) status = CheckNothingOfItsOwn(*request);
  if (!status.ok()) return status;
  auto body = method->prepare(*own, *request);
  if (!body.ok()) return body.status();
  return Step{"", method->descriptor->output_type()->full_name(),
              deps.guard(*own, *request, *std::move(body))};
}

absl::StatusOr<v1::ExecuteBatchResponse> Execute(storage::WriteTransaction& write,
                                                 const std::vector<Step>& steps) {
  v1::ExecuteBatchResponse response;
  for (const Step& step : steps) {
    auto answer = step.body(write);
    if (!answer.ok()) return errors::Within(answer.status(), step.place);
    Any* packed = response.add_responses();
    packed->set_type_url(kTypePrefix + step.response_type);
    packed->set_value(*std::move(answer));
  }
  return response;
}

absl::StatusOr<call::Apply<v1::ExecuteBatchResponse>> Prepare(
    const entity::ServiceDeps& deps, const call::CallContext& context,
    const v1::ExecuteBatchRequest& request) {
  auto steps = std::make_shared<std::vector<Step>>();
  for (const Any& any : request.requests()) {
    const std::string place = "requests[" + std::to_string(steps->size()) + "]";
    auto step = PrepareStep(deps, context, any);
    if (!step.ok()) return errors::Within(step.status(), place);
    step->place = place;
    steps->push_back(*std::move(step));
  }
  return call::Apply<v1::ExecuteBatchResponse>(
      [steps](storage::WriteTransaction& write) { return Execute(write, *steps); });
}

}  // namespace

call::ServiceTable MakeBatchService(const entity::ServiceDeps& deps) {
  // Linking the messages makes the service's description known.
  call::ServiceTable table(
      v1::ExecuteBatchRequest::descriptor()->file()->FindServiceByName("BatchService"));
  call::Method& execute = table.Write<v1::ExecuteBatchRequest, v1::ExecuteBatchResponse>(
      "ExecuteBatch",
      [deps](const call::CallContext& context, const v1::ExecuteBatchRequest& request) {
        return Prepare(deps, context, request);
      });
  execute.requests_in = [](const Message& request) {
    return std::int64_t{static_cast<const v1::ExecuteBatchRequest&>(request).requests_size()};
  };
  return table;
}

}  // namespace letan::services
