#include "tests/faults/support/recording_client.h"

#include <chrono>

#include "tests/faults/support/call_codec.h"
#include "tests/support/test_server.h"

namespace letan::faults {
namespace {

using Bookings = v1::BookingService::Stub;
using Resources = v1::ResourceService::Stub;

constexpr std::chrono::seconds kDeadline{60};

}  // namespace

std::shared_ptr<grpc::Channel> Connect(const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
}

RecordingClient::RecordingClient(int number, const std::string& address,
                                 const rpc::RevisionTokens& tokens, Recorder& recorder,
                                 bool restricted)
    : number_(number), tokens_(tokens), recorder_(recorder), restricted_(restricted) {
  const std::shared_ptr<grpc::Channel> channel = Connect(address);
  bookings_ = v1::BookingService::NewStub(channel);
  resources_ = v1::ResourceService::NewStub(channel);
}

template <class Stub, class Request, class Response>
bool RecordingClient::Do(Stub& stub,
                         grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                      Response*),
                         const Request& request, Response* response, Operation* operation) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kDeadline);
  recorder_.Invoked(operation);
  const grpc::Status status = (stub.*method)(&context, request, response);
  AddStatus(status, operation);
  if (!ShowsState(*operation)) return false;
  const auto revision = tokens_.Decode(testing::RevisionOf(context));
  if (revision.ok()) {
    operation->set_revision(*revision);
  } else {
    operation->set_outcome(Operation::ERROR);
    operation->set_error("no revision: " + revision.status().ToString());
  }
  return operation->outcome() == Operation::OK;
}

Operation RecordingClient::Call(const Operation& asked, std::int64_t hold_micros) {
  Operation operation = asked;
  operation.set_client(number_);
  if (IsWrite(operation.kind())) {
    Write(hold_micros, &operation);
  } else {
    Read(&operation);
  }
  recorder_.Returned(&operation);
  return operation;
}

void RecordingClient::Write(std::int64_t hold_micros, Operation* operation) {
  switch (operation->kind()) {
    case Operation::BOOK: {
      v1::BookResponse answer;
      const v1::BookRequest request = ToBook(*operation, restricted_);
      if (Do(*bookings_, &Bookings::Book, request, &answer, operation)) {
        AddBookings(answer.bookings(), operation);
      }
      break;
    }
    case Operation::HOLD: {
      v1::HoldResponse answer;
      const v1::HoldRequest request = ToHold(*operation, hold_micros, restricted_);
      if (Do(*bookings_, &Bookings::Hold, request, &answer, operation)) {
        AddBookings(answer.bookings(), operation);
      }
      break;
    }
    case Operation::CONFIRM: {
      v1::ConfirmResponse answer;
      if (Do(*bookings_, &Bookings::Confirm, ToConfirm(*operation), &answer, operation)) {
        AddBookings(answer.bookings(), operation);
      }
      break;
    }
    case Operation::RELEASE: {
      v1::ReleaseResponse answer;
      Do(*bookings_, &Bookings::Release, ToRelease(*operation), &answer, operation);
      break;
    }
    case Operation::MOVE: {
      v1::MoveResponse answer;
      if (Do(*bookings_, &Bookings::Move, ToMove(*operation), &answer, operation)) {
        AddBookings(answer.bookings(), operation);
      }
      break;
    }
    default: {
      v1::StockMovement answer;
      Do(*resources_, &Resources::CreateStockMovement, ToMovement(*operation), &answer, operation);
    }
  }
}

void RecordingClient::Read(Operation* operation) {
  switch (operation->kind()) {
    case Operation::LIST: {
      v1::ListBookingsResponse answer;
      if (!Do(*bookings_, &Bookings::ListBookings, ToList(*operation), &answer, operation)) return;
      AddBookings(answer.bookings(), operation);
      if (answer.next_page_token().empty()) return;
      operation->set_outcome(Operation::ERROR);
      operation->set_error("more bookings than fit on a page");
      break;
    }
    case Operation::GET: {
      v1::Booking answer;
      if (Do(*bookings_, &Bookings::GetBooking, ToGet(*operation), &answer, operation)) {
        *operation->add_bookings() = FromBooking(answer);
      }
      break;
    }
    case Operation::BUSY: {
      v1::QueryFreeBusyResponse answer;
      if (Do(*bookings_, &Bookings::QueryFreeBusy, ToBusy(*operation), &answer, operation)) {
        AddBusy(answer, operation);
      }
      break;
    }
    default: {
      v1::StockLevel answer;
      const v1::GetStockLevelRequest request = ToStockLevel(*operation);
      if (Do(*resources_, &Resources::GetStockLevel, request, &answer, operation)) {
        AddStockLevel(answer, operation);
      }
    }
  }
}

Operation Question(const Operation& operation) {
  Operation question;
  question.set_kind(operation.kind());
  question.set_request_id(operation.request_id());
  *question.mutable_legs() = operation.legs();
  *question.mutable_names() = operation.names();
  *question.mutable_changes() = operation.changes();
  if (operation.has_movement()) *question.mutable_movement() = operation.movement();
  if (operation.has_scope()) *question.mutable_scope() = operation.scope();
  return question;
}

}  // namespace letan::faults
