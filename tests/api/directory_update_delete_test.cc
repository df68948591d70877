// Update and Delete, the same for every kind of the catalogue.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/entity/time_codec.h"
#include "tests/support/catalogue_test.h"

namespace letan::testing {
namespace {

using ::testing::ElementsAre;

template <class Kind>
class UpdateDeleteTest : public CatalogueTest<Kind> {
 protected:
  typename Kind::Entity Patch(const std::string& name, const std::string& field,
                              const std::string& text) {
    typename Kind::Entity patch;
    patch.set_name(name);
    if (!field.empty()) SetText(patch, field, text);
    return patch;
  }
};
TYPED_TEST_SUITE(UpdateDeleteTest, CatalogueKinds);

TYPED_TEST(UpdateDeleteTest, WritesTheMaskedFieldAndANewVersion) {
  const auto before = this->MustCreate("a");
  this->server_.clock().Advance(booking::kMinute);
  auto patch = this->Patch(before.name(), TypeParam::kOther, "vi");
  SetText(patch, TypeParam::kTitle, "not asked for");
  const auto answer = this->Update(patch, {TypeParam::kOther});
  ASSERT_TRUE(answer.ok()) << answer.message();
  EXPECT_EQ(GetText(answer.response, TypeParam::kOther), "vi");
  EXPECT_EQ(GetText(answer.response, TypeParam::kTitle), "title");
  EXPECT_EQ(answer.response.uid(), before.uid());
  EXPECT_NE(answer.response.etag(), before.etag());
  EXPECT_EQ(entity::ToMicros(answer.response.create_time()),
            entity::ToMicros(before.create_time()));
  EXPECT_GT(entity::ToMicros(answer.response.update_time()),
            entity::ToMicros(before.update_time()));
  EXPECT_EQ(this->Get(before.name()).response.SerializeAsString(),
            answer.response.SerializeAsString());
}

TYPED_TEST(UpdateDeleteTest, WithoutAMaskWhatIsSetIsWritten) {
  const auto before = this->MustCreate("a");
  ASSERT_TRUE(this->Update(this->Patch(before.name(), TypeParam::kOther, "vi")).ok());
  const auto answer = this->Update(this->Patch(before.name(), TypeParam::kTitle, "new"));
  ASSERT_TRUE(answer.ok()) << answer.message();
  EXPECT_EQ(GetText(answer.response, TypeParam::kTitle), "new");
  EXPECT_EQ(GetText(answer.response, TypeParam::kOther), "vi");
}

TYPED_TEST(UpdateDeleteTest, StarReplacesAllThatMayChange) {
  auto entity = this->MustCreate("a");
  ASSERT_TRUE(this->Update(this->Patch(entity.name(), TypeParam::kOther, "vi")).ok());
  entity.clear_etag();
  const auto answer = this->Update(entity, {"*"});
  ASSERT_TRUE(answer.ok()) << answer.message();
  EXPECT_EQ(GetText(answer.response, TypeParam::kOther), "");
}

TYPED_TEST(UpdateDeleteTest, TheWholeEntityAsReadMayBeSentBack) {
  auto entity = this->MustCreate("a");
  SetText(entity, TypeParam::kOther, "vi");
  EXPECT_TRUE(this->Update(entity).ok());
}

TYPED_TEST(UpdateDeleteTest, AnUpdateThatChangesNothingKeepsTheVersion) {
  const auto before = this->MustCreate("a");
  this->server_.clock().Advance(booking::kMinute);
  const auto answer = this->Update(before);
  ASSERT_TRUE(answer.ok()) << answer.message();
  EXPECT_EQ(answer.response.SerializeAsString(), before.SerializeAsString());
}

TYPED_TEST(UpdateDeleteTest, RequiredFieldsCannotBeCleared) {
  const auto before = this->MustCreate("a");
  for (const std::string path : {TypeParam::kTitle, "*"}) {
    const auto answer = this->Update(this->Patch(before.name(), "", ""), {path});
    EXPECT_EQ(answer.code(), grpc::StatusCode::INVALID_ARGUMENT) << path;
    EXPECT_THAT(FieldsOf(answer.status), ElementsAre(this->Path(TypeParam::kTitle)));
  }
}

TYPED_TEST(UpdateDeleteTest, BadMasksAreRefusedNamingThePath) {
  const auto before = this->MustCreate("a");
  for (const std::string path : {"no_such_field", ".", "name", "uid", "etag", "create_time",
                                 "update_time", "delete_time", "name.x", "../name"}) {
    const auto answer = this->Update(this->Patch(before.name(), TypeParam::kTitle, "new"), {path});
    EXPECT_EQ(answer.code(), grpc::StatusCode::INVALID_ARGUMENT) << path;
    EXPECT_THAT(FieldsOf(answer.status), ElementsAre("update_mask")) << path;
    EXPECT_NE(answer.message().find("\"" + path + "\""), std::string::npos) << answer.message();
  }
  EXPECT_FALSE(this->Update(before, {"*", TypeParam::kTitle}).ok());
  EXPECT_THAT(FieldsOf(this->Update(before, {""}).status), ElementsAre("update_mask.paths[0]"));
  EXPECT_EQ(this->Get(before.name()).response.etag(), before.etag());
}

TYPED_TEST(UpdateDeleteTest, AStaleEtagIsAborted) {
  const auto old = this->MustCreate("a");
  auto patch = this->Patch(old.name(), TypeParam::kTitle, "second");
  patch.set_etag(old.etag());
  ASSERT_TRUE(this->Update(patch).ok());
  SetText(patch, TypeParam::kTitle, "third");
  for (const std::string& stale : {old.etag(), std::string("nonsense"), std::string(5000, 'x')}) {
    patch.set_etag(stale);
    const auto answer = this->Update(patch);
    EXPECT_EQ(answer.code(), grpc::StatusCode::ABORTED);
    EXPECT_EQ(ReasonOf(answer.status), "STALE_ETAG");
    EXPECT_THAT(FieldsOf(answer.status), ElementsAre(::testing::EndsWith(".etag")));
  }
  const auto refused = this->Delete(old.name(), old.etag());
  EXPECT_EQ(refused.code(), grpc::StatusCode::ABORTED);
  EXPECT_EQ(ReasonOf(refused.status), "STALE_ETAG");
  EXPECT_THAT(FieldsOf(refused.status), ElementsAre("etag"));
  EXPECT_EQ(GetText(this->Get(old.name()).response, TypeParam::kTitle), "second");
}

TYPED_TEST(UpdateDeleteTest, TheNameSaysWhichOne) {
  for (const std::string name : {"", "a", "../a", "delegations/a"}) {
    const auto answer = this->Update(this->Patch(name, TypeParam::kTitle, "new"));
    EXPECT_EQ(answer.code(), grpc::StatusCode::INVALID_ARGUMENT) << name;
    EXPECT_THAT(FieldsOf(answer.status), ElementsAre(this->Path("name"))) << name;
  }
  const auto absent = this->Update(this->Patch(this->NameOf("nobody"), TypeParam::kTitle, "new"));
  EXPECT_EQ(absent.code(), grpc::StatusCode::NOT_FOUND);
}

TYPED_TEST(UpdateDeleteTest, DeletedOnesAreShownButNoLongerChanged) {
  const auto before = this->MustCreate("a");
  this->server_.clock().Advance(booking::kMinute);
  const auto deleted = this->Delete(before.name(), before.etag());
  ASSERT_TRUE(deleted.ok()) << deleted.message();
  EXPECT_GT(entity::ToMicros(deleted.response.delete_time()), kTestStart);
  EXPECT_NE(deleted.response.etag(), before.etag());
  EXPECT_EQ(this->Get(before.name()).response.SerializeAsString(),
            deleted.response.SerializeAsString());
  EXPECT_EQ(this->Delete(before.name()).code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(this->Update(this->Patch(before.name(), TypeParam::kTitle, "new")).code(),
            grpc::StatusCode::NOT_FOUND);
}

TYPED_TEST(UpdateDeleteTest, RepeatedWithItsIdItAnswersTheSame) {
  const auto before = this->MustCreate("a");
  typename TestFixture::Traits::DeleteRequest request;
  request.set_name(before.name());
  request.set_request_id("delete-1");
  const auto first = Call(*this->stub_, TypeParam::kDelete, request);
  ASSERT_TRUE(first.ok()) << first.message();
  const auto again = Call(*this->stub_, TypeParam::kDelete, request);
  ASSERT_TRUE(again.ok()) << again.message();
  EXPECT_EQ(again.response.SerializeAsString(), first.response.SerializeAsString());
}

}  // namespace
}  // namespace letan::testing
