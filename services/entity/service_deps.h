// What every service is made with, besides what each call brings.
#ifndef LETAN_SERVICES_ENTITY_SERVICE_DEPS_H_
#define LETAN_SERVICES_ENTITY_SERVICE_DEPS_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/call/method_index.h"
#include "services/core/limits.h"
#include "services/core/log_event.h"
#include "services/entity/administration.h"
#include "services/entity/page_token.h"
#include "storage/engine.h"
#include "storage/viewer.h"

namespace letan::access {
class AccessControl;
class Callers;
}  // namespace letan::access

namespace letan::entity {

struct StoredKind;

// call::ServiceTable Make…Service(const ServiceDeps& deps): the tables keep copies of it, so what
// it points to must outlive them.
struct ServiceDeps {
  // Never null when a service is made.
  const PageTokens* page_tokens = nullptr;
  // Every method of the server; complete when the last service is made.
  const call::MethodIndex* methods = nullptr;
  // For calling another method in the course of a call, as the same caller: the context with that
  // method's permit, and its body held to it. Errors: AccessControl::Authorize.
  std::function<absl::StatusOr<call::CallContext>(const call::CallContext&, const call::Method&)>
      context_for;
  std::function<storage::WriteBody(const call::CallContext&, const google::protobuf::Message&,
                                   storage::WriteBody)>
      guard;
  const access::AccessControl* access = nullptr;
  access::Callers* callers = nullptr;
  // For the service that watches the change log; others read in their calls' transactions.
  storage::Engine* engine = nullptr;
  // Revisions as the outside sees them. The second fails for what the first did not make.
  std::function<std::string(storage::Revision)> revision_token;
  std::function<absl::StatusOr<storage::Revision>(const std::string&)> read_revision_token;
  // Sequences of the change log as the outside sees them; otherwise the same.
  std::function<std::string(std::int64_t)> audit_id;
  std::function<absl::StatusOr<std::int64_t>(const std::string&)> read_audit_id;
  // And those of the log of reads.
  std::function<std::string(std::int64_t)> read_log_id;
  std::function<absl::StatusOr<std::int64_t>(const std::string&)> parse_read_log_id;
  LogSink log;  // may be unset
  limits::Adjustable limits;
  const Administration* administration = nullptr;
  const std::vector<StoredKind>* kinds = nullptr;  // all that are stored
};

}  // namespace letan::entity

#endif  // LETAN_SERVICES_ENTITY_SERVICE_DEPS_H_
