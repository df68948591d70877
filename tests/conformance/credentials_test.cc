// Credentials: kept, replaced, listed, gone; logged without their secrets, told to no watcher.
#include "storage/codec.h"
#include "tests/conformance/fixture.h"

namespace letan::storage::conformance {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

CredentialRow Credential(const std::string& id, const std::string& user = "users/a") {
  CredentialRow row;
  row.id = id;
  row.user = user;
  row.kind = "token";
  row.secret = "hash-of-" + id;
  row.create_time = 5;
  row.expire_time = 70;
  row.body = "about " + id;
  return row;
}

std::string Everything(const CredentialRow& row) {
  return row.id + "|" + row.user + "|" + row.kind + "|" + row.secret + "|" +
         std::to_string(row.create_time) + "|" + std::to_string(row.expire_time) + "|" + row.body;
}

class Credentials : public ConformanceTest {
 protected:
  WriteResult PutOne(const CredentialRow& row) {
    return Do([row](WriteTransaction& write) { return write.PutCredential(row); });
  }
  WriteResult Remove(const std::string& id) {
    return Do([id](WriteTransaction& write) { return write.DeleteCredential(id); });
  }
  std::vector<std::string> Of(const std::string& user) {
    const auto rows = Read()->ListCredentials(user);
    EXPECT_TRUE(rows.ok()) << rows.status();
    std::vector<std::string> ids;
    for (const CredentialRow& row : *rows) ids.push_back(row.id);
    return ids;
  }
};
LETAN_FOR_EVERY_ENGINE(Credentials);

TEST_P(Credentials, EveryFieldComesBackAsItWasPutAndReplaced) {
  CredentialRow row = Credential("t1");
  ASSERT_TRUE(PutOne(row).status.ok());
  auto found = Read()->FindCredential("t1");
  ASSERT_TRUE(found.ok() && found->has_value()) << found.status();
  EXPECT_EQ(Everything(**found), Everything(row));
  row.secret = "another";
  row.expire_time = 0;
  row.body = "";
  ASSERT_TRUE(PutOne(row).status.ok());
  found = Read()->FindCredential("t1");
  EXPECT_EQ(Everything(**found), Everything(row));
  EXPECT_FALSE(Read()->FindCredential("t2")->has_value());
}

TEST_P(Credentials, AreListedByUserInTheOrderOfTheirIds) {
  for (const char* id : {"c", "a", "b"}) ASSERT_TRUE(PutOne(Credential(id)).status.ok());
  ASSERT_TRUE(PutOne(Credential("d", "users/b")).status.ok());
  EXPECT_THAT(Of("users/a"), ElementsAre("a", "b", "c"));
  EXPECT_THAT(Of("users/b"), ElementsAre("d"));
  EXPECT_THAT(Of("users/c"), IsEmpty());
}

TEST_P(Credentials, WhatIsRemovedIsGoneAndCannotBeRemovedAgain) {
  ASSERT_TRUE(PutOne(Credential("t")).status.ok());
  EXPECT_TRUE(Remove("t").status.ok());
  EXPECT_FALSE(Read()->FindCredential("t")->has_value());
  EXPECT_EQ(Remove("t").status.code(), StatusCode::kNotFound);
}

TEST_P(Credentials, WithoutIdUserOrKindAreRefused) {
  for (std::string CredentialRow::*const field :
       {&CredentialRow::id, &CredentialRow::user, &CredentialRow::kind}) {
    CredentialRow row = Credential("t");
    row.*field = "";
    EXPECT_EQ(PutOne(row).status.code(), StatusCode::kInvalidArgument);
  }
  EXPECT_THAT(Changes(), IsEmpty());
}

TEST_P(Credentials, ChangesAreRecordedWithoutTheSecret) {
  ASSERT_TRUE(PutOne(Credential("t")).status.ok());
  ASSERT_TRUE(PutOne(Credential("t")).status.ok());  // the same: no change
  CredentialRow changed = Credential("t");
  changed.secret = "hash-of-another";
  ASSERT_TRUE(PutOne(changed).status.ok());
  ASSERT_TRUE(Remove("t").status.ok());
  const auto records = Changes();
  ASSERT_EQ(records.size(), 3u);
  EXPECT_EQ(records[0].kind, kCredentialRecord);
  EXPECT_EQ(records[0].entity, "t");
  EXPECT_NE(records[1].before, records[1].after);
  EXPECT_EQ(records[2].after, "");
  for (const ChangeRecord& record : records) {
    EXPECT_THAT(record.before + record.after, Not(HasSubstr("hash-of")));
  }
  const auto decoded = DecodeCredential(records[0].after);
  ASSERT_TRUE(decoded.ok()) << decoded.status();
  EXPECT_EQ(decoded->user, "users/a");
  EXPECT_EQ(decoded->body, "about t");
  EXPECT_EQ(decoded->secret, "");
}

TEST_P(Credentials, NoFeedTellsOfThem) {
  ASSERT_TRUE(PutOne(Credential("t")).status.ok());
  const auto page = Read()->ReadFeed(0, {});
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_THAT(page->changes, IsEmpty());
  EXPECT_EQ(page->next, 1);
}

}  // namespace
}  // namespace letan::storage::conformance
