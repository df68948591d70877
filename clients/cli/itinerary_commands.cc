// letan itinerary show, add, move, book, remove.
#include <algorithm>
#include <map>
#include <memory>
#include <vector>

#include "clients/cli/booking_text.h"
#include "clients/cli/commands.h"
#include "clients/cli/exit.h"
#include "clients/cli/itinerary_text.h"
#include "letan/v1/itinerary_service.pb.h"

namespace letan::cli {
namespace {

void ShowActivity(Session& session, const v1::Activity& activity,
                  const std::vector<v1::Booking>& bookings) {
  session.out() << FormatDay(FromProto(activity.interval().start_time()), session.zone()) << "\n"
                << ActivityText(session, activity, bookings, "");
}

void AddShowItinerary(CLI::App& itinerary, Session& session) {
  CLI::App* command =
      AddCommand(itinerary, "show", "The activities of an event with what is booked for them",
                 "  letan itinerary show delegations/…");
  auto event = std::make_shared<std::string>();
  command->add_option("EVENT", *event, "delegations/…")->required();
  command->callback([&session, event] {
    const std::string parent = Qualify("delegations", *event);
    v1::ListActivitiesRequest request;
    request.set_parent(parent);
    const auto response =
        session.CallAll<v1::ListActivitiesResponse>("ItineraryService.ListActivities", request);
    if (session.PrintedJson(response)) return;
    if (session.options.quiet) {
      for (const v1::Activity& activity : response.activities()) {
        session.PrintedName(activity.name());
      }
      return;
    }
    session.out() << ItineraryText(session, parent);
  });
}

struct AddArgs {
  std::string event;
  std::string title;
  std::string from;
  std::string to;
  std::string place;
  std::string description;
  std::vector<std::string> participants;
  std::vector<std::string> needs;
  bool book = false;
};

v1::Activity MakeActivity(const AddArgs& args, Session& session) {
  v1::Activity activity;
  activity.set_title(args.title);
  *activity.mutable_interval() = session.Interval(args.from, args.to);
  activity.set_place(Qualify("places", args.place));
  activity.set_description(args.description);
  for (const std::string& who : args.participants) {
    auto* participant = activity.add_participants();
    if (who.rfind("people/", 0) == 0) {
      participant->set_person(who);
    } else if (who.rfind("agencies/", 0) == 0) {
      participant->set_agency(who);
    } else {
      participant->set_label(who);
    }
  }
  for (const std::string& need : args.needs) {
    *activity.add_requirements() = ValueOrUsage(ParseNeed(need));
  }
  return activity;
}

void AddAdd(CLI::App& itinerary, Session& session) {
  CLI::App* command = AddCommand(
      itinerary, "add", "Add an activity",
      "  letan itinerary add delegations/… --title \"Chào xã giao\" --from \"2017-02-08 14:00\" "
      "\\\n"
      "      --to 15:30 --place tru-so-ubnd --need \"interpreter language=ko\" \\\n"
      "      --need \"meeting-room party=20\" --need \"stock resource=tea-gift-box qty=8\" --book");
  auto args = std::make_shared<AddArgs>();
  command->add_option("EVENT", args->event, "delegations/…")->required();
  command->add_option("--title", args->title, "what happens")->required();
  command->add_option("--from", args->from, "start")->required();
  command->add_option("--to", args->to, "end: a time, 16:00 on the same day, or +2h")->required();
  command->add_option("--place", args->place, "places/…");
  command->add_option("--description", args->description, "more words");
  command
      ->add_option("--participant", args->participants,
                   "people/…, agencies/… or words; may be repeated")
      ->take_all();
  command
      ->add_option("--need", args->needs,
                   "\"KIND resource=… language=… grade=… qty=… party=…\", or \"stock resource=… "
                   "qty=…\"; may be repeated")
      ->take_all();
  command->add_flag("--book", args->book, "then book what it needs, all or nothing");
  command->callback([&session, args] {
    v1::CreateActivityRequest request;
    request.set_parent(Qualify("delegations", args->event));
    *request.mutable_activity() = MakeActivity(*args, session);
    const auto activity = session.Call<v1::Activity>("ItineraryService.CreateActivity", request);
    v1::BookActivityResponse booked;
    *booked.mutable_activity() = activity;
    if (args->book) {
      // Printed first: should the booking be refused, the activity is there all the same.
      if (!session.options.json) {
        session.err() << "Added " << activity.name()
                      << "; it stays, even if not all that it needs can be booked.\n";
      }
      v1::BookActivityRequest book;
      book.set_name(activity.name());
      booked = session.Call<v1::BookActivityResponse>("ItineraryService.BookActivity", book);
    }
    if (session.PrintedJson(booked) || session.PrintedName(activity.name())) return;
    ShowActivity(session, booked.activity(), {booked.bookings().begin(), booked.bookings().end()});
  });
}

struct ActivityArgs {
  std::string name;
  std::string from;
  std::string to;
  std::string place;
  std::string override_by;
  std::string override_reason;
};

void AddMoveActivity(CLI::App& itinerary, Session& session) {
  CLI::App* command =
      AddCommand(itinerary, "move", "Move an activity and all its bookings, or nothing",
                 "  letan itinerary move delegations/…/activities/… --from \"2017-02-08 15:00\" "
                 "--to 16:30");
  auto args = std::make_shared<ActivityArgs>();
  command->add_option("ACTIVITY", args->name, "delegations/…/activities/…")->required();
  command->add_option("--from", args->from, "new start")->required();
  command->add_option("--to", args->to, "new end")->required();
  command->add_option("--place", args->place, "another place");
  command->callback([&session, args] {
    v1::MoveActivityRequest request;
    request.set_name(args->name);
    *request.mutable_interval() = session.Interval(args->from, args->to);
    request.set_place(Qualify("places", args->place));
    const auto moved =
        session.Call<v1::MoveActivityResponse>("ItineraryService.MoveActivity", request);
    if (session.PrintedJson(moved) || session.PrintedName(args->name)) return;
    ShowActivity(session, moved.activity(), {moved.bookings().begin(), moved.bookings().end()});
  });
}

void AddBookActivity(CLI::App& itinerary, Session& session) {
  CLI::App* command =
      AddCommand(itinerary, "book", "Book what an activity needs and has not yet, all or nothing",
                 "  letan itinerary book delegations/…/activities/…");
  auto args = std::make_shared<ActivityArgs>();
  command->add_option("ACTIVITY", args->name, "delegations/…/activities/…")->required();
  command->add_option("--override-by", args->override_by,
                      "who sets working hours or blackouts aside: agencies/… or people/…");
  command->add_option("--override-reason", args->override_reason, "and why");
  command->callback([&session, args] {
    v1::BookActivityRequest request;
    request.set_name(args->name);
    if (!args->override_by.empty() || !args->override_reason.empty()) {
      request.mutable_override()->set_authority(Qualify("agencies", args->override_by));
      request.mutable_override()->set_reason(args->override_reason);
    }
    const auto booked =
        session.Call<v1::BookActivityResponse>("ItineraryService.BookActivity", request);
    if (session.PrintedJson(booked) || session.PrintedName(args->name)) return;
    ShowActivity(session, booked.activity(), {booked.bookings().begin(), booked.bookings().end()});
  });
}

void AddRemove(CLI::App& itinerary, Session& session) {
  CLI::App* command = AddCommand(itinerary, "remove", "Delete an activity and release its bookings",
                                 "  letan itinerary remove delegations/…/activities/…");
  auto args = std::make_shared<ActivityArgs>();
  command->add_option("ACTIVITY", args->name, "delegations/…/activities/…")->required();
  command->callback([&session, args] {
    v1::DeleteActivityRequest request;
    request.set_name(args->name);
    const auto removed = session.Call<v1::Activity>("ItineraryService.DeleteActivity", request);
    if (session.PrintedJson(removed) || session.PrintedName(removed.name())) return;
    session.out() << "Removed \"" << removed.title() << "\" and released its bookings.\n";
  });
}

}  // namespace

void AddItineraryCommands(CLI::App& app, Session& session) {
  CLI::App* itinerary =
      AddCommand(app, "itinerary", "Activities of an event",
                 "  letan itinerary show delegations/…\n  letan itinerary add --help");
  itinerary->require_subcommand(1);
  AddShowItinerary(*itinerary, session);
  AddAdd(*itinerary, session);
  AddMoveActivity(*itinerary, session);
  AddBookActivity(*itinerary, session);
  AddRemove(*itinerary, session);
  AddCopyActivities(*itinerary, session);
  AddShiftActivities(*itinerary, session);
}

}  // namespace letan::cli
