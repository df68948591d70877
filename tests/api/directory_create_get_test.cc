// Create and Get, the same for every kind of the catalogue.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/entity/names.h"
#include "services/entity/time_codec.h"
#include "tests/support/catalogue_test.h"

namespace letan::testing {
namespace {

using ::testing::ElementsAre;

template <class Kind>
class CreateGetTest : public CatalogueTest<Kind> {};
TYPED_TEST_SUITE(CreateGetTest, CatalogueKinds);

TYPED_TEST(CreateGetTest, WhatWasMadeCanBeRead) {
  const auto made = this->Create(this->CreateRequestOf("first-1", "Lạng Sơn"));
  ASSERT_TRUE(made.ok()) << made.message();
  EXPECT_EQ(made.response.name(), this->NameOf("first-1"));
  EXPECT_EQ(GetText(made.response, TypeParam::kTitle), "Lạng Sơn");
  EXPECT_FALSE(made.response.uid().empty());
  EXPECT_FALSE(made.response.etag().empty());
  EXPECT_GE(entity::ToMicros(made.response.create_time()), kTestStart);
  EXPECT_EQ(entity::ToMicros(made.response.create_time()),
            entity::ToMicros(made.response.update_time()));
  EXPECT_FALSE(made.response.has_delete_time());
  EXPECT_FALSE(made.revision.empty());
  const auto read = this->Get(this->NameOf("first-1"));
  ASSERT_TRUE(read.ok()) << read.message();
  EXPECT_EQ(read.response.SerializeAsString(), made.response.SerializeAsString());
}

TYPED_TEST(CreateGetTest, WithoutAnIdTheServerChooses) {
  const auto first = this->MustCreate("");
  const auto second = this->MustCreate("");
  EXPECT_NE(first.name(), second.name());
  EXPECT_LT(first.name(), second.name());
  EXPECT_TRUE(entity::IsName(first.name(), this->kKind)) << first.name();
  EXPECT_TRUE(this->Get(second.name()).ok());
}

TYPED_TEST(CreateGetTest, BadIdsAreRefused) {
  for (const std::string id : {"A", "-a", "a_b", "a/b", "..", "../x", "a b", "đ", "a%2e"}) {
    const auto answer = this->Create(this->CreateRequestOf(id));
    EXPECT_EQ(answer.code(), grpc::StatusCode::INVALID_ARGUMENT) << id;
    EXPECT_THAT(FieldsOf(answer.status), ElementsAre(std::string(this->kKind) + "_id"));
  }
  EXPECT_FALSE(this->Create(this->CreateRequestOf(std::string(64, 'a'))).ok());
  EXPECT_TRUE(this->Create(this->CreateRequestOf(std::string(63, 'a'))).ok());
}

TYPED_TEST(CreateGetTest, ATakenNameIsRefusedEvenAfterDeletion) {
  this->MustCreate("taken");
  const auto again = this->Create(this->CreateRequestOf("taken"));
  EXPECT_EQ(again.code(), grpc::StatusCode::ALREADY_EXISTS);
  EXPECT_EQ(ReasonOf(again.status), "ALREADY_EXISTS");
  ASSERT_TRUE(this->Delete(this->NameOf("taken")).ok());
  EXPECT_EQ(this->Create(this->CreateRequestOf("taken")).code(), grpc::StatusCode::ALREADY_EXISTS);
}

TYPED_TEST(CreateGetTest, MissingPartsAreNamed) {
  typename TestFixture::Traits::CreateRequest empty;
  EXPECT_THAT(FieldsOf(this->Create(empty).status), ElementsAre(this->kKind));
  for (const std::string blank : {"", "  \t"}) {
    const auto answer = this->Create(this->CreateRequestOf("a", blank));
    EXPECT_THAT(FieldsOf(answer.status), ElementsAre(this->Path(TypeParam::kTitle)));
  }
}

TYPED_TEST(CreateGetTest, HugeStringsAreRefused) {
  const auto answer = this->Create(this->CreateRequestOf("a", std::string(1'000'000, 'x')));
  EXPECT_EQ(answer.code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(FieldsOf(answer.status), ElementsAre(this->Path(TypeParam::kTitle)));
  EXPECT_EQ(this->Get(this->NameOf("a")).code(), grpc::StatusCode::NOT_FOUND);
}

TYPED_TEST(CreateGetTest, WhatTheServerSetsIsNotTakenFromTheClient) {
  auto request = this->CreateRequestOf("mine");
  auto* forged = EntityOf<TypeParam>(request);
  forged->set_name(this->NameOf("other"));
  forged->set_uid("forged");
  forged->set_etag("forged");
  *forged->mutable_create_time() = entity::ToTimestamp(1);
  *forged->mutable_delete_time() = entity::ToTimestamp(1);
  const auto made = this->Create(request);
  ASSERT_TRUE(made.ok()) << made.message();
  EXPECT_EQ(made.response.name(), this->NameOf("mine"));
  EXPECT_NE(made.response.uid(), "forged");
  EXPECT_NE(made.response.etag(), "forged");
  EXPECT_GE(entity::ToMicros(made.response.create_time()), kTestStart);
  EXPECT_FALSE(made.response.has_delete_time());
}

TYPED_TEST(CreateGetTest, TextIsStoredInNfc) {
  const auto made = this->Create(this->CreateRequestOf("nfc", "La\xCC\xA3ng"));
  ASSERT_TRUE(made.ok()) << made.message();
  EXPECT_EQ(GetText(made.response, TypeParam::kTitle), "L\xE1\xBA\xA1ng");
}

TYPED_TEST(CreateGetTest, ARepeatedRequestHasOneEffect) {
  auto request = this->CreateRequestOf("");
  request.set_request_id("id-1");
  const auto first = this->Create(request);
  ASSERT_TRUE(first.ok()) << first.message();
  const auto again = this->Create(request);
  ASSERT_TRUE(again.ok()) << again.message();
  EXPECT_EQ(again.response.SerializeAsString(), first.response.SerializeAsString());
  EXPECT_EQ(this->AllNames(10).size(), 1u);
  SetText(*EntityOf<TypeParam>(request), TypeParam::kTitle, "another");
  const auto reused = this->Create(request);
  EXPECT_EQ(reused.code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(ReasonOf(reused.status), "REQUEST_ID_REUSED");
}

TYPED_TEST(CreateGetTest, AbsentNamesAreNotFound) {
  const auto answer = this->Get(this->NameOf("nobody"));
  EXPECT_EQ(answer.code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(ReasonOf(answer.status), "NOT_FOUND");
}

TYPED_TEST(CreateGetTest, NamesThatAreNoneOfTheKindAreRefused) {
  const std::string collection = this->kCollection;
  for (const std::string& name :
       {std::string(), collection, collection + "/", collection + "/../" + collection + "/a",
        collection + "/A", "/" + collection + "/a", std::string("delegations/a"),
        collection + "/" + std::string(300, 'a'), collection + "/a/" + collection + "/b"}) {
    const auto answer = this->Get(name);
    EXPECT_EQ(answer.code(), grpc::StatusCode::INVALID_ARGUMENT) << name;
    EXPECT_THAT(FieldsOf(answer.status), ElementsAre("name")) << name;
  }
}

}  // namespace
}  // namespace letan::testing
