// Any message as lines for people, by its descriptor: times are local, enums are words, what is
// empty is left out.
#ifndef LETAN_CLIENTS_CLI_MESSAGE_TEXT_H_
#define LETAN_CLIENTS_CLI_MESSAGE_TEXT_H_

#include <string>

#include "absl/time/time.h"
#include "google/protobuf/message.h"

namespace letan::cli {

// One field in one line, for a cell of a table: lists joined by ", ". Empty if it is not set.
std::string FieldText(const google::protobuf::Message& message, const std::string& field,
                      absl::TimeZone zone);

// "display name:  Sở Ngoại vụ" and so on, nested messages indented; etags and uids left out.
std::string MessageText(const google::protobuf::Message& message, absl::TimeZone zone, int indent);

// JSON for programs: names as in the schema's JSON form, one object on several lines.
std::string JsonText(const google::protobuf::Message& message);
// The same in one line, without its end.
std::string JsonLine(const google::protobuf::Message& message);

}  // namespace letan::cli

#endif  // LETAN_CLIENTS_CLI_MESSAGE_TEXT_H_
