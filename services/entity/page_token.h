// Page tokens: where a listing goes on, signed and bound to the query and the viewer.
#ifndef LETAN_SERVICES_ENTITY_PAGE_TOKEN_H_
#define LETAN_SERVICES_ENTITY_PAGE_TOKEN_H_

#include <string>

#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "storage/entity_table.h"
#include "storage/viewer.h"

namespace letan::entity {

using PageCursor = storage::EntityCursor;

// Immutable; shared by all threads.
class PageTokens {
 public:
  // `secret`: the deployment's 32 bytes; the key is derived of it.
  explicit PageTokens(const std::string& secret);

  // `request` with page_size, page_token and show_total cleared is what the token is bound to, with
  // the method and the viewer's subject.
  std::string Make(const PageCursor& cursor, const std::string& method,
                   const google::protobuf::Message& request, const storage::Viewer& viewer) const;

  // Of a request's page_token field. INVALID_ARGUMENT, reason INVALID_PAGE_TOKEN, field page_token,
  // for a token that was tampered with or belongs to another method, query, viewer or server.
  absl::StatusOr<PageCursor> Read(const std::string& token, const std::string& method,
                                  const google::protobuf::Message& request,
                                  const storage::Viewer& viewer) const;

 private:
  std::string key_;
};

// 0 → the default; negative or above the maximum: INVALID_ARGUMENT on field page_size.
absl::StatusOr<int> PageSize(int requested);

}  // namespace letan::entity

#endif  // LETAN_SERVICES_ENTITY_PAGE_TOKEN_H_
