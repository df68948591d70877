// Keys, and the file of heads as the server keeps it.
#include <sys/stat.h>

#include "storage/audit_heads.h"
#include "tests/unit/storage_audit_fixture.h"

namespace letan::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class AuditWriterTest : public AuditTest {
 protected:
  int ModeOf(const std::string& path) {
    struct stat about {};
    EXPECT_EQ(stat(path.c_str(), &about), 0);
    return static_cast<int>(about.st_mode & 0777);
  }
  void ExpectRefused(const std::string& why) {
    const auto refused = AuditWriter::Open(WriterOptions());
    EXPECT_EQ(refused.status().code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_THAT(std::string(refused.status().message()), HasSubstr(why));
  }
};

TEST_F(AuditWriterTest, AKeyIsItsOwnersAndNeverOverwritten) {
  EXPECT_EQ(ModeOf(InDirectory("key")), 0600);
  const auto before = Lines(InDirectory("key"));
  EXPECT_EQ(MakeAuditKey(InDirectory("key")).code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(Lines(InDirectory("key")), before);
  std::filesystem::remove(InDirectory("key.pub"));
  EXPECT_EQ(MakeAuditKey(InDirectory("key")).code(), absl::StatusCode::kAlreadyExists);
  EXPECT_FALSE(std::filesystem::exists(InDirectory("key.pub")));
}

TEST_F(AuditWriterTest, AKeyThatOthersMayReadIsRefused) {
  for (const auto mode : {0640, 0604, 0660, 0610}) {
    ASSERT_EQ(chmod(InDirectory("key").c_str(), static_cast<mode_t>(mode)), 0);
    EXPECT_EQ(AuditPrivateKey::Load(InDirectory("key")).status().code(),
              absl::StatusCode::kPermissionDenied);
  }
}

TEST_F(AuditWriterTest, WhatIsNoKeyIsRefused) {
  PutLines(InDirectory("noise"), {"-----BEGIN PRIVATE KEY-----", "AAAA"});
  ASSERT_EQ(chmod(InDirectory("noise").c_str(), 0600), 0);
  EXPECT_EQ(AuditPrivateKey::Load(InDirectory("noise")).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(AuditPublicKey::Load(InDirectory("noise")).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(AuditPublicKey::Load(InDirectory("key")).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(AuditPrivateKey::Load(InDirectory("none")).status().code(),
            absl::StatusCode::kNotFound);
}

TEST_F(AuditWriterTest, ALineIsAppendedOnlyIfTheLogMoved) {
  Fill();
  EXPECT_EQ(Lines(Heads()).size(), 5u);
  EXPECT_EQ(ModeOf(Heads()), 0600);
  auto writer = AuditWriter::Open(WriterOptions());
  ASSERT_TRUE(writer.ok()) << writer.status();
  ASSERT_TRUE((*writer)->Append().ok());
  EXPECT_EQ((*writer)->appended(), 0);
  WriteOne();
  ASSERT_TRUE((*writer)->Append().ok());
  ASSERT_TRUE((*writer)->Append().ok());
  EXPECT_EQ((*writer)->appended(), 1);
  const auto lines = Lines(Heads());
  ASSERT_EQ(lines.size(), 6u);
  const auto head = ParseHeadLine(lines.back());
  ASSERT_TRUE(head.has_value());
  EXPECT_EQ(head->sequence(), 11);
  EXPECT_EQ(head->number(), 6);
}

TEST_F(AuditWriterTest, OneProcessHasTheFile) {
  const auto first = AuditWriter::Open(WriterOptions());
  ASSERT_TRUE(first.ok()) << first.status();
  ExpectRefused("is in use by another process");
}

TEST_F(AuditWriterTest, WhatACrashLeftOfALineIsCutOff) {
  Fill();
  const auto before = Lines(Heads());
  std::ofstream(Heads(), std::ios::app) << "{\"database\":\"12";
  WriteOne();
  {
    auto writer = AuditWriter::Open(WriterOptions());
    ASSERT_TRUE(writer.ok()) << writer.status();
    ASSERT_TRUE((*writer)->Append().ok());
  }
  EXPECT_THAT(events_, ElementsAre("audit_heads_cut_off"));
  EXPECT_EQ(Lines(Heads()).size(), before.size() + 1);
  const auto report = Verify();
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_FALSE(report->finding.has_value());
  EXPECT_FALSE(report->heads_cut_off);
}

TEST_F(AuditWriterTest, ALogThatWasSetBackOrRewrittenIsNotSignedAgain) {
  Fill();
  Execute(
      "DELETE FROM changes WHERE sequence > 9; UPDATE head SET sequence = 9, revision = 9, hash = "
      "(SELECT hash FROM changes WHERE sequence = 9)");
  Open();
  ExpectRefused("before which the log ends");
  EXPECT_EQ(Lines(Heads()).size(), 5u);
}

TEST_F(AuditWriterTest, ARewrittenLogIsNotSignedAgain) {
  Fill();
  Rewrite(5);
  Open();
  ExpectRefused("has another hash for record 10");
}

TEST_F(AuditWriterTest, FilesOfOthersAreNotAppendedTo) {
  Fill();
  ASSERT_TRUE(MakeAuditKey(InDirectory("other")).ok());
  AuditWriterOptions other = WriterOptions();
  other.key = InDirectory("other");
  EXPECT_THAT(std::string(AuditWriter::Open(other).status().message()),
              HasSubstr("signed with another key"));
  Edit(Heads(), [](std::vector<std::string>& lines) {
    lines.back().replace(lines.back().find("\"sequence\":\"10\""), 15, "\"sequence\":\"11\"");
  });
  ExpectRefused("signature of its last line");
  PutLines(Heads(), {"a diary"});
  ExpectRefused("is no file of heads");
  std::ofstream(Heads(), std::ios::trunc) << "a diary";
  ExpectRefused("is no file of heads");
  EXPECT_THAT(Lines(Heads()), ElementsAre("a diary"));
}

TEST_F(AuditWriterTest, HeadsGoOnOverAnArchive) {
  Fill();
  Archive();
  WriteOne();
  {
    auto writer = AuditWriter::Open(WriterOptions());
    ASSERT_TRUE(writer.ok()) << writer.status();
    ASSERT_TRUE((*writer)->Append().ok());
  }
  EXPECT_THAT(events_, IsEmpty());
  const auto report = Verify("archives");
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_FALSE(report->finding.has_value());
  EXPECT_EQ(report->sealed, 11);
}

}  // namespace
}  // namespace letan::storage
