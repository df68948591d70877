// Search by the beginnings of words in folded titles.
#include "services/core/limits.h"
#include "tests/conformance/fixture.h"

namespace letan::storage::conformance {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class EntitySearches : public ConformanceTest {
 protected:
  EntityRow Titled(const std::string& kind, const std::string& id, const std::string& title) {
    EntityRow row = Entity(kind, id, now());
    row.folded_title = title;
    row.sort_key = title;
    return row;
  }
  absl::StatusOr<std::vector<std::string>> Search(EntitySearch search,
                                                  const Viewer& viewer = Viewer::Administrator()) {
    if (search.kinds.empty()) search.kinds = {"event", "place"};
    const auto rows = Read(viewer)->SearchEntities(search);
    if (!rows.ok()) return rows.status();
    return Ids(NamesOf(*rows));
  }
  std::vector<std::string> Found(const std::vector<std::string>& words,
                                 const std::vector<std::string>& kinds = {}) {
    EntitySearch search;
    search.words = words;
    search.kinds = kinds;
    const auto found = Search(search);
    EXPECT_TRUE(found.ok()) << found.status();
    return found.value_or(std::vector<std::string>());
  }
};
LETAN_FOR_EVERY_ENGINE(EntitySearches);

TEST_P(EntitySearches, EveryWordMustBeginOneOfTheTitle) {
  Put(Titled("event", "1", "doan cong tac lang son"));
  Put(Titled("event", "2", "le hoi long tong, lang son (2017)"));
  Put(Titled("event", "3", "hoi cho lang nghe"));
  Put(Titled("place", "4", "lang son"));
  EXPECT_THAT(Found({"lang", "son"}), ElementsAre("1", "4", "2"));
  EXPECT_THAT(Found({"son", "lan"}), ElementsAre("1", "4", "2"));
  EXPECT_THAT(Found({"lang", "son"}, {"place"}), ElementsAre("4"));
  EXPECT_THAT(Found({"ho"}), ElementsAre("3", "2"));
  EXPECT_THAT(Found({"2017"}), ElementsAre("2"));
  EXPECT_THAT(Found({"ang"}), IsEmpty());  // beginnings only
  EXPECT_THAT(Found({"lang", "xe"}), IsEmpty());
}

TEST_P(EntitySearches, WordsFollowTheTitle) {
  EntityRow row = Titled("event", "1", "hoi cho");
  Put(row);
  row = Updated(row, now());
  row.folded_title = row.sort_key = "le hoi";
  ASSERT_TRUE(Do([&](WriteTransaction& write) { return write.UpdateEntity(row, 1); }).status.ok());
  EXPECT_THAT(Found({"cho"}), IsEmpty());
  EXPECT_THAT(Found({"le"}), ElementsAre("1"));
  row = Updated(row, now());
  row.delete_time = now();
  ASSERT_TRUE(Do([&](WriteTransaction& write) { return write.UpdateEntity(row, 2); }).status.ok());
  EXPECT_THAT(Found({"le"}), IsEmpty());
}

TEST_P(EntitySearches, PagesGoByTitleThenName) {
  for (const std::string id : {"c", "a", "b"}) Put(Titled("event", id, "hoi " + id));
  Put(Titled("event", "d", "hoi a"));
  EntitySearch search;
  search.words = {"hoi"};
  search.limit = 2;
  EXPECT_THAT(*Search(search), ElementsAre("a", "d"));
  search.has_cursor = true;
  search.cursor.title = "hoi a";
  search.cursor.name = "events/d";
  EXPECT_THAT(*Search(search), ElementsAre("b", "c"));
  search.cursor.title = "hoi c";
  search.cursor.name = "events/c";
  EXPECT_THAT(*Search(search), IsEmpty());
}

// Nothing is kept of their titles to search by.
TEST_P(EntitySearches, RestrictedOnesAreNotFoundEvenByThoseWhoSeeThem) {
  EntityRow hidden = Titled("event", "1", "chuyen tham");
  hidden.level = HandlingLevel::kRestricted;
  hidden.need_to_know = {"users/listed"};
  Put(hidden);
  EntitySearch search;
  search.words = {"chuyen"};
  EXPECT_THAT(*Search(search, InternalViewer()), IsEmpty());
  EXPECT_THAT(*Search(search, InternalViewer("users/listed")), IsEmpty());
  EXPECT_THAT(*Search(search, Viewer::Administrator()), IsEmpty());

  Put(Titled("event", "2", "chuyen tham"));
  EXPECT_THAT(*Search(search, InternalViewer()), ElementsAre("2"));
}

TEST_P(EntitySearches, WordsThatBeginTooManyAreRefused) {
  const int many = limits::kDefaults.max_searched_words + 1;
  ASSERT_TRUE(Do([&](WriteTransaction& write) {
                for (int i = 0; i < many; ++i) {
                  const std::string id = std::to_string(i);
                  std::string title = "many" + id;
                  if (i == 7) title += " rare";
                  absl::Status status = write.InsertEntity(Titled("event", id, title));
                  if (!status.ok()) return status;
                }
                return absl::OkStatus();
              }).status.ok());
  EntitySearch search;
  search.words = {"many"};
  EXPECT_EQ(Search(search).status().code(), StatusCode::kFailedPrecondition);
  search.words = {"many", "rare"};
  EXPECT_THAT(*Search(search), ElementsAre("7"));
}

}  // namespace
}  // namespace letan::storage::conformance
