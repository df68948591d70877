#include "tests/api/oidc_world.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <utility>
#include <variant>

#include "letan/v1/delegation_service.grpc.pb.h"
#include "services/entity/time_codec.h"
#include "services/server/log_line.h"

namespace letan::testing {

using booking::kDay;

OidcWorld::OidcWorld(const std::vector<JsonText>& keys, bool with_metrics) {
  directory_ = (std::filesystem::temp_directory_path() / "letan-oidc-XXXXXX").string();
  if (mkdtemp(directory_.data()) == nullptr) std::abort();
  PutKeys(auth::JwksText(keys));
  TestServerOptions options = AskingOptions();
  options.start = auth::kJwtNow;
  if (with_metrics) options.metrics_listen = "127.0.0.1:0";
  options.limits.push_back("--oidc-issuer=" + jwt().options.issuer);
  for (const std::string& audience : jwt().options.audiences) {
    options.limits.push_back("--oidc-audience=" + audience);
  }
  options.limits.push_back("--oidc-jwks=" + Path("keys.json"));
  options.log = [this](const LogEvent& event) {
    const std::lock_guard<std::mutex> lock(mutex_);
    events_.push_back(event);
    log_text_ += server::LogLine(event, auth::kJwtNow) + "\n";
  };
  server_ = std::make_unique<TestServer>(std::move(options));
  users_ = std::make_unique<IdentityWorld>(*server_);
}

OidcWorld::~OidcWorld() {
  server_.reset();
  std::filesystem::remove_all(directory_);
}

std::vector<JsonText> OidcWorld::AllKeys() {
  std::vector<JsonText> keys;
  for (const JwtSigner& signer : auth::JwtWorld::Shared().signers()) {
    keys.push_back(signer.PublicJwk());
  }
  return keys;
}

void OidcWorld::PutKeys(const std::string& text) const {
  std::ofstream(Path("keys.new"), std::ios::binary) << text;
  std::filesystem::rename(Path("keys.new"), Path("keys.json"));
}

std::string OidcWorld::Link(const std::string& user, const std::string& subject) {
  v1::LinkAccountRequest request;
  request.set_parent("users/" + user);
  request.mutable_account()->set_issuer(jwt().options.issuer);
  request.mutable_account()->set_subject(subject);
  const auto linked =
      Call(users_->administrator(), &v1::IdentityService::Stub::LinkAccount, request);
  EXPECT_TRUE(linked.ok()) << linked.message();
  return linked.response.name();
}

std::string OidcWorld::TokenOf(const std::string& subject, std::int64_t good_for_seconds) {
  const std::int64_t now = server_->clock().now() / booking::kSecond;
  const JsonText claims = jwt()
                              .Claims()
                              .Set("sub", Quoted(subject))
                              .Set("iat", std::to_string(now))
                              .Set("nbf", std::to_string(now))
                              .Set("exp", std::to_string(now + good_for_seconds));
  return jwt().ed.Token(jwt().Header(jwt().ed).Text(), claims.Text());
}

std::string OidcWorld::TokenOf(const JwtSigner& signer, const std::string& subject) {
  return signer.Token(jwt().Header(signer).Text(),
                      jwt().Claims().Set("sub", Quoted(subject)).Text());
}

std::string OidcWorld::CallerOf(const std::string& token) {
  const auto caller =
      Call(*users_->As(token), &v1::IdentityService::Stub::GetCaller, v1::GetCallerRequest());
  if (caller.ok()) return caller.response.user();
  return std::to_string(caller.code()) + " " + ReasonOf(caller.status);
}

grpc::StatusCode OidcWorld::CreateDelegation(const std::string& token) {
  const auto stub = v1::DelegationService::NewStub(server_->NewChannel(WithToken(token)));
  v1::CreateDelegationRequest request;
  v1::Delegation& delegation = *request.mutable_delegation();
  delegation.set_title("a delegation");
  delegation.set_direction(v1::Delegation::DIRECTION_INBOUND);
  *delegation.mutable_interval() =
      entity::FromInterval({auth::kJwtNow + kDay, auth::kJwtNow + 2 * kDay});
  return Call(*stub, &v1::DelegationService::Stub::CreateDelegation, request).code();
}

grpc::StatusCode OidcWorld::ListDelegations(const std::string& token) {
  const auto stub = v1::DelegationService::NewStub(server_->NewChannel(WithToken(token)));
  return Call(*stub, &v1::DelegationService::Stub::ListDelegations, v1::ListDelegationsRequest())
      .code();
}

std::vector<LogEvent> OidcWorld::TakeEvents(const std::string& name) {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::vector<LogEvent> taken;
  for (const LogEvent& event : events_) {
    if (event.name == name) taken.push_back(event);
  }
  std::erase_if(events_, [&](const LogEvent& event) { return event.name == name; });
  return taken;
}

std::vector<std::string> OidcWorld::TakeRefusals() {
  std::vector<std::string> reasons;
  for (const LogEvent& event : TakeEvents("oidc_token_refused")) {
    reasons.push_back(FieldOf(event, "refusal"));
  }
  return reasons;
}

std::string OidcWorld::LogText() {
  const std::lock_guard<std::mutex> lock(mutex_);
  return log_text_;
}

std::string FieldOf(const LogEvent& event, const std::string& key) {
  for (const LogField& field : event.fields) {
    const auto* text = std::get_if<std::string>(&field.value);
    if (field.key == key && text != nullptr) return *text;
  }
  return "";
}

std::int64_t NumberOf(const LogEvent& event, const std::string& key) {
  for (const LogField& field : event.fields) {
    const auto* number = std::get_if<std::int64_t>(&field.value);
    if (field.key == key && number != nullptr) return *number;
  }
  return -1;
}

}  // namespace letan::testing
