// Requests, as every call has them parsed and checked before a handler sees them. The input: two
// bytes for the type, then an encoded request.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "google/protobuf/field_mask.pb.h"
#include "services/entity/field_mask.h"
#include "services/entity/field_rules.h"
#include "services/entity/shape.h"
#include "services/entity/text_folding.h"
#include "services/errors/errors.h"
#include "tests/fuzz/invariant.h"

namespace letan::fuzz {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MessageFactory;

std::vector<const Descriptor*> RequestTypes() {
  std::vector<const Descriptor*> types;
  for (const char* name : {LETAN_SCHEMA_FILES}) {
    const auto* file = DescriptorPool::generated_pool()->FindFileByName(name);
    Require(file != nullptr, "every file of the schema is linked", name);
    for (int i = 0; i < file->service_count(); ++i) {
      for (int j = 0; j < file->service(i)->method_count(); ++j) {
        types.push_back(file->service(i)->method(j)->input_type());
      }
    }
  }
  Require(!types.empty(), "there are requests");
  return types;
}

// The type that goes best with the two bytes. A new RPC takes over some pairs of bytes and leaves
// the others with their types, so that a corpus keeps its meaning.
const Descriptor* TypeFor(std::uint8_t first, std::uint8_t second) {
  static const auto* const types = new std::vector<const Descriptor*>(RequestTypes());
  const Descriptor* best = nullptr;
  std::uint64_t best_score = 0;
  for (const Descriptor* type : *types) {
    std::uint64_t score = 0xcbf29ce484222325 ^ (std::uint64_t{first} << 8 | second);
    for (const char c : type->full_name()) {
      score = (score ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    }
    score = (score ^ score >> 32) * 0x9e3779b97f4a7c15;
    if (best == nullptr || score > best_score) best = type;
    best_score = std::max(best_score, score);
  }
  return best;
}

std::unique_ptr<Message> Copy(const Message& message) {
  std::unique_ptr<Message> copy(message.New());
  copy->CopyFrom(message);
  return copy;
}

void RequireNfc(const Message& message) {
  const auto* reflection = message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const int size = field->is_repeated() ? reflection->FieldSize(message, field) : 1;
    for (int i = 0; i < size; ++i) {
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        RequireNfc(field->is_repeated() ? reflection->GetRepeatedMessage(message, field, i)
                                        : reflection->GetMessage(message, field));
      } else if (field->type() == FieldDescriptor::TYPE_STRING) {
        const std::string text = field->is_repeated()
                                     ? reflection->GetRepeatedString(message, field, i)
                                     : reflection->GetString(message, field);
        Require(entity::IsNfc(text), "a text is in NFC after it was brought into it", text);
        Require(ValidUtf8(text) == text, "a text is valid UTF-8", text);
      }
    }
  }
}

void CheckShape(const Message& request) {
  const absl::Status shape = entity::CheckShape(request);
  if (!shape.ok()) {
    const auto refusal = RequireRefusal(shape, errors::kInvalidRequest);
    Require(refusal.field_violations_size() <= static_cast<int>(errors::kMaxViolations),
            "violations are bounded");
    for (const auto& violation : refusal.field_violations()) {
      Require(IsFieldPath(request.GetDescriptor(), &request, violation.field()),
              "a violation names a field that is there", violation.field());
    }
  }
  const std::unique_ptr<Message> input = Copy(request);
  entity::ClearOutputOnly(*input);
  Require(entity::CheckShape(*input) == shape, "output-only fields are not looked at",
          shape.ToString());
}

// The row's own fields, which no update writes.
void SetRowFields(Message& stored) {
  for (const char* name : {"name", "uid", "etag"}) {
    const FieldDescriptor* field = stored.GetDescriptor()->FindFieldByName(name);
    if (field != nullptr) stored.GetReflection()->SetString(&stored, field, name);
  }
}

void RequireRowFields(const Message& stored) {
  for (const char* name : {"name", "uid", "etag"}) {
    const FieldDescriptor* field = stored.GetDescriptor()->FindFieldByName(name);
    if (field == nullptr) continue;
    Require(stored.GetReflection()->GetString(stored, field) == name,
            "an update writes no output-only field", name);
  }
}

void CheckMask(const google::protobuf::FieldMask& paths, const Message& patch) {
  const auto mask = entity::UpdateMask::Parse(patch.GetDescriptor(), paths);
  if (!mask.ok()) {
    const auto refusal = RequireRefusal(mask.status(), errors::kInvalidRequest);
    return Require(refusal.field_violations(0).field() == "update_mask", "the field is the mask");
  }
  const std::unique_ptr<Message> stored(patch.New());
  SetRowFields(*stored);
  const absl::Status applied = mask->Apply(patch, "entity", *stored);
  RequireRowFields(*stored);
  if (!applied.ok()) {
    RequireRefusal(applied, errors::kInvalidRequest);
    const std::unique_ptr<Message> untouched(patch.New());
    SetRowFields(*untouched);
    return Require(stored->SerializeAsString() == untouched->SerializeAsString(),
                   "an update that is refused writes nothing", applied.ToString());
  }
  const std::unique_ptr<Message> once = Copy(*stored);
  Require(mask->Apply(patch, "entity", *stored).ok(), "an update can be made again");
  Require(once->SerializeAsString() == stored->SerializeAsString(),
          "an update that is made again changes nothing", stored->ShortDebugString());
}

// Every update mask with every message beside it.
void CheckMasks(const Message& request) {
  const auto* reflection = request.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(request, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->message_type() != google::protobuf::FieldMask::descriptor()) continue;
    if (field->is_repeated()) continue;
    const auto& mask =
        static_cast<const google::protobuf::FieldMask&>(reflection->GetMessage(request, field));
    for (const FieldDescriptor* other : fields) {
      if (other == field || other->is_repeated() || other->message_type() == nullptr) continue;
      CheckMask(mask, reflection->GetMessage(request, other));
    }
  }
}

void Run(const Descriptor* type, const std::string& bytes) {
  const std::unique_ptr<Message> request(
      MessageFactory::generated_factory()->GetPrototype(type)->New());
  if (!request->ParseFromString(bytes)) {
    const auto refusal =
        RequireRefusal(entity::ExplainParseFailure(type, bytes), errors::kInvalidRequest);
    const std::string& field = refusal.field_violations(0).field();
    Require(field == type->name() || IsFieldPath(type, nullptr, field),
            "a parse failure names a field of the request", field);
    return;
  }
  CheckShape(*request);
  entity::NormalizeText(*request);
  RequireNfc(*request);
  CheckShape(*request);
  CheckMasks(*request);
}

}  // namespace
}  // namespace letan::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  letan::fuzz::Run(letan::fuzz::TypeFor(data[0], data[1]),
                   std::string(reinterpret_cast<const char*>(data) + 2, size - 2));
  return 0;
}
