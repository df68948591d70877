// The command line of letand.
#ifndef LETAN_SERVICES_SERVER_FLAGS_H_
#define LETAN_SERVICES_SERVER_FLAGS_H_

#include <string>
#include <vector>

#include "services/access/identity_provider.h"
#include "services/core/limits.h"
#include "services/server/transport.h"

namespace letan::server {

struct Flags {
  std::string storage_path;  // of --storage=sqlite:PATH
  Transport transport;
  std::string metrics_listen;  // empty: no metrics
  bool reflection = false;
  std::string permissions;               // a file; empty: the default table
  std::string administrator_token_file;  // empty: the token of the first start is printed
  access::ProviderOptions oidc;          // without an issuer: no identity provider is trusted
  bool log_calls = false;
  std::vector<std::string> services;  // checked; all when none was named
  int default_travel_minutes = 60;
  std::string keys;              // a key file; empty: no RESTRICTED content
  std::string backup_directory;  // empty: none
  std::string audit_heads;       // empty: none are signed; audit_key is, too
  std::string audit_key;
  int audit_interval_seconds = 60;
  limits::Adjustable limits;
};

// What to do after the command line was read.
struct ParsedFlags {
  Flags flags;
  bool serve = false;  // else it was --help, --version or a mistake, and all is said
  int exit_code = 0;   // when not serving
};

inline constexpr int kUsageError = 2;  // exit code

// Of --storage: what is wrong with it, or empty; and the PATH of one that is right.
std::string CheckStorageFlag(const std::string& storage);
std::string StoragePath(const std::string& storage);

// Prints help and version to stdout, mistakes to stderr.
ParsedFlags ParseFlags(int argc, char** argv);

}  // namespace letan::server

#endif  // LETAN_SERVICES_SERVER_FLAGS_H_
