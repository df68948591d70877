#include "services/operations/logged_row.h"

#include "google/protobuf/descriptor.h"
#include "services/core/fault.h"
#include "services/entity/entity_codec.h"
#include "services/operations/booking_codec.h"
#include "services/operations/stock.h"
#include "storage/codec.h"

namespace letan::operations {
namespace {

constexpr char kTypeUrl[] = "type.googleapis.com/";

// "stock_item" → "letan.v1.StockItem".
const google::protobuf::Descriptor* TypeOfKind(const std::string& kind) {
  std::string name = "letan.v1.";
  bool capital = true;
  for (const char c : kind) {
    if (c != '_') name += capital && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    capital = c == '_';
  }
  return google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(name);
}

template <class Message>
google::protobuf::Any Packed(const Message& message) {
  google::protobuf::Any any;
  any.set_type_url(kTypeUrl + message.GetDescriptor()->full_name());
  message.SerializeToString(any.mutable_value());
  return any;
}

}  // namespace

absl::StatusOr<google::protobuf::Any> PackLoggedRow(const std::string& kind,
                                                    const std::string& bytes) {
  if (kind == storage::kBookingRecord) {
    const auto row = storage::DecodeBooking(bytes);
    if (!row.ok()) return row.status();
    return Packed(ToProto(*row));
  }
  if (kind == storage::kMovementRecord) {
    const auto row = storage::DecodeMovement(bytes);
    if (!row.ok()) return row.status();
    return Packed(ToProto(*row));
  }
  const auto row = storage::DecodeEntity(bytes);
  if (!row.ok()) return row.status();
  const auto* type = TypeOfKind(kind);
  if (type == nullptr) return Fault(absl::StatusCode::kInternal, "a change of no known kind", kind);
  google::protobuf::Any any;
  any.set_type_url(kTypeUrl + type->full_name());
  *any.mutable_value() = entity::EncodeRow(*row, type);
  return any;
}

}  // namespace letan::operations
