// Random changes of everything that bookings rest on.
#include "tests/conformance/random_world.h"

namespace letan::storage::conformance {
namespace {

Operation Plain(const std::string& text, std::function<absl::Status(WriteTransaction&)> step) {
  Operation operation;
  operation.text = text;
  operation.body = [step](WriteTransaction& write, Findings&) -> absl::StatusOr<std::string> {
    const absl::Status status = step(write);
    if (!status.ok()) return status;
    return std::string("done");
  };
  return operation;
}

}  // namespace

std::vector<Operation> RandomWorld::Beginnings() {
  std::vector<Operation> operations;
  for (const ResourceRow& row : resources_) {
    operations.push_back(Plain("put " + row.profile.name,
                               [row](WriteTransaction& write) { return write.PutResource(row); }));
  }
  for (int from = 0; from < 4; ++from) operations.push_back(EditRoads());
  return operations;
}

Operation RandomWorld::EditResource(Micros now) {
  ResourceRow& row = resources_[dice_.Below(static_cast<int>(resources_.size()))];
  ResourceProfile& profile = row.profile;
  switch (dice_.Below(8)) {
    case 0:
      profile.buffer_before = dice_.Below(3) * 10 * kMinute;
      profile.buffer_after = dice_.Below(3) * 15 * kMinute;
      break;
    case 1:
      profile.blackouts.clear();
      for (int day = 0; day < 7 && dice_.OneIn(2); ++day) {
        const Micros start =
            Week(now).start + (day + 1) * kDay + dice_.Between(24, 72) * 15 * kMinute;
        profile.blackouts.push_back(
            {{start, start + dice_.Between(1, 16) * 15 * kMinute}, "closed"});
      }
      break;
    case 2:
      profile.capacity = dice_.Between(2, 6);
      break;
    case 3:
      profile.seats = dice_.OneIn(2) ? 0 : dice_.Between(5, 25);
      break;
    case 4:
      profile.active = !profile.active || !dice_.OneIn(10);
      break;
    case 5:
      profile.home_place = AnyPlace();
      break;
    case 6:
      profile.override_list = {"agencies/office"};
      if (dice_.OneIn(3)) profile.override_list.clear();
      break;
    default: {
      profile.working_hours.clear();
      if (profile.by_night || dice_.OneIn(3)) break;
      const int first = dice_.Between(0, 8);
      const int last = dice_.Between(17, 24);
      for (int day = 0; day < 7; ++day) {
        profile.working_hours.push_back({day * 1440 + first * 60, day * 1440 + last * 60});
      }
    }
  }
  const ResourceRow copy = row;
  return Plain("edit " + profile.name,
               [copy](WriteTransaction& write) { return write.PutResource(copy); });
}

Operation RandomWorld::EditRoads() {
  const int from = dice_.Below(kPlaces);
  std::vector<booking::TravelTime> edges;
  for (int to = 0; to < kPlaces; ++to) {
    if (to != from && dice_.OneIn(3)) {
      edges.push_back({Place(from), Place(to), dice_.Between(1, 16) * 10 * kMinute});
    }
  }
  return Plain("roads from " + Place(from), [from, edges](WriteTransaction& write) {
    return write.PutTravelTimes(Place(from), edges);
  });
}

Operation RandomWorld::MoveStock(Micros now, const std::vector<BookingRow>& live) {
  MovementRow row = Movement(std::to_string(fresh_++), resources_[dice_.Between(8, 9)],
                             dice_.Between(-4, 5), AnyInterval(now, resources_[0]).start, now);
  if (dice_.OneIn(10)) row.item = resources_[dice_.Below(10)].profile.name;
  if (!live.empty() && dice_.OneIn(3)) {
    const BookingRow& settled = dice_.Of(live);
    if (dice_.OneIn(4) || settled.occupancy.resource.rfind("stockItems/", 0) == 0) {
      row.item = settled.occupancy.resource;
      row.booking = settled.occupancy.booking;
      row.delta = -dice_.Between(1, static_cast<int>(settled.occupancy.quantity) + 1);
      row.at = settled.occupancy.interval.start;
    }
  }
  Operation operation = Plain("movement " + Text(row),
                              [row](WriteTransaction& write) { return write.AddMovement(row); });
  Sign(operation);
  return operation;
}

Operation RandomWorld::Relevel() {
  const std::string owner = dice_.Of(Owners());
  const auto level = static_cast<HandlingLevel>(dice_.Between(1, 3));
  std::vector<std::string> listed;
  if (dice_.OneIn(2)) listed = {dice_.Of(Listed())};
  return Plain("relevel \"" + owner + "\"", [=](WriteTransaction& write) {
    return write.RelevelBookings(owner, level, listed);
  });
}

Operation RandomWorld::WriteEntity() {
  // Documents of resources too: they hide their resource.
  const bool document = dice_.OneIn(4);
  const std::string id =
      document ? dice_.OneIn(2) ? "room" : "guide" : std::to_string(dice_.Below(12));
  const std::string kind = document ? "resource" : "event";
  const auto level = static_cast<HandlingLevel>(dice_.Between(1, 3));
  const int salt = dice_.Below(1000);
  const bool stale = dice_.OneIn(6);
  const bool insert = dice_.OneIn(3);
  return Plain("entity " + kind + "s/" + id + (stale ? " (stale)" : ""),
               [=](WriteTransaction& write) -> absl::Status {
                 EntityRow row = Entity(kind, id, write.now());
                 const auto old = write.FindEntity(row.name);
                 if (!old.ok()) return old.status();
                 if (old->has_value() && !insert) row = Updated(**old, write.now());
                 row.level = level;
                 row.need_to_know.clear();
                 if (salt % 2 == 0) row.need_to_know = {Listed()[salt % 3]};
                 row.body = "body " + std::to_string(salt);
                 row.start = write.now() + salt * kMinute;
                 row.end = row.start + kHour;
                 row.delete_time = salt % 7 == 0 ? write.now() : 0;
                 if (!old->has_value() || insert) return write.InsertEntity(row);
                 return write.UpdateEntity(row, row.version - (stale ? 2 : 1));
               });
}

Operation RandomWorld::PassTime() {
  Operation operation;
  operation.advance = dice_.Between(0, 8) * 15 * kMinute;
  if (dice_.OneIn(20)) operation.advance = -operation.advance;
  operation.expire_holds = dice_.OneIn(3);
  operation.text = "time passes";
  return operation;
}

}  // namespace letan::storage::conformance
