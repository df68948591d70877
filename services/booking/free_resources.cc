#include "services/booking/free_resources.h"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "services/core/booking/fitness.h"
#include "services/core/limits.h"
#include "services/entity/entity_codec.h"
#include "services/entity/entity_page.h"
#include "services/entity/time_codec.h"
#include "services/errors/errors.h"
#include "services/operations/abilities.h"
#include "services/operations/reserve.h"

namespace letan::services {
namespace {

using storage::ReadTransaction;
using storage::ResourceRow;
using Request = v1::FindFreeResourcesRequest;
using Response = v1::FindFreeResourcesResponse;

// One that was judged and is to be shown.
struct Candidate {
  std::string name;
  std::optional<v1::LegConflict> conflict;  // when it is not free
  booking::Fitness fitness;                 // when it is, and candidates are ranked
};

absl::Status Check(const Request& request) {
  if (request.quantity() < 0 || request.quantity() > limits::kMaxQuantity) {
    return errors::InvalidField("quantity", "is out of range");
  }
  if (request.party_size() < 0 || request.party_size() > limits::kMaxQuantity) {
    return errors::InvalidField("party_size", "is out of range");
  }
  if (request.order() == Request::ORDER_BEST_FIT && !request.page_token().empty()) {
    return errors::InvalidField("page_token", "the best ones have one page");
  }
  return absl::OkStatus();
}

storage::ResourceQuery QueryOf(const Request& request) {
  storage::ResourceQuery query;
  query.kind = v1::ResourceKind_Name(request.kind()).substr(operations::kResourceKindPrefix);
  query.abilities = operations::Abilities(request.language(), request.grade());
  query.limit = limits::kMaxPageSize;
  // Most are taken, and judging is dear: whether they are needs no judge where nothing is to be
  // said of those that are.
  if (!request.include_busy()) query.untaken = entity::ToInterval(request.interval());
  return query;
}

// Absent when it is not to be shown.
absl::StatusOr<std::optional<Candidate>> Judge(ReadTransaction& read, const Request& request,
                                               const std::string& name) {
  booking::Leg leg;
  leg.resource = name;
  leg.interval = entity::ToInterval(request.interval());
  leg.quantity = std::max<std::int64_t>(request.quantity(), 1);
  leg.party_size = request.party_size();
  leg.place = request.place();
  auto conflict = operations::WhyNotFree(read, leg);
  if (!conflict.ok()) return conflict.status();
  if (conflict->has_value() && !request.include_busy()) return std::nullopt;
  return Candidate{name, *std::move(conflict), {}};
}

absl::Status Show(ReadTransaction& read, Candidate candidate, Response& response) {
  auto row = read.FindEntity(candidate.name);
  if (!row.ok()) return row.status();
  if (!row->has_value()) return absl::OkStatus();
  auto resource = entity::FromRow<v1::Resource>(**row);
  if (!resource.ok()) return resource.status();
  auto* shown = response.add_candidates();
  *shown->mutable_resource() = *std::move(resource);
  if (candidate.conflict.has_value()) *shown->mutable_conflict() = *std::move(candidate.conflict);
  return absl::OkStatus();
}

absl::StatusOr<booking::Fitness> FitnessOf(ReadTransaction& read, const Request& request,
                                           const booking::ResourceProfile& profile) {
  const auto wanted = entity::ToInterval(request.interval());
  auto spans = read.Busy(profile.name, booking::LoadWindow(wanted));
  if (!spans.ok()) return spans.status();
  booking::Fitness fitness{booking::SizeOf(profile), 0};
  const bool shared = profile.model == booking::CapacityModel::kShared;
  const std::int64_t units = shared ? std::max<std::int64_t>(profile.capacity, 1) : 1;
  for (const ReadTransaction::BusySpan& span : *spans) {
    fitness.load += span.interval.length() / units * span.quantity;
  }
  return fitness;
}

// How far from what was asked for it is free; 0 when it is free then.
booking::Micros AwayOf(const Candidate& candidate) {
  if (!candidate.conflict.has_value()) return 0;
  const v1::LegConflict& conflict = *candidate.conflict;
  if (!conflict.has_nearest_fit()) return std::numeric_limits<booking::Micros>::max();
  return std::abs(entity::ToMicros(conflict.nearest_fit().start_time()) -
                  entity::ToMicros(conflict.requested().start_time()));
}

bool IsBetter(const Candidate& left, const Candidate& right) {
  const auto key = [](const Candidate& candidate) {
    return std::make_tuple(candidate.conflict.has_value(), AwayOf(candidate), candidate.fitness);
  };
  const auto [left_key, right_key] = std::pair(key(left), key(right));
  return left_key != right_key ? left_key < right_key : left.name < right.name;
}

// All that are to be shown, in order of name.
absl::StatusOr<std::vector<Candidate>> JudgeAll(const call::CallContext& context,
                                                ReadTransaction& read, const Request& request) {
  const std::int64_t most = context.limits->max_free_candidates;
  storage::ResourceQuery query = QueryOf(request);
  std::vector<Candidate> judged;
  for (std::int64_t looked_at = 0;;) {
    auto rows = read.ListResources(query);
    if (!rows.ok()) return rows.status();
    if (absl::Status wanted = context.CheckDeadline(); !wanted.ok()) return wanted;
    looked_at += static_cast<std::int64_t>(rows->size());
    if (looked_at > most) {
      return errors::Precondition("TOO_MANY_CANDIDATES", query.kind,
                                  "more than " + std::to_string(most) +
                                      " could be ranked: say what they must be able to do, or "
                                      "list them by name");
    }
    for (const ResourceRow& row : *rows) {
      auto candidate = Judge(read, request, row.profile.name);
      if (!candidate.ok()) return candidate.status();
      if (!candidate->has_value()) continue;
      if (!(*candidate)->conflict.has_value()) {
        auto fitness = FitnessOf(read, request, row.profile);
        if (!fitness.ok()) return fitness.status();
        (*candidate)->fitness = *fitness;
      }
      judged.push_back(**std::move(candidate));
    }
    if (static_cast<int>(rows->size()) < query.limit) return judged;
    query.after = rows->back().profile.name;
  }
}

absl::StatusOr<Response> ByFitness(const call::CallContext& context, ReadTransaction& read,
                                   const Request& request, int size) {
  auto judged = JudgeAll(context, read, request);
  if (!judged.ok()) return judged.status();
  const auto shown = std::min(judged->size(), static_cast<std::size_t>(size));
  const auto end = judged->begin() + static_cast<std::ptrdiff_t>(shown);
  std::partial_sort(judged->begin(), end, judged->end(), IsBetter);
  Response response;
  for (auto candidate = judged->begin(); candidate != end; ++candidate) {
    absl::Status status = Show(read, std::move(*candidate), response);
    if (!status.ok()) return status;
  }
  return response;
}

absl::StatusOr<Response> ByName(const call::CallContext& context, ReadTransaction& read,
                                const Request& request, int size,
                                const entity::PageTokens& tokens) {
  storage::ResourceQuery query = QueryOf(request);
  if (!request.page_token().empty()) {
    auto cursor = tokens.Read(request.page_token(), context.method, request, context.viewer);
    if (!cursor.ok()) return cursor.status();
    query.after = cursor->name;
  }
  Response response;
  for (std::int64_t looked_at = 0;;) {
    auto rows = read.ListResources(query);
    if (!rows.ok()) return rows.status();
    if (absl::Status wanted = context.CheckDeadline(); !wanted.ok()) return wanted;
    for (const ResourceRow& row : *rows) {
      if (response.candidates_size() == size || looked_at == context.limits->max_free_candidates) {
        response.set_next_page_token(
            tokens.Make({0, query.after}, context.method, request, context.viewer));
        return response;
      }
      ++looked_at;
      query.after = row.profile.name;
      auto candidate = Judge(read, request, row.profile.name);
      if (!candidate.ok()) return candidate.status();
      if (!candidate->has_value()) continue;
      absl::Status shown = Show(read, **std::move(candidate), response);
      if (!shown.ok()) return shown;
    }
    if (static_cast<int>(rows->size()) < query.limit) return response;
  }
}

}  // namespace

absl::StatusOr<Response> FindFreeResources(const call::CallContext& context, ReadTransaction& read,
                                           const Request& request,
                                           const entity::PageTokens& tokens) {
  auto size = entity::PageSize(request.page_size());
  if (!size.ok()) return size.status();
  if (absl::Status status = Check(request); !status.ok()) return status;
  if (request.order() == Request::ORDER_BEST_FIT) return ByFitness(context, read, request, *size);
  return ByName(context, read, request, *size, tokens);
}

}  // namespace letan::services
