// letan search, free, busy, agenda.
#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "clients/cli/booking_text.h"
#include "clients/cli/commands.h"
#include "clients/cli/exit.h"
#include "clients/cli/text_table.h"
#include "letan/v1/booking_service.pb.h"
#include "letan/v1/itinerary_service.pb.h"
#include "letan/v1/search_service.pb.h"

namespace letan::cli {
namespace {

struct FreeArgs {
  std::string kind;
  std::string language;
  std::string grade;
  std::string from;
  std::string to;
  std::string place;
  std::int64_t quantity = 0;
  std::int64_t party = 0;
  bool all = false;
  bool best = false;
};

void ShowCandidates(Session& session, const v1::FindFreeResourcesResponse& response) {
  if (session.PrintedJson(response)) return;
  int free = 0;
  std::string busy;
  TextTable table({"free resource", "name", "seats or units", "home"});
  for (const auto& candidate : response.candidates()) {
    const v1::Resource& resource = candidate.resource();
    if (candidate.has_conflict()) {
      busy += LegConflictText(candidate.conflict(), session.text(), 2);
      continue;
    }
    ++free;
    if (session.PrintedName(resource.name())) continue;
    const std::int64_t size = resource.seats() > 0 ? resource.seats() : resource.capacity();
    table.Add({resource.display_name(), resource.name(), size > 0 ? std::to_string(size) : "",
               session.names().Title(resource.home_place())});
  }
  if (session.options.quiet) return;
  session.out() << (free > 0 ? table.Render() : "None is free.\n");
  if (!busy.empty()) session.out() << "\nNot free:\n" << busy;
}

struct SearchArgs {
  std::vector<std::string> words;
  std::vector<std::string> kinds;
};

void AddSearch(CLI::App& app, Session& session) {
  CLI::App* command = AddCommand(
      app, "search", "Find events, activities, people, places and things by words of their titles",
      "  letan search lang son\n  letan search phien dich --kind resource --quiet");
  auto args = std::make_shared<SearchArgs>();
  command
      ->add_option("WORD", args->words,
                   "beginnings of words, all of which must be there; accents and case do not count")
      ->required();
  command->add_option("--kind", args->kinds,
                      "only these: delegation, activity, agency, person, place, resource, "
                      "stock_item");
  command->callback([&session, args] {
    v1::SearchRequest request;
    for (const std::string& word : args->words) {
      request.set_query(request.query() + (request.query().empty() ? "" : " ") + word);
    }
    for (const std::string& kind : args->kinds) request.add_kinds(kind);
    const auto found = session.CallAll<v1::SearchResponse>("SearchService.Search", request);
    if (session.PrintedJson(found)) return;
    TextTable table({"title", "kind", "when", "name"});
    for (const v1::SearchResult& result : found.results()) {
      if (session.PrintedName(result.name())) continue;
      table.Add({result.title(), result.kind(),
                 result.has_interval() ? session.Format(result.interval()) : "", result.name()});
    }
    if (session.options.quiet) return;
    session.out() << (found.results().empty() ? "Nothing has such a title.\n" : table.Render());
  });
}

void AddFree(CLI::App& app, Session& session) {
  CLI::App* command =
      AddCommand(app, "free", "Which resources of a kind are free then",
                 "  letan free --kind interpreter --language ko --from \"2017-02-08 15:00\" --to "
                 "17:30 --all\n  letan free --kind vehicle --party 40 --from 6/2/2017");
  auto args = std::make_shared<FreeArgs>();
  command->add_option("--kind", args->kind, "interpreter, vehicle, driver, meeting-room, hall, …")
      ->required();
  command->add_option("--from", args->from, "start, or a date for whole days")->required();
  command->add_option("--to", args->to, "end: a time, 16:00 on the same day, +2h, or a date");
  command->add_option("--language", args->language, "interpreters: en, zh, ko, lo, …");
  command->add_option("--grade", args->grade, "hotel rooms: superior, suite");
  command->add_option("--place", args->place, "where it is needed, so that travel is reckoned");
  command->add_option("--quantity", args->quantity, "units: rooms, seats");
  command->add_option("--party", args->party, "people to be carried or seated");
  command->add_flag("--all", args->all, "also those that are not free, and why");
  command->add_flag("--best", args->best, "the smallest that is enough and has least to do first");
  command->callback([&session, args] {
    v1::FindFreeResourcesRequest request;
    request.set_kind(ValueOrUsage(ParseResourceKind(args->kind)));
    *request.mutable_interval() = session.Interval(args->from, args->to);
    request.set_language(args->language);
    request.set_grade(args->grade);
    request.set_place(Qualify("places", args->place));
    request.set_quantity(args->quantity);
    request.set_party_size(args->party);
    request.set_include_busy(args->all);
    if (args->best) request.set_order(v1::FindFreeResourcesRequest::ORDER_BEST_FIT);
    ShowCandidates(session, session.CallAll<v1::FindFreeResourcesResponse>(
                                "BookingService.FindFreeResources", request));
  });
}

struct BusyArgs {
  std::vector<std::string> resources;
  std::string from;
  std::string to;
};

void AddBusy(CLI::App& app, Session& session) {
  CLI::App* command = AddCommand(app, "busy", "When resources are taken",
                                 "  letan busy interpreter-ko-1 --from 2017-02-08 --to 2017-02-10");
  auto args = std::make_shared<BusyArgs>();
  command->add_option("RESOURCE", args->resources, "resources/…")->required();
  command->add_option("--from", args->from, "from this time or date on")->required();
  command->add_option("--to", args->to, "up to this time, or to the end of this date");
  command->callback([&session, args] {
    v1::QueryFreeBusyRequest request;
    for (const std::string& name : args->resources) {
      request.add_resources(Qualify("resources", name));
    }
    *request.mutable_interval() = session.Interval(args->from, args->to);
    const auto response =
        session.Call<v1::QueryFreeBusyResponse>("BookingService.QueryFreeBusy", request);
    if (session.PrintedJson(response)) return;
    TextTable table({"resource", "taken", "units"});
    for (const auto& resource : response.resources()) {
      const std::string& title = session.names().Title(resource.resource());
      if (resource.busy().empty()) table.Add({title, "free all the time"});
      for (const auto& span : resource.busy()) {
        table.Add({title, session.Format(span.interval()), std::to_string(span.quantity())});
      }
    }
    session.out() << table.Render();
  });
}

std::string DayHeading(Session& session, const v1::TimeInterval& interval) {
  return FormatDay(FromProto(interval.start_time()), session.zone());
}

std::string OtherBookingText(Session& session, const v1::Booking& booking) {
  const std::string hours = FormatHours(FromProto(booking.leg().interval()), session.zone());
  std::string text = "  " + PadRight(hours, 13) + "  " + BookedThings(session, {booking});
  if (!booking.leg().place().empty()) text += " at " + session.names().Title(booking.leg().place());
  return text + "\n";
}

// Bookings outside activities, of events that have no itinerary here or for a whole stay, by whom
// they are for, in the order of the first of each.
using BookingsByUser = std::vector<std::pair<std::string, std::vector<v1::Booking>>>;

BookingsByUser OutsideActivities(Session& session, const v1::TimeInterval& interval) {
  v1::ListBookingsRequest request;
  *request.mutable_interval() = interval;
  const auto listed =
      session.CallAll<v1::ListBookingsResponse>("BookingService.ListBookings", request);
  BookingsByUser by_user;
  for (const v1::Booking& booking : listed.bookings()) {
    if (!booking.activity().empty()) continue;
    const std::string user =
        booking.owner().empty() ? booking.owner_label() : session.names().Title(booking.owner());
    auto group = std::find_if(by_user.begin(), by_user.end(),
                              [&](const auto& each) { return each.first == user; });
    if (group == by_user.end()) group = by_user.insert(group, {user, {}});
    group->second.push_back(booking);
  }
  return by_user;
}

void ShowAgenda(Session& session, const v1::QueryAgendaResponse& agenda,
                const v1::TimeInterval& interval) {
  std::string day;
  for (const v1::AgendaEntry& entry : agenda.entries()) {
    const std::string heading = DayHeading(session, entry.activity().interval());
    if (heading != day) session.out() << (day.empty() ? "" : "\n") << heading << "\n";
    day = heading;
    session.out() << ActivityText(session, entry.activity(),
                                  {entry.bookings().begin(), entry.bookings().end()},
                                  entry.event_title());
  }
  if (agenda.entries().empty()) session.out() << "No activities in this time.\n";
  const BookingsByUser others = OutsideActivities(session, interval);
  if (!others.empty()) session.out() << "\nPromised outside activities\n";
  for (const auto& [user, bookings] : others) {
    session.out() << "\n  " << (user.empty() ? "(no label)" : user) << "\n";
    std::string last;
    for (const v1::Booking& booking : bookings) {
      const std::string heading = DayHeading(session, booking.leg().interval());
      if (heading != last) session.out() << "  " << heading << "\n";
      last = heading;
      session.out() << "  " << OtherBookingText(session, booking);
    }
  }
}

void AddAgenda(CLI::App& app, Session& session) {
  CLI::App* command = AddCommand(app, "agenda", "What happens in a time, of all events, by day",
                                 "  letan agenda --from 2017-02-01 --to 2017-02-16");
  auto args = std::make_shared<BusyArgs>();
  command->add_option("--from", args->from, "from this time or date on")->required();
  command->add_option("--to", args->to, "up to this time, or to the end of this date");
  command->callback([&session, args] {
    v1::QueryAgendaRequest request;
    *request.mutable_interval() = session.Interval(args->from, args->to);
    const auto agenda =
        session.CallAll<v1::QueryAgendaResponse>("ItineraryService.QueryAgenda", request);
    if (session.PrintedJson(agenda)) return;
    ShowAgenda(session, agenda, request.interval());
  });
}

}  // namespace

void AddSearchCommands(CLI::App& app, Session& session) {
  AddSearch(app, session);
  AddFree(app, session);
  AddBusy(app, session);
  AddAgenda(app, session);
}

}  // namespace letan::cli
