// Filters: what each comparison keeps, what is refused and where, and that any combination keeps
// what its parts say.
#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <numeric>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "google/rpc/error_details.pb.h"
#include "letan/v1/delegation.pb.h"
#include "letan/v1/resource.pb.h"
#include "services/core/limits.h"
#include "services/entity/entity_page.h"
#include "services/entity/filter.h"
#include "services/entity/text_folding.h"
#include "services/errors/errors.h"
#include "tests/support/seed.h"

namespace letan::entity {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

v1::Delegation Visitors() {
  v1::Delegation delegation;
  google::protobuf::TextFormat::ParseFromString(
      R"pb(
        name: "delegations/1"
        create_time { seconds: 1486000000 }
        state: EVENT_STATE_APPROVED
        title: "Đoàn công tác Hàn Quốc thăm Lạng Sơn"
        direction: DIRECTION_INBOUND
        interval {
          start_time { seconds: 1486454400 }
          end_time { seconds: 1486656000 }
        }
        inbound { country: "KR" organisation: "Tỉnh kết nghĩa" head_count: 12 }
        members { role_title: "Trưởng đoàn" precedence_rank: 1 languages: "ko" languages: "en" }
        members { role_title: "Thư ký" precedence_rank: 2 is_representing: true }
        handling_level: HANDLING_LEVEL_INTERNAL
        need_to_know: "agencies/so-ngoai-vu"
      )pb",
      &delegation);
  delegation.mutable_outbound()->mutable_passports_issued()->set_year(2017);
  delegation.mutable_outbound()->mutable_passports_issued()->set_month(1);
  delegation.mutable_outbound()->mutable_passports_issued()->set_day(20);
  return delegation;
}

bool Keeps(const std::string& text) {
  const v1::Delegation delegation = Visitors();
  const auto filter = Filter::Make(text, v1::Delegation::descriptor());
  EXPECT_TRUE(filter.ok()) << text << ": " << filter.status();
  return filter.ok() && filter->Matches(delegation, Fold(delegation.title()));
}

// What the refusal says of the field `filter`.
std::string WrongFilter(const std::string& text) {
  const auto filter = Filter::Make(text, v1::Delegation::descriptor());
  EXPECT_EQ(filter.status().code(), absl::StatusCode::kInvalidArgument) << text;
  google::rpc::BadRequest detail;
  if (!errors::GetDetail(filter.status(), &detail)) return "";
  EXPECT_EQ(detail.field_violations(0).field(), "filter");
  return detail.field_violations(0).description();
}

TEST(FilterTest, AnEmptyOneKeepsEverything) {
  EXPECT_TRUE(Keeps(""));
  EXPECT_TRUE(Keeps(" \n\t"));
}

TEST(FilterTest, EachComparisonKeepsWhatItSays) {
  const std::vector<std::pair<std::string, bool>> kCases = {
      // Texts: whole, with "*", and parts whatever case and marks.
      {R"(inbound.country = KR)", true},
      {R"(inbound.country = "KR")", true},
      {R"(inbound.country = kr)", false},
      {R"(inbound.country != KR)", false},
      {R"(name = "delegations/1")", true},
      {R"(name = delegations/*)", true},
      {R"(title = "Đoàn*")", true},
      {R"(title = "*Sơn")", true},
      {R"(title = "*Hàn*")", true},
      {R"(title = "*Han*")", false},
      {R"(title = "*")", true},
      {R"(title = **)", true},
      {R"(purpose = "")", true},
      {R"(title:"han quoc")", true},
      {R"(title:DOAN)", true},
      {R"(title:nhat)", false},
      // Enums, with and without their prefix.
      {R"(state = APPROVED)", true},
      {R"(state = EVENT_STATE_APPROVED)", true},
      {R"(state != draft)", true},
      {R"(handling_level: INTERNAL)", true},
      // Numbers, times, dates.
      {R"(inbound.head_count >= 12)", true},
      {R"(inbound.head_count > 12)", false},
      {R"(inbound.head_count < -3)", false},
      {R"(interval.start_time = 2017-02-07T15:00:00+07:00)", true},
      {R"(interval.start_time = "2017-02-07T08:00:00Z")", true},
      {R"(interval.end_time <= 2017-02-09T15:59:59.999999Z)", false},
      {R"(create_time < 2018-01-01T00:00:00Z)", true},
      {R"(outbound.passports_issued > 2017-01-19)", true},
      {R"(outbound.passports_issued = 2017-01-20)", true},
      // What is not set.
      {R"(delete_time:*)", false},
      {R"(create_time:*)", true},
      {R"(purpose:*)", false},
      {R"(delete_time < 2100-01-01T00:00:00Z)", false},
      {R"(delete_time != 2100-01-01T00:00:00Z)", true},
      {R"(outbound.passports_returned = 2017-01-20)", false},
      // Lists: of texts, of messages, of lists in messages.
      {R"(need_to_know:"agencies/so-ngoai-vu")", true},
      {R"(need_to_know:*)", true},
      {R"(gifts:*)", false},
      {R"(members.role_title:"thu ky")", true},
      {R"(members.precedence_rank:2)", true},
      {R"(members.precedence_rank:3)", false},
      {R"(members.languages:ko)", true},
      {R"(members.is_representing:true)", true},
      // Words look into the title.
      {R"(lang)", true},
      {R"("lang son" "han quoc")", true},
      {R"(lang nhat)", false},
  };
  for (const auto& [text, kept] : kCases) EXPECT_EQ(Keeps(text), kept) << text;
}

TEST(FilterTest, OrBindsCloserThanAnd) {
  EXPECT_TRUE(Keeps("state = DRAFT OR state = APPROVED AND inbound.country = KR"));
  EXPECT_FALSE(Keeps("state = APPROVED OR state = DRAFT AND inbound.country = JP"));
  EXPECT_TRUE(Keeps("state = APPROVED OR (state = DRAFT AND inbound.country = JP)"));
  EXPECT_TRUE(Keeps("NOT state = DRAFT"));
  EXPECT_TRUE(Keeps("-state=DRAFT -(lang AND nhat)"));
  EXPECT_TRUE(Keeps("NOT(state = DRAFT)AND lang"));
  EXPECT_TRUE(Keeps("NOT\"nhat\""));
  EXPECT_TRUE(Keeps("nhat OR\"lang\""));
}

TEST(FilterTest, SaysWhereItIsWrong) {
  const std::vector<std::pair<std::string, std::string>> kCases = {
      {"colour = red", "at character 1: there is no field \"colour\" in \"Delegation\""},
      {"lạng sơn AND inbound.x = 1", "at character 14: there is no field \"x\" in \"Inbound\""},
      {"title.x = 1", "at character 1: \"title\" has no fields of its own"},
      {"state = NONE", "at character 9: must be one of UNSPECIFIED, DRAFT, SUBMITTED"},
      {"state > DRAFT", "at character 9: \"=\", \"!=\" and \":\" compare"},
      {"title > a", "at character 9: texts have no order"},
      {"inbound.head_count = many", "at character 22: must be a whole number"},
      {"inbound.head_count = 99999999999999999999", "must be a whole number"},
      {"create_time > 2017-02-08", "at character 15: must be a time with its offset"},
      {"outbound.passports_issued = 20/1", "must be a date"},
      {"members.is_representing:perhaps", "at character 25: must be true or false"},
      {"members.role_title = x", "at character 1: \"members.role_title\" is a list"},
      {"inbound = KR", "\"inbound\" has fields of its own"},
      {"state =", "at character 8: a value is missing at the end"},
      {"state = )", "at character 9: a value is missing"},
      {"state ! DRAFT", "at character 7: \"!\" is no comparison"},
      {"\"state\" = DRAFT", "at character 1: before a comparison stands the name of a field"},
      {"title = \"open", "at character 9: a quote without its end"},
      {"(lang", "at character 1: \"(\" without its \")\""},
      {"lang)", "at character 5: \")\" without its \"(\""},
      {"()", "at character 1: nothing between the parentheses"},
      {"lang AND", "at character 9: a term must follow AND"},
      {"lang OR", "at character 8: a term must follow OR"},
      {"AND lang", "at character 1: a term must stand before AND"},
      {"NOT NOT lang", "at character 5: a term must follow NOT"},
      {"-OR lang", "at character 2: a term must follow NOT"},
      {"--lang", "at character 2: a term must follow NOT"},
      {"outbound.passports_issued < 900000000000000000-01-01", "must be a date"},
      {"NOT", "at character 4: a term must follow NOT"},
      {"- lang", "at character 2: a term must follow NOT"},
      {"NOT<5", "at character 4: a value is missing"},
      {"lang OR:x", "at character 8: a value is missing"},
      {"AND=x", "at character 1: a term must stand before AND"},
      {"lang,son", "at character 5"},
  };
  for (const auto& [text, wrong] : kCases) EXPECT_THAT(WrongFilter(text), HasSubstr(wrong)) << text;
}

TEST(FilterTest, ComparesDurations) {
  v1::Resource room;
  room.mutable_buffer_before()->set_seconds(1800);
  for (const auto& [text, kept] :
       std::vector<std::pair<std::string, bool>>{{"buffer_before = 1800s", true},
                                                 {"buffer_before > 30m", false},
                                                 {"buffer_before <= 0.5h", true}}) {
    const auto filter = Filter::Make(text, v1::Resource::descriptor());
    ASSERT_TRUE(filter.ok()) << filter.status();
    EXPECT_EQ(filter->Matches(room, ""), kept) << text;
  }
  EXPECT_FALSE(Filter::Make("buffer_before > 30", v1::Resource::descriptor()).ok());
}

TEST(FilterTest, DoesNotKnowWhatIsNeverStored) {
  const auto filter = Filter::Make("-standing_conflicts:*", v1::Resource::descriptor());
  EXPECT_THAT(std::string(filter.status().message()), HasSubstr("no field \"standing_conflicts\""));
}

TEST(FilterTest, HasLimits) {
  std::string many = "a";
  for (int i = 1; i < limits::kMaxFilterTerms; ++i) many += " a";
  EXPECT_TRUE(Filter::Make(many, v1::Delegation::descriptor()).ok());
  EXPECT_THAT(WrongFilter(many + " a"), HasSubstr("more than"));
  const std::string deep(limits::kMaxFilterDepth, '(');
  const std::string ends(limits::kMaxFilterDepth, ')');
  EXPECT_TRUE(Filter::Make(deep + "a" + ends, v1::Delegation::descriptor()).ok());
  EXPECT_THAT(WrongFilter("(" + deep + "a" + ends + ")"), HasSubstr("deep"));
}

// `total` delegations, the number in their names and, as head count, in them.
FindRows Numbered(int total, std::vector<int>& limits_asked, std::size_t bytes) {
  return [total, bytes, &limits_asked](const storage::EntityQuery& query) {
    limits_asked.push_back(query.limit);
    std::vector<storage::EntityRow> rows;
    int next = query.has_cursor ? std::stoi(query.cursor.name) + 1 : 0;
    for (; next < total && static_cast<int>(rows.size()) < query.limit; ++next) {
      v1::Delegation delegation;
      delegation.mutable_inbound()->set_head_count(next);
      delegation.set_purpose(std::string(bytes, 'x'));
      rows.emplace_back();
      rows.back().name = std::to_string(next);
      rows.back().body = delegation.SerializeAsString();
    }
    return absl::StatusOr<std::vector<storage::EntityRow>>(std::move(rows));
  };
}

constexpr int kMost = limits::kDefaults.max_filtered_rows;

absl::StatusOr<std::vector<std::string>> Filtered(int total, const std::string& text, int limit,
                                                  std::size_t bytes = 0) {
  std::vector<int> asked;
  storage::EntityQuery query;
  query.limit = limit;
  const auto* delegation = v1::Delegation::descriptor();
  const auto rows = FilterRows(Numbered(total, asked, bytes), query,
                               *Filter::Make(text, delegation), delegation, call::CallContext());
  EXPECT_LE(std::accumulate(asked.begin(), asked.end(), 0), kMost + 1);
  if (!rows.ok()) return rows.status();
  std::vector<std::string> names;
  for (const storage::EntityRow& row : *rows) names.push_back(row.name);
  return names;
}

TEST(FilterRowsTest, GoesOnUntilThePageIsFull) {
  EXPECT_THAT(*Filtered(5000, "inbound.head_count >= 900", 3), ElementsAre("900", "901", "902"));
  EXPECT_THAT(*Filtered(5000, "inbound.head_count >= 4999", 3), ElementsAre("4999"));
  EXPECT_THAT(*Filtered(0, "inbound.head_count >= 0", 3), IsEmpty());
  EXPECT_THAT(*Filtered(200, "inbound.head_count = 199", 3), ElementsAre("199"));
}

// With one row more than a page has.
TEST(FilterRowsTest, AFullPageIsGivenHoweverFarTheNextRowIs) {
  const std::string marker = std::to_string(kMost);
  EXPECT_THAT(*Filtered(20'000, "inbound.head_count < 1", 2), ElementsAre("0", marker));
  EXPECT_THAT(*Filtered(kMost, "inbound.head_count < 1", 3), ElementsAre("0"));
  EXPECT_EQ(Filtered(20'000, "inbound.head_count < 1", 3).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST(FilterRowsTest, ReadsNoMoreThanAMessageHolds) {
  const auto large = Filtered(1000, "inbound.head_count >= 0", 501, 300'000);
  ASSERT_TRUE(large.ok()) << large.status();
  EXPECT_GT(large->size(), 2U * limits::kMaxEntityBytes / 300'000);
  EXPECT_LT(large->size(), 1U * limits::kMaxMessageBytes / 300'000);
}

TEST(FilterRowsTest, ManyTermsOverLongTextsAreRefusedSooner) {
  std::string text = "inbound.head_count < 0";
  for (int i = 1; i < limits::kMaxFilterTerms; ++i) text += " OR inbound.head_count < 0";
  EXPECT_TRUE(Filtered(1000, text, 2, 100).ok());
  EXPECT_FALSE(Filtered(1000, text, 2, 2000).ok());
}

TEST(FilterRowsTest, IsRefusedWhereItLooksAtTooMany) {
  const std::string last = std::to_string(kMost - 1);
  const std::string next = std::to_string(kMost);
  EXPECT_THAT(*Filtered(kMost, "inbound.head_count = " + last, 2), ElementsAre(last));
  const auto refused = Filtered(20'000, "inbound.head_count = " + next, 2).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition);
  google::rpc::PreconditionFailure detail;
  ASSERT_TRUE(errors::GetDetail(refused, &detail));
  EXPECT_EQ(detail.violations(0).type(), "FILTER_TOO_BROAD");
}

// A random filter as text, and what it must say of `delegation`.
std::pair<std::string, bool> RandomFilter(std::mt19937_64& random, int depth) {
  const int kind = static_cast<int>(random() % (depth > 0 ? 5 : 2));
  if (kind == 0) {
    const auto wanted = static_cast<int>(random() % 5);
    return {"inbound.head_count" + std::string(random() % 2, ' ') + "<" + std::to_string(wanted),
            2 < wanted};
  }
  if (kind == 1) return random() % 2 == 0 ? std::pair{"alpha", true} : std::pair{"beta", false};
  const auto [left, left_holds] = RandomFilter(random, depth - 1);
  if (kind == 2) return {"NOT (" + left + ")", !left_holds};
  const auto [right, right_holds] = RandomFilter(random, depth - 1);
  if (kind == 3) return {"(" + left + ") OR (" + right + ")", left_holds || right_holds};
  return {"(" + left + (random() % 2 == 0 ? ") AND (" : ") (") + right + ")",
          left_holds && right_holds};
}

TEST(FilterPropertyTest, CombinationsKeepWhatTheirPartsSay) {
  std::mt19937_64 random(testing::TestSeed());
  v1::Delegation delegation;
  delegation.mutable_inbound()->set_head_count(2);
  for (int i = 0; i < 2000; ++i) {
    const auto [text, holds] = RandomFilter(random, 4);
    const auto filter = Filter::Make(text, v1::Delegation::descriptor());
    ASSERT_TRUE(filter.ok()) << text << ": " << filter.status();
    ASSERT_EQ(filter->Matches(delegation, "alpha"), holds) << text;
  }
}

TEST(FilterPropertyTest, AnyTextIsTakenOrRefusedByItsPlace) {
  std::mt19937_64 random(testing::TestSeed());
  const std::vector<std::string> kPieces = {
      "state", "=",  "!=",  ":", "*", "(",  ")",
      "AND",   "OR", "NOT", "-", " ", "\"", "\\",
      "'",     ",",  "<",   "đ", "1", ".",  "inbound.head_count"};
  for (int i = 0; i < 20'000; ++i) {
    std::string text;
    for (std::uint64_t n = random() % 12; n > 0; --n) text += kPieces[random() % kPieces.size()];
    const auto filter = Filter::Make(text, v1::Delegation::descriptor());
    if (filter.ok()) {
      filter->Matches(Visitors(), "doan");
    } else {
      ASSERT_THAT(WrongFilter(text), HasSubstr("at character ")) << text;
    }
  }
}

}  // namespace
}  // namespace letan::entity
