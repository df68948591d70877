// A plain connection to a server of a test.
#ifndef LETAN_TESTS_SUPPORT_LOOPBACK_SOCKET_H_
#define LETAN_TESTS_SUPPORT_LOOPBACK_SOCKET_H_

#include <string>

namespace letan::testing {

// A socket of the caller's, connected to "127.0.0.1:PORT", that reads for at most a minute; -1 if
// nothing listens there.
int ConnectLoopback(const std::string& address);

}  // namespace letan::testing

#endif  // LETAN_TESTS_SUPPORT_LOOPBACK_SOCKET_H_
