#include "services/entity/listing.h"

#include <string>
#include <utility>

#include "services/entity/entity_rows.h"
#include "services/errors/errors.h"

namespace letan::entity::internal {
namespace {

using google::protobuf::Message;

absl::Status SetParent(storage::ReadTransaction& read, const Message& request,
                       storage::EntityQuery& query) {
  if (request.GetDescriptor()->FindFieldByName("parent") == nullptr) return absl::OkStatus();
  query.parent = TextField(request, "parent");
  // Where it is required, the request was refused without it.
  if (query.parent.empty()) return absl::OkStatus();
  query.any_parent = false;
  return RequireLive(read, query.parent);
}

absl::Status SetPage(const call::CallContext& context, const Message& request,
                     const PageTokens& tokens, storage::EntityQuery& query) {
  const auto size = PageSize(NumberField(request, "page_size"));
  if (!size.ok()) return size.status();
  query.limit = *size + 1;
  const std::string token = TextField(request, "page_token");
  if (token.empty()) return absl::OkStatus();
  auto cursor = tokens.Read(token, context.method, request, context.viewer);
  if (!cursor.ok()) return cursor.status();
  query.has_cursor = true;
  query.cursor = *std::move(cursor);
  return absl::OkStatus();
}

absl::StatusOr<std::optional<std::int64_t>> Total(const Listing& listing, const Lister& lister,
                                                  std::int64_t most) {
  if (!listing.show_total || listing.filtered) return std::optional<std::int64_t>();
  auto count = lister.count(listing.query, most + 1);
  if (!count.ok()) return count.status();
  if (*count > most) return std::optional<std::int64_t>();
  return std::optional<std::int64_t>(*count);
}

}  // namespace

absl::StatusOr<Listing> MakeListing(const call::CallContext& context,
                                    storage::ReadTransaction& read, const Message& request,
                                    const ListedKind& kind, const PageTokens& tokens) {
  Listing listing;
  auto filter = Filter::Make(TextField(request, "filter"), kind.entity);
  if (!filter.ok()) return filter.status();
  const auto order = ParseOrderBy(TextField(request, "order_by"), kind);
  if (!order.ok()) return order.status();
  auto mask = ReadMask::Make(MaskField(request, "read_mask"), kind.entity);
  if (!mask.ok()) return mask.status();
  storage::EntityQuery& query = listing.query;
  query.kind = kind.kind;
  query.order = order->order;
  query.descending = order->descending;
  query.show_deleted = BoolField(request, "show_deleted");
  if (absl::Status status = SetPage(context, request, tokens, query); !status.ok()) return status;
  if (absl::Status status = SetParent(read, request, query); !status.ok()) return status;
  listing.filtered = !filter->empty() && !filter->Narrow(FieldOfOrder(query.order, kind), query);
  listing.filter = *std::move(filter);
  query.lean = !listing.filtered;
  listing.mask = *std::move(mask);
  listing.show_total = BoolField(request, "show_total");
  return listing;
}

absl::Status CheckWindowOrder(const storage::EntityQuery& query, const ListedKind& kind) {
  if (!query.within_window || query.order == storage::EntityOrder::kStart) return absl::OkStatus();
  return errors::InvalidArgument(
      {{"order_by", "with an interval only " +
                        std::string(FieldOfOrder(storage::EntityOrder::kStart, kind)) +
                        " is possible"}},
      errors::kInvalidOrder);
}

absl::StatusOr<call::Encoded> AnswerListing(const call::CallContext& context,
                                            const Message& request, const ListedKind& kind,
                                            const PageTokens& tokens, const Listing& listing,
                                            const Lister& lister) {
  const storage::EntityQuery& query = listing.query;
  auto rows = listing.filtered
                  ? FilterRows(lister.find, query, listing.filter, kind.entity, context)
                  : lister.find(query);
  if (!rows.ok()) return rows.status();
  auto total = Total(listing, lister, context.limits->max_counted_rows);
  if (!total.ok()) return total.status();
  PageParts parts;
  parts.response = kind.response;
  parts.page_size = static_cast<std::size_t>(query.limit - 1);
  parts.total = *total;
  parts.show = lister.show;
  parts.next_token = [&](const storage::EntityRow& last) {
    return tokens.Make(storage::CursorAt(last, query.order), context.method, request,
                       context.viewer);
  };
  return EncodePage(*rows, listing.mask, parts);
}

}  // namespace letan::entity::internal
