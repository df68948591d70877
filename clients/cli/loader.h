// Loads data files through the public API. Loading again makes nothing again.
//
// Each write is looked for first (ExistingFinder) and carries a request_id made of its content, so
// that two loads at once, or one that was cut off, have one effect as well. What is there is left
// as it is, also where the file says otherwise.
#ifndef LETAN_CLIENTS_CLI_LOADER_H_
#define LETAN_CLIENTS_CLI_LOADER_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "clients/cli/caller.h"
#include "clients/cli/data_file.h"
#include "clients/cli/existing.h"

namespace letan::cli {

struct LoadCounts {
  int created = 0;
  int unchanged = 0;
  int refused = 0;  // by the server
  int skipped = 0;  // because they name what was refused
};

class Loader {
 public:
  // `refused` is told of each record that the server refuses, `skipped` of each that cannot be
  // tried, and why.
  struct Listener {
    std::function<void(const DataRecord&, const google::rpc::Status&)> refused;
    std::function<void(const DataRecord&, const std::string&)> skipped;
    std::function<void(size_t done, size_t total)> progress;
  };
  Loader(Caller& caller, Listener listener)
      : caller_(caller), finder_(caller), listener_(std::move(listener)) {}

  // INVALID_ARGUMENT where a record names a method that is not there or that files may not use.
  static absl::Status Check(const std::vector<DataRecord>& records);

  // Goes on after what is refused. Throws ServerError where the server is not there.
  LoadCounts Load(const std::vector<DataRecord>& records);

 private:
  void LoadRecord(const DataRecord& record, LoadCounts* counts);
  google::rpc::Status Write(const google::protobuf::MethodDescriptor& method,
                            google::protobuf::Message* request,
                            google::protobuf::Message* response);

  Caller& caller_;
  ExistingFinder finder_;
  Listener listener_;
  Bindings bindings_;
  std::map<std::string, int> rounds_;  // how often the same content came
};

}  // namespace letan::cli

#endif  // LETAN_CLIENTS_CLI_LOADER_H_
