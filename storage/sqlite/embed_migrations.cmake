# Writes OUTPUT: a C++ file that holds every migration of DIRECTORY, in order of its number.
file(GLOB scripts ${DIRECTORY}/*.sql)
list(SORT scripts)
set(entries "")
set(expected 1)
foreach(script ${scripts})
  get_filename_component(stem ${script} NAME_WE)
  if(NOT stem MATCHES "^([0-9][0-9][0-9][0-9])_([a-z0-9_]+)$")
    message(FATAL_ERROR "${script}: a migration is named NNNN_name.sql")
  endif()
  set(name ${CMAKE_MATCH_2})
  math(EXPR number "1${CMAKE_MATCH_1} - 10000")
  if(NOT number EQUAL expected)
    message(FATAL_ERROR "${script}: number ${expected} is missing or there twice")
  endif()
  math(EXPR expected "${expected} + 1")
  file(READ ${script} hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${hex}")
  string(APPEND arrays "constexpr char kScript${number}[] = {${bytes}};\n")
  string(APPEND entries
         "      {${number}, \"${name}\", std::string(kScript${number}, sizeof(kScript${number}))},\n")
endforeach()
file(WRITE ${OUTPUT} "// Generated from ${DIRECTORY}.
#include \"storage/sqlite/migrations.h\"

namespace letan::storage::sqlite {
namespace {
${arrays}
}  // namespace

const std::vector<Migration>& EmbeddedMigrations() {
  static const std::vector<Migration> migrations = {
${entries}  };
  return migrations;
}

}  // namespace letan::storage::sqlite
")
