#include "services/audit/audit_record.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "google/protobuf/util/message_differencer.h"
#include "services/audit/credential_record.h"
#include "services/entity/time_codec.h"
#include "services/operations/logged_row.h"

namespace letan::services {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::util::MessageDifferencer;
using storage::ChangeType;

v1::AuditRecord::Type TypeOf(ChangeType type) {
  switch (type) {
    case ChangeType::kCreated:
      return v1::AuditRecord::TYPE_CREATED;
    case ChangeType::kUpdated:
      return v1::AuditRecord::TYPE_UPDATED;
    case ChangeType::kDeleted:
      break;
  }
  return v1::AuditRecord::TYPE_DELETED;
}

std::unique_ptr<Message> Unpack(const google::protobuf::Any& any) {
  const std::string type = any.type_url().substr(any.type_url().rfind('/') + 1);
  const auto* descriptor =
      google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(type);
  std::unique_ptr<Message> message(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(descriptor)->New());
  message->ParseFromString(any.value());
  return message;
}

// What changes with every write says nothing.
bool SaysNothing(const FieldDescriptor* field) {
  return field->name() == "etag" || field->name() == "update_time";
}

absl::StatusOr<google::protobuf::Any> PackRow(const storage::FeedChange& change,
                                              const std::string& bytes) {
  if (!change.credential) return operations::PackLoggedRow(change.record.kind, bytes);
  const auto credential = ToAudited(bytes);
  if (!credential.ok()) return credential.status();
  google::protobuf::Any any;
  any.PackFrom(*credential);
  return any;
}

void AddChangedFields(v1::AuditRecord& record) {
  const auto before = Unpack(record.before());
  const auto after = Unpack(record.after());
  for (int i = 0; i < before->GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* field = before->GetDescriptor()->field(i);
    MessageDifferencer differencer;
    const std::vector<const FieldDescriptor*> one{field};
    if (!SaysNothing(field) && !differencer.CompareWithFields(*before, *after, one, one)) {
      record.add_changed_fields(field->name());
    }
  }
}

}  // namespace

absl::StatusOr<v1::AuditRecord> MakeAuditRecord(const storage::Viewer& viewer,
                                                const storage::FeedChange& change) {
  v1::AuditRecord record;
  const auto type = storage::TypeFor(viewer, change);
  if (!type.has_value()) return record;
  record.set_type(TypeOf(*type));
  *record.mutable_time() = entity::ToTimestamp(change.record.time);
  record.set_actor(change.record.actor);
  record.set_method(change.record.method);
  record.set_kind(change.record.kind);
  record.set_entity(change.record.entity);
  if (*type != ChangeType::kCreated) {
    auto packed = PackRow(change, change.record.before);
    if (!packed.ok()) return packed.status();
    *record.mutable_before() = *std::move(packed);
  }
  if (*type != ChangeType::kDeleted) {
    auto packed = PackRow(change, change.record.after);
    if (!packed.ok()) return packed.status();
    *record.mutable_after() = *std::move(packed);
  }
  if (*type == ChangeType::kUpdated) AddChangedFields(record);
  if (change.credential && *type == ChangeType::kUpdated && SecretChanged(change.record)) {
    record.add_changed_fields("secret");
  }
  return record;
}

}  // namespace letan::services
