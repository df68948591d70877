// Revisions as the outside sees them: opaque, because dense numbers would betray hidden writes.
// No gRPC.
#ifndef LETAN_SERVICES_RPC_REVISION_TOKEN_H_
#define LETAN_SERVICES_RPC_REVISION_TOKEN_H_

#include <memory>
#include <mutex>
#include <string>

#include "absl/status/statusor.h"
#include "storage/change_log.h"

struct evp_cipher_ctx_st;

namespace letan::rpc {

// The metadata that carries the token on every answer and refusal of the server itself. (What gRPC
// refuses before the server sees it, such as a message that is too large, carries none.)
inline constexpr char kRevisionMetadata[] = "letan-revision";

// One AES-128 block {revision, fixed} under a key derived from the deployment's secret, as 22
// characters of base64url. The same revision gives the same token. Safe for many threads.
class RevisionTokens {
 public:
  // `secret`: Engine::secret().
  explicit RevisionTokens(const std::string& secret);
  ~RevisionTokens();
  RevisionTokens(const RevisionTokens&) = delete;
  RevisionTokens& operator=(const RevisionTokens&) = delete;

  std::string Encode(storage::Revision revision) const;
  // INVALID_ARGUMENT for anything that Encode of this deployment did not make.
  absl::StatusOr<storage::Revision> Decode(const std::string& token) const;

 private:
  using CipherContext = std::unique_ptr<evp_cipher_ctx_st, void (*)(evp_cipher_ctx_st*)>;

  // One block through the cipher; OpenSSL's contexts serve one thread at a time.
  std::string Crypt(const CipherContext& context, const std::string& block) const;

  CipherContext encrypt_;
  CipherContext decrypt_;
  mutable std::mutex mutex_;
  mutable storage::Revision last_revision_ = -1;  // answers between writes share one token
  mutable std::string last_token_;
};

}  // namespace letan::rpc

#endif  // LETAN_SERVICES_RPC_REVISION_TOKEN_H_
