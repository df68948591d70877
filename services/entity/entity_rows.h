// What the standard methods share whatever the kind: requests read by reflection, rows found and
// written.
#ifndef LETAN_SERVICES_ENTITY_ENTITY_ROWS_H_
#define LETAN_SERVICES_ENTITY_ENTITY_ROWS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/message.h"
#include "services/call/service_table.h"
#include "services/entity/read_mask.h"
#include "services/errors/errors.h"
#include "storage/transaction.h"

namespace letan::entity::internal {

// "GetAgencyRequest" → "GetAgency".
std::string MethodOf(const google::protobuf::Descriptor* request);

// Fields of a request by name; the zero of their type where the request has no such field.
const google::protobuf::Message& EntityField(const google::protobuf::Message& request,
                                             const std::string& kind);
const google::protobuf::FieldMask& MaskField(const google::protobuf::Message& request,
                                             const std::string& field);
std::string TextField(const google::protobuf::Message& request, const std::string& field);
bool BoolField(const google::protobuf::Message& request, const std::string& field);
int NumberField(const google::protobuf::Message& request, const std::string& field);

// Who a new entity is.
struct Identity {
  std::string name;
  std::string uid;
  std::string parent;
};
// From "{kind}_id" (`chosen_id` kinds) and "parent" of a Create request, or minted.
// INVALID_ARGUMENT for an id or a parent that is not well-formed.
absl::StatusOr<Identity> NewIdentity(const call::CallContext& context,
                                     const google::protobuf::Message& request,
                                     const std::string& kind, bool chosen_id, bool has_parent);

// The row if the viewer sees it, it is of this kind and not deleted, else NOT_FOUND; ABORTED if
// `etag` is not empty and not the current one.
absl::StatusOr<storage::EntityRow> FindLive(storage::ReadTransaction& read, const std::string& kind,
                                            const std::string& name, const std::string& etag,
                                            const std::string& etag_field = "etag");
// NOT_FOUND unless the viewer sees it and it is not deleted.
absl::Status RequireLive(storage::ReadTransaction& read, const std::string& name);

// The row's message as bytes, with the fields that `mask` names.
absl::StatusOr<std::string> EncodeMasked(const storage::EntityRow& row, const ReadMask& mask,
                                         const google::protobuf::Descriptor* descriptor);
// The answer to a Get request: deleted ones too.
absl::StatusOr<call::Encoded> GetEncoded(storage::ReadTransaction& read,
                                         const google::protobuf::Message& request,
                                         const std::string& kind,
                                         const google::protobuf::Descriptor* descriptor);

// Columns that a kind's Extract fills, as at the start.
void ResetColumns(storage::EntityRow& row);
// INVALID_ARGUMENT on field `kind` if the encoded entity is over its limit.
absl::Status CheckSize(const storage::EntityRow& row);
// Inserts `row` as version 1 with the transaction's time in it. NOT_FOUND if its parent is not
// there; ALREADY_EXISTS.
absl::Status InsertNew(storage::WriteTransaction& write, storage::EntityRow& row);
// Replaces the row at its version by the next one. `deleted` marks it.
absl::Status Replace(storage::WriteTransaction& write, storage::EntityRow& row, bool deleted);
// Whether both would be stored alike, version and times aside.
bool SameContent(const storage::EntityRow& a, const storage::EntityRow& b);

// INVALID_ARGUMENT with what Validate found (paths inside the entity) and what CheckEntity finds.
absl::Status CheckWhole(const google::protobuf::Message& entity, const std::string& kind,
                        std::vector<errors::FieldViolation> violations);

}  // namespace letan::entity::internal

#endif  // LETAN_SERVICES_ENTITY_ENTITY_ROWS_H_
