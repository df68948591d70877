#include "clients/cli/session.h"

#include "clients/cli/bearer.h"
#include "clients/cli/exit.h"
#include "clients/cli/message_text.h"

namespace letan::cli {

ConnectionOptions Session::Connection() {
  ConnectionOptions connection;
  connection.address = options.server;
  connection.timeout = ValueOrUsage(ParseLength(options.timeout));
  connection.request_id = options.request_id;
  connection.dry_run = options.dry_run;
  connection.agency = Qualify("agencies", options.agency);
  connection.tls = ValueOrUsage(LoadTls(options.tls, options.server));
  return connection;
}

const std::string& Session::bearer() {
  if (!bearer_.has_value()) bearer_ = options.without_token ? "" : BearerFor(*this);
  return *bearer_;
}

std::string Session::FreshBearer() {
  bearer_.reset();
  return bearer();
}

Caller& Session::caller() {
  if (caller_ == nullptr) {
    ConnectionOptions connection = Connection();
    connection.bearer = bearer();
    caller_ = Connect(connection);
  }
  return *caller_;
}

absl::TimeZone Session::zone() { return ValueOrUsage(ParseZone(options.time_zone)); }

NameBook& Session::names() {
  if (names_ == nullptr) names_ = std::make_unique<NameBook>(caller());
  return *names_;
}

TextContext Session::text() {
  return {zone(), [this](const std::string& name) { return names().TitleAndName(name); }};
}

Moment Session::Moment(const std::string& text) { return ValueOrUsage(ParseMoment(text, zone())); }

v1::TimeInterval Session::Interval(const std::string& from, const std::string& to) {
  return ToProto(ValueOrUsage(ParseSpan(from, to, zone())));
}

std::optional<v1::TimeInterval> Session::Window(const std::string& from, const std::string& to) {
  if (from.empty() && to.empty()) return std::nullopt;
  const Span window = ValueOrUsage(ParseWindow(from, to, zone()));
  if ((from.empty() || to.empty()) && !options.json && !options.quiet) {
    err() << "Looking from " << FormatMoment(window.start, zone()) << " to "
          << FormatMoment(window.end, zone()) << ".\n";
  }
  return ToProto(window);
}

std::string Session::Format(const v1::TimeInterval& interval) {
  return FormatSpan(FromProto(interval), zone());
}

bool Session::PrintedJson(const google::protobuf::Message& message) {
  if (options.json) out_ << JsonText(message);
  return options.json;
}

bool Session::PrintedName(const std::string& name) {
  if (options.quiet) out_ << name << "\n";
  return options.quiet;
}

}  // namespace letan::cli
