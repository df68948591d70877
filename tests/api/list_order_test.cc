// Lists through the API: order_by, read_mask, show_total, and what of them is refused.
#include <gmock/gmock.h>
#include <google/protobuf/util/time_util.h>
#include <gtest/gtest.h>

#include "tests/support/small_world.h"

namespace letan::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using DelegationStub = v1::DelegationService::Stub;
using DirectoryStub = v1::DirectoryService::Stub;
using ResourceStub = v1::ResourceService::Stub;

class ListOrderTest : public ::testing::Test {
 protected:
  ListOrderTest() {
    world_.NewDelegation("Đoàn Đức", 72, 96);
    server_.clock().Advance(booking::kHour);
    world_.NewDelegation("Đoàn An Giang", 24, 48);
    server_.clock().Advance(booking::kHour);
    world_.NewDelegation("Đoàn Ấn Độ", 48, 72);
  }

  Answer<v1::ListDelegationsResponse> List(const v1::ListDelegationsRequest& request) {
    return Call(world_.delegations(), &DelegationStub::ListDelegations, request);
  }
  // Titles of all pages of one.
  std::vector<std::string> Titles(const std::string& order_by) {
    v1::ListDelegationsRequest request;
    request.set_order_by(order_by);
    request.set_page_size(1);
    std::vector<std::string> titles;
    do {
      const auto page = List(request);
      EXPECT_TRUE(page.ok()) << order_by << ": " << page.message();
      for (const auto& one : page.response.delegations()) titles.push_back(one.title());
      request.set_page_token(page.response.next_page_token());
    } while (!request.page_token().empty());
    return titles;
  }
  void ExpectRefused(const v1::ListDelegationsRequest& request, const std::string& field,
                     const std::string& why) {
    const auto answer = List(request);
    EXPECT_EQ(answer.code(), grpc::StatusCode::INVALID_ARGUMENT) << request.ShortDebugString();
    EXPECT_THAT(FieldsOf(answer.status), ElementsAre(field));
    EXPECT_THAT(answer.message(), HasSubstr(why));
  }

  TestServer server_;
  SmallWorld world_{server_};
};

TEST_F(ListOrderTest, EveryOrderForthAndBackPageByPage) {
  // The Vietnamese alphabet has D before Đ, and A before Â.
  EXPECT_THAT(Titles("title"), ElementsAre("Đoàn An Giang", "Đoàn Ấn Độ", "Đoàn Đức"));
  EXPECT_THAT(Titles("title desc"), ElementsAre("Đoàn Đức", "Đoàn Ấn Độ", "Đoàn An Giang"));
  EXPECT_THAT(Titles(""), ElementsAre("Đoàn An Giang", "Đoàn Ấn Độ", "Đoàn Đức"));
  EXPECT_THAT(Titles("interval.start_time desc, name desc"),
              ElementsAre("Đoàn Đức", "Đoàn Ấn Độ", "Đoàn An Giang"));
  EXPECT_THAT(Titles("create_time asc, name"),
              ElementsAre("Đoàn Đức", "Đoàn An Giang", "Đoàn Ấn Độ"));
  EXPECT_THAT(Titles(" update_time  desc "),
              ElementsAre("Đoàn Ấn Độ", "Đoàn An Giang", "Đoàn Đức"));
}

TEST_F(ListOrderTest, AnythingElseIsRefusedAndSaysWhatThereIs) {
  for (const char* bad :
       {"purpose", "title down", "title, create_time", "title desc, name", "name,", "name, name",
        ",", "interval", "TITLE", "title desc asc", "\t"}) {
    v1::ListDelegationsRequest request;
    request.set_order_by(bad);
    ExpectRefused(request, "order_by", "");
  }
  v1::ListDelegationsRequest request;
  request.set_order_by("purpose");
  ExpectRefused(request, "order_by", "name, title, interval.start_time, create_time, update_time");
  request.set_order_by("title");
  *request.mutable_interval() = Span(0, 100);
  ExpectRefused(request, "order_by", "interval.start_time");
  v1::ListAgenciesRequest agencies;
  agencies.set_order_by("interval.start_time");
  EXPECT_EQ(Call(world_.directory(), &DirectoryStub::ListAgencies, agencies).code(),
            grpc::StatusCode::INVALID_ARGUMENT);
  v1::ListResourcesRequest resources;
  resources.set_order_by("display_name");
  EXPECT_TRUE(Call(world_.resources(), &ResourceStub::ListResources, resources).ok());
  resources.set_kind(v1::RESOURCE_KIND_VEHICLE);
  EXPECT_EQ(Call(world_.resources(), &ResourceStub::ListResources, resources).code(),
            grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_F(ListOrderTest, ATokenBelongsToItsOrder) {
  v1::ListDelegationsRequest request;
  request.set_page_size(1);
  request.set_order_by("title");
  request.set_page_token(List(request).response.next_page_token());
  request.set_show_total(true);
  EXPECT_TRUE(List(request).ok());
  request.set_order_by("title desc");
  ExpectRefused(request, "page_token", "");
}

TEST_F(ListOrderTest, WindowsGoBackwardsToo) {
  v1::ListDelegationsRequest request;
  *request.mutable_interval() = Span(30, 80);
  request.set_order_by("interval.start_time desc");
  request.set_page_size(2);
  const auto first = List(request);
  ASSERT_EQ(first.response.delegations_size(), 2) << first.message();
  EXPECT_EQ(first.response.delegations(0).title(), "Đoàn Đức");
  request.set_page_token(first.response.next_page_token());
  const auto second = List(request);
  ASSERT_EQ(second.response.delegations_size(), 1);
  EXPECT_EQ(second.response.delegations(0).title(), "Đoàn An Giang");
}

TEST_F(ListOrderTest, TotalsAreThereWhereTheyAreExact) {
  v1::ListDelegationsRequest request;
  EXPECT_FALSE(List(request).response.has_total_size());
  request.set_show_total(true);
  request.set_page_size(1);
  EXPECT_EQ(List(request).response.total_size(), 3);
  request.set_filter("state = DRAFT");
  EXPECT_EQ(List(request).response.total_size(), 3);
  request.set_filter("state = APPROVED");
  const auto none = List(request);
  EXPECT_TRUE(none.response.has_total_size());
  EXPECT_EQ(none.response.total_size(), 0);
  request.set_filter("an");
  EXPECT_FALSE(List(request).response.has_total_size());
  request.clear_filter();
  *request.mutable_interval() = Span(30, 60);
  EXPECT_EQ(List(request).response.total_size(), 2);
  v1::ListResourcesRequest resources;
  resources.set_show_total(true);
  resources.set_page_size(1);
  resources.set_kind(v1::RESOURCE_KIND_VEHICLE);
  EXPECT_EQ(Call(world_.resources(), &ResourceStub::ListResources, resources).response.total_size(),
            3);
}

// The order's index takes the bounds; the answer is that of the filter.
TEST_F(ListOrderTest, FiltersNarrowTheOrderTheyGoWith) {
  v1::ListDelegationsRequest request;
  request.set_order_by("create_time");
  const auto all = List(request);
  ASSERT_EQ(all.response.delegations_size(), 3);
  const std::string second =
      "\"" + google::protobuf::util::TimeUtil::ToString(all.response.delegations(1).create_time()) +
      "\"";
  const auto count = [&](const std::string& filter) {
    request.set_filter(filter);
    const auto answer = List(request);
    EXPECT_TRUE(answer.ok()) << filter << ": " << answer.message();
    return answer.response.delegations_size();
  };
  EXPECT_EQ(count("create_time < " + second), 1);
  EXPECT_EQ(count("create_time <= " + second), 2);
  EXPECT_EQ(count("create_time = " + second), 1);
  EXPECT_EQ(count("create_time >= " + second), 2);
  EXPECT_EQ(count("create_time > " + second), 1);
  EXPECT_EQ(count("create_time != " + second), 2);
  EXPECT_EQ(count("NOT create_time > " + second), 2);
  EXPECT_EQ(count("create_time < " + second + " OR create_time > " + second), 2);
  EXPECT_EQ(count("create_time > " + second + " create_time < " + second), 0);
  EXPECT_EQ(count("state = DRAFT state = APPROVED"), 0);
  EXPECT_EQ(count("state = DRAFT OR state = APPROVED"), 3);
  EXPECT_EQ(count("state != DRAFT"), 0);
}

TEST_F(ListOrderTest, MasksLeaveWhatTheyName) {
  v1::ListDelegationsRequest request;
  request.mutable_read_mask()->add_paths("title");
  request.mutable_read_mask()->add_paths("interval.start_time");
  const auto listed = List(request);
  ASSERT_EQ(listed.response.delegations_size(), 3) << listed.message();
  v1::Delegation delegation = listed.response.delegations(0);
  EXPECT_EQ(delegation.title(), "Đoàn An Giang");
  EXPECT_TRUE(delegation.interval().has_start_time());
  EXPECT_FALSE(delegation.interval().has_end_time());
  delegation.clear_title();
  delegation.clear_interval();
  EXPECT_EQ(delegation.ByteSizeLong(), 0U) << delegation.ShortDebugString();

  request.mutable_read_mask()->clear_paths();
  request.mutable_read_mask()->add_paths("*");
  const std::string name = List(request).response.delegations(0).name();
  v1::GetDelegationRequest get;
  get.set_name(name);
  const auto whole = Call(world_.delegations(), &DelegationStub::GetDelegation, get);
  get.mutable_read_mask()->add_paths("name");
  const auto masked = Call(world_.delegations(), &DelegationStub::GetDelegation, get);
  EXPECT_EQ(masked.response.name(), name);
  EXPECT_EQ(masked.response.ByteSizeLong(), name.size() + 2);
  EXPECT_GT(whole.response.ByteSizeLong(), masked.response.ByteSizeLong());
}

TEST_F(ListOrderTest, UnknownPathsAreRefused) {
  for (const std::vector<std::string>& paths : {std::vector<std::string>{"titel"},
                                                {"title", "interval.begin"},
                                                {"members.role_title"},
                                                {"*", "title"},
                                                {""},
                                                {"title."}}) {
    v1::ListDelegationsRequest request;
    v1::GetDelegationRequest get;
    get.set_name("delegations/none");
    for (const std::string& path : paths) {
      request.mutable_read_mask()->add_paths(path);
      get.mutable_read_mask()->add_paths(path);
    }
    ExpectRefused(request, "read_mask", "");
    EXPECT_EQ(Call(world_.delegations(), &DelegationStub::GetDelegation, get).code(),
              grpc::StatusCode::INVALID_ARGUMENT);
  }
}

}  // namespace
}  // namespace letan::testing
