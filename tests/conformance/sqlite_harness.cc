#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "storage/sqlite/sqlite_engine.h"
#include "tests/conformance/harness.h"
#include "tests/support/test_keys.h"

namespace letan::storage::conformance {
namespace {

class SqliteHarness : public EngineHarness {
 public:
  explicit SqliteHarness(Micros start) : EngineHarness(start) {
    // In memory where the system has such a place: a killed process loses nothing there either, and
    // thousands of commits do not wait for a disk.
    const std::filesystem::path shared = "/dev/shm";
    const bool in_memory =
        std::filesystem::is_directory(shared) && access(shared.c_str(), W_OK) == 0;
    const auto parent = in_memory ? shared : std::filesystem::temp_directory_path();
    std::string pattern = (parent / "letan_conformance_XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) ADD_FAILURE() << "no temporary directory " << pattern;
    directory_ = pattern;
  }
  ~SqliteHarness() override {
    Close();
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
  }

  Capabilities capabilities() const override { return kSqliteCapabilities; }

  void Open(const std::function<void(EngineOptions&)>& adjust) override {
    auto opened = OpenSqlite(FileOptions(adjust));
    ASSERT_TRUE(opened.ok()) << opened.status();
    engine_ = *std::move(opened);
  }
  void Close() override { engine_.reset(); }

  void CrashAndReopen(int acknowledgements, const DoomedWork& work) override {
    Close();
    const bool killed = RunUntilKilled(acknowledgements, [&](const Acknowledge& acknowledge) {
      auto opened = OpenSqlite(FileOptions([](EngineOptions&) {}));
      if (!opened.ok()) _exit(4);
      // Never destroyed: the process dies with it open.
      Engine* const engine = opened->release();
      work(*engine, acknowledge);
    });
    ASSERT_TRUE(killed) << "the other process did not come so far";
    EngineHarness::Open();
  }

 private:
  SqliteOptions FileOptions(const std::function<void(EngineOptions&)>& adjust) {
    SqliteOptions options;
    options.path = (directory_ / "letan.db").string();
    options.create = true;
    options.keys = letan::testing::TestKeys();
    options.engine = Options(adjust);
    return options;
  }

  std::filesystem::path directory_;
};

}  // namespace

std::unique_ptr<EngineHarness> NewSqliteHarness(Micros start) {
  return std::make_unique<SqliteHarness>(start);
}

}  // namespace letan::storage::conformance
