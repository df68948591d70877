// List, the same for every kind of the catalogue.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/catalogue_test.h"

namespace letan::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

template <class Kind>
class ListTest : public CatalogueTest<Kind> {
 protected:
  std::vector<std::string> MakeSeven() {
    std::vector<std::string> names;
    for (const std::string id : {"d", "a", "g", "c", "f", "b", "e"}) {
      names.push_back(this->MustCreate(id).name());
    }
    std::sort(names.begin(), names.end());
    return names;
  }
};
TYPED_TEST_SUITE(ListTest, CatalogueKinds);

TYPED_TEST(ListTest, PagesOfAnySizeShowEachOnceInOrder) {
  EXPECT_THAT(this->AllNames(5), IsEmpty());
  const std::vector<std::string> names = this->MakeSeven();
  for (const int size : {1, 2, 3, 6, 7, 8, 1000}) {
    EXPECT_EQ(this->AllNames(size), names) << size;
  }
  EXPECT_EQ(TypeParam::Items(this->List(0).response).size(), 7);
}

TYPED_TEST(ListTest, EntitiesAreShownAsGetShowsThem) {
  const auto made = this->MustCreate("a");
  const auto page = this->List(10);
  ASSERT_EQ(TypeParam::Items(page.response).size(), 1);
  EXPECT_EQ(TypeParam::Items(page.response)[0].SerializeAsString(), made.SerializeAsString());
}

TYPED_TEST(ListTest, DeletedOnesAreShownOnlyWhenAskedFor) {
  std::vector<std::string> names = this->MakeSeven();
  ASSERT_TRUE(this->Delete(names[3]).ok());
  EXPECT_EQ(this->AllNames(2, /*show_deleted=*/true), names);
  names.erase(names.begin() + 3);
  EXPECT_EQ(this->AllNames(2), names);
}

TYPED_TEST(ListTest, WhatIsMadeBehindThePageIsSeenAndWhatLiesBeforeIsNot) {
  this->MakeSeven();
  const auto first = this->List(3);
  this->MustCreate("aa");
  this->MustCreate("dd");
  const auto rest = this->List(10, first.response.next_page_token());
  std::vector<std::string> names;
  for (const auto& entity : TypeParam::Items(rest.response)) names.push_back(entity.name());
  EXPECT_THAT(names, ElementsAre(this->NameOf("d"), this->NameOf("dd"), this->NameOf("e"),
                                 this->NameOf("f"), this->NameOf("g")));
}

TYPED_TEST(ListTest, ForeignAndTamperedTokensAreRefused) {
  this->MakeSeven();
  const std::string token = this->List(3).response.next_page_token();
  ASSERT_FALSE(token.empty());
  std::string tampered = token;
  tampered[tampered.size() / 2] = tampered[tampered.size() / 2] == 'A' ? 'B' : 'A';
  for (const std::string& bad :
       {tampered, token + "A", token.substr(1), std::string("nonsense"), std::string("\x01", 1)}) {
    const auto answer = this->List(3, bad);
    EXPECT_EQ(answer.code(), grpc::StatusCode::INVALID_ARGUMENT);
    EXPECT_EQ(ReasonOf(answer.status), "INVALID_PAGE_TOKEN");
    EXPECT_THAT(FieldsOf(answer.status), ElementsAre("page_token"));
  }
  const auto other_query = this->List(3, token, /*show_deleted=*/true);
  EXPECT_EQ(ReasonOf(other_query.status), "INVALID_PAGE_TOKEN");
  EXPECT_THAT(FieldsOf(this->List(3, std::string(1025, 'A')).status), ElementsAre("page_token"));
  // Another page size is the same query.
  EXPECT_TRUE(this->List(4, token).ok());
}

TYPED_TEST(ListTest, PageSizesOutOfRangeAreRefused) {
  for (const int bad :
       {-1, 1001, std::numeric_limits<int>::max(), std::numeric_limits<int>::min()}) {
    const auto answer = this->List(bad);
    EXPECT_EQ(answer.code(), grpc::StatusCode::INVALID_ARGUMENT) << bad;
    EXPECT_THAT(FieldsOf(answer.status), ElementsAre("page_size")) << bad;
  }
}

}  // namespace

// A token of one kind's listing does not open another's.
TEST(ListTokenTest, IsForOneMethod) {
  TestServer server;
  auto stub = v1::DirectoryService::NewStub(server.channel());
  for (const std::string id : {"a", "b"}) {
    v1::CreateAgencyRequest agency;
    agency.set_agency_id(id);
    agency.mutable_agency()->set_display_name(id);
    ASSERT_TRUE(Call(*stub, &v1::DirectoryService::Stub::CreateAgency, agency).ok());
  }
  v1::ListAgenciesRequest agencies;
  agencies.set_page_size(1);
  const auto page = Call(*stub, &v1::DirectoryService::Stub::ListAgencies, agencies);
  ASSERT_FALSE(page.response.next_page_token().empty());
  v1::ListPlacesRequest places;
  places.set_page_size(1);
  places.set_page_token(page.response.next_page_token());
  const auto answer = Call(*stub, &v1::DirectoryService::Stub::ListPlaces, places);
  EXPECT_EQ(ReasonOf(answer.status), "INVALID_PAGE_TOKEN");
}

}  // namespace letan::testing
