#include "tests/support/call_evidence.h"

#include <errno.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <string>

namespace letan::testing {
namespace {

std::string NameOfTest() {
  const ::testing::TestInfo* test = ::testing::UnitTest::GetInstance()->current_test_info();
  if (test == nullptr) return "between_tests";
  std::string name = std::string(test->test_suite_name()) + "." + test->name();
  std::replace(name.begin(), name.end(), '/', '_');
  return name;
}

// Made anew by each process: ctest runs every test in one of its own.
std::ofstream OpenFile(const char* directory) {
  const std::filesystem::path folder =
      std::filesystem::path(directory) / program_invocation_short_name;
  std::filesystem::create_directories(folder);
  return std::ofstream(folder / NameOfTest(), std::ios::trunc);
}

}  // namespace

void RecordCalls(const rpc::Metrics& metrics) {
  const char* directory = std::getenv("LETAN_CALLS");
  if (directory == nullptr) return;
  static std::mutex mutex;
  const std::lock_guard lock(mutex);
  static std::ofstream file = OpenFile(directory);
  for (const rpc::MethodCounts& counts : metrics.Snapshot()) {
    for (const auto& [code, count] : counts.ended) {
      if (count > 0) file << counts.method << " " << absl::StatusCodeToString(code) << "\n";
    }
  }
  file.flush();
  EXPECT_TRUE(file.good()) << "cannot write what was called to " << directory;
}

}  // namespace letan::testing
