// Changes one after the other, over the ends of calls and of the server.
#ifndef LETAN_CLIENTS_CLI_WATCHING_H_
#define LETAN_CLIENTS_CLI_WATCHING_H_

#include <functional>
#include <string>

#include "clients/cli/retry.h"
#include "letan/v1/watch_service.pb.h"

namespace letan::cli {

// What was received so far: where the next call goes on, and what is not to be shown again.
class WatchPlace {
 public:
  explicit WatchPlace(v1::WatchRequest request) : request_(std::move(request)) {}

  // Of the next call.
  const v1::WatchRequest& request() const { return request_; }
  // Takes a message, and leaves in it what was not taken before. A call that ended within a commit
  // made the next one send the whole commit again.
  void Take(v1::WatchResponse* response);
  // A call has ended.
  void Ended() { seen_ = 0; }

 private:
  v1::WatchRequest request_;
  std::string open_;  // the revision of the commit of which only a part was taken; empty: none
  int taken_ = 0;     // changes of it,
  int seen_ = 0;      // and those that this call has sent
};

// One call of Watch: hands over each message, and returns how the call ended. It ends it when a
// message is not wanted any more (false).
using WatchCall = std::function<google::rpc::Status(
    const v1::WatchRequest&, const std::function<bool(v1::WatchResponse)>& take)>;

struct WatchHandlers {
  std::function<bool(const v1::WatchResponse&)> show;  // false: no more
  // A call has ended in this and will be repeated; once until it is served again.
  std::function<void(const google::rpc::Status&)> interrupted;
};

// Shows the changes until a call ends in what does not pass. What PauseBeforeRetry repeats does:
// the call is repeated from the last revision, without end once the server has served it, and up to
// `deadline` before. Returns how the last call ended; OK where no more was wanted.
google::rpc::Status FollowChanges(const v1::WatchRequest& request, const WatchCall& call,
                                  const WatchHandlers& handlers, absl::Time deadline,
                                  const RetryWorld& world);

}  // namespace letan::cli

#endif  // LETAN_CLIENTS_CLI_WATCHING_H_
