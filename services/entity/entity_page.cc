#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/wire_format_lite.h>

#include <memory>
#include <string>
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

constexpr int kFilteredAtOnce = 200;

absl::Status TooBroad() {
  return errors::Precondition(
      errors::kFilterTooBroad, "filter",
      std::to_string(limits::kMaxFilteredRows) +
          " entities were looked at and the page is not full: ask for smaller pages, or narrow the "
          "listing by its other fields");
}

}  // namespace

absl::StatusOr<std::vector<storage::EntityRow>> FilterRows(
    const FindRows& find, const storage::EntityQuery& query, const Filter& filter,
    const google::protobuf::Descriptor* descriptor) {
  const std::unique_ptr<google::protobuf::Message> entity(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(descriptor)->New());
  storage::EntityQuery step = query;
  step.limit = kFilteredAtOnce;
  std::vector<storage::EntityRow> kept;
  for (int seen = 0; seen < limits::kMaxFilteredRows; seen += step.limit) {
    auto rows = find(step);
    if (!rows.ok()) return rows.status();
    const bool last = static_cast<int>(rows->size()) < step.limit;
    if (!last) {
      step.has_cursor = true;
      step.cursor = {rows->back().start, rows->back().name};
    }
    for (storage::EntityRow& row : *rows) {
      if (absl::Status status = Decode(row, *entity); !status.ok()) return status;
      if (filter.Matches(*entity, row.folded_title)) kept.push_back(std::move(row));
      if (static_cast<int>(kept.size()) == query.limit) return kept;
    }
    if (last) return kept;
  }
  return TooBroad();
}

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
