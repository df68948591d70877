#include "services/admin/dumped_rows.h"

#include <limits>
#include <utility>

#include "google/protobuf/util/json_util.h"
#include "services/core/fault.h"
#include "services/core/limits.h"
#include "services/entity/common_checks.h"
#include "services/entity/names.h"
#include "storage/codec.h"

namespace letan::services {
namespace {

using Violations = std::vector<errors::FieldViolation>;

constexpr std::size_t kMostSaid = 200;  // of what the parser says
constexpr char kTypePrefix[] = "type.googleapis.com/";

// What every engine encodes is such a message.
template <class Stored>
Stored Reparse(const std::string& bytes) {
  Stored message;
  message.ParseFromString(bytes);
  return message;
}

bool IsInstant(std::int64_t micros) {
  return limits::kMinInstantMicros <= micros && micros <= limits::kMaxInstantMicros;
}

class LineChecks {
 public:
  LineChecks(std::string path, Violations& violations)
      : path_(std::move(path)), violations_(violations) {}

  void Require(bool holds, const std::string& field, const std::string& description) {
    if (!holds) violations_.push_back({path_ + "." + field, description});
  }
  void Name(const std::string& name, const std::string& field, const std::string& kind) {
    Require(entity::IsName(name, kind), field, "must be the name of a " + kind);
  }
  void Instant(std::int64_t micros, const std::string& field) {
    Require(IsInstant(micros), field, "must be microseconds since 1970 in the years 1900 to 2199");
  }
  void Range(std::int64_t value, const std::string& field, std::int64_t least, std::int64_t most) {
    Require(least <= value && value <= most, field,
            "must be " + std::to_string(least) + " to " + std::to_string(most));
  }

 private:
  const std::string path_;
  Violations& violations_;
};

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kMostUnits = 1'000'000'000;
constexpr std::int64_t kMinutesOfWeek = std::int64_t{7} * 24 * 60;

void CheckEntityLine(const internal::v1::StoredEntity& row, Violations& violations) {
  LineChecks checks("entity", violations);
  checks.Name(row.name(), "name", row.kind());
  checks.Require(row.parent() == entity::ParentOfName(row.name()), "parent",
                 "must be the one that the name begins with");
  checks.Require(!row.uid().empty() && row.uid().size() <= limits::kMaxIdBytes, "uid",
                 "must be 1 to 63 bytes");
  checks.Range(row.version(), "version", 1, kMost);
  checks.Instant(row.create_time(), "createTime");
  checks.Instant(row.update_time(), "updateTime");
  checks.Instant(row.delete_time(), "deleteTime");
}

}  // namespace

absl::StatusOr<DumpedRow> DumpEntity(const storage::EntityRow& row,
                                     const std::vector<entity::StoredKind>& kinds) {
  const entity::StoredKind* kind = entity::FindStoredKind(kinds, row.kind);
  if (kind == nullptr)
    return Fault(absl::StatusCode::kInternal, "a row of no known kind", row.kind);
  DumpedRow line;
  auto* dumped = line.mutable_entity();
  dumped->set_kind(row.kind);
  dumped->set_name(row.name);
  dumped->set_uid(row.uid);
  dumped->set_parent(row.parent);
  dumped->set_version(row.version);
  dumped->set_create_time(row.create_time);
  dumped->set_update_time(row.update_time);
  dumped->set_delete_time(row.delete_time);
  line.mutable_body()->set_type_url(kTypePrefix + kind->prototype->GetDescriptor()->full_name());
  line.mutable_body()->set_value(row.body);
  return line;
}

DumpedRow DumpTravelTimes(const std::string& from, const std::vector<booking::TravelTime>& edges) {
  DumpedRow line;
  *line.mutable_travel_times() =
      Reparse<internal::v1::StoredTravelTimes>(storage::EncodeTravelTimes(from, edges));
  return line;
}

DumpedRow DumpResource(const storage::ResourceRow& row) {
  DumpedRow line;
  *line.mutable_resource_rules() =
      Reparse<internal::v1::StoredResource>(storage::EncodeResource(row));
  return line;
}

DumpedRow DumpMovement(const storage::MovementRow& row) {
  DumpedRow line;
  *line.mutable_movement() = Reparse<internal::v1::StoredMovement>(storage::EncodeMovement(row));
  return line;
}

DumpedRow DumpBooking(const storage::BookingRow& row) {
  DumpedRow line;
  *line.mutable_booking() = Reparse<internal::v1::StoredBooking>(storage::EncodeBooking(row));
  line.set_override_granted(row.occupancy.override_granted);
  return line;
}

absl::StatusOr<std::string> LineOf(const DumpedRow& row) {
  std::string line;
  const auto made = google::protobuf::util::MessageToJsonString(row, &line);
  if (made.ok()) return line;
  return Fault(absl::StatusCode::kInternal, "a row cannot be written as JSON", made.ToString());
}

bool ParseLine(const std::string& line, DumpedRow& row, Violations& violations) {
  const auto parsed = google::protobuf::util::JsonStringToMessage(line, &row);
  if (parsed.ok() && row.row_case() != DumpedRow::ROW_NOT_SET) return true;
  violations.push_back({"", "is no row: " + parsed.ToString().substr(0, kMostSaid)});
  return false;
}

storage::EntityRow EntityOf(const DumpedRow& line, const std::vector<entity::StoredKind>& kinds,
                            Violations& violations) {
  const internal::v1::StoredEntity& dumped = line.entity();
  storage::EntityRow row;
  const entity::StoredKind* kind = entity::FindStoredKind(kinds, dumped.kind());
  if (kind == nullptr) {
    violations.push_back({"entity.kind", "no kind is called \"" + dumped.kind() + "\""});
    return row;
  }
  CheckEntityLine(dumped, violations);
  if (line.body().type_url() != kTypePrefix + kind->prototype->GetDescriptor()->full_name()) {
    violations.push_back({"body", "must be a " + kind->prototype->GetDescriptor()->full_name()});
  }
  if (!violations.empty()) return row;
  row.kind = dumped.kind();
  row.name = dumped.name();
  row.uid = dumped.uid();
  row.parent = dumped.parent();
  row.version = dumped.version();
  row.create_time = dumped.create_time();
  row.update_time = dumped.update_time();
  row.delete_time = dumped.delete_time();
  violations = kind->fill(line.body().value(), row);
  return row;
}

std::vector<booking::TravelTime> TravelTimesOf(const DumpedRow& line, Violations& violations) {
  const internal::v1::StoredTravelTimes& dumped = line.travel_times();
  LineChecks checks("travelTimes", violations);
  checks.Name(dumped.from(), "from", "place");
  checks.Require(dumped.edges_size() > 0, "edges", "must not be empty");
  std::vector<booking::TravelTime> edges;
  for (int i = 0; i < dumped.edges_size(); ++i) {
    const std::string at = "edges[" + std::to_string(i) + "].";
    checks.Name(dumped.edges(i).to(), at + "to", "place");
    checks.Range(dumped.edges(i).duration(), at + "duration", 0,
                 limits::kMaxBookingDays * booking::kDay);
    edges.push_back({dumped.from(), dumped.edges(i).to(), dumped.edges(i).duration()});
  }
  return edges;
}

storage::ResourceRow ResourceOf(const DumpedRow& line, Violations& violations) {
  const internal::v1::StoredResource& dumped = line.resource_rules();
  LineChecks checks("resourceRules", violations);
  checks.Require(
      entity::IsName(dumped.name(), "resource") || entity::IsName(dumped.name(), "stock_item"),
      "name", "must be the name of a resource or stock_item");
  checks.Require(!dumped.kind().empty(), "kind", "must not be empty");
  checks.Range(dumped.role(), "role", 0, static_cast<int>(booking::Role::kDriver));
  checks.Range(dumped.model(), "model", static_cast<int>(booking::CapacityModel::kExclusive),
               static_cast<int>(booking::CapacityModel::kReturnable));
  checks.Range(dumped.capacity(), "capacity", 0, limits::kMaxQuantity);
  checks.Range(dumped.seats(), "seats", 0, limits::kMaxQuantity);
  checks.Range(dumped.buffer_before(), "bufferBefore", 0, limits::kMaxBookingDays * booking::kDay);
  checks.Range(dumped.buffer_after(), "bufferAfter", 0, limits::kMaxBookingDays * booking::kDay);
  if (!dumped.time_zone().empty()) {
    entity::CheckTimeZone(dumped.time_zone(), "resourceRules.timeZone", violations);
  }
  for (int i = 0; i < dumped.working_hours_size(); ++i) {
    const std::string at = "workingHours[" + std::to_string(i) + "].";
    checks.Range(dumped.working_hours(i).first_minute(), at + "firstMinute", 0, kMinutesOfWeek);
    checks.Range(dumped.working_hours(i).last_minute(), at + "lastMinute",
                 dumped.working_hours(i).first_minute() + std::int64_t{1}, kMinutesOfWeek);
  }
  for (int i = 0; i < dumped.blackouts_size(); ++i) {
    checks.Require(dumped.blackouts(i).start() < dumped.blackouts(i).end(),
                   "blackouts[" + std::to_string(i) + "].end", "must be after start");
  }
  auto row = storage::DecodeResource(dumped.SerializeAsString());
  return row.ok() ? *std::move(row) : storage::ResourceRow();
}

storage::MovementRow MovementOf(const DumpedRow& line, Violations& violations) {
  const internal::v1::StoredMovement& dumped = line.movement();
  LineChecks checks("movement", violations);
  checks.Name(dumped.name(), "name", "movement");
  checks.Require(dumped.item() == entity::ParentOfName(dumped.name()), "item",
                 "must be the one that the name begins with");
  checks.Require(dumped.delta() != 0, "delta", "must not be 0");
  checks.Range(dumped.delta(), "delta", -kMostUnits, kMostUnits);
  checks.Instant(dumped.at(), "at");
  checks.Instant(dumped.create_time(), "createTime");
  auto row = storage::DecodeMovement(dumped.SerializeAsString());
  return row.ok() ? *std::move(row) : storage::MovementRow();
}

storage::BookingRow BookingOf(const DumpedRow& line, Violations& violations) {
  const internal::v1::StoredBooking& dumped = line.booking();
  LineChecks checks("booking", violations);
  checks.Name(dumped.name(), "name", "booking");
  checks.Instant(dumped.start(), "start");
  checks.Instant(dumped.end(), "end");
  checks.Require(dumped.start() < dumped.end(), "end", "must be after start");
  checks.Range(dumped.quantity(), "quantity", 1, kMostUnits);
  checks.Range(dumped.party_size(), "partySize", 0, limits::kMaxQuantity);
  const bool held = dumped.state() == static_cast<int>(storage::BookingState::kHeld);
  checks.Range(dumped.state(), "state", static_cast<int>(storage::BookingState::kHeld),
               static_cast<int>(storage::BookingState::kConfirmed));
  checks.Require(held == (dumped.expire_time() > 0), "expireTime",
                 "must be there for a hold, and for nothing else");
  checks.Range(dumped.level(), "level", static_cast<int>(storage::HandlingLevel::kPublic),
               static_cast<int>(storage::HandlingLevel::kRestricted));
  for (int i = 0; i < dumped.need_to_know_size(); ++i) {
    checks.Require(!dumped.need_to_know(i).empty(), "needToKnow[" + std::to_string(i) + "]",
                   "must not be empty");
  }
  checks.Range(dumped.version(), "version", 1, kMost);
  checks.Instant(dumped.create_time(), "createTime");
  checks.Instant(dumped.update_time(), "updateTime");
  auto row = storage::DecodeBooking(dumped.SerializeAsString());
  if (!row.ok()) return {};
  row->occupancy.override_granted = line.override_granted();
  return *std::move(row);
}

}  // namespace letan::services
