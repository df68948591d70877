// One call to the server, whichever method.
#ifndef LETAN_CLIENTS_CLI_CALLER_H_
#define LETAN_CLIENTS_CLI_CALLER_H_

#include <memory>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "google/rpc/error_details.pb.h"

namespace letan::cli {

// google.rpc.Code, of which google.rpc.Status holds the number.
enum Code {
  kOk = 0,
  kDeadlineExceeded = 4,
  kNotFound = 5,
  kAlreadyExists = 6,
  kResourceExhausted = 8,
  kFailedPrecondition = 9,
  kAborted = 10,
  kUnavailable = 14,
  kUnauthenticated = 16,
};

class Caller {
 public:
  virtual ~Caller() = default;

  // Fills `response`, of the method's output type, if the status answered has code 0. A request_id
  // that the request type has and that is empty is minted first.
  virtual google::rpc::Status Call(const google::protobuf::MethodDescriptor& method,
                                   const google::protobuf::Message& request,
                                   google::protobuf::Message* response) = 0;
};

// An empty message of a type that is linked in.
std::unique_ptr<google::protobuf::Message> NewMessage(const google::protobuf::Descriptor& type);

// The request_id of a request; empty if its type has none. And sets it, where there is one.
std::string RequestId(const google::protobuf::Message& request);
void SetRequestId(const std::string& id, google::protobuf::Message* request);
// Sets validate_only, where there is such a field.
void SetValidateOnly(google::protobuf::Message* request);

// ErrorInfo.reason, "BOOKING_CONFLICT"; empty if the status carries none.
std::string Reason(const google::rpc::Status& status);
// RetryInfo.retry_delay; nothing if the status carries none.
std::optional<absl::Duration> RetryDelay(const google::rpc::Status& status);

// All pages of a List or Query method in one response. `request` has no page_token.
google::rpc::Status CallAllPages(Caller& caller, const google::protobuf::MethodDescriptor& method,
                                 const google::protobuf::Message& request,
                                 google::protobuf::Message* response);

// As above, by method name, for typed requests; throws ServerError.
void CallByName(Caller& caller, const std::string& method, const google::protobuf::Message& request,
                google::protobuf::Message* response);
void CallAllByName(Caller& caller, const std::string& method,
                   const google::protobuf::Message& request, google::protobuf::Message* response);

// Response response = Call<Response>(caller, "BookingService.Book", request).
template <class Response>
Response Call(Caller& caller, const std::string& method, const google::protobuf::Message& request) {
  Response response;
  CallByName(caller, method, request, &response);
  return response;
}

template <class Response>
Response CallAll(Caller& caller, const std::string& method,
                 const google::protobuf::Message& request) {
  Response response;
  CallAllByName(caller, method, request, &response);
  return response;
}

}  // namespace letan::cli

#endif  // LETAN_CLIENTS_CLI_CALLER_H_
