#include "tests/bench/agenda_page.h"

#include <atomic>
#include <cstdint>
#include <cstdio>
#include <string>

#include "letan/v1/booking_service.pb.h"
#include "letan/v1/delegation_service.pb.h"
#include "letan/v1/itinerary_service.pb.h"
#include "letan/v1/resource_service.pb.h"
#include "services/entity/time_codec.h"
#include "tests/bench/calls.h"
#include "tests/bench/series.h"

namespace letan::bench {
namespace {

using booking::kDay;
using booking::kHour;
using booking::Micros;

constexpr char kQueryAgenda[] = "/letan.v1.ItineraryService/QueryAgenda";
constexpr int kActivitiesPerDelegation = 200;
constexpr int kEntries = 100;
constexpr int kHours = 360 * 24;  // within which the delegations begin
constexpr std::uint64_t kHourStride = 7919;
constexpr Micros kAgendaBegin = 1'798'761'600'000'000;  // 2027-01-01T00:00:00Z

int DelegationOf(int activity) { return activity / kActivitiesPerDelegation; }

// Delegations come at any hour of the year and stay for ten days.
Micros BeginOf(int delegation) {
  const std::uint64_t hour = static_cast<std::uint64_t>(delegation) * kHourStride % kHours;
  return kAgendaBegin + static_cast<Micros>(hour) * kHour;
}

booking::Interval HourOf(int activity) {
  const Micros start =
      BeginOf(DelegationOf(activity)) + activity % kActivitiesPerDelegation * kHour;
  return {start, start + kHour};
}

std::string RoomOf(int delegation) { return "room-" + std::to_string(delegation); }

// Delegations with their activities, an hour each, and a room for each delegation that every one of
// its activities has booked.
class Agenda {
 public:
  explicit Agenda(const std::shared_ptr<grpc::Channel>& channel) : writer_(channel) {}

  bool Make(int activities) {
    const int delegations = (activities - 1) / kActivitiesPerDelegation + 1;
    return MakeDelegations(delegations) && MakeRooms(delegations) && MakeActivities(activities) &&
           Book();
  }

 private:
  bool MakeDelegations(int count) {
    for (int i = 0; i < count; ++i) {
      v1::CreateDelegationRequest request;
      v1::Delegation& delegation = *request.mutable_delegation();
      delegation.set_title("Đoàn công tác số " + std::to_string(i));
      delegation.set_direction(v1::Delegation::DIRECTION_INBOUND);
      *delegation.mutable_interval() = entity::FromInterval({BeginOf(i), BeginOf(i) + 10 * kDay});
      const auto keep = [this](const google::protobuf::Any& answer) {
        v1::Delegation made;
        if (answer.UnpackTo(&made)) delegations_.push_back(made.name());
      };
      if (!writer_.Add(request, keep)) return false;
    }
    return writer_.Flush();
  }

  bool MakeRooms(int count) {
    for (int i = 0; i < count; ++i) {
      v1::CreateResourceRequest request;
      request.set_resource_id(RoomOf(i));
      request.mutable_resource()->set_kind(v1::RESOURCE_KIND_MEETING_ROOM);
      request.mutable_resource()->set_display_name("Phòng họp số " + std::to_string(i));
      request.mutable_resource()->set_seats(40);
      if (!writer_.Add(request)) return false;
    }
    return writer_.Flush();
  }

  bool MakeActivities(int count) {
    for (int i = 0; i < count; ++i) {
      v1::CreateActivityRequest request;
      request.set_parent(delegations_[static_cast<std::size_t>(DelegationOf(i))]);
      v1::Activity& activity = *request.mutable_activity();
      activity.set_title("Làm việc tại cơ sở số " + std::to_string(i));
      activity.set_description("Trao đổi về hợp tác và thăm nơi sản xuất");
      *activity.mutable_interval() = entity::FromInterval(HourOf(i));
      activity.add_participants()->set_label("Trưởng đoàn");
      const auto keep = [this](const google::protobuf::Any& answer) {
        v1::Activity made;
        if (answer.UnpackTo(&made)) activities_.push_back(made.name());
      };
      if (!writer_.Add(request, keep)) return false;
    }
    return writer_.Flush();
  }

  bool Book() {
    for (int i = 0; i < static_cast<int>(activities_.size()); ++i) {
      const int delegation = DelegationOf(i);
      v1::BookRequest request;
      request.set_owner(delegations_[static_cast<std::size_t>(delegation)]);
      request.set_activity(activities_[static_cast<std::size_t>(i)]);
      v1::BookingLeg& leg = *request.add_legs();
      leg.set_resource("resources/" + RoomOf(delegation));
      *leg.mutable_interval() = entity::FromInterval(HourOf(i));
      if (!writer_.Add(request)) return false;
    }
    return writer_.Flush();
  }

  BatchWriter writer_;
  std::vector<std::string> delegations_;
  std::vector<std::string> activities_;
};

Request AgendaRequest(std::uint64_t turn) {
  v1::QueryAgendaRequest request;
  const Micros from = kAgendaBegin + static_cast<Micros>(turn * kHourStride % (kHours / 2)) * kHour;
  *request.mutable_interval() = entity::FromInterval({from, from + 365 * kDay});
  request.set_page_size(kEntries);
  return {kQueryAgenda, request.SerializeAsString()};
}

bool IsFull(const std::shared_ptr<grpc::Channel>& channel) {
  const auto answer = CallOnce(channel, AgendaRequest(1));
  v1::QueryAgendaResponse page;
  if (!answer.has_value() || !page.ParseFromString(*answer)) return false;
  int booked = 0;
  for (const v1::AgendaEntry& entry : page.entries()) booked += entry.bookings_size();
  if (page.entries_size() == kEntries && booked == kEntries) return true;
  std::fprintf(stderr, "a page of the agenda has %d entries with %d bookings\n",
               page.entries_size(), booked);
  return false;
}

}  // namespace

std::optional<std::vector<Result>> MeasureAgendaPage(const Options& options,
                                                     const ScratchDirectory& scratch) {
  const auto server = StartServer(LetandArguments(options.letand, scratch, "agenda"));
  if (!server.has_value()) return std::nullopt;
  std::fprintf(stderr, "agenda_page: preloading %d activities\n", options.activities);
  const auto channels = OpenChannels(server->address, 1);
  if (!Agenda(channels.front()).Make(options.activities) || !IsFull(channels.front())) {
    return std::nullopt;
  }
  std::atomic<std::uint64_t> turn{0};
  return MeasureInTurns(
      {{"agenda_page",
        {channels, server->pid(), "", [&turn] { return AgendaRequest(turn++); }},
        "",
        options.activities}},
      {{1}, options.rounds, std::chrono::milliseconds(static_cast<int>(options.seconds * 1000))});
}

}  // namespace letan::bench
