// letan copy, delegation copy, itinerary copy and shift: like last year's, or a day later.
#include <memory>
#include <string>

#include "clients/cli/commands.h"
#include "clients/cli/delegation_text.h"
#include "clients/cli/exit.h"
#include "letan/v1/delegation_service.pb.h"
#include "letan/v1/itinerary_service.pb.h"

namespace letan::cli {
namespace {

struct CopyArgs {
  std::string name;
  std::string start;
  std::string title;
  bool no_members = false;
  bool no_activities = false;
};

void PrintLeftOut(Session& session, const google::protobuf::RepeatedPtrField<std::string>& names) {
  if (names.empty()) return;
  session.out() << "Left out, because it is not there any more:\n";
  for (const std::string& one : names) session.out() << "  " << one << "\n";
}

void CopyDelegation(Session& session, const CopyArgs& args) {
  v1::CopyDelegationRequest request;
  request.set_name(Qualify("delegations", args.name));
  *request.mutable_start_time() = ToProto(NewStart(session, request.name(), args.start));
  request.set_title(args.title);
  request.set_without_members(args.no_members);
  request.set_without_activities(args.no_activities);
  const auto copy =
      session.Call<v1::CopyDelegationResponse>("DelegationService.CopyDelegation", request);
  const v1::Delegation& made = copy.delegation();
  if (session.PrintedJson(copy) || session.PrintedName(made.name())) return;
  session.out() << made.title() << ", " << session.Format(made.interval())
                << ". Activities: " << copy.activities_size() << ".\n"
                << made.name() << "\n";
  PrintLeftOut(session, copy.left_out());
}

// Which activities, and how much later they are to be.
struct DaysArgs {
  std::string event;
  std::string from;
  std::string to;
  std::string later;
  std::string earlier;
  std::string into;

  bool moves() const { return !later.empty() || !earlier.empty(); }
  absl::Duration Offset() const {
    if (!moves()) throw UsageError("say how far: --later 1d, or --earlier 30m");
    const absl::Duration length = ValueOrUsage(ParseLength(later.empty() ? earlier : later));
    return later.empty() ? -length : length;
  }
};

void AddDays(CLI::App& command, DaysArgs& args) {
  command.add_option("EVENT", args.event, "delegations/…")->required();
  command.add_option("--to", args.to, "end: a time, +2h, or a date that is included");
  auto* later = command.add_option("--later", args.later, "by so much: 1d, 90m");
  command.add_option("--earlier", args.earlier, "or back by so much")->excludes(later);
}

template <typename Response>
void PrintActivities(Session& session, const Response& answer) {
  for (const v1::Activity& activity : answer.activities()) {
    if (session.PrintedName(activity.name())) continue;
    session.out() << session.Format(activity.interval()) << "  " << activity.title() << "\n";
  }
}

}  // namespace

void AddCopyCommand(CLI::App& parent, Session& session, const std::string& command_line) {
  CLI::App* command = AddCommand(
      parent, "copy", "A new draft like another delegation, with its itinerary, unbooked",
      "  " + command_line +
          " delegations/… --start 2018-02-07 --title \"Đoàn Gyeongsangbuk 2018\"\n  " +
          command_line + " delegations/… --start 2018-02-07 --no-members --dry-run");
  auto args = std::make_shared<CopyArgs>();
  command->add_option("DELEGATION", args->name, "delegations/…: the one to copy")->required();
  command
      ->add_option("--start", args->start,
                   "start of the new one, a date alone keeps the time of day; everything shifts "
                   "with it")
      ->required();
  command->add_option("--title", args->title, "of the new one; without: as it was");
  command->add_flag("--no-members", args->no_members, "without its people");
  command->add_flag("--no-activities", args->no_activities, "without its itinerary");
  command->callback([&session, args] { CopyDelegation(session, *args); });
}

void AddCopyActivities(CLI::App& itinerary, Session& session) {
  CLI::App* command = AddCommand(
      itinerary, "copy", "Copy activities to another day or event, with what they need, unbooked",
      "  letan itinerary copy delegations/… --from 2017-02-08 --later 1d\n"
      "  letan itinerary copy delegations/… --into delegations/other --later 364d --dry-run");
  auto args = std::make_shared<DaysArgs>();
  command->add_option(
      "--from", args->from,
      "only what starts on this date, or from this time to --to; without: everything");
  AddDays(*command, *args);
  command->add_option("--into", args->into, "the event that gets them; without: the same");
  command->callback([&session, args] {
    v1::CopyActivitiesRequest request;
    request.set_parent(Qualify("delegations", args->event));
    request.set_destination(Qualify("delegations", args->into));
    if (!args->from.empty()) {
      *request.mutable_interval() = session.Interval(args->from, args->to);
    } else if (!args->to.empty()) {
      throw UsageError("--to needs --from");
    }
    // In another event they may be at the same time.
    if (args->moves() || args->into.empty()) {
      *request.mutable_offset() = ToProto(args->Offset());
    }
    const auto copied =
        session.Call<v1::CopyActivitiesResponse>("ItineraryService.CopyActivities", request);
    if (session.PrintedJson(copied)) return;
    PrintActivities(session, copied);
    if (session.options.quiet) return;
    session.out() << "Copied. Activities: " << copied.activities_size() << ".\n";
    PrintLeftOut(session, copied.left_out());
  });
}

void AddShiftActivities(CLI::App& itinerary, Session& session) {
  CLI::App* command = AddCommand(
      itinerary, "shift", "Shift the activities of a time with all their bookings, or nothing",
      "  letan itinerary shift delegations/… --from 2017-02-08 --later 1d\n"
      "  letan itinerary shift delegations/… --from \"2017-02-08 14:00\" --to 18:00 --earlier 30m");
  auto args = std::make_shared<DaysArgs>();
  command->add_option("--from", args->from, "what starts on this date, or from this time to --to")
      ->required();
  AddDays(*command, *args);
  command->callback([&session, args] {
    v1::ShiftActivitiesRequest request;
    request.set_parent(Qualify("delegations", args->event));
    *request.mutable_interval() = session.Interval(args->from, args->to);
    *request.mutable_offset() = ToProto(args->Offset());
    const auto shifted =
        session.Call<v1::ShiftActivitiesResponse>("ItineraryService.ShiftActivities", request);
    if (session.PrintedJson(shifted)) return;
    PrintActivities(session, shifted);
    if (session.options.quiet) return;
    session.out() << "Shifted. Activities: " << shifted.activities_size()
                  << ", bookings: " << shifted.bookings_size() << ".\n";
  });
}

}  // namespace letan::cli
