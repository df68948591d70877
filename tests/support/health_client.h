// grpc.health.v1, whose messages Debian does not ship: written and read by field number.
#ifndef LETAN_TESTS_SUPPORT_HEALTH_CLIENT_H_
#define LETAN_TESTS_SUPPORT_HEALTH_CLIENT_H_

#include <google/protobuf/unknown_field_set.h>
#include <grpcpp/generic/generic_stub.h>

#include <memory>
#include <string>
#include <vector>

#include "services/rpc/bytes.h"
#include "tests/support/test_server.h"

namespace letan::testing {

// A message with one text in it.
inline std::string Field(int number, const std::string& value) {
  google::protobuf::UnknownFieldSet fields;
  fields.AddLengthDelimited(number, value);
  std::string bytes;
  fields.SerializeToString(&bytes);
  return bytes;
}

// What a message has in a field; numbers in decimal.
inline std::vector<std::string> FieldsIn(const std::string& bytes, int number) {
  google::protobuf::UnknownFieldSet fields;
  std::vector<std::string> values;
  if (!fields.ParseFromString(bytes)) return values;
  for (int i = 0; i < fields.field_count(); ++i) {
    const auto& field = fields.field(i);
    if (field.number() != number) continue;
    values.push_back(field.type() == google::protobuf::UnknownField::TYPE_LENGTH_DELIMITED
                         ? field.length_delimited()
                         : std::to_string(field.varint()));
  }
  return values;
}

// "SERVING", "NOT_SERVING", or what is wrong.
inline std::string HealthIn(const std::string& bytes) {
  const std::vector<std::string> values = FieldsIn(bytes, 1);
  if (values == std::vector<std::string>{"1"}) return "SERVING";
  return values == std::vector<std::string>{"2"} ? "NOT_SERVING" : "no health";
}

inline std::string HealthRequest(const std::string& service) {
  return service.empty() ? "" : Field(1, service);
}

inline std::string CheckHealth(const std::shared_ptr<grpc::Channel>& channel,
                               const std::string& service) {
  const RawAnswer answer = RawCall(channel, "/grpc.health.v1.Health/Check", HealthRequest(service));
  return answer.status.ok() ? HealthIn(answer.bytes) : answer.status.error_message();
}

// One call of Health/Watch, read as its messages come.
class HealthWatch {
 public:
  HealthWatch(const std::shared_ptr<grpc::Channel>& channel, const std::string& service)
      : stub_(channel) {
    context_.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(120));
    stream_ = stub_.PrepareCall(&context_, "/grpc.health.v1.Health/Watch", &queue_);
    stream_->StartCall(nullptr);
    Step();
    const grpc::Slice slice(HealthRequest(service));
    stream_->WriteLast(grpc::ByteBuffer(&slice, 1), grpc::WriteOptions(), nullptr);
    Step();
  }
  ~HealthWatch() {
    context_.TryCancel();
    Finish();
    queue_.Shutdown();
    while (Step()) {
    }
  }
  HealthWatch(const HealthWatch&) = delete;
  HealthWatch& operator=(const HealthWatch&) = delete;

  // The next message, waiting for it; "ended" at the end.
  std::string Next() {
    grpc::ByteBuffer received;
    stream_->Read(&received, nullptr);
    return Step() ? HealthIn(rpc::ToString(received)) : "ended";
  }

  grpc::Status Finish() {
    if (!finished_) {
      finished_ = true;
      stream_->Finish(&status_, nullptr);
      Step();
    }
    return status_;
  }

 private:
  bool Step() {
    void* tag = nullptr;
    bool ok = false;
    return queue_.Next(&tag, &ok) && ok;
  }

  grpc::GenericStub stub_;
  grpc::ClientContext context_;
  grpc::CompletionQueue queue_;
  std::unique_ptr<grpc::GenericClientAsyncReaderWriter> stream_;
  grpc::Status status_;
  bool finished_ = false;
};

}  // namespace letan::testing

#endif  // LETAN_TESTS_SUPPORT_HEALTH_CLIENT_H_
