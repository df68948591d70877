// What all commands share: the options before the command, the connection, where output goes.
#ifndef LETAN_CLIENTS_CLI_SESSION_H_
#define LETAN_CLIENTS_CLI_SESSION_H_

#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "clients/cli/caller.h"
#include "clients/cli/conflict_text.h"
#include "clients/cli/connection.h"
#include "clients/cli/kinds.h"
#include "clients/cli/time_text.h"

namespace letan::cli {

inline constexpr char kDefaultTimeout[] = "30s";

struct GlobalOptions {
  std::string server = "127.0.0.1:50051";
  std::string timeout = kDefaultTimeout;
  std::string time_zone = "Asia/Ho_Chi_Minh";
  std::string request_id;
  std::string token_file;      // whose first line is a token; empty: LETAN_TOKEN, or letan login
  std::string agency;          // for which is written; empty: the only one
  bool without_token = false;  // of the commands that sign in
  bool dry_run = false;
  bool json = false;
  bool quiet = false;
  TlsFileOptions tls;
};

class Session {
 public:
  Session(std::ostream& out, std::ostream& err) : out_(out), err_(err) {}

  GlobalOptions options;

  std::ostream& out() { return out_; }
  std::ostream& err() { return err_; }
  // Before the first call: where --timeout was not given, as long as the server lets a call take.
  void AllowLongCalls() {
    if (options.timeout == kDefaultTimeout) options.timeout = "5m";
  }
  // Connected at first use. UsageError where an option makes no sense.
  Caller& caller();
  // How to reach the server, but for the token. UsageError likewise.
  ConnectionOptions Connection();
  // The token that calls carry; empty: none.
  const std::string& bearer();
  // The same once more, for calls that last.
  std::string FreshBearer();
  absl::TimeZone zone();
  NameBook& names();
  TextContext text();

  cli::Moment Moment(const std::string& text);
  absl::Time Time(const std::string& text) { return Moment(text).time; }
  // For searches: absent where neither is given; says on the error stream what an open side means.
  std::optional<v1::TimeInterval> Window(const std::string& from, const std::string& to);
  v1::TimeInterval Interval(const std::string& from, const std::string& to);
  std::string Format(const v1::TimeInterval& interval);

  // Prints `message` as JSON if --json asks for it, and says whether it did.
  bool PrintedJson(const google::protobuf::Message& message);
  // Prints the name alone if --quiet asks for it, and says whether it did.
  bool PrintedName(const std::string& name);

  template <class Response>
  Response Call(const std::string& method, const google::protobuf::Message& request) {
    return cli::Call<Response>(caller(), method, request);
  }
  template <class Response>
  Response CallAll(const std::string& method, const google::protobuf::Message& request) {
    return cli::CallAll<Response>(caller(), method, request);
  }

 private:
  std::ostream& out_;
  std::ostream& err_;
  std::unique_ptr<Caller> caller_;
  std::optional<std::string> bearer_;
  std::unique_ptr<NameBook> names_;
};

}  // namespace letan::cli

#endif  // LETAN_CLIENTS_CLI_SESSION_H_
