// A server that trusts the identity provider of the table of tokens, its file of keys, its log.
#ifndef LETAN_TESTS_API_OIDC_WORLD_H_
#define LETAN_TESTS_API_OIDC_WORLD_H_

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "services/core/log_event.h"
#include "tests/support/identity_world.h"
#include "tests/unit/auth_jwt_world.h"

namespace letan::testing {

// The moment that its server begins at is auth::kJwtNow.
class OidcWorld {
 public:
  // The file of keys holds those of `keys` at first.
  explicit OidcWorld(const std::vector<JsonText>& keys = AllKeys(), bool with_metrics = false);
  ~OidcWorld();
  OidcWorld(const OidcWorld&) = delete;
  OidcWorld& operator=(const OidcWorld&) = delete;

  // The public ones of the provider.
  static std::vector<JsonText> AllKeys();

  const auth::JwtWorld& jwt() const { return auth::JwtWorld::Shared(); }
  TestServer& server() { return *server_; }
  IdentityWorld& users() { return *users_; }

  // In place of the file of keys, as a careful program puts it there. The server sees it at a tick.
  void PutKeys(const std::string& text) const;
  std::string Path(const std::string& name) const { return directory_ + "/" + name; }

  // The name of the account.
  std::string Link(const std::string& user, const std::string& subject);
  // A good one.
  std::string TokenOf(const std::string& subject, std::int64_t good_for_seconds = 600);
  std::string TokenOf(const JwtSigner& signer, const std::string& subject);

  // Who the token's bearer is taken for: "users/…", or the code and reason of the refusal.
  std::string CallerOf(const std::string& token);
  grpc::StatusCode CreateDelegation(const std::string& token);
  grpc::StatusCode ListDelegations(const std::string& token);

  // Events of that name since the last time.
  std::vector<LogEvent> TakeEvents(const std::string& name);
  // Their refusals, in order.
  std::vector<std::string> TakeRefusals();
  // All that was ever logged, as letand writes it.
  std::string LogText();
  access::ProviderStats Stats() { return server_->identity_provider()->Stats(); }

 private:
  std::string directory_;
  std::mutex mutex_;
  std::vector<LogEvent> events_;  // guarded by mutex_, as all below
  std::string log_text_;
  std::unique_ptr<TestServer> server_;
  std::unique_ptr<IdentityWorld> users_;
};

// The text of a field; empty if there is none.
std::string FieldOf(const LogEvent& event, const std::string& key);
// Its number; -1 if there is none.
std::int64_t NumberOf(const LogEvent& event, const std::string& key);

}  // namespace letan::testing

#endif  // LETAN_TESTS_API_OIDC_WORLD_H_
