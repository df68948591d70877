// letan call, describe: every method there is, by descriptor.
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include <fstream>
#include <iostream>
#include <memory>
#include <sstream>

#include "clients/cli/commands.h"
#include "clients/cli/exit.h"
#include "clients/cli/message_text.h"
#include "clients/cli/method_index.h"
#include "clients/cli/text_table.h"

namespace letan::cli {
namespace {

std::string ReadAll(std::istream& input) {
  std::ostringstream text;
  text << input.rdbuf();
  return text.str();
}

// The JSON itself, "@file" or "-" for stdin; nothing is an empty request.
std::string JsonOf(const std::string& argument) {
  if (argument.empty()) return "{}";
  if (argument == "-") return ReadAll(std::cin);
  if (argument.front() != '@') return argument;
  std::ifstream file(argument.substr(1), std::ios::binary);
  if (!file) throw UsageError("cannot read " + argument.substr(1));
  return ReadAll(file);
}

void ListMethods(Session& session) {
  if (session.options.json) {
    google::protobuf::ListValue methods;
    for (const auto* method : AllMethods()) {
      auto& fields = *methods.add_values()->mutable_struct_value()->mutable_fields();
      fields["method"].set_string_value(ShortName(*method));
      fields["request"].set_string_value(method->input_type()->name());
      fields["response"].set_string_value(method->output_type()->name());
    }
    session.PrintedJson(methods);
    return;
  }
  TextTable table({"method", "request", "response"});
  for (const auto* method : AllMethods()) {
    table.Add({ShortName(*method), method->input_type()->name(), method->output_type()->name()});
  }
  session.out() << table.Render();
}

void CallMethod(Session& session, const std::string& name, const std::string& argument) {
  const auto* method = ValueOrUsage(FindMethod(name));
  if (method->server_streaming()) {
    throw UsageError(ShortName(*method) + " answers with a stream: use `letan watch`");
  }
  const auto request = NewMessage(*method->input_type());
  const auto parsed = google::protobuf::util::JsonStringToMessage(JsonOf(argument), request.get());
  if (!parsed.ok()) {
    throw UsageError("the request is not the JSON of " + method->input_type()->name() + ": " +
                     std::string(parsed.message()) + "; `letan describe " + ShortName(*method) +
                     "` shows its shape");
  }
  const auto response = NewMessage(*method->output_type());
  google::rpc::Status status = session.caller().Call(*method, *request, response.get());
  if (status.code() != kOk) throw ServerError(std::move(status));
  session.out() << JsonText(*response);
}

struct CallArgs {
  std::string method;
  std::string json;
  bool list = false;
};

}  // namespace

void AddCallCommands(CLI::App& app, Session& session) {
  CLI::App* call =
      AddCommand(app, "call", "Call any method with a request in JSON",
                 "  letan call --list\n"
                 "  letan call BookingService.GetBooking '{\"name\": \"bookings/…\"}'\n"
                 "  letan call DirectoryService.CreateAgency @agency.json\n"
                 "  generate | letan call BookingService.Book -");
  auto args = std::make_shared<CallArgs>();
  call->add_option("METHOD", args->method, "SERVICE.METHOD");
  call->add_option("JSON", args->json, "the request: JSON, @file, or - for stdin");
  call->add_flag("--list", args->list, "list the methods");
  call->callback([&session, args] {
    if (args->list) return ListMethods(session);
    if (args->method.empty()) throw UsageError("which method? `letan call --list` shows all");
    CallMethod(session, args->method, args->json);
  });
  CLI::App* describe = AddCommand(app, "describe", "Show the request and response of a method",
                                  "  letan describe BookingService.Book");
  describe->add_option("METHOD", args->method, "SERVICE.METHOD")->required();
  describe->callback([&session, args] {
    const auto* method = ValueOrUsage(FindMethod(args->method));
    session.out() << ShortName(*method) << "\nrequest " << method->input_type()->name() << ":\n"
                  << DescribeMessage(*method->input_type()) << "response "
                  << method->output_type()->name() << ":\n"
                  << DescribeMessage(*method->output_type());
  });
}

}  // namespace letan::cli
