#include "services/entity/entity_rows.h"

#include <memory>
#include <string_view>
#include <utility>

#include "services/core/limits.h"
#include "services/entity/entity_codec.h"
#include "services/entity/names.h"
#include "services/entity/shape.h"

namespace letan::entity::internal {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

const FieldDescriptor* Field(const Message& request, const std::string& name) {
  return request.GetDescriptor()->FindFieldByName(name);
}

bool IsParentOf(const std::string& parent, const Kind& kind) {
  const Kind* parent_kind = KindOfName(parent);
  return parent_kind != nullptr && !parent_kind->has_parent &&
         (kind.parent_kind.empty() || kind.parent_kind == parent_kind->kind);
}

}  // namespace

absl::Status RequireLive(storage::ReadTransaction& read, const std::string& name) {
  const auto row = read.FindEntity(name);
  if (!row.ok()) return row.status();
  const bool live = row->has_value() && !(*row)->deleted();
  return live ? absl::OkStatus() : errors::NotFound(name);
}

std::string MethodOf(const google::protobuf::Descriptor* request) {
  return request->name().substr(0, request->name().size() - std::string_view("Request").size());
}

const Message& EntityField(const Message& request, const std::string& kind) {
  return request.GetReflection()->GetMessage(request, Field(request, kind));
}

const google::protobuf::FieldMask& MaskField(const Message& request, const std::string& field) {
  const FieldDescriptor* found = Field(request, field);
  return found == nullptr ? google::protobuf::FieldMask::default_instance()
                          : static_cast<const google::protobuf::FieldMask&>(
                                request.GetReflection()->GetMessage(request, found));
}

std::string TextField(const Message& request, const std::string& field) {
  const FieldDescriptor* found = Field(request, field);
  return found == nullptr ? "" : request.GetReflection()->GetString(request, found);
}

bool BoolField(const Message& request, const std::string& field) {
  const FieldDescriptor* found = Field(request, field);
  return found != nullptr && request.GetReflection()->GetBool(request, found);
}

int NumberField(const Message& request, const std::string& field) {
  const FieldDescriptor* found = Field(request, field);
  return found == nullptr ? 0 : request.GetReflection()->GetInt32(request, found);
}

absl::StatusOr<Identity> NewIdentity(const call::CallContext& context, const Message& request,
                                     const std::string& kind_name, bool chosen_id,
                                     bool has_parent) {
  const Kind& kind = *FindKind(kind_name);
  Identity identity;
  identity.uid = context.new_id();
  std::string id = identity.uid;
  if (chosen_id) {
    const std::string field = kind_name + "_id";
    const std::string chosen = TextField(request, field);
    if (!chosen.empty() && !IsId(chosen)) {
      return errors::InvalidField(field,
                                  "must be 1 to 63 of [a-z0-9-], beginning with a letter or digit");
    }
    if (!chosen.empty()) id = chosen;
  }
  identity.name = kind.collection + "/" + id;
  if (has_parent) {
    identity.parent = TextField(request, "parent");
    if (!IsParentOf(identity.parent, kind)) {
      return errors::InvalidField("parent", "must name what the " + kind_name + " belongs to");
    }
    identity.name = identity.parent + "/" + identity.name;
  }
  return identity;
}

absl::StatusOr<storage::EntityRow> FindLive(storage::ReadTransaction& read, const std::string& kind,
                                            const std::string& name, const std::string& etag,
                                            const std::string& etag_field) {
  auto row = read.FindEntity(name);
  if (!row.ok()) return row.status();
  if (!row->has_value() || (*row)->kind != kind || (*row)->deleted()) {
    return errors::NotFound(name);
  }
  if (!etag.empty() && etag != EtagOf((*row)->uid, (*row)->version)) {
    return errors::StaleEtag(name, etag_field);
  }
  return **std::move(row);
}

absl::StatusOr<storage::EntityRow> FindDeleted(storage::ReadTransaction& read,
                                               const std::string& kind, const std::string& name,
                                               const std::string& etag) {
  auto row = read.FindEntity(name);
  if (!row.ok()) return row.status();
  if (!row->has_value() || (*row)->kind != kind) return errors::NotFound(name);
  if (!(*row)->deleted()) return errors::NotDeleted(name);
  if (!etag.empty() && etag != EtagOf((*row)->uid, (*row)->version)) {
    return errors::StaleEtag(name, "etag");
  }
  if (!(*row)->parent.empty()) {
    if (absl::Status status = RequireLive(read, (*row)->parent); !status.ok()) return status;
  }
  return **std::move(row);
}

absl::StatusOr<std::string> EncodeMasked(const storage::EntityRow& row, const ReadMask& mask,
                                         const google::protobuf::Descriptor* descriptor) {
  if (mask.whole()) return EncodeRow(row, descriptor);
  const std::unique_ptr<Message> entity(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(descriptor)->New());
  if (absl::Status status = Decode(row, *entity); !status.ok()) return status;
  mask.Trim(*entity);
  return entity->SerializeAsString();
}

absl::StatusOr<call::Encoded> GetEncoded(storage::ReadTransaction& read, const Message& request,
                                         const std::string& kind,
                                         const google::protobuf::Descriptor* descriptor) {
  const auto mask = ReadMask::Make(MaskField(request, "read_mask"), descriptor);
  if (!mask.ok()) return mask.status();
  const std::string name = TextField(request, "name");
  const auto row = read.FindEntity(name);
  if (!row.ok()) return row.status();
  if (!row->has_value() || (*row)->kind != kind) return errors::NotFound(name);
  if (!mask->whole()) read.NoteShown(name);  // the mask may leave out the name
  auto bytes = EncodeMasked(**row, *mask, descriptor);
  if (!bytes.ok()) return bytes.status();
  return call::Encoded{*std::move(bytes)};
}

void ResetColumns(storage::EntityRow& row) {
  row.state.clear();
  row.start = row.end = 0;
  row.level = storage::HandlingLevel::kInternal;
  row.need_to_know.clear();
}

absl::Status CheckSize(const storage::EntityRow& row) {
  if (row.body.size() <= limits::kMaxEntityBytes) return absl::OkStatus();
  return errors::InvalidField(row.kind, "is " + std::to_string(row.body.size()) +
                                            " bytes long; at most " +
                                            std::to_string(limits::kMaxEntityBytes));
}

absl::Status InsertNew(storage::WriteTransaction& write, storage::EntityRow& row) {
  if (absl::Status status = CheckSize(row); !status.ok()) return status;
  if (!row.parent.empty()) {
    if (absl::Status status = RequireLive(write, row.parent); !status.ok()) return status;
  }
  row.version = 1;
  row.create_time = row.update_time = write.now();
  const absl::Status status = write.InsertEntity(row);
  return absl::IsAlreadyExists(status) ? errors::AlreadyExists(row.name) : status;
}

absl::Status Replace(storage::WriteTransaction& write, storage::EntityRow& row, bool deleted) {
  if (absl::Status status = CheckSize(row); !status.ok()) return status;
  const std::int64_t expected = row.version++;
  row.update_time = write.now();
  if (deleted) row.delete_time = row.update_time;
  return write.UpdateEntity(row, expected);
}

bool SameContent(const storage::EntityRow& a, const storage::EntityRow& b) {
  return a.body == b.body && a.state == b.state && a.start == b.start && a.end == b.end &&
         a.level == b.level && a.need_to_know == b.need_to_know;
}

absl::Status CheckWhole(const Message& entity, const std::string& kind,
                        std::vector<errors::FieldViolation> violations) {
  for (errors::FieldViolation& violation : violations) {
    violation.field = kind + "." + violation.field;
  }
  CheckEntity(entity, kind, violations);
  return violations.empty() ? absl::OkStatus() : errors::InvalidArgument(violations);
}

}  // namespace letan::entity::internal
