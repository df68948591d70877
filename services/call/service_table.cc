#include "services/call/service_table.h"

#include <cstdio>
#include <cstdlib>

namespace letan::call {

Method& ServiceTable::Add(const std::string& method, const google::protobuf::Descriptor* request,
                          const google::protobuf::Descriptor* response, bool streams) {
  const google::protobuf::MethodDescriptor* descriptor = service_->FindMethodByName(method);
  const bool fits = descriptor != nullptr && descriptor->input_type() == request &&
                    descriptor->output_type() == response && !methods_.contains(method) &&
                    !descriptor->client_streaming() && descriptor->server_streaming() == streams;
  if (!fits) {
    std::fprintf(stderr, "letand: no such method, or other types, or twice: %s.%s\n",
                 service_->full_name().c_str(), method.c_str());
    std::abort();
  }
  Method& entry = methods_[method];
  entry.descriptor = descriptor;
  entry.full_name = service_->full_name() + "/" + method;
  return entry;
}

}  // namespace letan::call
