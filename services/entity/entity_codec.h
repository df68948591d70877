// Between an entity's message and its row.
#ifndef LETAN_SERVICES_ENTITY_ENTITY_CODEC_H_
#define LETAN_SERVICES_ENTITY_ENTITY_CODEC_H_

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "services/entity/entity_traits.h"
#include "services/entity/wire.h"
#include "storage/entity_table.h"

namespace letan::entity {

// Opaque; changes with every version of the row.
std::string EtagOf(const std::string& uid, std::int64_t version);
// The same without memory of its own, for many.
using EtagText = std::array<char, 16>;
EtagText EtagTextOf(std::string_view uid, std::int64_t version);
inline std::string_view View(const EtagText& etag) { return {etag.data(), etag.size()}; }

// The fields that are columns, not body: name, uid, etag, create_time, update_time, delete_time.
// Clears them in a message about to be stored.
void ClearRowFields(google::protobuf::Message& entity);
// Sets them from the row.
void SetRowFields(const storage::EntityRow& row, google::protobuf::Message& entity);

// Encodes rows of one kind: a row's message is its body with those fields appended; the body is not
// decoded.
class RowEncoder {
 public:
  explicit RowEncoder(const google::protobuf::Descriptor* type);

  // Fields of the message that `out` is at.
  void Append(const storage::EntityRow& row, MessageWriter& out) const;

 private:
  static constexpr int kFields = 6;
  int numbers_[kFields];  // in the order above; 0: the message has no such field
};

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
