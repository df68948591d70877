#include "clients/cli/bearer.h"

#include <unistd.h>

#include <cstdlib>

#include "clients/cli/connection.h"
#include "clients/cli/exit.h"
#include "clients/cli/method_index.h"
#include "clients/cli/secret_input.h"
#include "clients/cli/time_text.h"

namespace letan::cli {
namespace {

// Earlier than it expires: the call must still reach the server.
constexpr absl::Duration kRefreshBefore = absl::Seconds(30);

}  // namespace

SignedIn FromTokens(const v1::SessionTokens& tokens) {
  return {tokens.access_token(), FromProto(tokens.access_expire_time()), tokens.refresh_token()};
}

std::string BearerFor(Session& session) {
  const char* token = std::getenv("LETAN_TOKEN");  // NOLINT(concurrency-mt-unsafe)
  if (!session.options.token_file.empty()) return ReadSecretFile(session.options.token_file);
  if (token != nullptr && *token != '\0') return token;
  const auto path = SignInPath();
  if (!path.ok() || access(path->c_str(), F_OK) != 0) return "";
  SignInFile file = ValueOrUsage(SignInFile::Open(*path));
  const auto known = file.Find(session.options.server);
  if (!known.has_value()) return "";
  if (absl::Now() + kRefreshBefore < known->access_expire_time) return known->access_token;
  v1::RefreshSessionRequest request;
  request.set_refresh_token(known->refresh_token);
  v1::SessionTokens tokens;
  const auto caller = Connect(session.Connection());
  const auto* method = ValueOrUsage(FindMethod("IdentityService.RefreshSession"));
  const google::rpc::Status status = caller->Call(*method, request, &tokens);
  // What the server refuses cannot be refreshed later either; else it may only be away.
  if (status.code() == kUnauthenticated) {
    if (absl::Status kept = file.Put(session.options.server, std::nullopt); !kept.ok()) {
      throw UsageError(std::string(kept.message()));
    }
    return "";
  }
  if (status.code() != kOk) throw ServerError(status);
  const SignedIn fresh = FromTokens(tokens);
  if (absl::Status kept = file.Put(session.options.server, fresh); !kept.ok()) {
    throw UsageError(std::string(kept.message()));
  }
  return fresh.access_token;
}

}  // namespace letan::cli
