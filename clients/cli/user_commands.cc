// letan user create, set-roles, set-password, enable, disable, roles, link; list and show are those
// of every catalogue.
#include <memory>
#include <string>
#include <vector>

#include "clients/cli/commands.h"
#include "clients/cli/exit.h"
#include "clients/cli/secret_input.h"
#include "clients/cli/text_table.h"
#include "letan/v1/identity_service.pb.h"

namespace letan::cli {
namespace {

constexpr char kRolesHelp[] =
    "AGENCY=ROLE[,ROLE…], or ROLE[,ROLE…] for every agency; may be repeated";

void Split(const std::string& text, google::protobuf::RepeatedPtrField<std::string>* out) {
  std::size_t begin = 0;
  while (begin <= text.size()) {
    const std::size_t comma = std::min(text.find(',', begin), text.size());
    if (comma > begin) *out->Add() = text.substr(begin, comma - begin);
    begin = comma + 1;
  }
}

void SetRoles(const std::vector<std::string>& roles, v1::User& user) {
  for (const std::string& text : roles) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos) {
      Split(text, user.mutable_roles());
      continue;
    }
    auto& membership = *user.add_memberships();
    membership.set_agency(Qualify("agencies", text.substr(0, equals)));
    Split(text.substr(equals + 1), membership.mutable_roles());
  }
}

void Report(Session& session, const v1::User& user, const std::string& what) {
  if (session.PrintedJson(user) || session.PrintedName(user.name())) return;
  session.out() << what << " \"" << user.display_name() << "\" (" << user.name() << ").\n";
}

struct UserArgs {
  std::string id;
  std::string title;
  std::string person;
  bool service = false;
  std::vector<std::string> roles;
};

void AddCreateUser(CLI::App& users, Session& session) {
  CLI::App* command = AddCommand(
      users, "create", "Make a user",
      "  letan user create van-thu --title 'Văn thư' --role agencies/so-ngoai-vu=planner\n"
      "  letan user create screen --title 'Màn hình sảnh' --service --role guest\n"
      "  letan user set-password van-thu");
  auto args = std::make_shared<UserArgs>();
  command->add_option("USER", args->id, "what is typed to sign in: a-z, 0-9 and -")->required();
  command->add_option("--title", args->title, "role title, for people")->required();
  command->add_option("--role", args->roles, kRolesHelp);
  command->add_option("--person", args->person, "people/…: who this is in the directory");
  command->add_flag("--service", args->service, "a program: has tokens, never a password");
  command->callback([&session, args] {
    v1::CreateUserRequest request;
    request.set_user_id(args->id);
    v1::User& user = *request.mutable_user();
    user.set_display_name(args->title);
    user.set_type(args->service ? v1::User::TYPE_SERVICE : v1::User::TYPE_HUMAN);
    user.set_person(Qualify("people", args->person));
    SetRoles(args->roles, user);
    Report(session, session.Call<v1::User>("IdentityService.CreateUser", request), "Created");
  });
}

void AddSetRoles(CLI::App& users, Session& session) {
  CLI::App* command = AddCommand(
      users, "set-roles", "Say anew what a user is in which agencies",
      "  letan user set-roles van-thu --role agencies/so-ngoai-vu=planner,finance --role auditor");
  auto args = std::make_shared<UserArgs>();
  command->add_option("USER", args->id, "users/…, or its last part")->required();
  command->add_option("--role", args->roles, kRolesHelp);
  command->callback([&session, args] {
    v1::UpdateUserRequest request;
    request.mutable_user()->set_name(Qualify("users", args->id));
    SetRoles(args->roles, *request.mutable_user());
    request.mutable_update_mask()->add_paths("memberships");
    request.mutable_update_mask()->add_paths("roles");
    Report(session, session.Call<v1::User>("IdentityService.UpdateUser", request), "Changed");
  });
}

void AddSwitch(CLI::App& users, Session& session, const std::string& word, bool disabled) {
  CLI::App* command = AddCommand(
      users, word,
      disabled ? "Let a user call no more; for the very next call" : "Let a user call again",
      "  letan user " + word + " van-thu");
  auto id = std::make_shared<std::string>();
  command->add_option("USER", *id, "users/…, or its last part")->required();
  command->callback([&session, id, disabled] {
    v1::UpdateUserRequest request;
    request.mutable_user()->set_name(Qualify("users", *id));
    request.mutable_user()->set_disabled(disabled);
    request.mutable_update_mask()->add_paths("disabled");
    Report(session, session.Call<v1::User>("IdentityService.UpdateUser", request),
           disabled ? "Disabled" : "Enabled");
  });
}

void AddSetPassword(CLI::App& users, Session& session) {
  CLI::App* command = AddCommand(
      users, "set-password", "Set a password: one's own, or as administrator that of another",
      "  letan user set-password\n  letan user set-password van-thu --password-file new.txt");
  auto id = std::make_shared<std::string>();
  auto current = std::make_shared<std::string>();
  auto file = std::make_shared<std::string>();
  command->add_option("USER", *id, "users/…, or its last part (default: oneself)");
  command->add_option("--current-password-file", *current,
                      "the password so far, of oneself (default: asked)");
  command->add_option("--password-file", *file, "the new one; - for standard input");
  command->callback([&session, id, current, file] {
    const auto caller =
        session.Call<v1::Caller>("IdentityService.GetCaller", v1::GetCallerRequest());
    v1::SetPasswordRequest request;
    request.set_user(id->empty() ? caller.user() : Qualify("users", *id));
    if (request.user() == caller.user() && caller.has_password()) {
      request.set_current_password(current->empty() ? AskSecret("Password so far: ")
                                                    : ReadSecretFile(*current));
    }
    request.set_new_password(file->empty() ? AskSecret("New password: ") : ReadSecretFile(*file));
    session.Call<v1::SetPasswordResponse>("IdentityService.SetPassword", request);
    if (!session.options.json && !session.options.quiet) {
      session.out() << "The password of " << request.user() << " is set.\n";
    }
  });
}

void AddRoles(CLI::App& users, Session& session) {
  CLI::App* command =
      AddCommand(users, "roles", "The roles that users can be given", "  letan user roles");
  command->callback([&session] {
    const auto response =
        session.Call<v1::ListRolesResponse>("IdentityService.ListRoles", v1::ListRolesRequest());
    if (session.PrintedJson(response)) return;
    TextTable table({"role", "title", "sees"});
    for (const v1::Role& role : response.roles()) {
      table.Add({role.role(), role.display_name(),
                 role.administrator()   ? "everything"
                 : role.sees_internal() ? "internal"
                                        : "public"});
    }
    session.out() << table.Render();
  });
}

void AddLink(CLI::App& users, Session& session) {
  CLI::App* command =
      AddCommand(users, "link", "Let an account at the identity provider call as a user",
                 "  letan user link van-thu --issuer https://id.example --subject 4711");
  auto request = std::make_shared<v1::LinkAccountRequest>();
  auto values = std::make_shared<std::array<std::string, 3>>();
  command->add_option("USER", (*values)[0], "users/…, or its last part")->required();
  command->add_option("--issuer", (*values)[1], "`iss` of its tokens")->required();
  command->add_option("--subject", (*values)[2], "`sub` of its tokens")->required();
  command->callback([&session, request, values] {
    request->set_parent(Qualify("users", (*values)[0]));
    request->mutable_account()->set_issuer((*values)[1]);
    request->mutable_account()->set_subject((*values)[2]);
    const auto account = session.Call<v1::ExternalAccount>("IdentityService.LinkAccount", *request);
    if (session.PrintedJson(account) || session.PrintedName(account.name())) return;
    session.out() << "Linked: " << account.name() << "\n";
  });
}

}  // namespace

void AddUserCommands(CLI::App& users, Session& session) {
  AddCreateUser(users, session);
  AddSetRoles(users, session);
  AddSetPassword(users, session);
  AddSwitch(users, session, "disable", true);
  AddSwitch(users, session, "enable", false);
  AddRoles(users, session);
  AddLink(users, session);
}

}  // namespace letan::cli
