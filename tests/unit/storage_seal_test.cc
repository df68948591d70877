#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <vector>

#include "storage/key_ring.h"
#include "storage/seal.h"
#include "tests/support/test_keys.h"

namespace letan::storage {
namespace {

using letan::testing::KeyLine;
using ::testing::HasSubstr;
using ::testing::Not;

SealPlace Place() {
  SealPlace place;
  place.database = "one database";
  place.table = "entities";
  place.name = "delegations/a";
  place.uid = "u1";
  place.version = 3;
  return place;
}

TEST(SealTest, OpensWhereItWasSealed) {
  const DataKey key = NewDataKey();
  for (const std::string& clear :
       {std::string(), std::string("a\0b", 3), std::string(70000, 'x')}) {
    const std::string sealed = Seal(key, 7, Place(), clear);
    EXPECT_TRUE(IsSealed(sealed));
    EXPECT_EQ(SealKeyNumber(sealed), 7);
    const auto opened = OpenSeal(key, Place(), sealed);
    ASSERT_TRUE(opened.ok()) << opened.status();
    EXPECT_EQ(*opened, clear);
  }
  EXPECT_NE(Seal(key, 7, Place(), "same"), Seal(key, 7, Place(), "same"));
}

TEST(SealTest, OpensNowhereElse) {
  const DataKey key = NewDataKey();
  const std::string sealed = Seal(key, 7, Place(), "content");
  std::vector<SealPlace> others(7, Place());
  others[0].database = "another database";
  others[1].table = "bookings";
  others[2].name = "delegations/b";
  others[3].uid = "u2";
  others[4].version = 4;
  others[5].table = "entitiesdelegations/";  // the same letters, divided elsewhere
  others[5].name = "a";
  others[6].name = "";
  for (const SealPlace& other : others) {
    EXPECT_EQ(OpenSeal(key, other, sealed).status().code(), absl::StatusCode::kDataLoss)
        << other.database << " " << other.table << " " << other.name << " " << other.version;
  }
  EXPECT_FALSE(OpenSeal(NewDataKey(), Place(), sealed).ok());
}

TEST(SealTest, AnyBitFlippedAndAnyByteMissingIsFound) {
  const DataKey key = NewDataKey();
  const std::string sealed = Seal(key, 7, Place(), "Canary7");
  for (std::size_t bit = 0; bit < 8 * sealed.size(); ++bit) {
    std::string flipped = sealed;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    const auto opened = OpenSeal(key, Place(), flipped);
    ASSERT_EQ(opened.status().code(), absl::StatusCode::kDataLoss) << "bit " << bit;
    EXPECT_THAT(std::string(opened.status().message()), Not(HasSubstr("Canary")));
  }
  for (std::size_t size = 0; size < sealed.size(); ++size) {
    ASSERT_FALSE(OpenSeal(key, Place(), sealed.substr(0, size)).ok()) << size;
  }
  EXPECT_FALSE(OpenSeal(key, Place(), sealed + "x").ok());
}

TEST(SealTest, TextsAreSealedAsText) {
  const DataKey key = NewDataKey();
  const std::string text = SealText(key, 7, Place(), "nhãn");
  EXPECT_TRUE(IsSealedText(text));
  const auto bytes = BytesOfSealedText(text);
  ASSERT_TRUE(bytes.ok());
  EXPECT_EQ(*OpenSeal(key, Place(), *bytes), "nhãn");
  for (const std::string& wrong : {std::string("label"), text + "!", text.substr(0, 9) + "*"}) {
    EXPECT_FALSE(BytesOfSealedText(wrong).ok()) << wrong;
  }
}

TEST(SealTest, DataKeysAreBoundToTheirNameAndDatabase) {
  const auto ring = KeyRing::Parse(KeyLine("old", '1', false) + KeyLine("new", '2', true)).value();
  const DataKey key = NewDataKey();
  const std::string wrapped = WrapKey(*ring->Find("old"), "db", "delegations/a", key);
  const auto opened = UnwrapKey(*ring->Find("old"), "db", "delegations/a", wrapped);
  ASSERT_TRUE(opened.ok());
  EXPECT_EQ(*OpenSeal(*opened, Place(), Seal(key, 1, Place(), "content")), "content");
  EXPECT_FALSE(UnwrapKey(*ring->Find("new"), "db", "delegations/a", wrapped).ok());
  EXPECT_FALSE(UnwrapKey(*ring->Find("old"), "other", "delegations/a", wrapped).ok());
  EXPECT_FALSE(UnwrapKey(*ring->Find("old"), "db", "delegations/b", wrapped).ok());
  EXPECT_FALSE(UnwrapKey(*ring->Find("old"), "db", "delegations/a", wrapped.substr(1)).ok());
}

TEST(KeyRingTest, WrongFilesAreRefusedByLineAndWithoutTheKey) {
  const std::string digits(64, 'c');
  struct Wrong {
    std::string text;
    std::string says;
  };
  const Wrong wrongs[] = {
      {"", "no key is current"},
      {"# nothing\n\n", "no key is current"},
      {KeyLine("a", 'c', false), "no key is current"},
      {KeyLine("a", 'c', true) + KeyLine("b", 'd', true), "line 2"},
      {KeyLine("a", 'c', true) + KeyLine("a", 'd', false), "line 2"},
      {"\n\n" + KeyLine("A", 'c', true), "line 3"},
      {KeyLine(std::string(33, 'a'), 'c', true), "line 1"},
      {"a INTERNAL " + digits + " current\n", "RESTRICTED"},
      {"a restricted " + digits + " current\n", "RESTRICTED"},
      {"a RESTRICTED\n", "line 1"},
      {"a RESTRICTED " + digits + " Current\n", "line 1"},
      {"a RESTRICTED " + digits + " current more\n", "line 1"},
      {"a RESTRICTED " + digits + "c current\n", "64 hexadecimal digits"},
      {"a RESTRICTED " + digits.substr(1) + " current\n", "64 hexadecimal digits"},
      {"a RESTRICTED " + digits.substr(2) + "zz current\n", "64 hexadecimal digits"},
      {"a RESTRICTED " + digits.substr(2) + ": current\n", "64 hexadecimal digits"},
      {KeyLine("a", '0', true), "zeros"},
      {std::string("a RESTRICTED \0", 14) + digits, "64 hexadecimal digits"},
  };
  for (const Wrong& wrong : wrongs) {
    const auto ring = KeyRing::Parse(wrong.text);
    ASSERT_EQ(ring.status().code(), absl::StatusCode::kInvalidArgument) << wrong.text;
    EXPECT_THAT(std::string(ring.status().message()), HasSubstr(wrong.says)) << wrong.text;
    EXPECT_THAT(std::string(ring.status().message()), Not(HasSubstr("ccc"))) << wrong.text;
  }
}

TEST(KeyRingTest, LinesMayBeWrittenLoosely) {
  const auto ring = KeyRing::Parse("# keys\r\n\n \t" + KeyLine("a", 'A', false) +
                                   "  b\tRESTRICTED  " + std::string(64, 'b') + "  current\r");
  ASSERT_TRUE(ring.ok()) << ring.status();
  EXPECT_EQ((*ring)->current().id(), "b");
  EXPECT_NE((*ring)->Find("a"), nullptr);
  EXPECT_EQ((*ring)->Find("c"), nullptr);
}

class KeyFileTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "letan_keys_XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    directory_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }

  std::string In(const std::string& name) const { return (directory_ / name).string(); }
  std::string Written(const std::string& text, mode_t mode) const {
    const std::string path = In("keys");
    std::filesystem::remove(path);
    std::ofstream(path) << text;
    chmod(path.c_str(), mode);
    return path;
  }

  std::filesystem::path directory_;
};

TEST_F(KeyFileTest, OneThatWasMadeIsRead) {
  const auto id = MakeKeyFile(In("keys"));
  ASSERT_TRUE(id.ok()) << id.status();
  struct stat found {};
  ASSERT_EQ(stat(In("keys").c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 07777, 0600U);
  const auto ring = ReadKeyFile(In("keys"));
  ASSERT_TRUE(ring.ok()) << ring.status();
  EXPECT_EQ((*ring)->current().id(), *id);
  // Never overwritten.
  EXPECT_EQ(MakeKeyFile(In("keys")).status().code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ((*ReadKeyFile(In("keys")))->current().id(), *id);
  const auto other = MakeKeyFile(In("other"));
  ASSERT_TRUE(other.ok());
  EXPECT_NE(*other, *id);
}

TEST_F(KeyFileTest, ThoseThatOthersReachAreRefused) {
  const std::string text = KeyLine("a", 'c', true);
  EXPECT_TRUE(ReadKeyFile(Written(text, 0600)).ok());
  for (const mode_t mode : {0640, 0604, 0660, 0644, 0700, 0400, 0620}) {
    const auto ring = ReadKeyFile(Written(text, mode));
    EXPECT_FALSE(ring.ok()) << std::oct << mode;
    EXPECT_THAT(std::string(ring.status().message()), Not(HasSubstr("ccc")));
  }
  std::filesystem::create_symlink(Written(text, 0600), In("link"));
  EXPECT_EQ(ReadKeyFile(In("link")).status().code(), absl::StatusCode::kFailedPrecondition);
  ASSERT_EQ(mkfifo(In("pipe").c_str(), 0600), 0);
  EXPECT_EQ(ReadKeyFile(In("pipe")).status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_FALSE(ReadKeyFile(directory_.string()).ok());
  EXPECT_EQ(ReadKeyFile(In("none")).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(ReadKeyFile(Written(text + std::string(kMaxKeyFileBytes, '\n'), 0600)).status().code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace letan::storage
