# Compiler settings and the few functions with which every target of Letan is made.
include(GoogleTest)

option(LETAN_CCACHE "Compile through ccache where it is installed" ON)
option(LETAN_UNITY "Compile several sources of a target as one unit" ON)
set(LETAN_SANITIZE "" CACHE STRING "Sanitizers for all code: address,undefined or thread")

# Precompiled headers are cached only with this sloppiness (nothing of ours uses __TIME__ or depends
# on a header's time stamp); the base directory lets clones at different paths share the cache.
find_program(CCACHE_PROGRAM ccache)
if(LETAN_CCACHE AND CCACHE_PROGRAM)
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} ${CCACHE_PROGRAM})
endif()

option(LETAN_FUZZ "Build for the fuzz targets in tests/fuzz; needs clang" OFF)

find_program(LLD_PROGRAM ld.lld)
if(LLD_PROGRAM)
  add_link_options(-fuse-ld=lld)
endif()

add_library(letan_options INTERFACE)
target_include_directories(letan_options INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(letan_options INTERFACE -fno-omit-frame-pointer)
if(LETAN_SANITIZE)
  # Not optimised: the checks of both sanitizers make optimising cost more time than it saves.
  target_compile_options(letan_options INTERFACE -fsanitize=${LETAN_SANITIZE} -O0 -g1
                                                 -fno-sanitize-recover=all)
  target_link_options(letan_options INTERFACE -fsanitize=${LETAN_SANITIZE})
  if(LETAN_SANITIZE STREQUAL "thread")
    target_include_directories(letan_options BEFORE INTERFACE ${CMAKE_SOURCE_DIR}/cmake/tsan)
    target_link_options(letan_options INTERFACE
                        -Wl,--version-script=${CMAKE_SOURCE_DIR}/cmake/tsan/own_symbols.map)
  endif()
endif()
if(LETAN_FUZZ)
  set(instruments -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all)
  target_compile_options(letan_options INTERFACE ${instruments} -O1 -g1)
  target_link_options(letan_options INTERFACE ${instruments})
endif()

# Hand-written code: warnings are errors. Generated code is not held to them.
add_library(letan_warnings INTERFACE)
target_compile_options(letan_warnings INTERFACE -Wall -Wextra -Werror -Wnon-virtual-dtor
                                                -Woverloaded-virtual -Wno-missing-field-initializers)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # False alarms of GCC 12: on `"text" + std::string` (its bug 105651), on strings and vectors that
  # it has inlined, and on what the sanitizers put into the code.
  target_compile_options(letan_warnings INTERFACE -Wno-restrict -Wno-stringop-overflow)
  if(LETAN_SANITIZE)
    target_compile_options(letan_warnings INTERFACE -Wno-maybe-uninitialized)
  endif()
endif()

# Not optimised, because compiling takes longer than running: the code of tests (not what it tests),
# and of programs that wait for a server. Never part of letand or letan_bench: of each inline function
# the linker keeps one copy, and that may be the one that was not optimised.
set(LETAN_TEST_OPTIONS -O0)
set(LETAN_CLI_OPTIONS -O0)

# Precompiled headers: most of the time of a compilation is otherwise spent on reading gRPC,
# protobuf and GoogleTest. Only system headers, so that the dependency files still name every header
# of ours that a source reaches. services/core goes without: protobuf must not be in its reach.
function(letan_precompiled name)
  cmake_parse_arguments(ARG "" "" "HEADERS;DEPS;OPTIONS" ${ARGN})
  file(GENERATE OUTPUT ${CMAKE_BINARY_DIR}/pch/${name}.cc CONTENT "")
  add_library(${name} OBJECT ${CMAKE_BINARY_DIR}/pch/${name}.cc)
  target_link_libraries(${name} PRIVATE letan_options letan_warnings ${ARG_DEPS})
  target_precompile_headers(${name} PRIVATE ${ARG_HEADERS})
  target_compile_options(${name} PRIVATE ${ARG_OPTIONS})
endfunction()

set(standard_headers <algorithm> <functional> <map> <memory> <mutex> <optional> <string>
                     <string_view> <unordered_map> <utility> <vector>)
set(message_headers <absl/status/status.h> <absl/status/statusor.h> <google/protobuf/message.h>
                    <google/protobuf/timestamp.pb.h> <google/protobuf/duration.pb.h>)
set(test_headers <gmock/gmock.h> <gtest/gtest.h>)
letan_precompiled(letan_message_pch HEADERS ${standard_headers} ${message_headers}
                  DEPS protobuf::libprotobuf absl::statusor)
letan_precompiled(letan_grpc_pch HEADERS <grpcpp/grpcpp.h> ${standard_headers} ${message_headers}
                  DEPS gRPC::grpc++ protobuf::libprotobuf absl::statusor)
letan_precompiled(letan_cli_pch
                  HEADERS <CLI/CLI.hpp> <grpcpp/grpcpp.h> ${standard_headers} ${message_headers}
                  DEPS CLI11::CLI11 gRPC::grpc++ protobuf::libprotobuf absl::statusor
                  OPTIONS ${LETAN_CLI_OPTIONS})
letan_precompiled(letan_test_pch HEADERS ${standard_headers} ${message_headers} ${test_headers}
                  DEPS protobuf::libprotobuf absl::statusor GTest::gmock
                  OPTIONS ${LETAN_TEST_OPTIONS})
# Tests of the API use the stubs of all services.
set(stub_headers <letan/v1/batch_service.grpc.pb.h> <letan/v1/booking_service.grpc.pb.h> <letan/v1/delegation_service.grpc.pb.h>
                 <letan/v1/directory_service.grpc.pb.h> <letan/v1/itinerary_service.grpc.pb.h>
                 <letan/v1/resource_service.grpc.pb.h> <letan/v1/search_service.grpc.pb.h>)
letan_precompiled(letan_grpc_test_pch
                  HEADERS <grpcpp/grpcpp.h> ${standard_headers} ${message_headers} ${test_headers}
                          ${stub_headers}
                  DEPS letan_stubs absl::statusor GTest::gmock
                  OPTIONS ${LETAN_TEST_OPTIONS})
# Not cached: where the one of before still lies beside it, ccache takes that for what the new one
# says, and answers with stubs of the schema of before.
set_target_properties(letan_grpc_test_pch PROPERTIES CXX_COMPILER_LAUNCHER "")

# Most of the time of a unit goes into reading headers, precompiled ones too: so a target's sources
# are compiled a dozen at a time. Each must still compile alone: clang-tidy reads them so.
function(letan_unite name)
  set_target_properties(${name} PROPERTIES UNITY_BUILD ${LETAN_UNITY} UNITY_BUILD_BATCH_SIZE 12)
endfunction()

# letan_library(NAME SRCS … DEPS … [GRPC [TESTS]]): a static library of hand-written code. TESTS: of
# what tests share.
function(letan_library name)
  cmake_parse_arguments(ARG "GRPC;TESTS" "" "SRCS;DEPS" ${ARGN})
  add_library(${name} STATIC ${ARG_SRCS})
  letan_unite(${name})
  target_link_libraries(${name} PUBLIC letan_options ${ARG_DEPS} PRIVATE letan_warnings)
  if(ARG_TESTS)
    target_link_libraries(${name} PUBLIC gRPC::grpc++ GTest::gmock)
    target_compile_options(${name} PRIVATE ${LETAN_TEST_OPTIONS})
    target_precompile_headers(${name} REUSE_FROM letan_grpc_test_pch)
  elseif(ARG_GRPC)
    target_link_libraries(${name} PUBLIC gRPC::grpc++)
    target_precompile_headers(${name} REUSE_FROM letan_grpc_pch)
  elseif(NOT CMAKE_CURRENT_SOURCE_DIR MATCHES "^${CMAKE_SOURCE_DIR}/services/core")
    target_precompile_headers(${name} REUSE_FROM letan_message_pch)
  endif()
endfunction()

# letan_program(NAME SRCS … DEPS … [GRPC [CLI]]): a program in bin/. CLI: with command lines.
function(letan_program name)
  cmake_parse_arguments(ARG "GRPC;CLI" "" "SRCS;DEPS" ${ARGN})
  add_executable(${name} ${ARG_SRCS})
  letan_unite(${name})
  target_link_libraries(${name} PRIVATE letan_options letan_warnings ${ARG_DEPS})
  if(ARG_CLI)
    target_link_libraries(${name} PRIVATE gRPC::grpc++ CLI11::CLI11)
    target_compile_options(${name} PRIVATE ${LETAN_CLI_OPTIONS})
    target_precompile_headers(${name} REUSE_FROM letan_cli_pch)
  elseif(ARG_GRPC)
    target_link_libraries(${name} PRIVATE gRPC::grpc++)
    target_precompile_headers(${name} REUSE_FROM letan_grpc_pch)
  else()
    target_precompile_headers(${name} REUSE_FROM letan_message_pch)
  endif()
endfunction()

# letan_test(NAME SRCS … DEPS … [LABELS …] [TIMEOUT seconds] [GRPC]): a GoogleTest program; each case
# becomes a ctest test.
function(letan_test name)
  cmake_parse_arguments(ARG "GRPC" "TIMEOUT" "SRCS;DEPS;LABELS" ${ARGN})
  add_executable(${name} ${ARG_SRCS})
  letan_unite(${name})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  target_link_libraries(${name} PRIVATE letan_options letan_warnings ${ARG_DEPS} GTest::gmock
                                        GTest::gtest_main)
  target_compile_options(${name} PRIVATE ${LETAN_TEST_OPTIONS})
  target_compile_definitions(${name} PRIVATE LETAN_SOURCE_DIR="${CMAKE_SOURCE_DIR}"
                                             LETAN_BINARY_DIR="${CMAKE_BINARY_DIR}")
  if(ARG_GRPC)
    target_link_libraries(${name} PRIVATE gRPC::grpc++)
    target_precompile_headers(${name} REUSE_FROM letan_grpc_test_pch)
  else()
    target_precompile_headers(${name} REUSE_FROM letan_test_pch)
  endif()
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 120)
    if(LETAN_SANITIZE)
      set(ARG_TIMEOUT 600)  # ThreadSanitizer takes ten times as long
    endif()
  endif()
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60
                       TEST_LIST ${name}_cases PROPERTIES TIMEOUT ${ARG_TIMEOUT})
  # What the tests of one label need: ninja tests_fast.
  foreach(label ${ARG_LABELS})
    if(NOT TARGET tests_${label})
      add_custom_target(tests_${label})
    endif()
    add_dependencies(tests_${label} ${name})
  endforeach()
  # gtest_discover_tests keeps only the first of several labels; these are set when ctest starts.
  set(labels_file ${CMAKE_CURRENT_BINARY_DIR}/${name}_labels.cmake)
  file(CONFIGURE OUTPUT ${labels_file} @ONLY CONTENT [[
foreach(case IN LISTS @name@_cases)
  set_tests_properties("${case}" PROPERTIES LABELS "@ARG_LABELS@")
endforeach()
]])
  set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES ${labels_file})
endfunction()
