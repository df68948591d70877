// The command line of `letand administrator-token`.
#ifndef LETAN_SERVICES_SERVER_TOKEN_FLAGS_H_
#define LETAN_SERVICES_SERVER_TOKEN_FLAGS_H_

#include <string>

namespace letan::server {

struct TokenFlags {
  std::string storage_path;
  std::string file;  // empty: printed
};

struct ParsedTokenFlags {
  TokenFlags flags;
  bool make = false;  // else all is said
  int exit_code = 0;
};

bool AsksForAdministratorToken(int argc, char** argv);
ParsedTokenFlags ParseTokenFlags(int argc, char** argv);

}  // namespace letan::server

#endif  // LETAN_SERVICES_SERVER_TOKEN_FLAGS_H_
