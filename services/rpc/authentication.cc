#include "services/rpc/authentication.h"

#include <cctype>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "services/errors/errors.h"
#include "services/rpc/caller_certificate.h"

namespace letan::rpc {
namespace {

using CallerPtr = std::shared_ptr<const call::Caller>;

constexpr std::string_view kScheme = "bearer ";

// The value of a key that is there once; nothing where it is not there. False: several times.
bool Single(const grpc::CallbackServerContext& context, const char* key,
            std::optional<std::string_view>& value) {
  const auto [first, last] = context.client_metadata().equal_range(key);
  if (first == last) return true;
  if (std::next(first) != last) return false;
  value = std::string_view(first->second.data(), first->second.size());
  return true;
}

// What stands behind "Bearer "; empty if something else does.
std::string_view TokenOf(std::string_view authorization) {
  if (authorization.size() <= kScheme.size()) return {};
  for (std::size_t i = 0; i < kScheme.size(); ++i) {
    if (std::tolower(static_cast<unsigned char>(authorization[i])) != kScheme[i]) return {};
  }
  return authorization.substr(kScheme.size());
}

// Null for a caller without a certificate, or with one that no user is linked with.
absl::StatusOr<CallerPtr> ByCertificate(access::Callers& callers,
                                        const grpc::CallbackServerContext& context) {
  const auto certificate = CertificateOf(context);
  if (!certificate.ok()) return errors::Unauthenticated();
  if (!certificate->present()) return CallerPtr();
  return callers.FindCertificate(certificate->fingerprint);
}

}  // namespace

Authenticate AnonymousAuthentication() {
  call::Caller caller;
  caller.viewer = storage::Viewer::Administrator("anonymous");
  caller.anonymous = true;
  return [anonymous = std::make_shared<const call::Caller>(std::move(caller))](
             const grpc::CallbackServerContext&) -> absl::StatusOr<CallerPtr> { return anonymous; };
}

Authenticate BearerAuthentication(access::Callers& callers) {
  return [&callers, nobody = std::make_shared<const call::Caller>()](
             const grpc::CallbackServerContext& context) -> absl::StatusOr<CallerPtr> {
    std::optional<std::string_view> authorization;
    std::optional<std::string_view> agency;
    if (!Single(context, kAuthorizationMetadata, authorization)) return errors::Unauthenticated();
    auto caller = authorization.has_value() ? callers.Find(TokenOf(*authorization))
                                            : ByCertificate(callers, context);
    if (!caller.ok()) return caller.status();
    if (*caller == nullptr) return nobody;
    if (!Single(context, kAgencyMetadata, agency)) {
      return errors::PermissionDenied("letan-agency is given twice");
    }
    if (!agency.has_value()) return *std::move(caller);
    auto acting = access::ActingFor(**caller, std::string(*agency));
    if (!acting.ok()) return acting.status();
    return std::make_shared<const call::Caller>(*std::move(acting));
  };
}

}  // namespace letan::rpc
