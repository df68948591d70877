// For each limit that a flag of letand sets, what a server does that has it.
#ifndef LETAN_TESTS_API_LIMIT_ROWS_H_
#define LETAN_TESTS_API_LIMIT_ROWS_H_

#include <map>
#include <string>

namespace letan::testing {

// By name: "max_batch".
using LimitRows = std::map<std::string, void (*)()>;

LimitRows QueueRows();
LimitRows ReadRows();
LimitRows WatchRows();

}  // namespace letan::testing

#endif  // LETAN_TESTS_API_LIMIT_ROWS_H_
