// A method that answers with a stream: what the rpc layer drives. No gRPC.
#ifndef LETAN_SERVICES_CALL_STREAM_H_
#define LETAN_SERVICES_CALL_STREAM_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "services/call/call_context.h"
#include "storage/transaction.h"

namespace letan::call {

// Makes one message at a time, when the caller can take one: nothing is made in advance, so that
// what a slow caller costs is one message. Used by one thread at a time, but `wake` may be called
// from any.
class Stream {
 public:
  enum class Next {
    kMessage,  // `message` is the next one, encoded
    kRead,     // Read has to be called, where it may block
    kNothing,  // nothing now: ask again after `wake`
  };
  virtual ~Stream() = default;

  // Never blocks. An error ends the stream.
  virtual absl::StatusOr<Next> Take(std::string* message) = 0;
  // Goes on by reading the database, in a bounded step; answers as Take. `read` is a snapshot for
  // the stream's viewer.
  virtual absl::StatusOr<Next> Read(storage::ReadTransaction& read, std::string* message) = 0;
  // Names of the RESTRICTED rows in the messages made since the last call; the stream forgets them.
  virtual std::vector<std::string> TakeShown() = 0;
  // How far the stream has come, for the end: what it has made so far is no newer.
  virtual storage::Revision revision() const = 0;
};

// Ends a wait of the stream; cheap, from any thread, also after the stream is gone.
using Wake = std::function<void()>;

// Begins a stream; what it needs from the database it reads at once.
using OpenHandler = std::function<absl::StatusOr<std::unique_ptr<Stream>>(
    const CallContext&, storage::ReadTransaction&, const google::protobuf::Message&, Wake)>;

}  // namespace letan::call

#endif  // LETAN_SERVICES_CALL_STREAM_H_
