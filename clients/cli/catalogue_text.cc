#include "clients/cli/catalogue_text.h"

#include <memory>

#include "clients/cli/exit.h"
#include "clients/cli/message_text.h"
#include "clients/cli/method_index.h"
#include "clients/cli/text_table.h"

namespace letan::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// The list itself in the response of a List method: its only repeated field of messages.
const FieldDescriptor& ListField(const Message& response) {
  const auto* descriptor = response.GetDescriptor();
  for (int i = 0; i < descriptor->field_count(); ++i) {
    if (descriptor->field(i)->is_repeated()) return *descriptor->field(i);
  }
  throw UsageError(descriptor->name() + " has no list");
}

std::string Heading(std::string field) {
  for (char& c : field) c = c == '_' ? ' ' : c;
  return field;
}

// References are shown by title.
std::string Cell(Session& session, const Message& entry, const std::string& field) {
  std::string text = FieldText(entry, field, session.zone());
  return KindOfName(text) == nullptr ? text : session.names().Title(text);
}

}  // namespace

void ListCatalogue(Session& session, const CatalogueKind& kind, const ListArgs& args) {
  const std::string& method_name = KindOfName(kind.collection + "/-")->list;
  const auto* method = ValueOrUsage(FindMethod(method_name));
  const auto request = NewMessage(*method->input_type());
  const auto field = [&](const char* name) {
    return request->GetDescriptor()->FindFieldByName(name);
  };
  request->GetReflection()->SetBool(request.get(), field("show_deleted"), args.deleted);
  request->GetReflection()->SetString(request.get(), field("filter"), args.filter);
  request->GetReflection()->SetString(request.get(), field("order_by"), args.order_by);
  const auto response = NewMessage(*method->output_type());
  CallAllByName(session.caller(), method_name, *request, response.get());
  if (session.PrintedJson(*response)) return;
  std::vector<std::string> header;
  for (const std::string& column : kind.columns) header.push_back(Heading(column));
  header.push_back("name");
  TextTable table(header);
  const FieldDescriptor& list = ListField(*response);
  for (int i = 0; i < response->GetReflection()->FieldSize(*response, &list); ++i) {
    const Message& entry = response->GetReflection()->GetRepeatedMessage(*response, &list, i);
    const std::string name = FieldText(entry, "name", session.zone());
    if (session.PrintedName(name)) continue;
    std::vector<std::string> row;
    for (const std::string& column : kind.columns) row.push_back(Cell(session, entry, column));
    row.push_back(name);
    table.Add(row);
  }
  if (!session.options.quiet) session.out() << table.Render();
}

void ShowCatalogueEntry(Session& session, const CatalogueKind& kind, const std::string& name) {
  const std::string& method_name = KindOfName(kind.collection + "/-")->get;
  const auto* method = ValueOrUsage(FindMethod(method_name));
  const auto request = NewMessage(*method->input_type());
  const auto* field = request->GetDescriptor()->FindFieldByName("name");
  request->GetReflection()->SetString(request.get(), field, Qualify(kind.collection, name));
  const auto entry = NewMessage(*method->output_type());
  CallByName(session.caller(), method_name, *request, entry.get());
  if (session.PrintedJson(*entry)) return;
  session.out() << MessageText(*entry, session.zone(), 0);
}

}  // namespace letan::cli
