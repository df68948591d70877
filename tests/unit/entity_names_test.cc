// Names: which are well-formed, of what kind, below what.
#include <gtest/gtest.h>

#include <set>

#include "services/entity/names.h"

namespace letan::entity {
namespace {

TEST(NamesTest, EveryKindHasItsOwnNames) {
  std::set<std::string> kinds;
  for (const Kind& kind : Kinds()) {
    EXPECT_TRUE(kinds.insert(kind.kind).second);
    const std::string parent =
        kind.parent_kind.empty() ? "delegations/d" : FindKind(kind.parent_kind)->collection + "/p";
    const std::string name =
        (kind.has_parent ? parent + "/" : std::string()) + kind.collection + "/id-1";
    ASSERT_NE(KindOfName(name), nullptr) << name;
    EXPECT_EQ(KindOfName(name)->kind, kind.kind);
    EXPECT_TRUE(IsName(name, kind.kind));
    EXPECT_EQ(ParentOfName(name), kind.has_parent ? parent : "");
  }
  EXPECT_GE(kinds.size(), 10u);
}

TEST(NamesTest, BadNamesHaveNoKind) {
  for (const std::string name : {"",
                                 "/",
                                 "agencies",
                                 "agencies/",
                                 "/agencies/a",
                                 "agencies/a/",
                                 "agencies//a",
                                 "agencies/../places/a",
                                 "agencies/..",
                                 "agencies/A",
                                 "agencies/-a",
                                 "agencies/a b",
                                 "agencies/a%2fb",
                                 "Agencies/a",
                                 "unknown/a",
                                 "activities/a",
                                 "movements/a",
                                 "delegations/d/agencies/a",
                                 "delegations/d/activities/a/activities/b",
                                 "delegations/d/movements/m",
                                 "stockItems/s/movements",
                                 "/activities/a"}) {
    EXPECT_EQ(KindOfName(name), nullptr) << name;
  }
  EXPECT_EQ(KindOfName("agencies/" + std::string(64, 'a')), nullptr);
  EXPECT_NE(KindOfName("agencies/" + std::string(63, 'a')), nullptr);
}

TEST(NamesTest, IdsAreShortAndPlain) {
  for (const std::string id : {"a", "0", "so-ngoai-vu", "0190163d-8694-739b-aea5-966c26f8ad91"}) {
    EXPECT_TRUE(IsId(id)) << id;
  }
  for (const std::string id : {"", "-", "-a", "A", "a_b", "a.b", "a/b", "đ", "a ", "a\n"}) {
    EXPECT_FALSE(IsId(id)) << id;
  }
  EXPECT_FALSE(IsId(std::string("a\0b", 3)));
}

TEST(NamesTest, AnotherKindIsNotTaken) {
  EXPECT_FALSE(IsName("places/a", "agency"));
  EXPECT_FALSE(IsName("places/a", "no_such_kind"));
  EXPECT_EQ(FindKind("no_such_kind"), nullptr);
  EXPECT_TRUE(FindKind("delegation")->is_event);
  EXPECT_FALSE(FindKind("place")->is_event);
}

TEST(NamesTest, ParentIsWhatStandsBeforeTheLastPair) {
  EXPECT_EQ(ParentOfName("delegations/x/activities/y"), "delegations/x");
  EXPECT_EQ(ParentOfName("delegations/x"), "");
  EXPECT_EQ(ParentOfName(""), "");
  EXPECT_EQ(ParentOfName("/"), "");
}

}  // namespace
}  // namespace letan::entity
