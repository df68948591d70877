// Where a server can be.
#ifndef LETAN_CLIENTS_CLI_ADDRESS_H_
#define LETAN_CLIENTS_CLI_ADDRESS_H_

#include <string>

namespace letan::cli {

// What is wrong with an address that no server can have; empty if nothing is.
std::string WhyNoAddress(const std::string& address);

// A unix socket or loopback: what is sent there leaves this machine only by its own doing.
bool IsOnThisMachine(const std::string& address);

}  // namespace letan::cli

#endif  // LETAN_CLIENTS_CLI_ADDRESS_H_
