// One client of the server that writes down all that it does.
#ifndef LETAN_TESTS_FAULTS_SUPPORT_RECORDING_CLIENT_H_
#define LETAN_TESTS_FAULTS_SUPPORT_RECORDING_CLIENT_H_

#include <memory>
#include <string>

#include "letan/v1/booking_service.grpc.pb.h"
#include "letan/v1/resource_service.grpc.pb.h"
#include "services/rpc/revision_token.h"
#include "tests/faults/support/recorder.h"

namespace letan::faults {

class RecordingClient {
 public:
  // On a connection of its own. `tokens` reads revisions. `restricted`: what it books is.
  RecordingClient(int number, const std::string& address, const rpc::RevisionTokens& tokens,
                  Recorder& recorder, bool restricted = false);

  // Makes the call that `asked` describes (kind, request_id and what is asked for), records it and
  // returns it with its answer. HOLD: `hold_micros` is for how long.
  Operation Call(const Operation& asked, std::int64_t hold_micros = 0);

  int number() const { return number_; }

 private:
  template <class Stub, class Request, class Response>
  bool Do(Stub& stub, grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
          const Request& request, Response* response, Operation* operation);
  void Write(std::int64_t hold_micros, Operation* operation);
  void Read(Operation* operation);

  const int number_;
  const rpc::RevisionTokens& tokens_;
  Recorder& recorder_;
  const bool restricted_;
  std::unique_ptr<v1::BookingService::Stub> bookings_;
  std::unique_ptr<v1::ResourceService::Stub> resources_;
};

// What was asked, without the answer: to ask the same again.
Operation Question(const Operation& operation);

// A connection that shares nothing with others.
std::shared_ptr<grpc::Channel> Connect(const std::string& address);

}  // namespace letan::faults

#endif  // LETAN_TESTS_FAULTS_SUPPORT_RECORDING_CLIENT_H_
