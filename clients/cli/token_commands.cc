// letan token create, list, revoke; letan session list, revoke.
#include <memory>
#include <string>
#include <vector>

#include "clients/cli/commands.h"
#include "clients/cli/exit.h"
#include "clients/cli/text_table.h"
#include "clients/cli/time_text.h"
#include "letan/v1/identity_service.pb.h"

namespace letan::cli {
namespace {

constexpr char kUserHelp[] = "users/…, or its last part (default: oneself)";

struct TokenArgs {
  std::string user;
  std::string title;
  std::string expires;
  std::vector<std::string> scopes;
};

std::string Local(Session& session, const google::protobuf::Timestamp& time) {
  return FormatMoment(FromProto(time), session.zone());
}

void AddCreateToken(CLI::App& tokens, Session& session) {
  CLI::App* command = AddCommand(
      tokens, "create", "Make a token with which a program calls; it is shown this once",
      "  letan token create --title 'báo cáo hằng đêm' --expires 2026-12-31 --scope read\n"
      "  letan token create --user screen --title 'sảnh' --expires 2026-12-31\n\n"
      "Use it as LETAN_TOKEN, with --token-file, or in the metadata\n"
      "`authorization: Bearer …` of any gRPC client.");
  auto args = std::make_shared<TokenArgs>();
  command->add_option("--title", args->title, "what it is for")->required();
  command->add_option("--expires", args->expires, "when: at most 366 days ahead")->required();
  command->add_option("--scope", args->scopes,
                      "read, a service, or a method such as BookingService.Book; may be repeated "
                      "(default: everything that the user may do)");
  command->add_option("--user", args->user, kUserHelp);
  command->callback([&session, args] {
    v1::CreateTokenRequest request;
    request.set_parent(Qualify("users", args->user));
    request.mutable_token()->set_display_name(args->title);
    *request.mutable_token()->mutable_expire_time() = ToProto(session.Time(args->expires));
    for (const std::string& scope : args->scopes) request.mutable_token()->add_scopes(scope);
    const auto made = session.Call<v1::CreateTokenResponse>("IdentityService.CreateToken", request);
    if (session.PrintedJson(made)) return;
    if (!session.options.quiet) {
      session.err() << made.token().name() << ", good until "
                    << Local(session, made.token().expire_time())
                    << ". The token, shown this once:\n";
    }
    session.out() << made.secret() << "\n";
  });
}

void AddListTokens(CLI::App& tokens, Session& session) {
  CLI::App* command = AddCommand(tokens, "list", "Tokens that are good", "  letan token list");
  auto user = std::make_shared<std::string>();
  command->add_option("--user", *user, kUserHelp);
  command->callback([&session, user] {
    v1::ListTokensRequest request;
    request.set_parent(Qualify("users", *user));
    const auto response =
        session.Call<v1::ListTokensResponse>("IdentityService.ListTokens", request);
    if (session.PrintedJson(response)) return;
    TextTable table({"title", "expires", "scopes", "name"});
    for (const v1::ApiToken& token : response.tokens()) {
      if (session.PrintedName(token.name())) continue;
      std::string scopes;
      for (const std::string& scope : token.scopes()) scopes += (scopes.empty() ? "" : " ") + scope;
      table.Add({token.display_name(), Local(session, token.expire_time()),
                 scopes.empty() ? "everything" : scopes, token.name()});
    }
    if (!session.options.quiet) session.out() << table.Render();
  });
}

template <class Request, class Response>
void AddTakeBack(CLI::App& family, Session& session, const std::string& method,
                 const std::string& example) {
  CLI::App* command =
      AddCommand(family, "revoke", "Take one back, for the very next call", example);
  auto name = std::make_shared<std::string>();
  command->add_option("NAME", *name, "as list shows it")->required();
  command->callback([&session, name, method] {
    Request request;
    request.set_name(*name);
    session.Call<Response>(method, request);
    if (!session.options.json && !session.options.quiet) session.out() << "Revoked.\n";
  });
}

void AddListSessions(CLI::App& sessions, Session& session) {
  CLI::App* command =
      AddCommand(sessions, "list", "Where one is signed in", "  letan session list");
  auto user = std::make_shared<std::string>();
  command->add_option("--user", *user, kUserHelp);
  command->callback([&session, user] {
    v1::ListSessionsRequest request;
    request.set_parent(Qualify("users", *user));
    const auto response =
        session.Call<v1::ListSessionsResponse>("IdentityService.ListSessions", request);
    if (session.PrintedJson(response)) return;
    TextTable table({"client", "since", "until", "name"});
    for (const v1::Session& one : response.sessions()) {
      if (session.PrintedName(one.name())) continue;
      table.Add({one.client(), Local(session, one.create_time()), Local(session, one.expire_time()),
                 one.name()});
    }
    if (!session.options.quiet) session.out() << table.Render();
  });
}

}  // namespace

void AddTokenCommands(CLI::App& app, Session& session) {
  CLI::App* tokens = AddCommand(app, "token", "Tokens with which programs call",
                                "  letan token list\n  letan token create --help");
  tokens->require_subcommand(1);
  AddCreateToken(*tokens, session);
  AddListTokens(*tokens, session);
  AddTakeBack<v1::RevokeTokenRequest, v1::RevokeTokenResponse>(
      *tokens, session, "IdentityService.RevokeToken", "  letan token revoke users/a/tokens/…");
  CLI::App* sessions =
      AddCommand(app, "session", "Where users are signed in", "  letan session list");
  sessions->require_subcommand(1);
  AddListSessions(*sessions, session);
  AddTakeBack<v1::RevokeSessionRequest, v1::RevokeSessionResponse>(
      *sessions, session, "IdentityService.RevokeSession",
      "  letan session revoke users/a/sessions/…");
}

}  // namespace letan::cli
