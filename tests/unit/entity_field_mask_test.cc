// Update masks: what they refuse, and that what they write is what a plain merge would.
#include <google/protobuf/util/field_mask_util.h>
#include <gtest/gtest.h>

#include <random>

#include "google/rpc/error_details.pb.h"
#include "letan/v1/delegation.pb.h"
#include "letan/v1/resource.pb.h"
#include "services/entity/field_mask.h"
#include "services/entity/field_rules.h"
#include "services/errors/errors.h"
#include "tests/support/seed.h"

namespace letan::entity {
namespace {

using google::protobuf::FieldMask;
using google::protobuf::util::FieldMaskUtil;

FieldMask MaskOf(const std::vector<std::string>& paths) {
  FieldMask mask;
  for (const std::string& path : paths) mask.add_paths(path);
  return mask;
}

std::string FieldOf(const absl::Status& status) {
  google::rpc::BadRequest bad_request;
  return errors::GetDetail(status, &bad_request) ? bad_request.field_violations(0).field() : "";
}

absl::Status Apply(const std::vector<std::string>& paths, const v1::Delegation& patch,
                   v1::Delegation& entity) {
  const auto mask = UpdateMask::Parse(v1::Delegation::descriptor(), MaskOf(paths));
  if (!mask.ok()) return mask.status();
  return mask->Apply(patch, "delegation", entity);
}

TEST(FieldMaskTest, BadPathsAreRefusedByName) {
  for (const std::vector<std::string>& paths :
       std::vector<std::vector<std::string>>{{"no_such_field"},
                                             {""},
                                             {"."},
                                             {"title."},
                                             {".title"},
                                             {"title.x"},
                                             {"inbound.no_such_field"},
                                             {"displayName"},
                                             {"members.role_title"},
                                             {"members[0]"},
                                             {"name"},
                                             {"etag"},
                                             {"state"},
                                             {"gifts"},
                                             {"direction"},
                                             {"interval"},
                                             {"interval.start_time"},
                                             {"purpose", "uid"},
                                             {"*", "title"},
                                             {"title", "*"}}) {
    const auto mask = UpdateMask::Parse(v1::Delegation::descriptor(), MaskOf(paths));
    ASSERT_EQ(mask.status().code(), absl::StatusCode::kInvalidArgument) << paths.back();
    EXPECT_EQ(FieldOf(mask.status()), "update_mask");
    EXPECT_NE(std::string(mask.status().message()).find('"'), std::string::npos);
  }
}

TEST(FieldMaskTest, AbsentMaskWritesWhatIsSet) {
  v1::Delegation entity;
  entity.set_title("old");
  entity.set_purpose("old");
  entity.add_documents()->set_number("1");
  v1::Delegation patch;
  patch.set_title("new");
  patch.add_documents()->set_number("2");
  patch.set_uid("forged");
  ASSERT_TRUE(Apply({}, patch, entity).ok());
  EXPECT_EQ(entity.title(), "new");
  EXPECT_EQ(entity.purpose(), "old");
  ASSERT_EQ(entity.documents_size(), 1);
  EXPECT_EQ(entity.documents(0).number(), "2");
  EXPECT_EQ(entity.uid(), "");
}

TEST(FieldMaskTest, StarClearsWhatIsLeftOut) {
  v1::Delegation entity;
  entity.set_uid("kept");
  entity.set_direction(v1::Delegation::DIRECTION_INBOUND);
  entity.set_purpose("old");
  entity.mutable_inbound()->set_country("KR");
  entity.add_gifts()->set_description("kept");
  v1::Delegation patch;
  patch.set_title("new");
  patch.set_direction(v1::Delegation::DIRECTION_INBOUND);
  ASSERT_TRUE(Apply({"*"}, patch, entity).ok());
  EXPECT_EQ(entity.title(), "new");
  EXPECT_EQ(entity.purpose(), "");
  EXPECT_FALSE(entity.has_inbound());
  EXPECT_EQ(entity.uid(), "kept");
  EXPECT_EQ(entity.gifts_size(), 1);
}

TEST(FieldMaskTest, ImmutableFieldsMayBeRepeatedButNotChanged) {
  v1::Delegation entity;
  entity.set_direction(v1::Delegation::DIRECTION_INBOUND);
  entity.mutable_interval()->mutable_start_time()->set_seconds(1);
  for (const std::vector<std::string>& paths : std::vector<std::vector<std::string>>{{}, {"*"}}) {
    v1::Delegation same = entity;
    EXPECT_TRUE(Apply(paths, same, entity).ok());
    v1::Delegation left_out;
    EXPECT_TRUE(Apply(paths, left_out, entity).ok());
    v1::Delegation other = entity;
    other.mutable_interval()->mutable_start_time()->set_seconds(2);
    const absl::Status status = Apply(paths, other, entity);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(FieldOf(status), "delegation.interval");
  }
  EXPECT_EQ(entity.direction(), v1::Delegation::DIRECTION_INBOUND);
  EXPECT_EQ(entity.interval().start_time().seconds(), 1);
}

TEST(FieldMaskTest, NestedPathsTouchNothingElse) {
  v1::Delegation entity;
  entity.mutable_inbound()->set_country("KR");
  entity.mutable_inbound()->set_organisation("kept");
  v1::Delegation patch;
  patch.mutable_inbound()->set_country("LA");
  patch.mutable_inbound()->set_organisation("not asked for");
  ASSERT_TRUE(Apply({"inbound.country"}, patch, entity).ok());
  EXPECT_EQ(entity.inbound().country(), "LA");
  EXPECT_EQ(entity.inbound().organisation(), "kept");
  ASSERT_TRUE(Apply({"inbound.country"}, v1::Delegation(), entity).ok());
  EXPECT_EQ(entity.inbound().country(), "");
  EXPECT_EQ(entity.inbound().organisation(), "kept");
}

TEST(FieldMaskTest, ClearingInsideWhatIsAbsentMakesNothing) {
  v1::Delegation entity;
  ASSERT_TRUE(Apply({"inbound.country"}, v1::Delegation(), entity).ok());
  EXPECT_FALSE(entity.has_inbound());
}

TEST(FieldMaskTest, RepeatedAndNestedPathsCountOnce) {
  v1::Delegation entity;
  entity.set_title("old");
  entity.mutable_inbound()->set_country("KR");
  v1::Delegation patch;
  patch.set_title("new");
  patch.mutable_inbound()->set_country("LA");
  ASSERT_TRUE(
      Apply({"title", "inbound.country", "title", "inbound", "inbound.country"}, patch, entity)
          .ok());
  EXPECT_EQ(entity.title(), "new");
  EXPECT_EQ(entity.inbound().country(), "LA");
}

// Sets about half of the fields of a message, recursively, to random values.
void Randomize(std::mt19937_64& random, google::protobuf::Message* message, int depth) {
  const auto* reflection = message->GetReflection();
  const auto* descriptor = message->GetDescriptor();
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const auto* field = descriptor->field(i);
    if (random() % 2 == 0 || depth > 4) continue;
    const int items = field->is_repeated() ? 1 + static_cast<int>(random() % 2) : 1;
    for (int item = 0; item < items; ++item) {
      const bool list = field->is_repeated();
      switch (field->cpp_type()) {
        case google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE:
          Randomize(random,
                    list ? reflection->AddMessage(message, field)
                         : reflection->MutableMessage(message, field),
                    depth + 1);
          break;
        case google::protobuf::FieldDescriptor::CPPTYPE_STRING: {
          const std::string text = std::to_string(random() % 3);
          list ? reflection->AddString(message, field, text)
               : reflection->SetString(message, field, text);
          break;
        }
        case google::protobuf::FieldDescriptor::CPPTYPE_INT32:
          list ? reflection->AddInt32(message, field, static_cast<int>(random() % 3))
               : reflection->SetInt32(message, field, static_cast<int>(random() % 3));
          break;
        case google::protobuf::FieldDescriptor::CPPTYPE_INT64:
          reflection->SetInt64(message, field, static_cast<int>(random() % 3));
          break;
        case google::protobuf::FieldDescriptor::CPPTYPE_ENUM:
          reflection->SetEnumValue(message, field, static_cast<int>(random() % 3));
          break;
        case google::protobuf::FieldDescriptor::CPPTYPE_BOOL:
          reflection->SetBool(message, field, random() % 2 == 0);
          break;
        default:
          FAIL() << "a type that no entity has";
      }
    }
  }
}

// Every path that a mask may name, down to leaves.
void CollectPaths(const google::protobuf::Descriptor* descriptor, const std::string& prefix,
                  std::vector<std::string>* paths) {
  for (const FieldRule& rule : RulesOf(descriptor).fields) {
    if (rule.output_only || rule.immutable) continue;
    paths->push_back(prefix + rule.field->name());
    if (!rule.field->is_repeated() && rule.message != nullptr) {
      CollectPaths(rule.field->message_type(), paths->back() + ".", paths);
    }
  }
}

// The reference: protobuf's own merge, told to replace. It leaves empty messages behind where
// something was cleared inside what was absent, so those are removed before comparing.
void DropEmptyMessages(google::protobuf::Message* message) {
  const auto* reflection = message->GetReflection();
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  reflection->ListFields(*message, &fields);
  for (const auto* field : fields) {
    if (field->is_repeated() ||
        field->cpp_type() != google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE) {
      continue;
    }
    DropEmptyMessages(reflection->MutableMessage(message, field));
    if (reflection->GetMessage(*message, field).ByteSizeLong() == 0) {
      reflection->ClearField(message, field);
    }
  }
}

template <class T>
void CompareWithReference(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<std::string> all;
  CollectPaths(T::descriptor(), "", &all);
  ASSERT_GT(all.size(), 10u);
  FieldMaskUtil::MergeOptions options;
  options.set_replace_message_fields(true);
  options.set_replace_repeated_fields(true);
  for (int round = 0; round < 500; ++round) {
    T patch;
    T entity;
    Randomize(random, &patch, 0);
    Randomize(random, &entity, 0);
    FieldMask mask;
    for (std::size_t n = 1 + random() % 5; n > 0; --n) mask.add_paths(all[random() % all.size()]);
    T expected = entity;
    FieldMask canonical;
    FieldMaskUtil::ToCanonicalForm(mask, &canonical);
    FieldMaskUtil::MergeMessageTo(patch, canonical, options, &expected);
    const auto parsed = UpdateMask::Parse(T::descriptor(), mask);
    ASSERT_TRUE(parsed.ok()) << parsed.status();
    ASSERT_TRUE(parsed->Apply(patch, "", entity).ok());
    DropEmptyMessages(&expected);
    DropEmptyMessages(&entity);
    ASSERT_EQ(entity.SerializeAsString(), expected.SerializeAsString())
        << "round " << round << " mask " << FieldMaskUtil::ToString(mask);
  }
}

TEST(FieldMaskTest, RandomMasksMergeAsTheReferenceDoes) {
  const std::uint64_t seed = testing::TestSeed();
  CompareWithReference<v1::Delegation>(seed);
  CompareWithReference<v1::Resource>(seed);
}

}  // namespace
}  // namespace letan::entity
