// A server that asks who calls, with an administrator; users and their tokens in a line each.
#ifndef LETAN_TESTS_SUPPORT_IDENTITY_WORLD_H_
#define LETAN_TESTS_SUPPORT_IDENTITY_WORLD_H_

#include <memory>
#include <string>
#include <vector>

#include "letan/v1/identity_service.grpc.pb.h"
#include "tests/support/test_server.h"

namespace letan::testing {

// Of a server that asks, and hashes passwords quickly.
TestServerOptions AskingOptions();

Metadata WithToken(const std::string& token, const std::string& agency = "");

class IdentityWorld {
 public:
  // From now on channel() of the server is the administrator's. `deterministic`: as the server is.
  explicit IdentityWorld(TestServer& server, bool deterministic = false);

  v1::IdentityService::Stub& administrator() { return *administrator_; }
  const std::string& administrator_token() const { return token_; }

  void AddAgency(const std::string& id);
  // "agency=role,role" or "role,role" for all agencies; agencies are made where they are not there.
  v1::User AddUser(const std::string& id, const std::vector<std::string>& roles,
                   v1::User::Type type = v1::User::TYPE_HUMAN);
  void SetPassword(const std::string& id, const std::string& password);
  // A token of the user's.
  std::string TokenOf(const std::string& id, const std::vector<std::string>& scopes = {});

  std::unique_ptr<v1::IdentityService::Stub> As(const std::string& token,
                                                const std::string& agency = "");
  // Without a token.
  std::unique_ptr<v1::IdentityService::Stub> AsNobody();

 private:
  TestServer& server_;
  std::string token_;
  std::unique_ptr<v1::IdentityService::Stub> administrator_;
};

}  // namespace letan::testing

#endif  // LETAN_TESTS_SUPPORT_IDENTITY_WORLD_H_
