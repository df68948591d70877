#include "services/access/identity_provider.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "services/core/booking/model.h"
#include "services/core/fault.h"

namespace letan::access {
namespace {

constexpr storage::Micros kBetweenLines = 10 * booking::kSecond;
constexpr std::size_t kMaxIssuerBytes = 300;  // of ExternalAccount.issuer

std::string RefusalOf(const absl::Status& status) {
  for (const LogField& fact : FactsOf(status)) {
    const auto* reason = std::get_if<std::string>(&fact.value);
    if (fact.key == "refusal" && reason != nullptr) return *reason;
  }
  return "OTHER";
}

}  // namespace

absl::Status CheckIssuer(const std::string& issuer) {
  const bool url = issuer.rfind("https://", 0) == 0 || issuer.rfind("http://", 0) == 0;
  const bool plain =
      std::all_of(issuer.begin(), issuer.end(), [](char c) { return c > ' ' && c <= '~'; });
  if (url && plain && issuer.size() <= kMaxIssuerBytes) return absl::OkStatus();
  return absl::InvalidArgumentError(
      "the issuer must be the URL that stands in \"iss\" of its tokens, https://…, of at most 300 "
      "bytes without spaces");
}

absl::StatusOr<std::unique_ptr<IdentityProvider>> IdentityProvider::Open(ProviderOptions options,
                                                                         LogSink log) {
  if (absl::Status right = auth::CheckJwtOptions(options.tokens); !right.ok()) return right;
  if (absl::Status right = CheckIssuer(options.tokens.issuer); !right.ok()) return right;
  auto file = auth::JwksFile::Open(std::move(options.jwks));
  if (!file.ok()) return file.status();
  std::unique_ptr<IdentityProvider> provider(
      new IdentityProvider(std::move(options.tokens), *std::move(file), std::move(log)));
  provider->Loaded();
  return provider;
}

absl::StatusOr<ExternalProof> IdentityProvider::Verify(std::string_view token,
                                                       storage::Micros now) const {
  const std::shared_ptr<const auth::KeySet> keys = file_->keys();
  auto claims = auth::VerifyJwt(token, *keys, options_, now);
  if (!claims.ok()) return claims.status();
  return ExternalProof{std::move(claims->issuer), std::move(claims->subject), claims->expire_time};
}

void IdentityProvider::Refused(const absl::Status& why, storage::Micros now) {
  const std::string reason = RefusalOf(why);
  std::int64_t unlogged = 0;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    Refusal& refusal = refusals_[reason];
    const bool first = refusal.count++ == 0;
    const bool soon = now >= refusal.logged && now - refusal.logged < kBetweenLines;
    if (!first && soon) {
      ++refusal.unlogged;
      return;
    }
    refusal.logged = now;
    unlogged = std::exchange(refusal.unlogged, 0);
  }
  if (!log_) return;
  LogEvent event{Severity::kWarning, "oidc_token_refused", {{"refusal", reason}}};
  if (unlogged > 0) event.fields.push_back({"unlogged", unlogged});
  log_(event);
}

bool IdentityProvider::Reload() {
  const std::lock_guard<std::mutex> reload_lock(reload_mutex_);
  auto changed = file_->ReloadIfChanged();
  if (!changed.ok()) {
    // What is wrong with the content is so until it changes; a system may do better next time.
    unread_ = !absl::IsInvalidArgument(changed.status());
    Failed(changed.status());
    return false;
  }
  if (!*changed && !(unread_ && file_->Reload().ok())) return false;
  unread_ = false;
  Loaded();
  return true;
}

void IdentityProvider::Failed(const absl::Status& status) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    ++failed_loads_;
    stale_ = true;
  }
  if (log_) log_({Severity::kError, "oidc_keys_failed", FactsOf(status)});
}

void IdentityProvider::Loaded() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    ++loads_;
    stale_ = false;
  }
  if (!log_) return;
  const auto keys = file_->keys();
  log_({Severity::kInfo,
        "oidc_keys_loaded",
        {{"keys", static_cast<std::int64_t>(keys->size())},
         {"left_out", static_cast<std::int64_t>(keys->left_out().size())}}});
}

ProviderStats IdentityProvider::Stats() const {
  ProviderStats stats;
  stats.keys = static_cast<std::int64_t>(file_->keys()->size());
  const std::lock_guard<std::mutex> lock(mutex_);
  stats.loads = loads_;
  stats.failed_loads = failed_loads_;
  stats.stale = stale_;
  for (const auto& [reason, refusal] : refusals_) stats.refused[reason] = refusal.count;
  return stats;
}

}  // namespace letan::access
