// For each limit that a flag of letand sets, what a server does that has it.
#ifndef LETAN_TESTS_API_LIMIT_ROWS_H_
#define LETAN_TESTS_API_LIMIT_ROWS_H_

#include <map>
#include <string>

#include "tests/support/test_server.h"

namespace letan::testing {

// By name: "max_batch".
using LimitRows = std::map<std::string, void (*)()>;

// Of a server with this flag.
inline TestServerOptions WithLimit(const std::string& flag) {
  TestServerOptions options;
  options.limits = {flag};
  return options;
}

LimitRows CallerRows();
LimitRows ConnectionRows();
LimitRows QueueRows();
LimitRows ReadRows();
LimitRows WatchRows();
LimitRows SignInRows();

}  // namespace letan::testing

#endif  // LETAN_TESTS_API_LIMIT_ROWS_H_
