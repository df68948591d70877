// One HTTP request over loopback, for what Prometheus would read.
#ifndef LETAN_TESTS_SUPPORT_HTTP_GET_H_
#define LETAN_TESTS_SUPPORT_HTTP_GET_H_

#include <string>

namespace letan::testing {

// The whole answer with its headers, from "127.0.0.1:PORT"; empty if nobody answers.
std::string HttpGet(const std::string& address, const std::string& path);

// The value of the line that begins with `series` ("name{label=\"value\"}") and a space; -1 if
// there is none.
double ValueOf(const std::string& page, const std::string& series);

}  // namespace letan::testing

#endif  // LETAN_TESTS_SUPPORT_HTTP_GET_H_
