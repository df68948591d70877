// letan delete, undelete: of every kind of entity, by its name.
#include <memory>
#include <string>

#include "clients/cli/commands.h"
#include "clients/cli/exit.h"
#include "clients/cli/method_index.h"

namespace letan::cli {
namespace {

// "DirectoryService.DeleteAgency" of "DirectoryService.GetAgency".
std::string MethodOf(const Kind& kind, const std::string& verb) {
  std::string method = kind.get;
  return method.replace(method.find(".Get") + 1, 3, verb);
}

std::string TextOf(const google::protobuf::Message& message, const std::string& field) {
  return message.GetReflection()->GetString(message,
                                            message.GetDescriptor()->FindFieldByName(field));
}

void CallByName(Session& session, const std::string& name, const std::string& verb,
                const std::string& done) {
  const Kind* kind = KindOfName(name);
  if (kind == nullptr) {
    throw UsageError("\"" + name + "\" is not the name of an entity, such as agencies/…");
  }
  const auto* method = ValueOrUsage(FindMethod(MethodOf(*kind, verb)));
  const auto request = NewMessage(*method->input_type());
  request->GetReflection()->SetString(request.get(),
                                      request->GetDescriptor()->FindFieldByName("name"), name);
  const auto entity = NewMessage(*method->output_type());
  google::rpc::Status status = session.caller().Call(*method, *request, entity.get());
  if (status.code() != kOk) throw ServerError(std::move(status));
  if (session.PrintedJson(*entity) || session.PrintedName(name)) return;
  session.out() << done << " \"" << TextOf(*entity, kind->title_field) << "\" (" << name << ").\n";
}

}  // namespace

void AddDeleteCommands(CLI::App& app, Session& session) {
  CLI::App* remove = AddCommand(
      app, "delete", "Delete an entity; an event with its activities, whose bookings are released",
      "  letan delete delegations/…\n  letan delete resources/car-1 --dry-run");
  auto removed = std::make_shared<std::string>();
  remove->add_option("NAME", *removed, "delegations/…, agencies/…, resources/…")->required();
  remove->callback([&session, removed] { CallByName(session, *removed, "Delete", "Deleted"); });
  CLI::App* bring_back = AddCommand(
      app, "undelete", "Bring back what was deleted; what was booked for it is to be booked again",
      "  letan delegation list --deleted\n  letan undelete delegations/…");
  auto name = std::make_shared<std::string>();
  bring_back->add_option("NAME", *name, "delegations/…, agencies/…, resources/…")->required();
  bring_back->callback(
      [&session, name] { CallByName(session, *name, "Undelete", "Brought back"); });
}

}  // namespace letan::cli
