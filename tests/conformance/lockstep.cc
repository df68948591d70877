#include "tests/conformance/lockstep.h"

#include <algorithm>
#include <map>
#include <sstream>
#include <tuple>

namespace letan::storage::conformance {
namespace {

std::string Differ(const std::string& what, const std::string& engine, const std::string& oracle) {
  if (engine == oracle) return "";
  return what + "\n  engine: " + engine + "\n  oracle: " + oracle + "\n";
}

std::string Joined(std::vector<std::string> names, bool sort) {
  if (sort) std::sort(names.begin(), names.end());
  std::string text = "[";
  for (const std::string& name : names) text += name + " ";
  return text + "]";
}

std::string ViolationText(const booking::Violation& violation) {
  std::ostringstream out;
  out << RuleName(violation.rule) << Joined(violation.blocking, true) << "legs[";
  const std::set<int> legs(violation.blocking_legs.begin(), violation.blocking_legs.end());
  for (const int leg : legs) out << leg << " ";
  out << "] available " << violation.available << " gap " << violation.needed_gap;
  return out.str();
}

std::string BlockingText(const BlockingBooking& blocking) {
  std::ostringstream out;
  out << blocking.booking << " " << blocking.owner << " " << blocking.owner_label << " ["
      << blocking.interval.start << "," << blocking.interval.end << ") " << blocking.expire_time
      << " " << blocking.visible;
  return out.str();
}

std::string ResultText(const WriteResult& result) {
  std::ostringstream out;
  out << "outcome " << static_cast<int>(result.outcome) << " "
      << absl::StatusCodeToString(result.status.code()) << " \"" << result.response << "\" at "
      << result.revision << (result.replayed ? " replayed" : "");
  return out.str();
}

template <class Rows>
std::string TextOf(const absl::StatusOr<Rows>& rows) {
  if (!rows.ok()) return absl::StatusCodeToString(rows.status().code());
  std::string text;
  for (const auto& row : *rows) text += "\n    " + Text(row);
  return text;
}

std::string VisitedText(ReadTransaction& read, const std::vector<std::string>& activities,
                        std::size_t limit) {
  std::string text;
  const absl::Status status = read.VisitActivityBookings(
      activities, limit, [&](const std::string& activity, std::span<const BookingRow> rows) {
        text += "\n    " + activity;
        for (const BookingRow& row : rows) text += "\n      " + Text(row);
        return true;
      });
  if (!status.ok()) text += "\n    " + status.ToString();
  return text;
}

std::string BusyText(ReadTransaction& read, const std::string& resource, const Interval& window) {
  const auto spans = read.Busy(resource, window);
  if (!spans.ok()) return absl::StatusCodeToString(spans.status().code());
  std::ostringstream out;
  for (const auto& span : *spans) {
    out << "[" << span.interval.start << "," << span.interval.end << ")x" << span.quantity << " ";
  }
  return out.str();
}

std::string StockText(ReadTransaction& read, const std::string& item, const Interval& window) {
  std::ostringstream out;
  for (Micros at = window.start; at < window.end; at += 6 * kHour) {
    const auto level = read.Stock(item, at);
    if (!level.ok()) return absl::StatusCodeToString(level.status().code());
    out << level->on_hand << "/" << level->available << "/" << level->lowest << " ";
  }
  return out.str();
}

std::string StandingText(ReadTransaction& read, const std::string& resource,
                         const Interval& window) {
  const auto conflicts = read.StandingConflicts(resource, window);
  if (!conflicts.ok()) return absl::StatusCodeToString(conflicts.status().code());
  std::set<std::string> found;
  for (const booking::StandingConflict& conflict : *conflicts) {
    found.insert(conflict.booking + ":" + RuleName(conflict.violation.rule) +
                 Joined(conflict.violation.blocking, true));
  }
  return Joined({found.begin(), found.end()}, false);
}

std::string RoadsText(ReadTransaction& read) {
  const auto roads = read.TravelTimes();
  if (!roads.ok()) return absl::StatusCodeToString(roads.status().code());
  std::vector<std::string> edges;
  for (const booking::TravelTime& edge : *roads) {
    edges.push_back(edge.from + ">" + edge.to + ":" + std::to_string(edge.duration));
  }
  return Joined(edges, true);
}

EntityQuery AllOf(const std::string& kind) {
  EntityQuery query;
  query.kind = kind;
  query.show_deleted = true;
  query.order = EntityOrder::kStart;
  query.limit = 1000;
  return query;
}

BookingQuery AllBookings(const RandomWorld& world, Micros now) {
  BookingQuery query;
  query.within_window = true;
  query.window = {world.Week(now).start - 400 * kDay, world.Week(now).end + 400 * kDay};
  query.limit = 1000;
  return query;
}

}  // namespace

// Without its hash, which is of what is stored, sealed or not; CheckIntegrity follows the chain.
std::string Text(const ChangeRecord& record) {
  std::ostringstream out;
  out << record.sequence << " r" << record.revision << " " << record.time << " " << record.actor
      << " " << record.method << " " << record.kind << " " << record.entity << " "
      << record.request_id << " " << record.before << " -> " << record.after;
  return out.str();
}

std::string Text(const BookingVerdict& verdict) {
  std::ostringstream out;
  for (const booking::LegVerdict& leg : verdict.verdict.legs) {
    std::map<Rule, std::set<std::string>> rules;
    for (const booking::Violation& violation : leg.violations) {
      rules[violation.rule].insert(ViolationText(violation));
    }
    out << "\n    leg:";
    for (const auto& [rule, texts] : rules) {
      for (const std::string& text : texts) out << " {" << text << "}";
    }
  }
  std::set<std::string> releases;
  for (const auto& refusal : verdict.verdict.releases) {
    releases.insert(refusal.booking + " needed by " + Joined(refusal.vehicles, true));
  }
  for (const std::string& release : releases) out << "\n    release " << release;
  // Hidden bookings that start together have no order that may be told.
  std::multiset<std::string> blocking;
  for (const BlockingBooking& one : verdict.blocking) blocking.insert(BlockingText(one));
  for (const std::string& one : blocking) out << "\n    blocking " << one;
  const bool ordered =
      std::is_sorted(verdict.blocking.begin(), verdict.blocking.end(),
                     [](const BlockingBooking& left, const BlockingBooking& right) {
                       return std::tie(left.booking, left.interval.start) <
                              std::tie(right.booking, right.interval.start);
                     });
  if (!ordered) out << "\n    blocking out of order";
  for (const BookingRow& row : verdict.bookings) out << "\n    row " << Text(row);
  return out.str();
}

std::unique_ptr<ReadTransaction> Lockstep::Read(EngineHarness& harness, const Viewer& viewer) {
  auto read = harness.engine().BeginRead(viewer);
  if (!read.ok()) {
    ADD_FAILURE() << read.status();
    std::abort();
  }
  return *std::move(read);
}

Lockstep::Side Lockstep::Run(EngineHarness& harness, const Operation& operation) {
  Side side;
  harness.clock().Advance(operation.advance);
  if (operation.expire_holds) harness.engine().ExpireHolds();
  WriteRequest request;
  request.viewer = operation.viewer;
  request.method = "test.Random";
  request.request_id = operation.request_id;
  request.fingerprint = operation.fingerprint;
  request.body = [&](WriteTransaction& write) -> absl::StatusOr<std::string> {
    side.findings = Findings();
    if (!operation.body) return std::string("nothing");
    return operation.body(write, side.findings);
  };
  side.result = WriteAndWait(harness.engine(), std::move(request));
  return side;
}

std::string Lockstep::Perform(const Operation& operation) {
  const Side engine = Run(engine_, operation);
  const Side oracle = Run(oracle_, operation);
  std::string difference = Differ("outcome", ResultText(engine.result), ResultText(oracle.result));
  const auto text = [](const Side& side) {
    return side.findings.verdict ? Text(*side.findings.verdict) : std::string("none");
  };
  difference += Differ("verdict", text(engine), text(oracle));
  (oracle.result.outcome == WriteOutcome::kCommitted ? committed_ : refused_) += 1;
  Count(oracle.findings.verdict);
  last_change_ = operation.change;
  last_verdict_ = engine.findings.verdict;
  if (!difference.empty()) difference += "engine says: " + engine.result.status.ToString() + "\n";
  return difference;
}

void Lockstep::Count(const std::optional<BookingVerdict>& verdict) {
  if (!verdict) return;
  if (!verdict->verdict.releases.empty()) ++refused_releases_;
  for (const booking::LegVerdict& leg : verdict->verdict.legs) {
    for (const booking::Violation& violation : leg.violations) ++violated_[violation.rule];
  }
}

std::string Lockstep::CompareState(const RandomWorld& world) {
  const auto engine = Read(engine_);
  const auto oracle = Read(oracle_);
  const BookingQuery all = AllBookings(world, now());
  std::string difference =
      Differ("bookings", TextOf(engine->ListBookings(all)), TextOf(oracle->ListBookings(all)));
  const Interval week = world.Week(now());
  for (const ResourceRow& row : world.resources()) {
    const std::string& name = row.profile.name;
    difference += Differ("bookings of " + name, TextOf(engine->ListBookings(OfResource(row))),
                         TextOf(oracle->ListBookings(OfResource(row))));
    difference +=
        Differ("stock of " + name, StockText(*engine, name, week), StockText(*oracle, name, week));
    difference += Differ("standing conflicts of " + name, StandingText(*engine, name, week),
                         StandingText(*oracle, name, week));
    const bool stock = row.kind == "STOCK_ITEM";
    if (stock) {
      difference += Differ("movements of " + name, TextOf(engine->ListMovements(name, "", 100'000)),
                           TextOf(oracle->ListMovements(name, "", 100'000)));
    } else {
      difference +=
          Differ("busy " + name, BusyText(*engine, name, week), BusyText(*oracle, name, week));
    }
  }
  for (const std::string kind : {"event", "resource"}) {
    difference += Differ("entities", TextOf(engine->ListEntities(AllOf(kind))),
                         TextOf(oracle->ListEntities(AllOf(kind))));
  }
  ResourceQuery every;
  every.only_active = false;
  difference += Differ("resources", TextOf(engine->ListResources(every)),
                       TextOf(oracle->ListResources(every)));
  every.untaken = {week.start, week.start + booking::kDay};
  difference += Differ("resources left", TextOf(engine->ListResources(every)),
                       TextOf(oracle->ListResources(every)));
  difference += Differ("roads", RoadsText(*engine), RoadsText(*oracle));
  return difference;
}

std::string Lockstep::CompareChanges() {
  const auto engine = Read(engine_)->ListChanges(compared_, 100'000);
  const auto oracle = Read(oracle_)->ListChanges(compared_, 100'000);
  const std::string difference = Differ("changes", TextOf(engine), TextOf(oracle));
  if (oracle.ok() && !oracle->empty()) compared_ = oracle->back().sequence;
  return difference;
}

std::string Lockstep::CompareSight(const Viewer& viewer, const BookingQuery& query,
                                   const BookingChange& wish) {
  const auto engine = Read(engine_, viewer);
  const auto oracle = Read(oracle_, viewer);
  std::string difference = Differ("bookings seen", TextOf(engine->ListBookings(query)),
                                  TextOf(oracle->ListBookings(query)));
  const std::vector<std::string> activities = {"activities/2", "activities/0", "activities/1"};
  for (const std::size_t limit : {3, 1000}) {
    difference += Differ("bookings of activities", VisitedText(*engine, activities, limit),
                         VisitedText(*oracle, activities, limit));
  }
  for (const std::string kind : {"event", "resource"}) {
    difference += Differ("entities seen", TextOf(engine->ListEntities(AllOf(kind))),
                         TextOf(oracle->ListEntities(AllOf(kind))));
  }
  difference += Differ("resources seen", TextOf(engine->ListResources({})),
                       TextOf(oracle->ListResources({})));
  const auto tried = [&](ReadTransaction& read) {
    const auto verdict = read.TryBookings(wish);
    return verdict.ok() ? Text(*verdict) : absl::StatusCodeToString(verdict.status().code());
  };
  difference += Differ("tried " + Describe(wish), tried(*engine), tried(*oracle));
  for (const Leg& leg : wish.change.put) {
    difference += Differ("busy " + leg.resource, BusyText(*engine, leg.resource, query.window),
                         BusyText(*oracle, leg.resource, query.window));
    difference +=
        Differ("standing " + leg.resource, StandingText(*engine, leg.resource, query.window),
               StandingText(*oracle, leg.resource, query.window));
  }
  return difference;
}

std::vector<BookingRow> Lockstep::Live(const RandomWorld& world) {
  return *Read(oracle_)->ListBookings(AllBookings(world, now()));
}

}  // namespace letan::storage::conformance
