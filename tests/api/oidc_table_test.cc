// Every forged or malformed token of the table (tests/unit/auth_jwt_rows_*.cc), sent to a server
// for whom the subject of each would be an administrator.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>
#include <map>
#include <set>

#include "letan/v1/directory_service.pb.h"
#include "tests/api/oidc_world.h"
#include "tests/support/raw_http2.h"

namespace letan::testing {
namespace {

using auth::JwtRow;
using grpc::StatusCode;

constexpr char kWrite[] = "letan.v1.DirectoryService/CreateAgency";
constexpr std::size_t kMostHeaders = 16 << 10;  // max_metadata_bytes
constexpr char kStream[] = "letan.v1.WatchService/Watch";

// What gRPC's own client refuses to put into a header.
bool FitsAHeader(const std::string& token) {
  return std::all_of(token.begin(), token.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

class OidcTableTest : public ::testing::Test {
 protected:
  OidcTableTest() {
    world_.users().AddUser("quan-tri", {"administrator"});
    world_.Link("quan-tri", "protocol-desk");
    for (const auto make :
         {auth::PartRows, auth::JsonRows, auth::HeaderRows, auth::SignatureRows, auth::ClaimRows}) {
      for (JwtRow& row : make(world_.jwt())) rows_.push_back(std::move(row));
    }
    v1::CreateAgencyRequest request;
    request.mutable_agency()->set_display_name("Sở Ngoại vụ");
    write_ = request.SerializeAsString();
  }

  grpc::Status Send(const std::string& method, const std::string& token) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
    context.AddMetadata("authorization", "Bearer " + token);
    // An answer of a stream would be as good a proof of success as one of its messages.
    return RawCall(channel_, "/" + method, method == kWrite ? write_ : "", &context).status;
  }
  RawEnd SendRaw(const std::string& token, RawSettings settings) {
    return CallRaw(world_.server().address(), std::string("/") + kWrite, "Bearer " + token, write_,
                   settings);
  }
  std::int64_t Ended(const std::string& method, absl::StatusCode code) {
    for (const auto& counts : world_.server().server().metrics().Snapshot()) {
      const auto found = counts.ended.find(code);
      if (counts.method == method && found != counts.ended.end()) return found->second;
    }
    return 0;
  }
  std::size_t Changes() {
    auto read = world_.server().engine().BeginRead(storage::Viewer::Administrator());
    return (*read)->ListChanges(0, 10'000)->size();
  }

  OidcWorld world_;
  std::shared_ptr<grpc::Channel> channel_ = world_.server().NewChannel();
  std::vector<JwtRow> rows_;
  std::string write_;
};

TEST_F(OidcTableTest, NoneGetsThrough) {
  for (const JwtSigner& signer : world_.jwt().signers()) {
    ASSERT_TRUE(Send(kWrite, world_.jwt().Good(signer)).ok()) << "or the table would prove nothing";
  }
  const std::size_t changes = Changes();
  std::map<std::string, std::int64_t> reasons;
  std::set<std::string> answers;
  std::size_t sent = 0;
  for (const JwtRow& row : rows_) {
    if (!FitsAHeader(row.token) || row.token.size() > kMostHeaders) continue;
    for (const char* method : {kWrite, kStream}) {
      const grpc::Status status = Send(method, row.token);
      EXPECT_EQ(status.error_code(), StatusCode::UNAUTHENTICATED) << method << ": " << row.name;
      answers.insert(status.error_message() + status.error_details());
    }
    if (!row.token.empty()) reasons[NameOf(row.refusal)] += 2;
    ++sent;
  }
  std::cout << sent << " of " << rows_.size() << " tokens sent, twice\n";
  EXPECT_GE(sent, 500U);
  EXPECT_EQ(answers.size(), 1U) << "all are told the same";
  EXPECT_EQ(Changes(), changes);
  EXPECT_EQ(Ended(kWrite, absl::StatusCode::kOk), 3);
  EXPECT_EQ(Ended(kStream, absl::StatusCode::kOk), 0);
  EXPECT_EQ(world_.Stats().refused, reasons) << "each for the reason that it is there for";
  for (const JwtSigner& signer : world_.jwt().signers()) {
    EXPECT_TRUE(Send(kWrite, world_.jwt().Good(signer)).ok());
  }
}

// As HTTP/2 would carry the others: with bytes that no header may have, or a megabyte of them,
// which come as far as this if the peer does not acknowledge the limit of headers.
TEST_F(OidcTableTest, NorDoesWhatNoHeaderMayHold) {
  ASSERT_EQ(SendRaw(world_.jwt().Good(world_.jwt().ed), RawSettings::kIgnored), RawEnd::kAnswered);
  ASSERT_EQ(Ended(kWrite, absl::StatusCode::kOk), 1) << "or what follows would prove nothing";
  const std::size_t changes = Changes();
  std::map<std::string, std::int64_t> reasons;
  std::int64_t refused = 0;
  for (const JwtRow& row : rows_) {
    if (FitsAHeader(row.token) && row.token.size() <= kMostHeaders) continue;
    SendRaw(row.token, RawSettings::kIgnored);
    EXPECT_EQ(Ended(kWrite, absl::StatusCode::kUnauthenticated), ++refused) << row.name;
    ++reasons[NameOf(row.refusal)];
  }
  std::cout << refused << " tokens refused\n";
  EXPECT_GE(refused, 20);
  EXPECT_EQ(world_.Stats().refused, reasons) << "each for the reason that it is there for";
  EXPECT_EQ(Ended(kWrite, absl::StatusCode::kOk), 1);
  EXPECT_EQ(Changes(), changes);
}

TEST_F(OidcTableTest, HeadersOverTheLimitOfOneWhoKnowsItReachNobody) {
  ASSERT_EQ(SendRaw(world_.jwt().Good(world_.jwt().ed), RawSettings::kAcknowledged),
            RawEnd::kAnswered);
  std::size_t sent = 0;
  for (const JwtRow& row : rows_) {
    if (row.token.size() <= kMostHeaders) continue;
    SendRaw(row.token, RawSettings::kAcknowledged);
    ++sent;
  }
  EXPECT_GE(sent, 5U);
  EXPECT_TRUE(world_.Stats().refused.empty());
  EXPECT_EQ(Ended(kWrite, absl::StatusCode::kUnauthenticated), 0);
  EXPECT_EQ(Ended(kWrite, absl::StatusCode::kOk), 1);
}

}  // namespace
}  // namespace letan::testing
