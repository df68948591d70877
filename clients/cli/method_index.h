// The methods of the API, found in the descriptors that are linked in.
#ifndef LETAN_CLIENTS_CLI_METHOD_INDEX_H_
#define LETAN_CLIENTS_CLI_METHOD_INDEX_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "google/protobuf/descriptor.h"

namespace letan::cli {

// Every method of every service, by service and in the order of the schema.
std::vector<const google::protobuf::MethodDescriptor*> AllMethods();

// "BookingService.Book", with or without the package, "/" for the last "." accepted, or "Book"
// alone where only one service has it. INVALID_ARGUMENT names the nearest ones.
absl::StatusOr<const google::protobuf::MethodDescriptor*> FindMethod(std::string_view name);

// "BookingService.Book".
std::string ShortName(const google::protobuf::MethodDescriptor& method);
// "/letan.v1.BookingService/Book", as gRPC addresses it.
std::string WirePath(const google::protobuf::MethodDescriptor& method);

// The shape of a message for people: every field with its type, limits and values, nested messages
// indented.
std::string DescribeMessage(const google::protobuf::Descriptor& message);

}  // namespace letan::cli

#endif  // LETAN_CLIENTS_CLI_METHOD_INDEX_H_
