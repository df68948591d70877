// check_permissions DESCRIPTOR_SET PERMISSIONS: fails unless the table fits the schema and names
// every method of it. Part of the build: a new method without a rule does not compile.
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/descriptor.pb.h"
#include "services/access/permission_file.h"

namespace letan::access {
namespace {

std::string ReadWhole(const char* path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

int Check(const char* set_path, const char* table_path) {
  google::protobuf::FileDescriptorSet files;
  google::protobuf::DescriptorPool pool;
  bool built = files.ParseFromString(ReadWhole(set_path)) && files.file_size() > 0;
  std::vector<const google::protobuf::ServiceDescriptor*> services;
  for (int i = 0; built && i < files.file_size(); ++i) {
    const auto* file = pool.BuildFile(files.file(i));
    built = file != nullptr;
    for (int j = 0; built && j < file->service_count(); ++j) services.push_back(file->service(j));
  }
  if (!built || services.empty()) {
    std::fprintf(stderr, "%s: no descriptors of services\n", set_path);
    return 1;
  }
  const Schema schema = {
      [&pool](const std::string& name) {
        std::string dotted = name;
        const std::size_t slash = dotted.find('/');
        if (slash != std::string::npos) dotted[slash] = '.';
        return pool.FindMethodByName(dotted);
      },
      [&pool](const std::string& name) { return pool.FindMessageTypeByName(name); }};
  const auto table = ParsePermissions(ReadWhole(table_path), schema);
  if (!table.ok()) {
    std::fprintf(stderr, "%s: %s\n", table_path, std::string(table.status().message()).c_str());
    return 1;
  }
  const std::vector<std::string> missing = MethodsWithoutRule(**table, services);
  for (const std::string& method : missing) {
    std::fprintf(stderr, "%s: no rule says who may call %s\n", table_path, method.c_str());
  }
  return missing.empty() ? 0 : 1;
}

}  // namespace
}  // namespace letan::access

int main(int argc, char** argv) {
  if (argc == 3) return letan::access::Check(argv[1], argv[2]);
  std::fprintf(stderr, "usage: check_permissions DESCRIPTOR_SET PERMISSIONS\n");
  return 2;
}
