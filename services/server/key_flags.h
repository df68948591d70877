// The command lines of `letand make-keys` and `letand rotate-keys`.
#ifndef LETAN_SERVICES_SERVER_KEY_FLAGS_H_
#define LETAN_SERVICES_SERVER_KEY_FLAGS_H_

#include <string>

namespace letan::server {

struct KeyFlags {
  std::string storage_path;  // rotate-keys
  std::string file;          // the key file
};

struct ParsedKeyFlags {
  KeyFlags flags;
  bool run = false;  // else all is said
  int exit_code = 0;
};

bool AsksForMakeKeys(int argc, char** argv);
ParsedKeyFlags ParseMakeKeysFlags(int argc, char** argv);

bool AsksForRotateKeys(int argc, char** argv);
ParsedKeyFlags ParseRotateKeysFlags(int argc, char** argv);

}  // namespace letan::server

#endif  // LETAN_SERVICES_SERVER_KEY_FLAGS_H_
