// Secrets that are read, never given on the command line, where every process can see them.
#ifndef LETAN_CLIENTS_CLI_SECRET_INPUT_H_
#define LETAN_CLIENTS_CLI_SECRET_INPUT_H_

#include <string>

namespace letan::cli {

// The first line of a file, "-" for standard input. UsageError: it cannot be read, is empty, or
// others can read the file.
std::string ReadSecretFile(const std::string& path);

// Asks at the terminal, without showing what is typed. UsageError without a terminal.
std::string AskSecret(const std::string& prompt);

}  // namespace letan::cli

#endif  // LETAN_CLIENTS_CLI_SECRET_INPUT_H_
