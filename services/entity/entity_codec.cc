#include "services/entity/entity_codec.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/wire_format_lite.h>

#include "google/protobuf/timestamp.pb.h"
#include "services/core/fault.h"
#include "services/entity/text_folding.h"
#include "services/entity/time_codec.h"

namespace letan::entity {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedOutputStream;

constexpr const char* kRowFields[] = {"name",        "uid",         "etag",
                                      "create_time", "update_time", "delete_time"};

void SetText(Message& entity, const char* name, const std::string& text) {
  const FieldDescriptor* field = entity.GetDescriptor()->FindFieldByName(name);
  if (field != nullptr) entity.GetReflection()->SetString(&entity, field, text);
}

void SetTime(Message& entity, const char* name, booking::Micros time) {
  const FieldDescriptor* field = entity.GetDescriptor()->FindFieldByName(name);
  if (field == nullptr) return;
  if (time == 0) {
    entity.GetReflection()->ClearField(&entity, field);
    return;
  }
  entity.GetReflection()->MutableMessage(&entity, field)->CopyFrom(ToTimestamp(time));
}

void WriteBytes(CodedOutputStream& out, const Descriptor* descriptor, const char* name,
                const std::string& bytes) {
  const FieldDescriptor* field = descriptor->FindFieldByName(name);
  if (field == nullptr || bytes.empty()) return;
  out.WriteTag(WireFormatLite::MakeTag(field->number(), WireFormatLite::WIRETYPE_LENGTH_DELIMITED));
  out.WriteVarint32(static_cast<std::uint32_t>(bytes.size()));
  out.WriteString(bytes);
}

void WriteTime(CodedOutputStream& out, const Descriptor* descriptor, const char* name,
               booking::Micros time) {
  if (time != 0) WriteBytes(out, descriptor, name, ToTimestamp(time).SerializeAsString());
}

}  // namespace

std::string EtagOf(const std::string& uid, std::int64_t version) {
  // FNV-1a of the uid, then a bijective mixing of the 64 bits: of one uid no two versions share an
  // etag.
  std::uint64_t bits = 0xcbf29ce484222325;
  for (const char c : uid) bits = (bits ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  bits += static_cast<std::uint64_t>(version) * 0x9e3779b97f4a7c15;
  bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9;
  bits = (bits ^ (bits >> 27)) * 0x94d049bb133111eb;
  bits ^= bits >> 31;
  constexpr char kDigits[] = "0123456789abcdef";
  std::string etag(16, '0');
  for (int i = 0; i < 16; ++i) etag[i] = kDigits[(bits >> (60 - 4 * i)) & 0xf];
  return etag;
}

void ClearRowFields(Message& entity) {
  for (const char* name : kRowFields) {
    const FieldDescriptor* field = entity.GetDescriptor()->FindFieldByName(name);
    if (field != nullptr) entity.GetReflection()->ClearField(&entity, field);
  }
}

void SetRowFields(const storage::EntityRow& row, Message& entity) {
  SetText(entity, "name", row.name);
  SetText(entity, "uid", row.uid);
  SetText(entity, "etag", EtagOf(row.uid, row.version));
  SetTime(entity, "create_time", row.create_time);
  SetTime(entity, "update_time", row.update_time);
  SetTime(entity, "delete_time", row.delete_time);
}

absl::Status Decode(const storage::EntityRow& row, google::protobuf::Message& entity) {
  if (!entity.ParseFromString(row.body)) {
    return WithFact(Fault(absl::StatusCode::kInternal, "a stored body does not parse", row.name),
                    "message", ProgramText(entity.GetTypeName()));
  }
  SetRowFields(row, entity);
  return absl::OkStatus();
}

std::string EncodeRow(const storage::EntityRow& row, const Descriptor* descriptor) {
  std::string bytes;
  bytes.reserve(row.body.size() + row.name.size() + row.uid.size() + 96);
  bytes = row.body;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    CodedOutputStream out(&stream);
    WriteBytes(out, descriptor, "name", row.name);
    WriteBytes(out, descriptor, "uid", row.uid);
    WriteBytes(out, descriptor, "etag", EtagOf(row.uid, row.version));
    WriteTime(out, descriptor, "create_time", row.create_time);
    WriteTime(out, descriptor, "update_time", row.update_time);
    WriteTime(out, descriptor, "delete_time", row.delete_time);
  }
  return bytes;
}

void FillTitleColumns(const std::string& title, storage::EntityRow& row) {
  row.folded_title = Fold(title);
  row.sort_key = CollationKey(title).substr(0, storage::kMaxSortKeyBytes);
}

}  // namespace letan::entity
