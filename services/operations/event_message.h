// An event of any kind, by the fields that all kinds have: state, state_reason, process, time_zone,
// participations, documents.
#ifndef LETAN_SERVICES_OPERATIONS_EVENT_MESSAGE_H_
#define LETAN_SERVICES_OPERATIONS_EVENT_MESSAGE_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "letan/v1/common.pb.h"
#include "letan/v1/lifecycle.pb.h"
#include "services/core/lifecycle/process.h"
#include "services/entity/procedure.h"
#include "services/entity/stored_kinds.h"
#include "storage/transaction.h"

namespace letan::operations {

// `event` is the message of a kind that has those fields. Process and state, as the engine of
// lifecycles takes them.
lifecycle::Process ProcessOf(const google::protobuf::Message& event);
// Sets them again, and the reason if there is one.
void SetProcess(const lifecycle::Process& process, const std::string& reason,
                google::protobuf::Message& event);

class EventMessage {
 public:
  // INVALID_ARGUMENT on `name` if it is of a kind that is no event; NOT_FOUND; ABORTED if `etag` is
  // not empty and stale. `kinds` must outlive it.
  static absl::StatusOr<EventMessage> Load(storage::ReadTransaction& read,
                                           const std::vector<entity::StoredKind>& kinds,
                                           const std::string& name, const std::string& etag = "");
  // Of a row that was found.
  static absl::StatusOr<EventMessage> Of(const storage::EntityRow& row,
                                         const std::vector<entity::StoredKind>& kinds);

  const storage::EntityRow& row() const { return row_; }
  google::protobuf::Message& message() { return *message_; }
  const google::protobuf::Message& message() const { return *message_; }

  // The procedure that its approval belongs to: the first of its kind's, or one named after the
  // kind.
  absl::StatusOr<entity::Procedure> MainProcedure() const;

  void AddDocument(const v1::DocumentRef& document);

  // Writes it with its new content; row() is then as stored.
  absl::Status Store(storage::WriteTransaction& write);

 private:
  EventMessage(storage::EntityRow row, const entity::StoredKind& kind);

  storage::EntityRow row_;
  const entity::StoredKind* kind_;
  std::unique_ptr<google::protobuf::Message> message_;
};

}  // namespace letan::operations

#endif  // LETAN_SERVICES_OPERATIONS_EVENT_MESSAGE_H_
