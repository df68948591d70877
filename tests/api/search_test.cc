// Search through the API.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "letan/v1/search_service.grpc.pb.h"
#include "tests/support/small_world.h"

namespace letan::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using SearchStub = v1::SearchService::Stub;

class SearchTest : public ::testing::Test {
 protected:
  SearchTest() {
    lang_son_ = world_.NewDelegation("Đoàn công tác Lạng Sơn", 24, 48);
    german_ = world_.NewDelegation("Đoàn Đức thăm hữu nghị", 48, 72);
    banquet_ = world_.NewActivity(german_.name(), "Chiêu đãi đoàn Đức", 50, 52);
  }
  Answer<v1::SearchResponse> Search(const v1::SearchRequest& request) {
    return Call(*search_, &SearchStub::Search, request);
  }
  std::vector<std::string> Names(const std::string& query,
                                 const std::vector<std::string>& kinds = {}) {
    v1::SearchRequest request;
    request.set_query(query);
    for (const std::string& kind : kinds) request.add_kinds(kind);
    request.set_page_size(1);
    std::vector<std::string> names;
    do {
      const auto page = Search(request);
      EXPECT_TRUE(page.ok()) << query << ": " << page.message();
      for (const auto& result : page.response.results()) names.push_back(result.name());
      request.set_page_token(page.response.next_page_token());
    } while (!request.page_token().empty());
    return names;
  }

  TestServer server_;
  SmallWorld world_{server_};
  const std::unique_ptr<SearchStub> search_ = v1::SearchService::NewStub(server_.channel());
  v1::Delegation lang_son_;
  v1::Delegation german_;
  v1::Activity banquet_;
};

TEST_F(SearchTest, MarksAndCaseDoNotCount) {
  EXPECT_THAT(Names("lang son"), ElementsAre(lang_son_.name()));
  EXPECT_THAT(Names("SƠN lạng"), ElementsAre(lang_son_.name()));
  EXPECT_THAT(Names("duc"), ElementsAre(banquet_.name(), german_.name()));
  EXPECT_THAT(Names("đức", {"delegation"}), ElementsAre(german_.name()));
  EXPECT_THAT(Names("uc"), IsEmpty());
  EXPECT_THAT(Names("interpreter-ko"), ElementsAre("resources/interpreter-ko"));
}

TEST_F(SearchTest, AResultTellsWhatItIs) {
  v1::SearchRequest request;
  request.set_query("chieu dai");
  const auto answer = Search(request);
  ASSERT_EQ(answer.response.results_size(), 1) << answer.message();
  const v1::SearchResult& result = answer.response.results(0);
  EXPECT_EQ(result.kind(), "activity");
  EXPECT_EQ(result.title(), "Chiêu đãi đoàn Đức");
  EXPECT_EQ(result.parent(), german_.name());
  EXPECT_EQ(result.interval().start_time().seconds(), banquet_.interval().start_time().seconds());
  request.set_query("huu nghi");
  EXPECT_EQ(Search(request).response.results(0).state(), "DRAFT");
}

TEST_F(SearchTest, DeletedAndRenamedOnesFollow) {
  v1::DeleteDelegationRequest remove;
  remove.set_name(lang_son_.name());
  ASSERT_TRUE(
      Call(world_.delegations(), &v1::DelegationService::Stub::DeleteDelegation, remove).ok());
  EXPECT_THAT(Names("lang son"), IsEmpty());
  v1::UpdateDelegationRequest update;
  update.mutable_delegation()->set_name(german_.name());
  update.mutable_delegation()->set_title("Đoàn Áo");
  ASSERT_TRUE(
      Call(world_.delegations(), &v1::DelegationService::Stub::UpdateDelegation, update).ok());
  EXPECT_THAT(Names("doan duc"), ElementsAre(banquet_.name()));
  EXPECT_THAT(Names("ao"), ElementsAre(german_.name()));
}

TEST_F(SearchTest, BadInputIsRefusedWithItsField) {
  const auto expect = [&](const v1::SearchRequest& request, const std::string& field) {
    const auto answer = Search(request);
    EXPECT_EQ(answer.code(), grpc::StatusCode::INVALID_ARGUMENT) << request.ShortDebugString();
    EXPECT_THAT(FieldsOf(answer.status), ElementsAre(field));
  };
  v1::SearchRequest request;
  expect(request, "query");
  for (const std::string& bad : {std::string(" "), std::string("— … !"), std::string(257, 'a'),
                                 std::string("a b c d e f g h i")}) {
    request.set_query(bad);
    expect(request, "query");
  }
  request.set_query("a b c d e f g h");
  EXPECT_TRUE(Search(request).ok());
  request.add_kinds("delegation");
  request.add_kinds("booking");
  expect(request, "kinds[1]");
  request.mutable_kinds()->RemoveLast();
  request.set_page_size(1001);
  expect(request, "page_size");
  request.set_page_size(1);
  request.set_page_token("AAAA");
  expect(request, "page_token");
}

TEST_F(SearchTest, ATokenBelongsToItsQuery) {
  v1::SearchRequest request;
  request.set_query("doan");
  request.set_page_size(1);
  request.set_page_token(Search(request).response.next_page_token());
  ASSERT_FALSE(request.page_token().empty());
  request.set_query("duc");
  EXPECT_EQ(Search(request).code(), grpc::StatusCode::INVALID_ARGUMENT);
}

}  // namespace
}  // namespace letan::testing
