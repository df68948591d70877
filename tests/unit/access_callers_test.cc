// Who a bearer token or a certificate belongs to, as it is remembered.
#include <gtest/gtest.h>

#include "services/access/callers.h"
#include "storage/memory/memory_engine.h"

namespace letan::access {
namespace {

const std::string kFingerprint(64, 'a');

class CallersTest : public ::testing::Test {
 protected:
  CallersTest() {
    const auto made = storage::WriteAndWait(*engine_, [] {
      storage::WriteRequest request;
      request.viewer = storage::Viewer::Administrator();
      request.body = [](storage::WriteTransaction& write) -> absl::StatusOr<std::string> {
        storage::EntityRow user;
        user.kind = "user";
        user.name = "users/may-chu";
        user.uid = "1";
        user.version = 1;
        storage::CredentialRow account;
        account.id = AccountId(kCertificateIssuer, kFingerprint);
        account.user = user.name;
        account.kind = kAccountCredential;
        absl::Status status = write.InsertEntity(user);
        if (status.ok()) status = write.PutCredential(account);
        if (!status.ok()) return status;
        return std::string();
      };
      return request;
    }());
    EXPECT_TRUE(made.status.ok()) << made.status;
  }

  const std::unique_ptr<storage::Engine> engine_ = storage::NewMemoryEngine({});
  const PermissionTable table_{{}, {}};
  Callers callers_{*engine_, table_, [] { return storage::Micros{1}; }};
};

TEST_F(CallersTest, WhatIsSentAsATokenIsNeverTakenForACertificate) {
  const auto known = callers_.FindCertificate(kFingerprint);
  ASSERT_TRUE(known.ok()) << known.status();
  ASSERT_NE(*known, nullptr);
  EXPECT_EQ((*known)->viewer.subject, "users/may-chu");
  // Everybody can know a fingerprint; it is remembered by now.
  EXPECT_TRUE(absl::IsUnauthenticated(callers_.Find(kFingerprint).status()));
  EXPECT_EQ(*callers_.FindCertificate(kFingerprint), *known) << "it is not remembered";
}

TEST_F(CallersTest, ACertificateThatNobodyIsLinkedWithIsNobodys) {
  const auto found = callers_.FindCertificate(std::string(64, 'b'));
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(*found, nullptr);
}

}  // namespace
}  // namespace letan::access
