// Page tokens open for one query of one viewer at one server, unchanged, and for nothing else.
#include <gtest/gtest.h>

#include <random>

#include "google/rpc/error_details.pb.h"
#include "letan/v1/resource_service.pb.h"
#include "services/core/limits.h"
#include "services/entity/page_token.h"
#include "services/errors/errors.h"
#include "tests/support/seed.h"

namespace letan::entity {
namespace {

constexpr char kMethod[] = "letan.v1.ResourceService/ListResources";

class PageTokenTest : public ::testing::Test {
 protected:
  PageTokenTest() { request_.set_kind(v1::RESOURCE_KIND_VEHICLE); }

  static void ExpectRefused(const absl::StatusOr<PageCursor>& cursor) {
    ASSERT_EQ(cursor.status().code(), absl::StatusCode::kInvalidArgument);
    google::rpc::ErrorInfo info;
    ASSERT_TRUE(errors::GetDetail(cursor.status(), &info));
    EXPECT_EQ(info.reason(), errors::kInvalidPageToken);
    google::rpc::BadRequest bad_request;
    ASSERT_TRUE(errors::GetDetail(cursor.status(), &bad_request));
    EXPECT_EQ(bad_request.field_violations(0).field(), "page_token");
  }

  PageTokens tokens_{std::string(32, 's')};
  v1::ListResourcesRequest request_;
  storage::Viewer viewer_ = storage::Viewer::Administrator();
};

TEST_F(PageTokenTest, BringsTheCursorBackWhateverThePageSize) {
  const std::string token =
      tokens_.Make({-1'234'567, "resources/car-1"}, kMethod, request_, viewer_);
  request_.set_page_size(7);
  request_.set_page_token(token);
  const auto cursor = tokens_.Read(token, kMethod, request_, viewer_);
  ASSERT_TRUE(cursor.ok()) << cursor.status();
  EXPECT_EQ(cursor->time, -1'234'567);
  EXPECT_EQ(cursor->name, "resources/car-1");
}

TEST_F(PageTokenTest, RandomCursorsComeBackAndFitTheirField) {
  std::mt19937_64 random(testing::TestSeed());
  for (int i = 0; i < 200; ++i) {
    PageCursor cursor{static_cast<std::int64_t>(random()), ""};
    for (std::size_t n = random() % limits::kMaxNameBytes; n > 0; --n) {
      cursor.name.push_back(static_cast<char>(random()));
    }
    const std::string token = tokens_.Make(cursor, kMethod, request_, viewer_);
    EXPECT_LE(token.size(), static_cast<std::size_t>(limits::kMaxPageTokenBytes));
    const auto read = tokens_.Read(token, kMethod, request_, viewer_);
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(read->time, cursor.time);
    EXPECT_EQ(read->name, cursor.name);
  }
}

TEST_F(PageTokenTest, EveryFlippedBitIsRefused) {
  const std::string token = tokens_.Make({42, "resources/car-1"}, kMethod, request_, viewer_);
  for (std::size_t i = 0; i < token.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string other = token;
      other[i] = static_cast<char>(other[i] ^ (1 << bit));
      ExpectRefused(tokens_.Read(other, kMethod, request_, viewer_));
    }
  }
}

TEST_F(PageTokenTest, CutAndLengthenedTokensAreRefused) {
  const std::string token = tokens_.Make({42, "resources/car-1"}, kMethod, request_, viewer_);
  for (std::size_t size = 0; size < token.size(); ++size) {
    ExpectRefused(tokens_.Read(token.substr(0, size), kMethod, request_, viewer_));
  }
  for (const std::string& tail :
       {std::string("A"), std::string("="), token, std::string(2000, 'A')}) {
    ExpectRefused(tokens_.Read(token + tail, kMethod, request_, viewer_));
  }
}

TEST_F(PageTokenTest, AnotherQueryMethodViewerOrServerIsRefused) {
  const std::string token = tokens_.Make({42, "resources/car-1"}, kMethod, request_, viewer_);
  v1::ListResourcesRequest other_query = request_;
  other_query.set_show_deleted(true);
  ExpectRefused(tokens_.Read(token, kMethod, other_query, viewer_));
  ExpectRefused(tokens_.Read(token, "letan.v1.ResourceService/ListStockItems", request_, viewer_));
  ExpectRefused(
      tokens_.Read(token, kMethod, request_, storage::Viewer::Administrator("someone else")));
  const PageTokens other_server(std::string(32, 't'));
  ExpectRefused(other_server.Read(token, kMethod, request_, viewer_));
}

TEST(PageSizeTest, HasADefaultAndALimit) {
  EXPECT_EQ(PageSize(0).value(), limits::kDefaultPageSize);
  EXPECT_EQ(PageSize(1).value(), 1);
  EXPECT_EQ(PageSize(limits::kMaxPageSize).value(), limits::kMaxPageSize);
  for (const int bad : {-1, limits::kMaxPageSize + 1}) {
    EXPECT_EQ(PageSize(bad).status().code(), absl::StatusCode::kInvalidArgument);
  }
}

}  // namespace
}  // namespace letan::entity
