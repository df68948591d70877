#include "services/operations/event_message.h"

#include <utility>

#include "services/core/fault.h"
#include "services/entity/entity_codec.h"
#include "services/entity/entity_rows.h"
#include "services/errors/errors.h"
#include "services/operations/events.h"
#include "services/operations/process_codec.h"

namespace letan::operations {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

const FieldDescriptor* Field(const Message& event, const char* name) {
  return event.GetDescriptor()->FindFieldByName(name);
}

}  // namespace

lifecycle::Process ProcessOf(const Message& event) {
  const auto* reflection = event.GetReflection();
  const FieldDescriptor* process = Field(event, "process");
  const FieldDescriptor* state = Field(event, "state");
  // What was stored before there were processes.
  static const v1::Process kNone;
  const bool present = process != nullptr && reflection->HasField(event, process);
  const auto& stored =
      present ? static_cast<const v1::Process&>(reflection->GetMessage(event, process)) : kNone;
  return ToCore(stored, state == nullptr
                            ? v1::EVENT_STATE_DRAFT
                            : static_cast<v1::EventState>(reflection->GetEnumValue(event, state)));
}

void SetProcess(const lifecycle::Process& process, const std::string& reason, Message& event) {
  const auto* reflection = event.GetReflection();
  reflection->SetEnumValue(&event, Field(event, "state"), StateOf(process.state));
  reflection->MutableMessage(&event, Field(event, "process"))->CopyFrom(ToProto(process));
  if (!reason.empty()) reflection->SetString(&event, Field(event, "state_reason"), reason);
}

EventMessage::EventMessage(storage::EntityRow row, const entity::StoredKind& kind)
    : row_(std::move(row)), kind_(&kind), message_(kind.prototype->New()) {}

absl::StatusOr<EventMessage> EventMessage::Of(const storage::EntityRow& row,
                                              const std::vector<entity::StoredKind>& kinds) {
  const entity::StoredKind* kind = entity::FindStoredKind(kinds, row.kind);
  if (kind == nullptr) return Fault(absl::StatusCode::kInternal, "a kind is not registered");
  EventMessage event(row, *kind);
  if (absl::Status decoded = entity::Decode(row, *event.message_); !decoded.ok()) return decoded;
  return event;
}

absl::StatusOr<EventMessage> EventMessage::Load(storage::ReadTransaction& read,
                                                const std::vector<entity::StoredKind>& kinds,
                                                const std::string& name, const std::string& etag) {
  auto row = FindEvent(read, name, "name");
  if (!row.ok()) return row.status();
  if (!etag.empty() && etag != entity::EtagOf(row->uid, row->version)) {
    return errors::StaleEtag(name);
  }
  return Of(*row, kinds);
}

absl::StatusOr<entity::Procedure> EventMessage::MainProcedure() const {
  entity::Procedure own;
  own.name = row_.kind;
  if (!kind_->procedures) return own;
  auto procedures = kind_->procedures(row_);
  if (!procedures.ok()) return procedures.status();
  return procedures->empty() ? own : procedures->front();
}

void EventMessage::AddDocument(const v1::DocumentRef& document) {
  const FieldDescriptor* documents = Field(*message_, "documents");
  if (documents == nullptr) return;
  message_->GetReflection()->AddMessage(message_.get(), documents)->CopyFrom(document);
}

absl::Status EventMessage::Store(storage::WriteTransaction& write) {
  storage::EntityRow changed = row_;
  const std::unique_ptr<Message> stored(message_->New());
  stored->CopyFrom(*message_);
  entity::ClearRowFields(*stored);
  changed.body = stored->SerializeAsString();
  auto made = kind_->reextract(changed);
  if (!made.ok()) return made.status();
  if (absl::Status replaced = entity::internal::Replace(write, *made, /*deleted=*/false);
      !replaced.ok()) {
    return replaced;
  }
  row_ = *std::move(made);
  entity::SetRowFields(row_, *message_);
  return absl::OkStatus();
}

}  // namespace letan::operations
