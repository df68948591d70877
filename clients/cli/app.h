// The program: options, commands, exit code.
#ifndef LETAN_CLIENTS_CLI_APP_H_
#define LETAN_CLIENTS_CLI_APP_H_

#include <ostream>

namespace letan::cli {

// Runs one command line. Results go to `out`, everything else to `err`. Answers an ExitCode.
int RunLetan(int argc, const char* const* argv, std::ostream& out, std::ostream& err);

}  // namespace letan::cli

#endif  // LETAN_CLIENTS_CLI_APP_H_
