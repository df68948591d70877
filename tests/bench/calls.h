// Calls that prepare what is measured.
#ifndef LETAN_TESTS_BENCH_CALLS_H_
#define LETAN_TESTS_BENCH_CALLS_H_

#include <google/protobuf/message.h>
#include <grpcpp/grpcpp.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "letan/v1/batch_service.grpc.pb.h"
#include "tests/bench/load.h"

namespace letan::bench {

// True if it is OK; if not, says so on stderr.
bool Said(const grpc::Status& status, const std::string& what);

void SetDeadline(grpc::ClientContext& context);

// The encoded answer, or nothing, with a line on stderr. `token`: of the caller; empty: none is
// sent.
std::optional<std::string> CallOnce(const std::shared_ptr<grpc::Channel>& channel,
                                    const Request& request, const std::string& token = "");

// The first word of a file, such as the token that a server writes there; empty if there is none.
std::string ReadWord(const std::string& path);

// A new user with this role in all agencies, and a token of theirs. Nothing, with a line on stderr,
// if a call fails.
std::optional<std::string> TokenOfNewUser(const std::shared_ptr<grpc::Channel>& channel,
                                          const std::string& administrator_token,
                                          const std::string& role);

// Writes what it is given, many requests in one call.
class BatchWriter {
 public:
  using Answer = std::function<void(const google::protobuf::Any&)>;

  explicit BatchWriter(const std::shared_ptr<grpc::Channel>& channel);

  // `answer` is called once it is written, which may be at a later Add or at Flush. Both return
  // false, with a line on stderr, if a call fails.
  bool Add(const google::protobuf::Message& request, Answer answer = {});
  bool Flush();

 private:
  std::unique_ptr<v1::BatchService::Stub> stub_;
  v1::ExecuteBatchRequest batch_;
  std::vector<Answer> answers_;
};

}  // namespace letan::bench

#endif  // LETAN_TESTS_BENCH_CALLS_H_
