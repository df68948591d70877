// A file of keys that changes, breaks, goes and comes back.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "services/auth/jwks_file.h"
#include "services/core/fault.h"
#include "services/core/limits.h"
#include "tests/unit/auth_jwt_world.h"

namespace letan::auth {
namespace {

using ::testing::HasSubstr;
using testing::JwtSigner;

class JwksFileTest : public ::testing::Test {
 protected:
  JwksFileTest() {
    directory_ = ::testing::TempDir() +
                 "jwks-XXXX"
                 "XX";
    if (mkdtemp(directory_.data()) == nullptr) std::abort();
    path_ = directory_ + "/keys.json";
  }
  ~JwksFileTest() override { std::filesystem::remove_all(directory_); }

  static std::string SetOf(const std::vector<std::string>& ids) {
    std::vector<testing::JsonText> keys;
    for (const std::string& id : ids) keys.push_back(JwtSigner::EdDsa(id).PublicJwk());
    return JwksText(keys);
  }
  void Write(const std::string& text) const { std::ofstream(path_, std::ios::binary) << text; }
  // As a careful program replaces a file.
  void Replace(const std::string& text) const {
    std::ofstream(path_ + ".new", std::ios::binary) << text;
    std::filesystem::rename(path_ + ".new", path_);
  }
  std::unique_ptr<JwksFile> Opened() const {
    auto file = JwksFile::Open(path_);
    EXPECT_TRUE(file.ok()) << file.status();
    return file.ok() ? *std::move(file) : nullptr;
  }
  absl::StatusCode CodeOfOpening() const { return JwksFile::Open(path_).status().code(); }

  std::string directory_;
  std::string path_;
};

TEST_F(JwksFileTest, ReadsAgainOnlyWhatChanged) {
  Write(SetOf({"one"}));
  const auto file = Opened();
  const auto first = file->keys();
  EXPECT_NE(first->Find("one"), nullptr);
  EXPECT_EQ(*file->ReloadIfChanged(), false);
  EXPECT_EQ(file->keys(), first) << "the same set";
  Replace(SetOf({"two", "three"}));
  EXPECT_EQ(file->keys(), first) << "until it is asked to";
  EXPECT_EQ(*file->ReloadIfChanged(), true);
  EXPECT_EQ(file->keys()->Find("one"), nullptr);
  EXPECT_NE(file->keys()->Find("two"), nullptr);
  EXPECT_NE(first->Find("one"), nullptr) << "who has the old set keeps it";
  EXPECT_EQ(*file->ReloadIfChanged(), false);
}

TEST_F(JwksFileTest, AnotherFileOfTheSameSizeAndTimeIsSeen) {
  Write(SetOf({"one"}));
  const auto time = std::filesystem::last_write_time(path_);
  const auto file = Opened();
  Replace(SetOf({"two"}));
  std::filesystem::last_write_time(path_, time);
  EXPECT_EQ(*file->ReloadIfChanged(), true);
  EXPECT_NE(file->keys()->Find("two"), nullptr);
}

TEST_F(JwksFileTest, ABrokenSetIsToldOnceAndChangesNothing) {
  Write(SetOf({"one"}));
  const auto file = Opened();
  Write(SetOf({"two"}) + "}");
  const auto broken = file->ReloadIfChanged();
  EXPECT_EQ(broken.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(broken.status().message()), HasSubstr(path_));
  EXPECT_EQ(FactsOf(broken.status()).at(0).key, "what");
  EXPECT_NE(file->keys()->Find("one"), nullptr);
  EXPECT_EQ(*file->ReloadIfChanged(), false) << "told already";
  EXPECT_FALSE(file->Reload().ok()) << "but asked for, told again";
  EXPECT_NE(file->keys()->Find("one"), nullptr);
  Write(SetOf({"two"}));
  EXPECT_EQ(*file->ReloadIfChanged(), true);
  EXPECT_NE(file->keys()->Find("two"), nullptr);
}

TEST_F(JwksFileTest, AFileThatGoesIsToldOnceAndMayComeBack) {
  Write(SetOf({"one"}));
  const auto file = Opened();
  std::filesystem::remove(path_);
  EXPECT_EQ(file->ReloadIfChanged().status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(*file->ReloadIfChanged(), false);
  EXPECT_NE(file->keys()->Find("one"), nullptr);
  Write(SetOf({"two"}));
  EXPECT_EQ(*file->ReloadIfChanged(), true);
  EXPECT_NE(file->keys()->Find("two"), nullptr);
}

TEST_F(JwksFileTest, ALinkMayLeadElsewhere) {
  std::ofstream(directory_ + "/a") << SetOf({"one"});
  std::ofstream(directory_ + "/b") << SetOf({"two"});
  std::filesystem::create_symlink(directory_ + "/a", path_);
  const auto file = Opened();
  std::filesystem::remove(path_);
  std::filesystem::create_symlink(directory_ + "/b", path_);
  EXPECT_EQ(*file->ReloadIfChanged(), true);
  EXPECT_NE(file->keys()->Find("two"), nullptr);
}

TEST_F(JwksFileTest, NothingElseIsOpened) {
  EXPECT_EQ(CodeOfOpening(), absl::StatusCode::kNotFound);
  std::filesystem::create_directory(path_);
  EXPECT_EQ(CodeOfOpening(), absl::StatusCode::kFailedPrecondition);
  std::filesystem::remove(path_);
  ASSERT_EQ(mkfifo(path_.c_str(), 0600), 0);
  EXPECT_EQ(CodeOfOpening(), absl::StatusCode::kFailedPrecondition) << "and nobody waits for it";
  std::filesystem::remove(path_);
  std::filesystem::create_symlink("/dev/zero", path_);
  EXPECT_EQ(CodeOfOpening(), absl::StatusCode::kFailedPrecondition);
  std::filesystem::remove(path_);
  Write("");
  EXPECT_EQ(CodeOfOpening(), absl::StatusCode::kInvalidArgument);
  Write(SetOf({"one"}) + std::string(limits::kMaxJwksBytes, ' '));
  EXPECT_EQ(CodeOfOpening(), absl::StatusCode::kInvalidArgument);
  Write(SetOf({"one"}));
  EXPECT_EQ(CodeOfOpening(), absl::StatusCode::kOk);
  ASSERT_EQ(chmod(path_.c_str(), 0646), 0);
  EXPECT_EQ(CodeOfOpening(), absl::StatusCode::kFailedPrecondition) << "everybody may write it";
}

TEST_F(JwksFileTest, ReadersSeeAWholeSetWhileItChanges) {
  const std::string one = SetOf({"one"});
  const std::string two = SetOf({"two", "three"});
  Write(one);
  const auto file = Opened();
  std::atomic<bool> stop{false};
  std::atomic<int> torn{0};
  std::vector<std::thread> readers;
  for (int i = 0; i < 3; ++i) {
    readers.emplace_back([&] {
      while (!stop.load()) {
        const auto keys = file->keys();
        const bool is_one = keys->size() == 1 && keys->Find("one") != nullptr;
        const bool is_two = keys->size() == 2 && keys->Find("three") != nullptr;
        if (!is_one && !is_two) ++torn;
      }
    });
  }
  for (int i = 0; i < 100; ++i) {
    Replace(i % 2 == 0 ? two : one);
    EXPECT_TRUE(file->Reload().ok());
    EXPECT_EQ(file->keys()->size(), i % 2 == 0 ? 2U : 1U);
  }
  stop.store(true);
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(torn.load(), 0);
}

}  // namespace
}  // namespace letan::auth
