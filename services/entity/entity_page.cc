#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/wire_format_lite.h>

#include <utility>

#include "services/core/limits.h"
#include "services/entity/entity_codec.h"
#include "services/entity/entity_rows.h"

namespace letan::entity::internal {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedOutputStream;

// Clients accept 4 MiB unless told otherwise; an entity has at most 1 MiB.
constexpr std::size_t kFullPageBytes = limits::kMaxMessageBytes - 2 * limits::kMaxEntityBytes;

void WriteBytes(CodedOutputStream& out, const FieldDescriptor* field, const std::string& bytes) {
  out.WriteTag(WireFormatLite::MakeTag(field->number(), WireFormatLite::WIRETYPE_LENGTH_DELIMITED));
  out.WriteVarint32(static_cast<std::uint32_t>(bytes.size()));
  out.WriteString(bytes);
}

// The one list of a List response.
const FieldDescriptor* ListField(const google::protobuf::Descriptor* response) {
  for (int i = 0; i < response->field_count(); ++i) {
    if (response->field(i)->is_repeated()) return response->field(i);
  }
  return nullptr;
}

}  // namespace

call::Encoded EncodePage(const call::CallContext& context, const google::protobuf::Message& request,
                         const PageTokens& tokens, const std::vector<storage::EntityRow>& rows,
                         int page_size, const google::protobuf::Descriptor* response) {
  const FieldDescriptor* list = ListField(response);
  std::string bytes;
  google::protobuf::io::StringOutputStream stream(&bytes);
  CodedOutputStream out(&stream);
  std::size_t shown = 0;
  while (shown < rows.size() && static_cast<int>(shown) < page_size &&
         static_cast<std::size_t>(out.ByteCount()) <= kFullPageBytes) {
    WriteBytes(out, list, EncodeRow(rows[shown++], list->message_type()));
  }
  if (shown < rows.size()) {
    const storage::EntityRow& last = rows[shown - 1];
    WriteBytes(out, response->FindFieldByName("next_page_token"),
               tokens.Make({last.start, last.name}, context.method, request, context.viewer));
  }
  out.Trim();
  return call::Encoded{std::move(bytes)};
}

}  // namespace letan::entity::internal
