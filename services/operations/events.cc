#include "services/operations/events.h"

#include <cctype>
#include <map>
#include <optional>
#include <utility>

#include "google/protobuf/descriptor.h"
#include "services/core/lifecycle/lifecycle.h"
#include "services/core/limits.h"
#include "services/entity/names.h"
#include "services/entity/wire.h"
#include "services/errors/errors.h"

namespace letan::operations {
namespace {

// "trade_fair" → "letan.v1.TradeFair": kinds are named after their messages.
std::string MessageNameOf(const std::string& kind) {
  std::string name = "letan.v1.";
  bool upper = true;
  for (const char c : kind) {
    if (c == '_') {
      upper = true;
      continue;
    }
    name += upper ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
    upper = false;
  }
  return name;
}

using TitleFields = std::map<std::string, const google::protobuf::FieldDescriptor*>;

TitleFields FindTitleFields() {
  TitleFields fields;
  for (const entity::Kind& kind : entity::Kinds()) {
    const google::protobuf::Descriptor* descriptor =
        google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(
            MessageNameOf(kind.kind));
    if (descriptor == nullptr) continue;
    for (const char* name : {"role_title", "display_name", "title"}) {
      const google::protobuf::FieldDescriptor* field = descriptor->FindFieldByName(name);
      if (field != nullptr) fields[kind.kind] = field;
    }
  }
  return fields;
}

absl::Status TooMany(const std::string& what, int most) {
  return errors::Precondition(
      "TOO_MANY", what,
      "more than " + std::to_string(most) + " of " + what + " would have to change in one write");
}

}  // namespace

absl::StatusOr<storage::EntityRow> FindEvent(storage::ReadTransaction& read,
                                             const std::string& name, const std::string& field) {
  const entity::Kind* kind = entity::KindOfName(name);
  if (kind == nullptr || !kind->is_event) {
    return errors::InvalidField(field, "must name an event, such as \"delegations/…\"");
  }
  auto row = read.FindEntity(name);
  if (!row.ok()) return row.status();
  if (!row->has_value() || (*row)->deleted()) return errors::NotFoundAt(name, field);
  return **std::move(row);
}

absl::StatusOr<storage::EntityRow> FindOpenEvent(storage::ReadTransaction& read,
                                                 const std::string& name,
                                                 const std::string& field) {
  auto row = FindEvent(read, name, field);
  if (!row.ok()) return row.status();
  if (lifecycle::IsClosed(row->state)) {
    return errors::Precondition(errors::kStateTransition, name,
                                "is " + row->state + " and takes no bookings or activities");
  }
  return row;
}

absl::Status CheckRoomForBookings(storage::WriteTransaction& write, const std::string& event,
                                  std::size_t more) {
  const auto count = write.CountBookings(event);
  if (!count.ok()) return count.status();
  if (*count + static_cast<std::int64_t>(more) <= limits::kMaxBookingsPerEvent) {
    return absl::OkStatus();
  }
  return errors::Precondition("TOO_MANY", event,
                              "has " + std::to_string(*count) + " bookings and may have " +
                                  std::to_string(limits::kMaxBookingsPerEvent));
}

absl::Status CheckRoomForActivities(storage::WriteTransaction& write, const std::string& event,
                                    std::size_t more) {
  const auto count = write.CountEntities("activity", event);
  if (!count.ok()) return count.status();
  if (*count + static_cast<std::int64_t>(more) <= limits::kMaxActivitiesPerEvent) {
    return absl::OkStatus();
  }
  return errors::Precondition("TOO_MANY", event,
                              "has " + std::to_string(*count) + " activities and may have " +
                                  std::to_string(limits::kMaxActivitiesPerEvent));
}

const google::protobuf::FieldDescriptor* TitleFieldOf(const std::string& kind) {
  static const TitleFields fields = FindTitleFields();
  const auto found = fields.find(kind);
  return found == fields.end() ? nullptr : found->second;
}

std::string TitleOf(const storage::EntityRow& row) {
  const google::protobuf::FieldDescriptor* field = TitleFieldOf(row.kind);
  return field == nullptr ? "" : entity::FindText(field->number(), row.body);
}

absl::StatusOr<std::vector<storage::EntityRow>> AllEntities(storage::ReadTransaction& read,
                                                            storage::EntityQuery query, int most) {
  std::vector<storage::EntityRow> all;
  query.limit = limits::kMaxPageSize;
  for (;;) {
    auto page = read.ListEntities(query);
    if (!page.ok()) return page.status();
    const bool last = static_cast<int>(page->size()) < query.limit;
    for (storage::EntityRow& row : *page) all.push_back(std::move(row));
    if (static_cast<int>(all.size()) > most) return TooMany(query.kind, most);
    if (last) return all;
    query.has_cursor = true;
    query.cursor = storage::CursorAt(all.back(), query.order);
  }
}

absl::StatusOr<std::vector<storage::BookingRow>> AllBookings(storage::ReadTransaction& read,
                                                             storage::BookingQuery query,
                                                             int most) {
  std::vector<storage::BookingRow> all;
  query.limit = limits::kMaxPageSize;
  for (;;) {
    auto page = read.ListBookings(query);
    if (!page.ok()) return page.status();
    const bool last = static_cast<int>(page->size()) < query.limit;
    for (storage::BookingRow& row : *page) all.push_back(std::move(row));
    if (static_cast<int>(all.size()) > most) return TooMany("booking", most);
    if (last) return all;
    query.has_cursor = true;
    query.cursor = {all.back().occupancy.interval.start, all.back().occupancy.booking};
  }
}

absl::StatusOr<std::vector<storage::EntityRow>> ActivitiesOf(storage::ReadTransaction& read,
                                                             const std::string& event) {
  storage::EntityQuery query;
  query.kind = "activity";
  query.any_parent = false;
  query.parent = event;
  query.order = storage::EntityOrder::kStart;
  return AllEntities(read, query, limits::kMaxActivitiesPerEvent);
}

}  // namespace letan::operations
