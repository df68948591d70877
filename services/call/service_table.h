// The methods of one service, as a table: request type, response type, handler. No gRPC: the rpc
// layer turns a table into a served service.
//
//   ServiceTable table(v1::BookingService::descriptor());
//   table.Read<v1::GetBookingRequest, v1::Booking>("GetBooking", GetBooking, Cost::kPoint);
//   table.Write<v1::BookRequest, v1::BookResponse>("Book", PrepareBook);
//   table.Task<v1::CreateBackupRequest, v1::Backup>("CreateBackup", CreateBackup);
#ifndef LETAN_SERVICES_CALL_SERVICE_TABLE_H_
#define LETAN_SERVICES_CALL_SERVICE_TABLE_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "services/call/call_context.h"
#include "services/call/stream.h"
#include "storage/engine.h"
#include "storage/transaction.h"

namespace letan::call {

// Where a read runs.
enum class Cost {
  kPoint,  // a few index lookups: on the thread that received it
  kQuery,  // anything else: on the executor
};

// Where a task runs.
enum class Lane {
  kReads,   // on the executor, beside the reads
  kSignIn,  // on a small one of its own: it hashes passwords, which takes long on purpose
};

// A response that is encoded already: a stored message passed through.
struct Encoded {
  std::string bytes;
};

using ReadHandler = std::function<absl::StatusOr<std::string>(
    const CallContext&, storage::ReadTransaction&, const google::protobuf::Message&)>;
using PrepareHandler = std::function<absl::StatusOr<storage::WriteBody>(
    const CallContext&, const google::protobuf::Message&)>;
// Work that is neither a read nor a write: it has no transaction, but may make some of its own.
using TaskHandler = std::function<absl::StatusOr<std::string>(const CallContext&,
                                                              const google::protobuf::Message&)>;

struct Method {
  const google::protobuf::MethodDescriptor* descriptor = nullptr;
  std::string full_name;  // "letan.v1.BookingService/Book"
  Cost cost = Cost::kQuery;
  ReadHandler read;        // exactly one of read, ...
  PrepareHandler prepare;  // ... prepare, ...
  TaskHandler task;        // ... task ...
  OpenHandler open;        // ... and open is set
  // Of a write: how many requests one is that passed the checks of its shape. Unset: one.
  std::function<std::int64_t(const google::protobuf::Message&)> requests_in;
  bool brings_all = false;           // of a write: what follows from its rows is among them
  Lane lane = Lane::kReads;          // of a task
  bool administrators_only = false;  // of a task, whatever the table of permissions says
};

namespace internal {
template <class Response>
std::string Encode(Response&& response) {
  if constexpr (std::is_same_v<std::decay_t<Response>, Encoded>) {
    return std::move(response.bytes);
  } else {
    return response.SerializeAsString();
  }
}
}  // namespace internal

class ServiceTable {
 public:
  explicit ServiceTable(const google::protobuf::ServiceDescriptor* service) : service_(service) {}

  // handler: absl::StatusOr<Response or Encoded>(const CallContext&, ReadTransaction&,
  //                                              const Request&)
  template <class Request, class Response, class Handler>
  void Read(const std::string& method, Handler handler, Cost cost = Cost::kQuery) {
    Method& entry = Add(method, Request::descriptor(), Response::descriptor());
    entry.cost = cost;
    entry.read = [handler = std::move(handler)](
                     const CallContext& context, storage::ReadTransaction& read,
                     const google::protobuf::Message& request) -> absl::StatusOr<std::string> {
      auto response = handler(context, read, static_cast<const Request&>(request));
      if (!response.ok()) return response.status();
      return internal::Encode(*std::move(response));
    };
  }

  // prepare: absl::StatusOr<Apply>(const CallContext&, const Request&), everything that needs no
  // transaction; Apply: absl::StatusOr<Response>(WriteTransaction&), a copyable body that owns what
  // it uses (the request is gone by then) and can be run again.
  template <class Request, class Response, class Prepare>
  Method& Write(const std::string& method, Prepare prepare) {
    Method& entry = Add(method, Request::descriptor(), Response::descriptor());
    entry.prepare =
        [prepare = std::move(prepare)](
            const CallContext& context,
            const google::protobuf::Message& request) -> absl::StatusOr<storage::WriteBody> {
      auto apply = prepare(context, static_cast<const Request&>(request));
      if (!apply.ok()) return apply.status();
      return storage::WriteBody(
          [apply =
               *std::move(apply)](storage::WriteTransaction& write) -> absl::StatusOr<std::string> {
            auto response = apply(write);
            if (!response.ok()) return response.status();
            return internal::Encode(*std::move(response));
          });
    };
    return entry;
  }

  // open: absl::StatusOr<std::unique_ptr<Stream>>(const CallContext&, ReadTransaction&,
  //                                              const Request&, Wake)
  template <class Request, class Response, class Open>
  void Stream(const std::string& method, Open open) {
    Method& entry = Add(method, Request::descriptor(), Response::descriptor(), /*streams=*/true);
    entry.open = [open = std::move(open)](
                     const CallContext& context, storage::ReadTransaction& read,
                     const google::protobuf::Message& request,
                     Wake wake) -> absl::StatusOr<std::unique_ptr<call::Stream>> {
      return open(context, read, static_cast<const Request&>(request), std::move(wake));
    };
  }

  // What the service does about once a second, and when no call is under way any more: threads of
  // its own and snapshots that it holds end then, before the engine does.
  struct Hooks {
    std::function<void(booking::Micros now)> tick;
    std::function<void()> stop;
  };
  void SetHooks(Hooks hooks) { hooks_ = std::move(hooks); }
  const Hooks& hooks() const { return hooks_; }

  // work: absl::StatusOr<Response>(const CallContext&, const Request&), on the executor. For
  // administrators only.
  template <class Request, class Response, class Work>
  void Task(const std::string& method, Work work) {
    OpenTask<Request, Response>(method, std::move(work), Lane::kReads).administrators_only = true;
  }

  // The same, for whom the table of permissions allows it.
  template <class Request, class Response, class Work>
  Method& OpenTask(const std::string& method, Work work, Lane lane) {
    Method& entry = Add(method, Request::descriptor(), Response::descriptor());
    entry.lane = lane;
    entry.task = [work = std::move(work)](
                     const CallContext& context,
                     const google::protobuf::Message& request) -> absl::StatusOr<std::string> {
      auto response = work(context, static_cast<const Request&>(request));
      if (!response.ok()) return response.status();
      return internal::Encode(*std::move(response));
    };
    return entry;
  }

  const google::protobuf::ServiceDescriptor* service() const { return service_; }
  // By method name, "Book".
  const std::map<std::string, Method>& methods() const { return methods_; }

 private:
  // Aborts the program when the schema has no such method with these types: a wiring error.
  Method& Add(const std::string& method, const google::protobuf::Descriptor* request,
              const google::protobuf::Descriptor* response, bool streams = false);

  const google::protobuf::ServiceDescriptor* service_;
  std::map<std::string, Method> methods_;
  Hooks hooks_;
};

// What a body returns when it has no captured state of its own type.
template <class Response>
using Apply = std::function<absl::StatusOr<Response>(storage::WriteTransaction&)>;

}  // namespace letan::call

#endif  // LETAN_SERVICES_CALL_SERVICE_TABLE_H_
