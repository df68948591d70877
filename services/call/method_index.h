// The methods of a server by the type of their requests.
#ifndef LETAN_SERVICES_CALL_METHOD_INDEX_H_
#define LETAN_SERVICES_CALL_METHOD_INDEX_H_

#include <map>
#include <string>

#include "services/call/service_table.h"

namespace letan::call {

// Filled while the server is made, then only read.
class MethodIndex {
 public:
  void Add(const ServiceTable& table) {
    for (const auto& [name, method] : table.methods()) {
      methods_[method.descriptor->input_type()->full_name()] = method;
    }
  }

  // "letan.v1.BookRequest"; null if no method takes it.
  const Method* Find(const std::string& request) const {
    const auto found = methods_.find(request);
    return found == methods_.end() ? nullptr : &found->second;
  }

 private:
  std::map<std::string, Method> methods_;
};

}  // namespace letan::call

#endif  // LETAN_SERVICES_CALL_METHOD_INDEX_H_
