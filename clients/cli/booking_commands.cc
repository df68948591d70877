// letan book, hold, confirm, release, move-booking, bookings.
#include <memory>
#include <vector>

#include "clients/cli/booking_text.h"
#include "clients/cli/commands.h"
#include "clients/cli/exit.h"
#include "letan/v1/booking_service.pb.h"

namespace letan::cli {
namespace {

struct BookArgs {
  std::string owner;
  std::string label;
  std::string activity;
  std::vector<std::string> resources;
  std::vector<std::string> legs;
  LegDefaults defaults;
  std::string quantity;
  std::string party;
  std::string hold_for;
};

// Adds the legs of the command line to a BookRequest or HoldRequest, and whom they are for.
template <class Request>
Request MakeRequest(const BookArgs& args, Session& session) {
  Request request;
  request.set_owner(Qualify("delegations", args.owner));
  request.set_owner_label(args.label);
  request.set_activity(args.activity);
  if (request.owner().empty() && !args.activity.empty()) {
    // "{event}/activities/{activity}" says whose it is.
    request.set_owner(args.activity.substr(0, args.activity.find("/activities/")));
  }
  for (const std::string& resource : args.resources) {
    std::string leg = resource;
    if (!args.quantity.empty()) leg += " qty=" + args.quantity;
    if (!args.party.empty()) leg += " party=" + args.party;
    *request.add_legs() = ValueOrUsage(ParseLeg(leg, args.defaults, session.zone()));
  }
  for (const std::string& leg : args.legs) {
    *request.add_legs() = ValueOrUsage(ParseLeg(leg, args.defaults, session.zone()));
  }
  if (request.legs().empty()) throw UsageError("nothing to book: give --resource or --leg");
  if (request.owner().empty() && request.owner_label().empty()) {
    throw UsageError("for whom? give --owner, --activity or --label");
  }
  return request;
}

// The group of bookings that were made in one call: what confirm and release take.
template <class Response>
std::string GroupText(const Response& response) {
  if (response.bookings().empty()) return "";
  const std::string& group = response.bookings(0).group();
  for (const v1::Booking& booking : response.bookings()) {
    if (booking.group() != group) return "";
  }
  return " (group " + group + ")";
}

template <class Response>
void ShowBookings(Session& session, const Response& response, const std::string& done) {
  if (session.PrintedJson(response)) return;
  if (session.options.quiet) {
    for (const v1::Booking& booking : response.bookings()) session.PrintedName(booking.name());
    return;
  }
  session.out() << done << " " << response.bookings_size()
                << (response.bookings_size() == 1 ? " booking" : " bookings") << GroupText(response)
                << ".\n"
                << BookingTable(session, {response.bookings().begin(), response.bookings().end()});
}

void AddLegOptions(CLI::App& command, BookArgs& args) {
  command.add_option("--owner", args.owner,
                     "the event it is for, delegations/…; this, --activity or --label is needed");
  command.add_option("--label", args.label, "what it is for, in words, where no event is");
  command.add_option("--activity", args.activity, "the activity of the event that it serves");
  command.add_option("--resource", args.resources, "resources/… or stockItems/…; may be repeated")
      ->take_all();
  command.add_option("--from", args.defaults.from, "start, or a date for whole days");
  command.add_option("--to", args.defaults.to,
                     "end: a time, 16:00 on the same day, +2h, or a date");
  command.add_option("--place", args.defaults.place, "where it is needed, places/…");
  command.add_option("--quantity", args.quantity, "units: rooms, seats, pieces");
  command.add_option("--party", args.party, "people to be carried or seated");
  command
      .add_option(
          "--leg", args.legs,
          "one more thing in the same call: \"RESOURCE from=… to=… place=… qty=… party=…\"; "
          "what it does not say is taken from the options; may be repeated")
      ->take_all();
  command.add_option("--override-by", args.defaults.override_by,
                     "who sets working hours or blackouts aside: agencies/… or people/…");
  command.add_option("--override-reason", args.defaults.override_reason, "and why");
}

void AddBook(CLI::App& app, Session& session) {
  CLI::App* command = AddCommand(
      app, "book", "Book resources and stock, all or nothing",
      "  letan book --owner delegations/… --resource interpreter-ko-1 \\\n"
      "      --from \"2017-02-08 14:00\" --to 15:30 --place tru-so-ubnd\n"
      "  letan book --label \"Đoàn nghệ thuật\" --from \"6/2/2017 07:00\" --to 11:00 \\\n"
      "      --leg \"resources/coach-45 place=phu-dinh party=40\" --leg resources/driver-2");
  auto args = std::make_shared<BookArgs>();
  AddLegOptions(*command, *args);
  command->callback([&session, args] {
    const auto request = MakeRequest<v1::BookRequest>(*args, session);
    ShowBookings(session, session.Call<v1::BookResponse>("BookingService.Book", request), "Made");
  });
}

void AddHold(CLI::App& app, Session& session) {
  CLI::App* command = AddCommand(
      app, "hold", "Book for a while; it lapses by itself unless it is confirmed",
      "  letan hold --label \"Họp báo\" --resource room-60 --from \"2017-02-14 09:00\" --to +2h "
      "--for 1d");
  auto args = std::make_shared<BookArgs>();
  AddLegOptions(*command, *args);
  command->add_option("--for", args->hold_for, "how long to hold: 30m, 2h, 7d (default: 15m)");
  command->callback([&session, args] {
    auto request = MakeRequest<v1::HoldRequest>(*args, session);
    if (!args->hold_for.empty()) {
      *request.mutable_hold_duration() = ToProto(ValueOrUsage(ParseLength(args->hold_for)));
    }
    ShowBookings(session, session.Call<v1::HoldResponse>("BookingService.Hold", request), "Held");
  });
}

struct NamesArgs {
  std::vector<std::string> names;
  std::string group;
};

std::vector<std::string> NamedBookings(const NamesArgs& args, Session& session) {
  std::vector<std::string> names;
  for (const std::string& name : args.names) names.push_back(Qualify("bookings", name));
  if (!args.group.empty()) {
    v1::ListBookingsRequest request;
    request.set_group(args.group);
    const auto listed =
        session.CallAll<v1::ListBookingsResponse>("BookingService.ListBookings", request);
    for (const v1::Booking& booking : listed.bookings()) names.push_back(booking.name());
  }
  if (names.empty()) throw UsageError("no bookings are named: give names or --group");
  return names;
}

std::shared_ptr<NamesArgs> AddNames(CLI::App& command) {
  auto args = std::make_shared<NamesArgs>();
  command.add_option("BOOKING", args->names, "bookings/…");
  command.add_option("--group", args->group, "all bookings of one call");
  return args;
}

void AddConfirm(CLI::App& app, Session& session) {
  CLI::App* command = AddCommand(app, "confirm", "Turn holds into bookings",
                                 "  letan confirm bookings/…\n  letan confirm --group …");
  const auto args = AddNames(*command);
  command->callback([&session, args] {
    v1::ConfirmRequest request;
    for (const std::string& name : NamedBookings(*args, session)) request.add_names(name);
    ShowBookings(session, session.Call<v1::ConfirmResponse>("BookingService.Confirm", request),
                 "Confirmed");
  });
}

void AddRelease(CLI::App& app, Session& session) {
  CLI::App* command = AddCommand(app, "release", "Give up bookings and holds",
                                 "  letan release bookings/… bookings/…");
  const auto args = AddNames(*command);
  command->callback([&session, args] {
    v1::ReleaseRequest request;
    for (const std::string& name : NamedBookings(*args, session)) request.add_names(name);
    const auto response = session.Call<v1::ReleaseResponse>("BookingService.Release", request);
    if (session.PrintedJson(response) || session.options.quiet) return;
    session.out() << "Released " << request.names_size()
                  << (request.names_size() == 1 ? " booking.\n" : " bookings.\n");
    for (const v1::StandingConflict& conflict : response.standing_conflicts()) {
      session.out() << StandingConflictText(conflict, session.text());
    }
  });
}

struct MoveArgs {
  std::string name;
  std::string from;
  std::string to;
  std::string resource;
  std::string place;
  std::int64_t quantity = 0;
  std::int64_t party = 0;
};

void AddMoveBooking(CLI::App& app, Session& session) {
  CLI::App* command =
      AddCommand(app, "move-booking", "Change time, resource, place or quantity of a booking",
                 "  letan move-booking bookings/… --from \"2017-02-08 15:00\" --to 17:00\n"
                 "  letan move-booking bookings/… --resource interpreter-en-2");
  auto args = std::make_shared<MoveArgs>();
  command->add_option("BOOKING", args->name, "bookings/…")->required();
  command->add_option("--from", args->from, "new start");
  command->add_option("--to", args->to, "new end");
  command->add_option("--resource", args->resource, "another resource");
  command->add_option("--place", args->place, "another place");
  command->add_option("--quantity", args->quantity, "another number of units");
  command->add_option("--party", args->party, "another number of people");
  command->callback([&session, args] {
    v1::MoveRequest request;
    auto* move = request.add_moves();
    move->set_name(Qualify("bookings", args->name));
    if (!args->from.empty()) *move->mutable_interval() = session.Interval(args->from, args->to);
    if (args->from.empty() && !args->to.empty()) throw UsageError("--to needs --from beside it");
    if (args->from.empty() && args->resource.empty() && args->place.empty() &&
        args->quantity == 0 && args->party == 0) {
      throw UsageError("nothing to change: give a time, a resource, a place or a number");
    }
    move->set_resource(Qualify("resources", args->resource));
    move->set_place(Qualify("places", args->place));
    move->set_quantity(args->quantity);
    move->set_party_size(args->party);
    ShowBookings(session, session.Call<v1::MoveResponse>("BookingService.Move", request), "Moved");
  });
}

struct ListBookingsArgs {
  std::string resource;
  std::string owner;
  std::string activity;
  std::string group;
  std::string from;
  std::string to;
};

void AddListBookings(CLI::App& app, Session& session) {
  CLI::App* command = AddCommand(app, "bookings", "List bookings by start time",
                                 "  letan bookings --resource coach-45 --from 2017-02-01 --to "
                                 "2017-02-16\n  letan bookings --owner delegations/…");
  auto args = std::make_shared<ListBookingsArgs>();
  command->add_option("--resource", args->resource, "of a resource or stock item");
  command->add_option("--owner", args->owner, "of an event, delegations/…");
  command->add_option("--activity", args->activity, "of an activity");
  command->add_option("--group", args->group, "made in one call");
  command->add_option("--from", args->from, "from this time or date on");
  command->add_option("--to", args->to, "up to this time, or to the end of this date");
  command->callback([&session, args] {
    v1::ListBookingsRequest request;
    request.set_resource(Qualify("resources", args->resource));
    request.set_owner(Qualify("delegations", args->owner));
    request.set_activity(args->activity);
    request.set_group(args->group);
    if (const auto window = session.Window(args->from, args->to)) {
      *request.mutable_interval() = *window;
    }
    const auto response =
        session.CallAll<v1::ListBookingsResponse>("BookingService.ListBookings", request);
    ShowBookings(session, response, "Found");
  });
}

}  // namespace

void AddBookingCommands(CLI::App& app, Session& session) {
  AddBook(app, session);
  AddHold(app, session);
  AddConfirm(app, session);
  AddRelease(app, session);
  AddMoveBooking(app, session);
  AddListBookings(app, session);
}

}  // namespace letan::cli
