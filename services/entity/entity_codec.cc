#include "services/entity/entity_codec.h"

#include "google/protobuf/timestamp.pb.h"
#include "services/core/fault.h"
#include "services/entity/text_folding.h"
#include "services/entity/time_codec.h"

namespace letan::entity {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// In the order of their numbers in every entity of the schema, so that looking one up does not
// cost a search by name.
enum RowFieldNumber { kName = 1, kUid, kEtag, kCreateTime, kUpdateTime, kDeleteTime };
constexpr const char* kRowFields[] = {"name",        "uid",         "etag",
                                      "create_time", "update_time", "delete_time"};

// Null if the message has no such field.
const FieldDescriptor* RowField(const Descriptor* descriptor, int number) {
  const char* name = kRowFields[number - 1];
  const FieldDescriptor* field = descriptor->FindFieldByNumber(number);
  if (field != nullptr && field->name() == name) return field;
  return descriptor->FindFieldByName(name);
}

void SetText(Message& entity, RowFieldNumber number, const std::string& text) {
  const FieldDescriptor* field = RowField(entity.GetDescriptor(), number);
  if (field != nullptr) entity.GetReflection()->SetString(&entity, field, text);
}

void SetTime(Message& entity, RowFieldNumber number, booking::Micros time) {
  const FieldDescriptor* field = RowField(entity.GetDescriptor(), number);
  if (field == nullptr) return;
  if (time == 0) {
    entity.GetReflection()->ClearField(&entity, field);
    return;
  }
  SetTimestamp(time, static_cast<google::protobuf::Timestamp*>(
                         entity.GetReflection()->MutableMessage(&entity, field)));
}

}  // namespace

EtagText EtagTextOf(std::string_view uid, std::int64_t version) {
  // FNV-1a of the uid, then a bijective mixing of the 64 bits: of one uid no two versions share an
  // etag.
  std::uint64_t bits = 0xcbf29ce484222325;
  for (const char c : uid) bits = (bits ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  bits += static_cast<std::uint64_t>(version) * 0x9e3779b97f4a7c15;
  bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9;
  bits = (bits ^ (bits >> 27)) * 0x94d049bb133111eb;
  bits ^= bits >> 31;
  constexpr char kDigits[] = "0123456789abcdef";
  EtagText etag;
  for (char& digit : etag) {
    digit = kDigits[bits >> 60];
    bits <<= 4;
  }
  return etag;
}

std::string EtagOf(const std::string& uid, std::int64_t version) {
  return std::string(View(EtagTextOf(uid, version)));
}

void ClearRowFields(Message& entity) {
  for (int number = kName; number <= kDeleteTime; ++number) {
    const FieldDescriptor* field = RowField(entity.GetDescriptor(), number);
    if (field != nullptr) entity.GetReflection()->ClearField(&entity, field);
  }
}

void SetRowFields(const storage::EntityRow& row, Message& entity) {
  SetText(entity, kName, row.name);
  SetText(entity, kUid, row.uid);
  SetText(entity, kEtag, EtagOf(row.uid, row.version));
  SetTime(entity, kCreateTime, row.create_time);
  SetTime(entity, kUpdateTime, row.update_time);
  SetTime(entity, kDeleteTime, row.delete_time);
}

absl::Status Decode(const storage::EntityRow& row, google::protobuf::Message& entity) {
  if (!entity.ParseFromString(row.body)) {
    return WithFact(Fault(absl::StatusCode::kInternal, "a stored body does not parse", row.name),
                    "message", ProgramText(entity.GetTypeName()));
  }
  SetRowFields(row, entity);
  return absl::OkStatus();
}

RowEncoder::RowEncoder(const Descriptor* type) {
  static_assert(kFields == kDeleteTime);
  for (int number = kName; number <= kDeleteTime; ++number) {
    const FieldDescriptor* field = RowField(type, number);
    numbers_[number - 1] = field == nullptr ? 0 : field->number();
  }
}

void RowEncoder::Append(const storage::EntityRow& row, MessageWriter& out) const {
  const auto text = [&](RowFieldNumber field, std::string_view value) {
    const int number = numbers_[field - 1];
    if (number != 0 && !value.empty()) out.Bytes(number, value);
  };
  const auto time = [&](RowFieldNumber field, booking::Micros value) {
    const int number = numbers_[field - 1];
    if (number != 0 && value != 0) out.Time(number, value);
  };
  out.Fields(row.body);
  text(kName, row.name);
  text(kUid, row.uid);
  text(kEtag, View(EtagTextOf(row.uid, row.version)));
  time(kCreateTime, row.create_time);
  time(kUpdateTime, row.update_time);
  time(kDeleteTime, row.delete_time);
}

std::string EncodeRow(const storage::EntityRow& row, const Descriptor* descriptor) {
  MessageWriter out(row.body.size() + row.name.size() + row.uid.size() + 128);
  RowEncoder(descriptor).Append(row, out);
  return out.Take();
}

void FillTitleColumns(const std::string& title, storage::EntityRow& row) {
  if (row.level == storage::HandlingLevel::kRestricted) return storage::DropTitle(&row);
  row.folded_title = Fold(title);
  row.sort_key = CollationKey(title).substr(0, storage::kMaxSortKeyBytes);
}

}  // namespace letan::entity
