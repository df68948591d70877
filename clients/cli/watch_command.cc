// letan watch.
#include <chrono>
#include <memory>
#include <random>
#include <thread>

#include "clients/cli/commands.h"
#include "clients/cli/connection.h"
#include "clients/cli/exit.h"
#include "clients/cli/message_text.h"
#include "clients/cli/text_table.h"
#include "clients/cli/watching.h"
#include "letan/v1/booking.pb.h"

namespace letan::cli {
namespace {

using Change = v1::WatchResponse::Change;
using Commit = v1::WatchResponse::Commit;

struct WatchArgs {
  std::vector<std::string> kinds;
  std::string parent;
  std::string from;
  std::string progress;
};

std::string TypeText(Change::Type type) {
  switch (type) {
    case Change::TYPE_CREATED:
      return "created";
    case Change::TYPE_UPDATED:
      return "updated";
    case Change::TYPE_DELETED:
      return "deleted";
    default:
      return "changed";  // in a way that this version does not know
  }
}

// What people call it: a title, or of a booking the resource. Empty where the entity is not sent.
std::string TitleOf(const Change& change, absl::TimeZone zone) {
  if (!change.has_entity()) return "";
  const std::string& url = change.entity().type_url();
  const auto* type = google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(
      url.substr(url.rfind('/') + 1));
  if (type == nullptr) return "";
  const auto entity = NewMessage(*type);
  if (!entity->ParseFromString(change.entity().value())) return "";
  for (const char* field : {"display_name", "title"}) {
    if (type->FindFieldByName(field) != nullptr) return FieldText(*entity, field, zone);
  }
  v1::Booking booking;
  return change.entity().UnpackTo(&booking) ? booking.leg().resource() : "";
}

std::string ChangeLine(const Commit& commit, const Change& change, absl::TimeZone zone) {
  std::string line = FormatMoment(FromProto(commit.commit_time()), zone) + "  " +
                     commit.revision() + "  " + TypeText(change.type()) + "  " +
                     PadRight(change.kind(), 10) + "  " + change.name();
  const std::string title = TitleOf(change, zone);
  if (!title.empty()) line += "  " + title;
  return line;
}

// False when the output takes no more: a pipe whose reader is gone.
bool Show(Session& session, const v1::WatchResponse& response) {
  if (session.options.json) {
    session.out() << JsonLine(response) << "\n";
  } else {
    for (const Commit& commit : response.commits()) {
      for (const Change& change : commit.changes()) {
        if (session.PrintedName(change.name())) continue;
        session.out() << ChangeLine(commit, change, session.zone()) << "\n";
      }
    }
  }
  return session.out().flush().good();
}

void Watch(Session& session, const v1::WatchRequest& request) {
  std::mt19937_64 random(std::random_device{}());
  const RetryWorld world = {
      [] { return absl::Now(); },
      [](absl::Duration pause) { std::this_thread::sleep_for(absl::ToChronoMicroseconds(pause)); },
      [&] { return std::uniform_real_distribution<double>()(random); }};
  WatchHandlers handlers;
  handlers.show = [&session](const v1::WatchResponse& response) { return Show(session, response); };
  handlers.interrupted = [&session](const google::rpc::Status& status) {
    session.err() << "letan: " << status.message() << "; trying again\n";
  };
  const absl::Duration timeout = ValueOrUsage(ParseLength(session.options.timeout));
  google::rpc::Status status = FollowChanges(
      request, ConnectWatch(session.Connection(), [&session] { return session.FreshBearer(); }),
      handlers, absl::Now() + timeout, world);
  if (status.code() != kOk) throw ServerError(std::move(status));
}

}  // namespace

void AddWatchCommand(CLI::App& app, Session& session) {
  CLI::App* watch = AddCommand(
      app, "watch",
      "Show changes as they are made, one in a line: when, the revision, what, which. Goes on by\n"
      "itself when the server was away; ends with Ctrl-C",
      "  letan watch --kind booking --kind activity\n"
      "  letan watch --parent delegations/…\n"
      "  letan watch --from REVISION --json   # a WatchResponse in each line");
  auto args = std::make_shared<WatchArgs>();
  watch->add_option("--kind", args->kinds,
                    "only these: agency, person, place, resource, stock_item, movement, booking, "
                    "activity, delegation");
  watch->add_option("--parent", args->parent, "only this, what is below it and its bookings");
  watch->add_option("--from", args->from,
                    "what came after this revision too, such as that of the last line seen");
  watch->add_option("--progress", args->progress,
                    "with --json: how often to say how far it is where nothing changes: 30s");
  watch->callback([&session, args] {
    v1::WatchRequest request;
    for (const std::string& kind : args->kinds) request.add_kinds(kind);
    request.set_parent(args->parent);
    request.set_start_revision(args->from);
    if (!args->progress.empty()) {
      *request.mutable_progress_interval() = ToProto(ValueOrUsage(ParseLength(args->progress)));
    }
    Watch(session, request);
  });
}

}  // namespace letan::cli
