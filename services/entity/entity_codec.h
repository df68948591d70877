// Between an entity's message and its row.
#ifndef LETAN_SERVICES_ENTITY_ENTITY_CODEC_H_
#define LETAN_SERVICES_ENTITY_ENTITY_CODEC_H_

#include <string>

#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "services/entity/entity_traits.h"
#include "storage/entity_table.h"

namespace letan::entity {

// Opaque; changes with every version of the row.
std::string EtagOf(const std::string& uid, std::int64_t version);

// The fields that are columns, not body: name, uid, etag, create_time, update_time, delete_time.
// Clears them in a message about to be stored.
void ClearRowFields(google::protobuf::Message& entity);
// Sets them from the row.
void SetRowFields(const storage::EntityRow& row, google::protobuf::Message& entity);
// The row's message as bytes: its body with those fields appended, without decoding the body.
std::string EncodeRow(const storage::EntityRow& row,
                      const google::protobuf::Descriptor* descriptor);

// The row's message. INTERNAL if the body does not parse.
absl::Status Decode(const storage::EntityRow& row, google::protobuf::Message& entity);

template <class T>
absl::StatusOr<T> FromRow(const storage::EntityRow& row) {
  T entity;
  if (absl::Status status = Decode(row, entity); !status.ok()) return status;
  return entity;
}

// Body and extracted columns of `entity` into `row`; leaves name, uid, version and times alone.
void FillTitleColumns(const std::string& title, storage::EntityRow& row);

template <class T>
void FillRow(const T& entity, storage::EntityRow& row) {
  T stored = entity;
  ClearRowFields(stored);
  row.kind = EntityTraits<T>::kKind;
  FillTitleColumns(EntityTraits<T>::Extract(stored, row), row);
  row.body = stored.SerializeAsString();
}

}  // namespace letan::entity

#endif  // LETAN_SERVICES_ENTITY_ENTITY_CODEC_H_
