# Writes OUTPUT: a C++ file that holds INPUT.
file(READ ${INPUT} hex HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${hex}")
file(WRITE ${OUTPUT} "// Generated from default_permissions.textproto.
#include \"services/access/default_permissions.h\"

#include <string>

namespace letan::access {
namespace {
constexpr char kText[] = {${bytes}};
}  // namespace

const std::string& DefaultPermissions() {
  static const auto* text = new std::string(kText, sizeof(kText));
  return *text;
}

}  // namespace letan::access
")
