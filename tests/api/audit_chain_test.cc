// The logs as they are stored, for callers who verify them: pages, and what is in them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "letan/v1/audit_service.grpc.pb.h"
#include "storage/audit_heads.h"
#include "tests/support/small_world.h"

namespace letan::testing {
namespace {

using grpc::StatusCode;
using ::testing::HasSubstr;
using ::testing::Not;
using AuditStub = v1::AuditService::Stub;
using Request = v1::VerifyChangesRequest;
using Page = v1::VerifyChangesResponse;

class AuditChainTest : public ::testing::Test {
 protected:
  AuditChainTest() : server_(Options()) {}
  static TestServerOptions Options() {
    TestServerOptions options;
    options.backups = true;
    return options;
  }
  Answer<Page> Ask(const Request& request) {
    return Call(*audit_, &AuditStub::VerifyChanges, request);
  }
  static Request Of(Request::Log log, int page_size = 0) {
    Request request;
    request.set_log(log);
    request.set_page_size(page_size);
    return request;
  }
  std::vector<Page> Pages(Request request) {
    std::vector<Page> pages;
    do {
      const auto page = Ask(request);
      EXPECT_TRUE(page.ok()) << page.message();
      if (!page.ok()) break;
      pages.push_back(page.response);
      request.set_page_token(page.response.next_page_token());
    } while (!request.page_token().empty());
    return pages;
  }
  std::string MakeSecret(const std::string& title) {
    v1::CreateDelegationRequest create;
    create.mutable_delegation()->set_title(title);
    create.mutable_delegation()->set_direction(v1::Delegation::DIRECTION_INBOUND);
    *create.mutable_delegation()->mutable_interval() = Span(24, 72);
    create.mutable_delegation()->set_handling_level(v1::HANDLING_LEVEL_RESTRICTED);
    const auto made =
        Call(world_.delegations(), &v1::DelegationService::Stub::CreateDelegation, create);
    EXPECT_TRUE(made.ok()) << made.message();
    return made.response.name();
  }
  void Get(const std::string& name) {
    v1::GetDelegationRequest get;
    get.set_name(name);
    ASSERT_TRUE(Call(world_.delegations(), &v1::DelegationService::Stub::GetDelegation, get).ok());
  }
  void Archive() {
    server_.clock().Advance(booking::kHour);
    MakeSecret("Đoàn mới");
    for (const bool reads : {false, true}) {
      storage::ArchiveRequest archive;
      archive.path = server_.directory() + (reads ? "/old.reads.jsonl" : "/old.jsonl");
      archive.before = server_.clock().now();
      const auto made =
          reads ? server_.engine().ArchiveReads(archive) : server_.engine().ArchiveChanges(archive);
      ASSERT_TRUE(made.ok()) << made.status();
      ASSERT_GT(made->records, 0);
    }
  }

  TestServer server_;
  SmallWorld world_{server_};
  const std::unique_ptr<AuditStub> audit_ = v1::AuditService::NewStub(server_.channel());
};

TEST_F(AuditChainTest, WhateverThePagesTheRecordsAreAChain) {
  Get(MakeSecret("Đoàn kín"));
  for (const int size : {1, 7, 0}) {
    std::string previous(32, '\0');
    std::int64_t sequence = 0;
    const auto pages = Pages(Of(Request::LOG_CHANGES, size));
    for (std::size_t i = 0; i < pages.size(); ++i) {
      const Page& page = pages[i];
      EXPECT_EQ(page.database(), storage::AuditDatabaseId(server_.engine().secret()));
      EXPECT_EQ(page.start_sequence(), 0);
      EXPECT_EQ(page.start_hash(), i == 0 ? std::string(32, '\0') : "");
      EXPECT_EQ(page.end_hash().empty(), i + 1 < pages.size());
      EXPECT_EQ(page.reads_size(), 0);
      if (size > 0) {
        EXPECT_LE(page.changes_size(), size);
      }
      for (const auto& change : page.changes()) {
        EXPECT_EQ(change.sequence(), ++sequence);
        EXPECT_EQ(change.previous_hash(), previous);
        previous = change.hash();
      }
    }
    ASSERT_FALSE(pages.empty());
    EXPECT_EQ(pages.back().end_sequence(), sequence);
    EXPECT_EQ(pages.back().end_hash(), previous);
    EXPECT_GT(sequence, 10);
  }
}

TEST_F(AuditChainTest, RecordsCanBeHashedAgainAndRestrictedRowsStaySealed) {
  const std::string name = MakeSecret("Đoàn kín");
  bool found = false;
  for (const Page& page : Pages(Of(Request::LOG_CHANGES))) {
    for (const auto& change : page.changes()) {
      storage::ChangeRecord record;
      record.sequence = change.sequence();
      record.revision = change.revision();
      record.time = change.time();
      record.actor = change.actor();
      record.method = change.method();
      record.kind = change.kind();
      record.entity = change.entity();
      record.before = change.before();
      record.after = change.after();
      record.request_id = change.request_id();
      record.previous_hash = change.previous_hash();
      EXPECT_EQ(storage::ChainHash(record), change.hash()) << change.sequence();
      found = found || change.entity() == name;
      EXPECT_THAT(change.after(), Not(HasSubstr("Đoàn kín")));
    }
  }
  EXPECT_TRUE(found);
}

TEST_F(AuditChainTest, TheLogOfReadsIsAChainToo) {
  const std::string name = MakeSecret("Đoàn kín");
  for (int i = 0; i < 3; ++i) Get(name);
  const auto pages = Pages(Of(Request::LOG_READS, 2));
  ASSERT_EQ(pages.size(), 2u);
  EXPECT_EQ(pages[0].reads_size(), 2);
  EXPECT_EQ(pages[1].reads_size(), 1);
  EXPECT_EQ(pages[0].changes_size(), 0);
  const auto& read = pages[1].reads(0);
  EXPECT_EQ(read.previous_hash(), pages[0].reads(1).hash());
  EXPECT_EQ(pages[1].end_hash(), read.hash());
  EXPECT_EQ(pages[1].end_sequence(), 3);
  storage::ReadRecord record;
  record.sequence = read.sequence();
  record.time = read.time();
  record.actor = read.actor();
  record.method = read.method();
  record.entities.assign(read.entities().begin(), read.entities().end());
  record.everything = read.everything();
  record.previous_hash = read.previous_hash();
  EXPECT_EQ(storage::ChainHash(record), read.hash());
}

TEST_F(AuditChainTest, AnEmptyLogIsOneEmptyPage) {
  const auto pages = Pages(Of(Request::LOG_READS));
  ASSERT_EQ(pages.size(), 1u);
  EXPECT_EQ(pages[0].reads_size(), 0);
  EXPECT_EQ(pages[0].end_sequence(), 0);
  EXPECT_EQ(pages[0].end_hash(), std::string(32, '\0'));
}

TEST_F(AuditChainTest, APageIsNoLargerThanAClientTakes) {
  world_.MakeLargeCommits(40);
  const auto pages = Pages(Of(Request::LOG_CHANGES, 1000));
  EXPECT_GT(pages.size(), 2u);
  for (const Page& page : pages) EXPECT_LT(page.ByteSizeLong(), 2u << 20);
}

TEST_F(AuditChainTest, ItBeginsWhereTheArchivesEnd) {
  Get(MakeSecret("Đoàn kín"));
  const auto before = Pages(Of(Request::LOG_CHANGES));
  const auto reads_before = Pages(Of(Request::LOG_READS));
  const std::string token = Ask(Of(Request::LOG_CHANGES, 1)).response.next_page_token();
  Archive();
  const auto after = Ask(Of(Request::LOG_CHANGES)).response;
  EXPECT_EQ(after.start_sequence(), before.back().end_sequence());
  EXPECT_EQ(after.start_hash(), before.back().end_hash());
  EXPECT_EQ(after.changes(0).previous_hash(), after.start_hash());
  const auto reads = Ask(Of(Request::LOG_READS)).response;
  EXPECT_EQ(reads.reads_size(), 0);
  EXPECT_EQ(reads.start_hash(), reads_before.back().end_hash());
  EXPECT_EQ(reads.end_hash(), reads.start_hash());
  Request gone = Of(Request::LOG_CHANGES, 1);
  gone.set_page_token(token);
  const auto refused = Ask(gone);
  EXPECT_EQ(refused.code(), StatusCode::OUT_OF_RANGE);
  EXPECT_EQ(ReasonOf(refused.status), "REVISION_TOO_OLD");
}

TEST_F(AuditChainTest, BadInputIsRefused) {
  const std::string token = Ask(Of(Request::LOG_CHANGES, 1)).response.next_page_token();
  ASSERT_FALSE(token.empty());
  const auto code = [this](Request::Log log, int size, const std::string& page_token) {
    Request request = Of(log, size);
    request.set_page_token(page_token);
    return Ask(request).code();
  };
  EXPECT_EQ(code(Request::LOG_CHANGES, 0, token), StatusCode::OK);
  EXPECT_EQ(code(Request::LOG_UNSPECIFIED, 0, ""), StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(code(static_cast<Request::Log>(7), 0, ""), StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(code(Request::LOG_CHANGES, -1, ""), StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(code(Request::LOG_CHANGES, 1001, ""), StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(code(Request::LOG_CHANGES, 1, "x"), StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(code(Request::LOG_CHANGES, 1, std::string(1025, 'a')), StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(code(Request::LOG_READS, 1, token), StatusCode::INVALID_ARGUMENT) << "of the other log";
}

}  // namespace
}  // namespace letan::testing
