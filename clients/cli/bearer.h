// The token that a call carries.
#ifndef LETAN_CLIENTS_CLI_BEARER_H_
#define LETAN_CLIENTS_CLI_BEARER_H_

#include <string>

#include "clients/cli/session.h"
#include "clients/cli/sign_in_file.h"
#include "letan/v1/identity_service.pb.h"

namespace letan::cli {

// Of the options: LETAN_TOKEN or --token-file, else the session of `letan login` with this server,
// refreshed when its access token is about to expire; empty: none. UsageError: a file that cannot
// be used.
std::string BearerFor(Session& session);

// What an answer of SignIn or RefreshSession gives to keep.
SignedIn FromTokens(const v1::SessionTokens& tokens);

}  // namespace letan::cli

#endif  // LETAN_CLIENTS_CLI_BEARER_H_
