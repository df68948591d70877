// Agencies and people: what belongs to what, and since when.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "letan/v1/directory_service.grpc.pb.h"
#include "tests/support/test_server.h"

namespace letan::testing {
namespace {

using ::testing::ElementsAre;
using DirectoryStub = v1::DirectoryService::Stub;

class DirectoryAgencyTest : public ::testing::Test {
 protected:
  Answer<v1::Agency> Create(const std::string& id, const v1::Agency& agency = {}) {
    v1::CreateAgencyRequest request;
    request.set_agency_id(id);
    *request.mutable_agency() = agency;
    request.mutable_agency()->set_display_name(id);
    return Call(*stub_, &DirectoryStub::CreateAgency, request);
  }
  void MustCreate(const std::string& id, const std::string& parent = "") {
    v1::Agency agency;
    agency.set_parent_agency(parent);
    const auto answer = Create(id, agency);
    ASSERT_TRUE(answer.ok()) << answer.message();
  }
  Answer<v1::Agency> Update(const v1::Agency& agency, const std::vector<std::string>& paths = {}) {
    v1::UpdateAgencyRequest request;
    *request.mutable_agency() = agency;
    for (const std::string& path : paths) request.mutable_update_mask()->add_paths(path);
    return Call(*stub_, &DirectoryStub::UpdateAgency, request);
  }
  Answer<v1::Agency> SetParent(const std::string& id, const std::string& parent) {
    v1::Agency agency;
    agency.set_name("agencies/" + id);
    agency.set_parent_agency(parent);
    return Update(agency, {"parent_agency"});
  }
  void Delete(const std::string& id) {
    v1::DeleteAgencyRequest request;
    request.set_name("agencies/" + id);
    ASSERT_TRUE(Call(*stub_, &DirectoryStub::DeleteAgency, request).ok());
  }

  TestServer server_;
  std::unique_ptr<DirectoryStub> stub_ = v1::DirectoryService::NewStub(server_.channel());
};

void SetDate(v1::Date* date, int year, int month, int day) {
  date->set_year(year);
  date->set_month(month);
  date->set_day(day);
}

TEST_F(DirectoryAgencyTest, NothingBelongsToItself) {
  MustCreate("a");
  MustCreate("b", "agencies/a");
  MustCreate("c", "agencies/b");
  for (const std::string below : {"agencies/a", "agencies/b", "agencies/c"}) {
    const auto answer = SetParent("a", below);
    EXPECT_EQ(answer.code(), grpc::StatusCode::INVALID_ARGUMENT) << below;
    EXPECT_THAT(FieldsOf(answer.status), ElementsAre("agency.parent_agency")) << below;
  }
  EXPECT_TRUE(SetParent("c", "agencies/a").ok());
  EXPECT_TRUE(SetParent("c", "").ok());
}

TEST_F(DirectoryAgencyTest, HierarchiesHaveALimit) {
  MustCreate("level-0");
  for (int level = 1; level <= 32; ++level) {
    MustCreate("level-" + std::to_string(level), "agencies/level-" + std::to_string(level - 1));
  }
  v1::Agency deepest;
  deepest.set_parent_agency("agencies/level-32");
  EXPECT_THAT(FieldsOf(Create("too-deep", deepest).status), ElementsAre("agency.parent_agency"));
}

TEST_F(DirectoryAgencyTest, WhatIsReferredToMustExist) {
  MustCreate("a");
  MustCreate("gone");
  Delete("gone");
  v1::Agency agency;
  agency.set_parent_agency("agencies/nobody");
  agency.add_successors("agencies/a");
  agency.add_successors("agencies/gone");
  const auto answer = Create("b", agency);
  EXPECT_EQ(answer.code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(FieldsOf(answer.status), ElementsAre("agency.parent_agency", "agency.successors[1]"));
  agency.set_parent_agency("places/a");
  EXPECT_THAT(FieldsOf(Create("b", agency).status), ElementsAre("agency.parent_agency"));
}

TEST_F(DirectoryAgencyTest, WhatWasReferredToMayGoWithoutBlockingEdits) {
  MustCreate("ministry");
  MustCreate("department", "agencies/ministry");
  Delete("ministry");
  v1::Agency agency;
  agency.set_name("agencies/department");
  agency.set_short_name("D");
  const auto answer = Update(agency);
  ASSERT_TRUE(answer.ok()) << answer.message();
  EXPECT_EQ(answer.response.parent_agency(), "agencies/ministry");
}

TEST_F(DirectoryAgencyTest, SuccessorsAreOthersAndNamedOnce) {
  MustCreate("a");
  v1::Agency agency;
  agency.add_successors("agencies/a");
  agency.add_successors("agencies/a");
  agency.add_successors("agencies/b");
  EXPECT_THAT(FieldsOf(Create("b", agency).status),
              ElementsAre("agency.successors[1]", "agency.successors[2]"));
}

TEST_F(DirectoryAgencyTest, DatesAreInOrder) {
  v1::Agency agency;
  SetDate(agency.mutable_valid_from(), 2025, 7, 1);
  SetDate(agency.mutable_valid_to(), 2025, 7, 1);
  EXPECT_THAT(FieldsOf(Create("a", agency).status), ElementsAre("agency.valid_to"));
  SetDate(agency.mutable_valid_to(), 2025, 2, 30);
  EXPECT_FALSE(Create("a", agency).ok());
  SetDate(agency.mutable_valid_to(), 2025, 7, 2);
  EXPECT_TRUE(Create("a", agency).ok());
  // An update of one end is judged with the other.
  v1::Agency patch;
  patch.set_name("agencies/a");
  SetDate(patch.mutable_valid_to(), 2025, 6, 30);
  EXPECT_THAT(FieldsOf(Update(patch, {"valid_to"}).status), ElementsAre("agency.valid_to"));
}

TEST_F(DirectoryAgencyTest, LanguagesOfPeopleAreCodesNamedOnce) {
  v1::CreatePersonRequest request;
  request.mutable_person()->set_role_title("interpreter");
  for (const std::string code : {"vi", "KO", "ko", "ko", "english"}) {
    request.mutable_person()->add_languages(code);
  }
  const auto answer = Call(*stub_, &DirectoryStub::CreatePerson, request);
  EXPECT_THAT(FieldsOf(answer.status),
              ElementsAre("person.languages[1]", "person.languages[3]", "person.languages[4]"));
}

}  // namespace
}  // namespace letan::testing
