// An engine on a disk that fails on demand.
#ifndef LETAN_TESTS_UNIT_STORAGE_SQLITE_FAULT_FIXTURE_H_
#define LETAN_TESTS_UNIT_STORAGE_SQLITE_FAULT_FIXTURE_H_

#include <memory>
#include <string>

#include "tests/support/fault_vfs.h"
#include "tests/unit/storage_sqlite_fixture.h"

namespace letan::storage {

using letan::testing::FaultVfs;

class SqliteFaultTest : public SqliteTest {
 protected:
  void SetUp() override {
    SqliteTest::SetUp();
    Open(FaultOptions());
    ASSERT_TRUE(Write(PutBody(Room("resources/r"))).status.ok());
  }

  SqliteOptions FaultOptions() const {
    SqliteOptions options = Options();
    options.vfs = vfs_.name();
    return options;
  }

  // Another engine, on the default VFS, over a copy of the files.
  std::unique_ptr<Engine> OpenCopy(const std::string& path) {
    SqliteOptions options = Options();
    options.path = path;
    options.create = false;
    auto opened = OpenSqlite(options);
    EXPECT_TRUE(opened.ok()) << opened.status();
    return opened.ok() ? *std::move(opened) : nullptr;
  }

  static bool HasEntity(Engine& engine, const std::string& name) {
    const auto read = engine.BeginRead(Viewer::Administrator());
    EXPECT_TRUE(read.ok()) << read.status();
    const auto found = (*read)->FindEntity(name);
    EXPECT_TRUE(found.ok()) << found.status();
    return found.ok() && found->has_value();
  }

  static void ExpectSoundEngine(Engine& engine) {
    const auto report = engine.CheckIntegrity();
    ASSERT_TRUE(report.ok()) << report.status();
    EXPECT_THAT(report->findings, ::testing::IsEmpty());
  }

  FaultVfs vfs_{"letan-fault"};
};

}  // namespace letan::storage

#endif  // LETAN_TESTS_UNIT_STORAGE_SQLITE_FAULT_FIXTURE_H_
