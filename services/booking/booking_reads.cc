#include "services/booking/booking_reads.h"

#include <optional>
#include <string>
#include <utility>

#include "letan/v1/booking_service.pb.h"
#include "services/booking/free_resources.h"
#include "services/core/limits.h"
#include "services/entity/entity_page.h"
#include "services/entity/filter.h"
#include "services/entity/text_folding.h"
#include "services/entity/time_codec.h"
#include "services/errors/errors.h"
#include "services/operations/booking_codec.h"
#include "services/operations/conflicts.h"

namespace letan::services {
namespace {

using storage::ReadTransaction;

absl::StatusOr<v1::Booking> GetBooking(const call::CallContext&, ReadTransaction& read,
                                       const v1::GetBookingRequest& request) {
  auto row = read.FindBooking(request.name());
  if (!row.ok()) return row.status();
  if (!row->has_value()) return errors::NotFound(request.name());
  return operations::ToProto(**row);
}

// What is misspelt is not without bookings.
absl::Status CheckNamed(ReadTransaction& read, const v1::ListBookingsRequest& request) {
  if (!request.resource().empty()) {
    const auto row = read.FindResource(request.resource());
    if (!row.ok()) return row.status();
    if (!row->has_value()) return errors::NotFoundAt(request.resource(), "resource");
  }
  for (const auto& [field, name] :
       {std::pair("owner", &request.owner()), std::pair("activity", &request.activity())}) {
    if (name->empty()) continue;
    const auto row = read.FindEntity(*name);
    if (!row.ok()) return row.status();
    if (!row->has_value()) return errors::NotFoundAt(*name, field);
  }
  return absl::OkStatus();
}

// Adds what the filter keeps, up to `size`; moves the query's cursor behind the last that was
// looked at. True if there is more.
absl::StatusOr<bool> FillBookings(ReadTransaction& read, entity::FilterBudget budget, int size,
                                  storage::BookingQuery& query,
                                  v1::ListBookingsResponse& response) {
  for (;;) {
    auto rows = read.ListBookings(query);
    if (!rows.ok()) return rows.status();
    for (const storage::BookingRow& row : *rows) {
      v1::Booking booking = operations::ToProto(row);
      if (budget.filter().empty() ||
          budget.filter().Matches(booking, entity::Fold(row.owner_label))) {
        if (response.bookings_size() == size) return true;
        *response.add_bookings() = std::move(booking);
      } else if (absl::Status status = budget.Look(booking.ByteSizeLong()); !status.ok()) {
        return status;
      }
      query.has_cursor = true;
      query.cursor = {row.occupancy.interval.start, row.occupancy.booking};
    }
    if (static_cast<int>(rows->size()) < query.limit) return false;
  }
}

absl::StatusOr<v1::ListBookingsResponse> ListBookings(const call::CallContext& context,
                                                      ReadTransaction& read,
                                                      const v1::ListBookingsRequest& request,
                                                      const entity::PageTokens& tokens) {
  if (request.resource().empty() && request.owner().empty() && request.activity().empty() &&
      request.group().empty() && !request.has_interval()) {
    return errors::InvalidField(
        "resource", "at least one of resource, owner, activity, group or interval is needed");
  }
  auto size = entity::PageSize(request.page_size());
  if (!size.ok()) return size.status();
  auto filter = entity::Filter::Make(request.filter(), v1::Booking::descriptor());
  if (!filter.ok()) return filter.status();
  if (absl::Status named = CheckNamed(read, request); !named.ok()) return named;
  storage::BookingQuery query;
  query.resource = request.resource();
  query.owner = request.owner();
  query.activity = request.activity();
  query.group = request.group();
  if (request.has_interval()) {
    query.within_window = true;
    query.window = entity::ToInterval(request.interval());
  }
  query.limit = *size + 1;
  if (!request.page_token().empty()) {
    auto cursor = tokens.Read(request.page_token(), context.method, request, context.viewer);
    if (!cursor.ok()) return cursor.status();
    query.has_cursor = true;
    query.cursor = {cursor->time, cursor->name};
  }
  v1::ListBookingsResponse response;
  auto more = FillBookings(read, {*filter, context}, *size, query, response);
  if (!more.ok()) return more.status();
  if (*more) {
    response.set_next_page_token(tokens.Make({query.cursor.start, query.cursor.name},
                                             context.method, request, context.viewer));
  }
  return response;
}

absl::StatusOr<v1::QueryFreeBusyResponse> QueryFreeBusy(const call::CallContext&,
                                                        ReadTransaction& read,
                                                        const v1::QueryFreeBusyRequest& request) {
  v1::QueryFreeBusyResponse response;
  for (const std::string& resource : request.resources()) {
    auto row = read.FindResource(resource);
    if (!row.ok()) return row.status();
    if (!row->has_value()) return errors::NotFound(resource);
    auto spans = read.Busy(resource, entity::ToInterval(request.interval()));
    if (!spans.ok()) return spans.status();
    auto* busy = response.add_resources();
    busy->set_resource(resource);
    for (const ReadTransaction::BusySpan& span : *spans) {
      auto* proto = busy->add_busy();
      *proto->mutable_interval() = entity::FromInterval(span.interval);
      proto->set_quantity(span.quantity);
    }
  }
  return response;
}

absl::StatusOr<v1::ListStandingConflictsResponse> ListStandingConflicts(
    const call::CallContext&, ReadTransaction& read,
    const v1::ListStandingConflictsRequest& request) {
  auto row = read.FindResource(request.resource());
  if (!row.ok()) return row.status();
  if (!row->has_value()) return errors::NotFound(request.resource());
  v1::ListStandingConflictsResponse response;
  absl::Status status = operations::AppendStandingConflicts(read, request.resource(),
                                                            entity::ToInterval(request.interval()),
                                                            response.mutable_standing_conflicts());
  if (!status.ok()) return status;
  return response;
}

}  // namespace

void AddBookingReads(call::ServiceTable& table, const entity::PageTokens& tokens) {
  table.Read<v1::GetBookingRequest, v1::Booking>("GetBooking", GetBooking, call::Cost::kPoint);
  table.Read<v1::ListBookingsRequest, v1::ListBookingsResponse>(
      "ListBookings", [&tokens](const call::CallContext& context, ReadTransaction& read,
                                const v1::ListBookingsRequest& request) {
        return ListBookings(context, read, request, tokens);
      });
  table.Read<v1::QueryFreeBusyRequest, v1::QueryFreeBusyResponse>("QueryFreeBusy", QueryFreeBusy);
  table.Read<v1::FindFreeResourcesRequest, v1::FindFreeResourcesResponse>(
      "FindFreeResources", [&tokens](const call::CallContext& context, ReadTransaction& read,
                                     const v1::FindFreeResourcesRequest& request) {
        return FindFreeResources(context, read, request, tokens);
      });
  table.Read<v1::ListStandingConflictsRequest, v1::ListStandingConflictsResponse>(
      "ListStandingConflicts", ListStandingConflicts);
}

}  // namespace letan::services
