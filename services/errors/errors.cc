#include "services/errors/errors.h"

#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/string_view.h"
#include "google/rpc/error_details.pb.h"

namespace letan::errors {
namespace {

std::string TypeUrl(const google::protobuf::Descriptor* descriptor) {
  return "type.googleapis.com/" + descriptor->full_name();
}

absl::string_view View(std::string_view text) { return {text.data(), text.size()}; }

std::string Summary(const std::vector<FieldViolation>& violations) {
  if (violations.empty()) return "the request is not valid";
  const FieldViolation& first = violations.front();
  // Without a field: the whole, of which Within tells the place.
  std::string text = first.field + (first.field.empty() ? "" : ": ") + first.description;
  if (violations.size() > 1) {
    text += " (and " + std::to_string(violations.size() - 1) + " more)";
  }
  return text;
}

}  // namespace

void AddDetail(absl::Status& status, const google::protobuf::Message& detail) {
  status.SetPayload(TypeUrl(detail.GetDescriptor()), absl::Cord(detail.SerializeAsString()));
}

bool GetDetail(const absl::Status& status, google::protobuf::Message* detail) {
  const auto payload = status.GetPayload(TypeUrl(detail->GetDescriptor()));
  return payload.has_value() && detail->ParseFromString(std::string(*payload));
}

absl::Status Make(absl::StatusCode code, std::string_view reason, std::string_view message) {
  absl::Status status(code, View(message));
  google::rpc::ErrorInfo info;
  info.set_reason(std::string(reason));
  info.set_domain(kDomain);
  AddDetail(status, info);
  return status;
}

absl::Status InvalidArgument(const std::vector<FieldViolation>& violations,
                             std::string_view reason) {
  absl::Status status = Make(absl::StatusCode::kInvalidArgument, reason, Summary(violations));
  google::rpc::BadRequest bad_request;
  for (const FieldViolation& violation : violations) {
    if (static_cast<std::size_t>(bad_request.field_violations_size()) == kMaxViolations) break;
    auto* added = bad_request.add_field_violations();
    added->set_field(violation.field);
    added->set_description(violation.description);
  }
  AddDetail(status, bad_request);
  return status;
}

absl::Status InvalidField(std::string field, std::string description) {
  return InvalidArgument({{std::move(field), std::move(description)}});
}

absl::Status Within(const absl::Status& status, const std::string& place) {
  absl::Status within(status.code(), place + ": " + std::string(status.message()));
  status.ForEachPayload([&](absl::string_view type_url, const absl::Cord& payload) {
    within.SetPayload(type_url, payload);
  });
  google::rpc::ErrorInfo info;
  if (GetDetail(status, &info)) {
    (*info.mutable_metadata())["within"] = place;
    AddDetail(within, info);
  }
  google::rpc::BadRequest bad_request;
  if (GetDetail(status, &bad_request)) {
    for (auto& violation : *bad_request.mutable_field_violations()) {
      violation.set_field(violation.field().empty() ? place : place + "." + violation.field());
    }
    AddDetail(within, bad_request);
  }
  return within;
}

absl::Status NotFound(std::string_view name) {
  std::string message = std::string(name) + " does not exist";
  // Of these, people wonder where they have gone.
  if (name.starts_with("bookings/")) {
    message += ": it was released, was a hold that lapsed, or was never made";
  }
  return Make(absl::StatusCode::kNotFound, kNotFound, message);
}

absl::Status NotFoundAt(std::string_view name, std::string field) {
  absl::Status status = NotFound(name);
  google::rpc::BadRequest bad_request;
  auto* violation = bad_request.add_field_violations();
  violation->set_field(std::move(field));
  violation->set_description("there is no \"" + std::string(name) + "\"");
  AddDetail(status, bad_request);
  return status;
}

absl::Status AlreadyExists(std::string_view name) {
  return Make(absl::StatusCode::kAlreadyExists, kAlreadyExists,
              std::string(name) + " exists already, or did and was deleted");
}

absl::Status NotDeleted(std::string_view name) {
  return Make(absl::StatusCode::kAlreadyExists, kAlreadyExists,
              std::string(name) + " is not deleted");
}

absl::Status StaleEtag(std::string_view name, std::string field) {
  absl::Status status = Make(absl::StatusCode::kAborted, kStaleEtag,
                             std::string(name) + " has changed since that etag: read it again");
  google::rpc::BadRequest bad_request;
  auto* violation = bad_request.add_field_violations();
  violation->set_field(std::move(field));
  violation->set_description("is not that of the current version");
  AddDetail(status, bad_request);
  return status;
}

absl::Status Precondition(std::string_view reason, std::string_view subject,
                          std::string_view description) {
  absl::Status status = Make(absl::StatusCode::kFailedPrecondition, reason,
                             std::string(subject) + ": " + std::string(description));
  google::rpc::PreconditionFailure failure;
  auto* violation = failure.add_violations();
  violation->set_type(std::string(reason));
  violation->set_subject(std::string(subject));
  violation->set_description(std::string(description));
  AddDetail(status, failure);
  return status;
}

absl::Status BookingConflict(const letan::v1::ConflictDetails& details) {
  std::string text = "the booking does not fit";
  if (details.legs_size() > 0 && details.legs(0).violations_size() > 0) {
    text += ": " + details.legs(0).violations(0).message();
  } else if (details.releases_size() > 0) {
    text = details.releases(0).booking() + " cannot be released: a vehicle needs its driver";
  }
  absl::Status status = Make(absl::StatusCode::kFailedPrecondition, kBookingConflict, text);
  AddDetail(status, details);
  return status;
}

absl::Status LimitReached(const Limit& limit, std::string_view reason, std::string_view what) {
  absl::Status status = Make(absl::StatusCode::kResourceExhausted, reason, what);
  if (limit.name.empty()) return status;
  google::rpc::ErrorInfo info;
  GetDetail(status, &info);
  (*info.mutable_metadata())["limit"] = std::string(limit.name);
  (*info.mutable_metadata())["limit_value"] = std::to_string(limit.value);
  AddDetail(status, info);
  return status;
}

absl::Status RetryAfter(absl::Status status, std::int64_t micros) {
  google::rpc::RetryInfo retry;
  retry.mutable_retry_delay()->set_seconds(micros / 1'000'000);
  retry.mutable_retry_delay()->set_nanos(static_cast<std::int32_t>(micros % 1'000'000 * 1000));
  AddDetail(status, retry);
  return status;
}

absl::Status Overloaded(std::string_view what, int retry_after_millis, const Limit& limit) {
  return RetryAfter(LimitReached(limit, kOverloaded, what),
                    std::int64_t{1000} * retry_after_millis);
}

absl::Status Stopping() {
  return Make(absl::StatusCode::kUnavailable, kServerStopping,
              "the server is stopping: come back when it serves again");
}

absl::Status PermissionDenied(std::string_view what) {
  return Make(absl::StatusCode::kPermissionDenied, kPermissionDenied, what);
}

absl::Status Unauthenticated() {
  return Make(absl::StatusCode::kUnauthenticated, kUnauthenticated,
              "sign in, or present a token that is valid");
}

absl::Status Draining() {
  return Make(absl::StatusCode::kUnavailable, kDraining,
              "the server is being drained: it takes no writes until it is told to resume");
}

}  // namespace letan::errors
