// Page tokens: foreign bytes, our own, and our own that were tampered with.
#include <fuzzer/FuzzedDataProvider.h>

#include "letan/v1/resource_service.pb.h"
#include "services/core/limits.h"
#include "services/entity/page_token.h"
#include "services/errors/errors.h"
#include "tests/fuzz/invariant.h"

namespace letan::fuzz {
namespace {

using entity::PageCursor;

constexpr char kMethod[] = "letan.v1.ResourceService/ListResources";

const entity::PageTokens& Tokens() {
  static const auto* const tokens = new entity::PageTokens(std::string(32, 's'));
  return *tokens;
}

struct Query {
  std::string method = kMethod;
  v1::ListResourcesRequest request;
  storage::Viewer viewer;

  absl::StatusOr<PageCursor> Read(const std::string& token) const {
    return Tokens().Read(token, method, request, viewer);
  }
  // What is accepted is a token that we gave out for this query, for whatever place: libFuzzer
  // remembers some from its earlier runs, since the secret is the same.
  void RequireGenuineOrRefused(const std::string& token, std::string_view what) const {
    const auto read = Read(token);
    if (!read.ok()) return RequireRefused(token, what);
    Require(Tokens().Make(*read, method, request, viewer) == token, what, token);
  }
  void RequireRefused(const std::string& token, std::string_view what) const {
    const auto read = Read(token);
    Require(!read.ok(), what, token);
    const auto refusal = RequireRefusal(read.status(), errors::kInvalidPageToken);
    Require(refusal.field_violations(0).field() == "page_token", "the field is page_token", token);
  }
};

std::string Tampered(std::string token, FuzzedDataProvider& input) {
  const std::size_t at = input.ConsumeIntegralInRange<std::size_t>(0, token.size() - 1);
  switch (input.ConsumeIntegralInRange<int>(0, 3)) {
    case 0:
      token[at] = static_cast<char>(token[at] ^ input.ConsumeIntegralInRange<int>(1, 255));
      break;
    case 1:
      token.erase(at, input.ConsumeIntegralInRange<std::size_t>(1, token.size()));
      break;
    case 2:
      token.insert(at, 1, static_cast<char>(input.ConsumeIntegral<std::uint8_t>()));
      break;
    default:
      token += static_cast<char>(input.ConsumeIntegral<std::uint8_t>());
  }
  return token;
}

void Run(FuzzedDataProvider input) {
  Query query;
  query.request.set_filter(ValidUtf8(input.ConsumeRandomLengthString(64)));
  query.request.set_page_size(input.ConsumeIntegral<std::int32_t>());
  query.viewer.subject = input.ConsumeRandomLengthString(64);
  PageCursor cursor;
  cursor.time = input.ConsumeIntegral<std::int64_t>();
  cursor.name = input.ConsumeRandomLengthString(limits::kMaxNameBytes);
  cursor.title = input.ConsumeRandomLengthString(storage::kMaxSortKeyBytes);

  const std::string token = Tokens().Make(cursor, query.method, query.request, query.viewer);
  Query next_page = query;
  next_page.request.set_page_token(token);
  next_page.request.set_page_size(7);
  const auto read = next_page.Read(token);
  Require(read.ok(), "a token of ours is accepted", token);
  Require(read->time == cursor.time && read->name == cursor.name && read->title == cursor.title,
          "a token keeps its place", token);

  Query other = query;
  other.method += "2";
  other.RequireRefused(token, "a token of another method is refused");
  other = query;
  other.request.set_filter(query.request.filter() + " ");
  other.RequireRefused(token, "a token of another query is refused");
  other = query;
  other.viewer.subject += "2";
  other.RequireRefused(token, "a token of another viewer is refused");

  const std::string tampered = Tampered(token, input);
  if (tampered != token) {
    query.RequireGenuineOrRefused(tampered, "a token that was changed is refused");
  }
  const std::string foreign = input.ConsumeRemainingBytesAsString();
  query.RequireGenuineOrRefused(foreign, "a foreign token is refused");
}

}  // namespace
}  // namespace letan::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  letan::fuzz::Run(FuzzedDataProvider(data, size));
  return 0;
}
