// The command line of `letand restore`.
#ifndef LETAN_SERVICES_SERVER_RESTORE_FLAGS_H_
#define LETAN_SERVICES_SERVER_RESTORE_FLAGS_H_

#include <string>

namespace letan::server {

struct RestoreFlags {
  std::string from;
  std::string storage_path;  // of --storage=sqlite:PATH
  bool replace = false;
  std::string sha256;
  std::string keys;  // a key file; empty: sealed content is not looked into
  bool without_checksum = false;
};

struct ParsedRestoreFlags {
  RestoreFlags flags;
  bool restore = false;  // else it was --help or a mistake, and all is said
  int exit_code = 0;     // when not restoring
};

// Whether the command line asks for it at all.
bool AsksForRestore(int argc, char** argv);
// argv[1] is "restore". Prints help to stdout, mistakes to stderr.
ParsedRestoreFlags ParseRestoreFlags(int argc, char** argv);

}  // namespace letan::server

#endif  // LETAN_SERVICES_SERVER_RESTORE_FLAGS_H_
