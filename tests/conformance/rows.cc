#include "tests/conformance/rows.h"

#include <sstream>

#include "storage/codec.h"

namespace letan::storage::conformance {
namespace {

std::string Join(const std::vector<std::string>& parts) {
  std::string text = "[";
  for (const std::string& part : parts) text += part + ",";
  return text + "]";
}

}  // namespace

EntityRow Entity(const std::string& kind, const std::string& id, Micros now) {
  EntityRow row;
  row.kind = kind;
  row.name = kind + "s/" + id;
  row.uid = "uid-" + kind + "-" + id;
  row.version = 1;
  row.create_time = now;
  row.update_time = now;
  row.level = HandlingLevel::kPublic;
  row.folded_title = "title of " + id;
  row.sort_key = id;
  row.body = std::string("body\0of ", 8) + id;
  return row;
}

EntityRow Updated(EntityRow row, Micros now) {
  ++row.version;
  row.update_time = now;
  return row;
}

ResourceRow Resource(const std::string& id, CapacityModel model) {
  ResourceRow row;
  row.kind = "MEETING_ROOM";
  row.profile.name = ResourceName(id);
  row.profile.model = model;
  return row;
}

ResourceRow Stock(const std::string& id, CapacityModel model) {
  ResourceRow row;
  row.kind = "STOCK_ITEM";
  row.profile.name = StockName(id);
  row.profile.model = model;
  return row;
}

std::string ResourceName(const std::string& id) { return "resources/" + id; }
std::string StockName(const std::string& id) { return "stockItems/" + id; }
std::string BookingName(const std::string& id) { return "bookings/" + id; }

Leg MakeLeg(const std::string& id, const ResourceRow& resource, const Interval& interval,
            std::int64_t quantity) {
  Leg leg;
  leg.booking = BookingName(id);
  leg.resource = resource.profile.name;
  leg.interval = interval;
  leg.quantity = quantity;
  return leg;
}

Leg LegAt(const std::string& place, Leg leg) {
  leg.place = "places/" + place;
  return leg;
}

BookingChange Change(const std::vector<Leg>& legs, const std::string& owner) {
  BookingChange change;
  change.change.owner = owner;
  change.change.group = "groups/of-" + owner;
  change.change.put = legs;
  return change;
}

BookingChange Hold(const std::vector<Leg>& legs, Micros expire_time, const std::string& owner) {
  BookingChange change = Change(legs, owner);
  change.state = BookingState::kHeld;
  change.expire_time = expire_time;
  return change;
}

BookingChange Release(const std::vector<std::string>& ids, const std::string& owner) {
  BookingChange change = Change({}, owner);
  for (const std::string& id : ids) change.change.release.push_back(BookingName(id));
  return change;
}

MovementRow Movement(const std::string& id, const ResourceRow& item, std::int64_t delta, Micros at,
                     Micros now) {
  MovementRow row;
  row.name = item.profile.name + "/movements/" + id;
  row.item = item.profile.name;
  row.delta = delta;
  row.at = at;
  row.reason = "as counted";
  row.kind = delta > 0 ? "RECEIPT" : "ISSUE";
  row.create_time = now;
  return row;
}

Viewer PublicViewer(const std::string& subject) {
  Viewer viewer;
  viewer.subject = subject;
  return viewer;
}

Viewer InternalViewer(const std::string& subject) {
  Viewer viewer;
  viewer.subject = subject;
  viewer.clearance = HandlingLevel::kInternal;
  return viewer;
}

std::string Text(const BookingRow& row) {
  const booking::Occupancy& taken = row.occupancy;
  std::ostringstream out;
  out << taken.booking << " of " << taken.resource << " [" << taken.interval.start << ","
      << taken.interval.end << ") x" << taken.quantity << " at " << taken.place << " for "
      << taken.owner << " in " << taken.group << " state " << static_cast<int>(row.state)
      << " until " << row.expire_time << " activity " << row.activity << " label "
      << row.owner_label << " level " << static_cast<int>(row.level) << Join(row.need_to_know)
      << " party " << row.party_size << " override " << row.override_authority << ":"
      << row.override_reason << " v" << row.version << " " << row.create_time << "/"
      << row.update_time;
  return out.str();
}

std::string Text(const EntityRow& row) {
  std::ostringstream out;
  out << row.kind << " " << row.name << " " << row.uid << " under " << row.parent << " v"
      << row.version << " " << row.create_time << "/" << row.update_time << "/" << row.delete_time
      << " " << row.state << " [" << row.start << "," << row.end << ") level "
      << static_cast<int>(row.level) << Join(row.need_to_know) << " " << row.folded_title << "|"
      << row.sort_key << "|" << row.body;
  return out.str();
}

std::string Text(const ResourceRow& row) { return EncodeResource(row); }

std::string Text(const MovementRow& row) {
  std::ostringstream out;
  out << row.name << " of " << row.item << " " << row.delta << " at " << row.at << " settles "
      << row.booking << " because " << row.reason << " " << row.kind << " " << row.create_time;
  return out.str();
}

}  // namespace letan::storage::conformance
