#include "services/entity/entity_page.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "services/core/limits.h"
#include "services/entity/entity_codec.h"
#include "services/entity/entity_rows.h"
#include "services/entity/wire.h"
#include "services/errors/errors.h"

namespace letan::entity {
namespace {

using google::protobuf::FieldDescriptor;

// The one list of a List response.
const FieldDescriptor* ListField(const google::protobuf::Descriptor* response) {
  for (int i = 0; i < response->field_count(); ++i) {
    if (response->field(i)->is_repeated()) return response->field(i);
  }
  return nullptr;
}

constexpr int kFilteredAtOnce = 64;

absl::Status TooBroad(const limits::Adjustable& limits) {
  return errors::Precondition(
      errors::kFilterTooBroad, "filter",
      std::to_string(limits.max_filtered_rows) +
          " entities, or less with long texts and many terms, "
          "were looked at and the page is not full: narrow the listing by its other fields");
}

// Collects a page out of steps.
class FilteredPage {
 public:
  FilteredPage(const storage::EntityQuery& query, const Filter& filter,
               const google::protobuf::Descriptor* descriptor, const limits::Adjustable& limits)
      : limits_(limits),
        wanted_(static_cast<std::size_t>(query.limit)),
        step_(query),
        filter_(filter),
        entity_(google::protobuf::MessageFactory::generated_factory()
                    ->GetPrototype(descriptor)
                    ->New()) {}

  // Null once everything affordable was looked at.
  const storage::EntityQuery* NextStep() {
    const std::int64_t left = limits_.max_filtered_rows - seen_;
    if (left <= 0 || work_ > limits_.max_filtered_bytes) return nullptr;
    step_.limit = static_cast<int>(std::min<std::int64_t>(kFilteredAtOnce, left));
    return &step_;
  }

  // One row behind all that were looked at.
  const storage::EntityQuery& Probe() {
    step_.limit = 1;
    return step_;
  }

  // True if the page is full, or larger than a client would accept.
  absl::StatusOr<bool> Add(std::vector<storage::EntityRow>& rows) {
    if (!rows.empty()) {
      step_.has_cursor = true;
      step_.cursor = storage::CursorAt(rows.back(), step_.order);
    }
    for (storage::EntityRow& row : rows) {
      ++seen_;
      work_ += static_cast<std::int64_t>(row.body.size()) * filter_.terms();
      if (absl::Status status = Decode(row, *entity_); !status.ok()) return status;
      if (!filter_.Matches(*entity_, row.folded_title)) continue;
      const bool large = bytes_ > limits::kFullPageBytes;
      bytes_ += row.body.size();
      kept_.push_back(std::move(row));
      if (large || kept_.size() == wanted_) return true;
    }
    return false;
  }

  // All but the row that only tells that there is more.
  bool full() const { return kept_.size() + 1 >= wanted_; }
  std::vector<storage::EntityRow>& kept() { return kept_; }

 private:
  const limits::Adjustable& limits_;
  const std::size_t wanted_;
  storage::EntityQuery step_;
  const Filter& filter_;
  const std::unique_ptr<google::protobuf::Message> entity_;
  std::vector<storage::EntityRow> kept_;
  std::int64_t seen_ = 0;
  std::int64_t work_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace

absl::StatusOr<std::vector<storage::EntityRow>> FilterRows(
    const FindRows& find, const storage::EntityQuery& query, const Filter& filter,
    const google::protobuf::Descriptor* descriptor, const call::CallContext& context) {
  FilteredPage page(query, filter, descriptor, *context.limits);
  while (const storage::EntityQuery* step = page.NextStep()) {
    if (absl::Status wanted = context.CheckDeadline(); !wanted.ok()) return wanted;
    auto rows = find(*step);
    if (!rows.ok()) return rows.status();
    const bool last = static_cast<int>(rows->size()) < step->limit;
    const auto done = page.Add(*rows);
    if (!done.ok()) return done.status();
    if (*done || last) return std::move(page.kept());
  }
  auto more = find(page.Probe());
  if (!more.ok()) return more.status();
  if (!more->empty()) {
    if (!page.full()) return TooBroad(*context.limits);
    page.kept().push_back(std::move(more->front()));
  }
  return std::move(page.kept());
}

absl::Status FilterBudget::Look(std::size_t bytes) {
  const limits::Adjustable& limits = *context_.limits;
  ++seen_;
  work_ += static_cast<std::int64_t>(bytes) * filter_.terms();
  const bool within = seen_ <= limits.max_filtered_rows && work_ <= limits.max_filtered_bytes;
  if (!filter_.empty() && !within) return TooBroad(limits);
  return context_.CheckDeadline();
}

absl::StatusOr<call::Encoded> EncodePage(const std::vector<storage::EntityRow>& rows,
                                         const ReadMask& mask, const PageParts& parts) {
  const FieldDescriptor* list = ListField(parts.response);
  const RowEncoder whole(list->message_type());
  MessageWriter out;
  std::size_t shown = 0;
  while (shown < rows.size() && shown < parts.page_size && out.size() <= limits::kFullPageBytes) {
    const std::size_t entity = out.Begin(list->number());
    if (mask.whole()) {
      whole.Append(rows[shown], out);
    } else {
      const auto masked = internal::EncodeMasked(rows[shown], mask, list->message_type());
      if (!masked.ok()) return masked.status();
      parts.show(rows[shown].name);
      out.Fields(*masked);
    }
    out.End(entity);
    ++shown;
  }
  if (shown < rows.size()) {
    out.Bytes(parts.response->FindFieldByName("next_page_token")->number(),
              parts.next_token(rows[shown - 1]));
  }
  if (parts.total.has_value()) {
    out.Number(parts.response->FindFieldByName("total_size")->number(), *parts.total);
  }
  return call::Encoded{out.Take()};
}

}  // namespace letan::entity
