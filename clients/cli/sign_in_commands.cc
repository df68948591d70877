// letan login, logout, whoami.
#include <unistd.h>

#include <array>
#include <memory>
#include <string>

#include "clients/cli/bearer.h"
#include "clients/cli/commands.h"
#include "clients/cli/exit.h"
#include "clients/cli/secret_input.h"

namespace letan::cli {
namespace {

std::string ThisClient() {
  std::array<char, 256> host{};
  gethostname(host.data(), host.size() - 1);
  return "letan on " + std::string(host.data());
}

void Keep(Session& session, const std::optional<SignedIn>& signed_in) {
  SignInFile file = ValueOrUsage(SignInFile::Open(ValueOrUsage(SignInPath())));
  const absl::Status kept = file.Put(session.options.server, signed_in);
  if (!kept.ok()) throw UsageError(std::string(kept.message()));
}

void AddLogin(CLI::App& app, Session& session) {
  CLI::App* command = AddCommand(
      app, "login", "Sign in to the server, for this and later commands",
      "  letan login van-thu\n  letan login van-thu --password-file secret.txt\n\n"
      "The session is kept in ~/.config/letan/sessions, which only you can read, and refreshed\n"
      "as needed. Programs use a token instead: LETAN_TOKEN, or --token-file.");
  auto user = std::make_shared<std::string>();
  auto file = std::make_shared<std::string>();
  command->add_option("USER", *user, "users/…, or its last part")->required();
  command->add_option("--password-file", *file,
                      "its first line is the password; - for standard input (default: asked)");
  command->callback([&session, user, file] {
    v1::SignInRequest request;
    request.set_user(*user);
    request.set_password(file->empty() ? AskSecret("Password of " + *user + ": ")
                                       : ReadSecretFile(*file));
    request.set_client(ThisClient());
    session.options.without_token = true;
    const auto tokens = session.Call<v1::SessionTokens>("IdentityService.SignIn", request);
    Keep(session, FromTokens(tokens));
    if (session.PrintedJson(tokens.session()) || session.PrintedName(tokens.session().name())) {
      return;
    }
    session.out() << "Signed in to " << session.options.server << " until "
                  << FormatMoment(FromProto(tokens.session().expire_time()), session.zone())
                  << ".\n";
  });
}

void AddLogout(CLI::App& app, Session& session) {
  CLI::App* command = AddCommand(app, "logout", "End the session of letan login", "  letan logout");
  command->callback([&session] {
    session.Call<v1::SignOutResponse>("IdentityService.SignOut", v1::SignOutRequest());
    Keep(session, std::nullopt);
    if (!session.options.json && !session.options.quiet) session.out() << "Signed out.\n";
  });
}

void AddWhoAmI(CLI::App& app, Session& session) {
  CLI::App* command =
      AddCommand(app, "whoami", "Who the server takes you for, and your roles", "  letan whoami");
  command->callback([&session] {
    const auto caller =
        session.Call<v1::Caller>("IdentityService.GetCaller", v1::GetCallerRequest());
    if (session.PrintedJson(caller) || session.PrintedName(caller.user())) return;
    if (!caller.has_details()) {
      session.out() << "The server asks nobody who they are.\n";
      return;
    }
    session.out() << caller.details().display_name() << " (" << caller.user() << ")\n";
    for (const auto& membership : caller.details().memberships()) {
      session.out() << "  " << session.names().TitleAndName(membership.agency()) << ":";
      for (const std::string& role : membership.roles()) session.out() << " " << role;
      session.out() << "\n";
    }
    if (caller.details().roles().empty()) return;
    session.out() << "  for every agency:";
    for (const std::string& role : caller.details().roles()) session.out() << " " << role;
    session.out() << "\n";
  });
}

}  // namespace

void AddSignInCommands(CLI::App& app, Session& session) {
  AddLogin(app, session);
  AddLogout(app, session);
  AddWhoAmI(app, session);
}

}  // namespace letan::cli
