#include "tests/faults/support/secret_registers.h"

#include <grpcpp/grpcpp.h>

#include <memory>

#include "letan/v1/delegation_service.grpc.pb.h"
#include "services/entity/time_codec.h"
#include "tests/faults/support/fight_world.h"
#include "tests/faults/support/recording_client.h"

namespace letan::faults {
namespace {

using Delegations = v1::DelegationService::Stub;

constexpr std::chrono::seconds kRegisterDeadline{60};

template <class Request, class Response>
grpc::Status Call(Delegations& stub,
                  grpc::Status (Delegations::*method)(grpc::ClientContext*, const Request&,
                                                      Response*),
                  const Request& request, Response* response) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kRegisterDeadline);
  return (stub.*method)(&context, request, response);
}

std::string TitleOf(std::int64_t value) { return "Đoàn kín " + std::to_string(value); }
std::string PurposeOf(std::int64_t value) { return "Việc kín " + std::to_string(value); }

// Two texts, so that one of them alone would show.
v1::UpdateDelegationRequest WriteOf(const std::string& name, std::int64_t value) {
  v1::UpdateDelegationRequest request;
  request.mutable_delegation()->set_name(name);
  request.mutable_delegation()->set_title(TitleOf(value));
  request.mutable_delegation()->set_purpose(PurposeOf(value));
  request.mutable_update_mask()->add_paths("title");
  request.mutable_update_mask()->add_paths("purpose");
  request.set_request_id(name.substr(name.find('/') + 1) + "-" + std::to_string(value));
  return request;
}

absl::Status Lost(const std::string& name, const std::string& what) {
  return absl::DataLossError(name + ": " + what);
}

}  // namespace

absl::Status SecretRegisters::Create(const std::string& address) {
  Delegations stub(Connect(address));
  for (Register& one : registers_) {
    v1::CreateDelegationRequest request;
    v1::Delegation& delegation = *request.mutable_delegation();
    delegation.set_title(TitleOf(0));
    delegation.set_purpose(PurposeOf(0));
    delegation.set_direction(v1::Delegation::DIRECTION_INBOUND);
    delegation.set_handling_level(v1::HANDLING_LEVEL_RESTRICTED);
    *delegation.mutable_interval() = entity::FromInterval({kWeekStart, kWeekStart + kDayMicros});
    v1::Delegation made;
    const grpc::Status status = Call(stub, &Delegations::CreateDelegation, request, &made);
    if (!status.ok()) return absl::InternalError(status.error_message());
    one.name = made.name();
  }
  return absl::OkStatus();
}

void SecretRegisters::WriteUntilCutOff(std::size_t index, const std::string& address) {
  Register& one = registers_[index];
  Delegations stub(Connect(address));
  for (;;) {
    v1::Delegation answer;
    const auto request = WriteOf(one.name, ++one.written);
    const grpc::Status status = Call(stub, &Delegations::UpdateDelegation, request, &answer);
    if (status.error_code() == grpc::StatusCode::UNAVAILABLE) return;
    if (!status.ok()) {
      one.failure = status.error_message();
      return;
    }
    one.promised = one.answered = one.written;
    one.answer = answer;
    ++acknowledged_;
  }
}

absl::Status SecretRegisters::Check(const std::string& address) {
  Delegations stub(Connect(address));
  for (Register& one : registers_) {
    if (!one.failure.empty()) return absl::InternalError(one.name + ": " + one.failure);
    v1::GetDelegationRequest get;
    get.set_name(one.name);
    v1::Delegation found;
    const grpc::Status status = Call(stub, &Delegations::GetDelegation, get, &found);
    if (!status.ok()) return Lost(one.name, status.error_message());
    std::int64_t value = one.promised;
    while (value <= one.written && found.title() != TitleOf(value)) ++value;
    if (value > one.written) return Lost(one.name, "what was acknowledged is gone");
    if (found.purpose() != PurposeOf(value)) return Lost(one.name, "half of a write is there");
    one.promised = value;
    if (one.answered == 0) continue;
    v1::Delegation again;
    const grpc::Status told =
        Call(stub, &Delegations::UpdateDelegation, WriteOf(one.name, one.answered), &again);
    if (!told.ok()) return Lost(one.name, told.error_message());
    if (again.SerializeAsString() != one.answer.SerializeAsString()) {
      return Lost(one.name, "a repeated request was answered otherwise");
    }
  }
  return absl::OkStatus();
}

}  // namespace letan::faults
