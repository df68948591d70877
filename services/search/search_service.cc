#include "services/search/search_service.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "letan/v1/search_service.pb.h"
#include "services/core/limits.h"
#include "services/entity/names.h"
#include "services/entity/page_token.h"
#include "services/entity/text_folding.h"
#include "services/entity/time_codec.h"
#include "services/errors/errors.h"
#include "services/operations/events.h"

namespace letan::services {
namespace {

using storage::EntitySearch;
using storage::ReadTransaction;

// Kinds that have a title.
std::vector<std::string> SearchedKinds() {
  std::vector<std::string> kinds;
  for (const entity::Kind& kind : entity::Kinds()) {
    if (operations::TitleFieldOf(kind.kind) != nullptr) kinds.push_back(kind.kind);
  }
  return kinds;
}

absl::Status SetKinds(const v1::SearchRequest& request, EntitySearch& search) {
  const std::vector<std::string> all = SearchedKinds();
  std::vector<errors::FieldViolation> violations;
  for (int i = 0; i < request.kinds_size(); ++i) {
    const std::string& kind = request.kinds(i);
    if (std::find(all.begin(), all.end(), kind) == all.end()) {
      std::string known;
      for (const std::string& one : all) known.append(known.empty() ? "" : ", ").append(one);
      violations.push_back({"kinds[" + std::to_string(i) + "]", "must be one of " + known});
    }
  }
  if (!violations.empty()) return errors::InvalidArgument(violations);
  search.kinds.assign(request.kinds().begin(), request.kinds().end());
  if (search.kinds.empty()) search.kinds = all;
  return absl::OkStatus();
}

absl::Status SetWords(const v1::SearchRequest& request, EntitySearch& search) {
  search.words = storage::SearchWords(entity::Fold(request.query()));
  if (search.words.empty()) return errors::InvalidField("query", "has no letter or digit");
  if (search.words.size() > limits::kMaxSearchWords) {
    return errors::InvalidField(
        "query", "has more than " + std::to_string(limits::kMaxSearchWords) + " words");
  }
  return absl::OkStatus();
}

v1::SearchResult ResultOf(const storage::EntityRow& row) {
  v1::SearchResult result;
  result.set_name(row.name);
  result.set_kind(row.kind);
  result.set_title(operations::TitleOf(row));
  result.set_parent(row.parent);
  if (row.start < row.end) *result.mutable_interval() = entity::FromInterval({row.start, row.end});
  result.set_state(row.state);
  return result;
}

absl::StatusOr<v1::SearchResponse> Search(const call::CallContext& context, ReadTransaction& read,
                                          const v1::SearchRequest& request,
                                          const entity::PageTokens& tokens) {
  EntitySearch search;
  const auto size = entity::PageSize(request.page_size());
  if (!size.ok()) return size.status();
  if (absl::Status status = SetKinds(request, search); !status.ok()) return status;
  if (absl::Status status = SetWords(request, search); !status.ok()) return status;
  search.limit = *size + 1;
  search.most_words = context.limits->max_searched_words;
  if (!request.page_token().empty()) {
    auto cursor = tokens.Read(request.page_token(), context.method, request, context.viewer);
    if (!cursor.ok()) return cursor.status();
    search.has_cursor = true;
    search.cursor = *std::move(cursor);
  }
  const auto rows = read.SearchEntities(search);
  if (absl::IsFailedPrecondition(rows.status())) {
    return errors::Precondition(errors::kSearchTooBroad, "query",
                                "too many titles have such words: write more of them, or another");
  }
  if (!rows.ok()) return rows.status();
  v1::SearchResponse response;
  for (const storage::EntityRow& row : *rows) {
    if (response.results_size() == *size) {
      const auto& last = (*rows)[static_cast<std::size_t>(*size) - 1];
      response.set_next_page_token(
          tokens.Make(storage::CursorAt(last, storage::EntityOrder::kTitle), context.method,
                      request, context.viewer));
      break;
    }
    *response.add_results() = ResultOf(row);
  }
  return response;
}

}  // namespace

call::ServiceTable MakeSearchService(const entity::ServiceDeps& deps) {
  // Linking the messages makes the service's description known.
  call::ServiceTable table(
      v1::SearchRequest::descriptor()->file()->FindServiceByName("SearchService"));
  const entity::PageTokens* tokens = deps.page_tokens;
  table.Read<v1::SearchRequest, v1::SearchResponse>(
      "Search", [tokens](const call::CallContext& context, ReadTransaction& read,
                         const v1::SearchRequest& request) {
        return Search(context, read, request, *tokens);
      });
  return table;
}

}  // namespace letan::services
