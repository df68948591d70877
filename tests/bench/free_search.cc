#include "tests/bench/free_search.h"

#include <cstdint>
#include <cstdio>
#include <string>

#include "letan/v1/booking_service.grpc.pb.h"
#include "letan/v1/resource_service.pb.h"
#include "services/entity/time_codec.h"
#include "tests/bench/calls.h"
#include "tests/bench/series.h"

namespace letan::bench {
namespace {

using booking::kDay;
using booking::kHour;
using booking::Micros;

constexpr char kFindFree[] = "/letan.v1.BookingService/FindFreeResources";
constexpr int kResources = 10'000;
constexpr int kInterpreters = 2000;  // the first ones; the others are rooms
constexpr int kCandidates = 1000;    // every other interpreter speaks Korean
constexpr int kFreeOfTwenty = 1;
constexpr int kLegsInCall = 1000;
constexpr Micros kAsked = 1'812'934'800'000'000;  // 2027-06-14T08:00:00+07:00
constexpr booking::Interval kWindow{kAsked, kAsked + 3 * kHour};

std::string NameOf(int resource) { return "resources/r-" + std::to_string(resource); }

bool MakeCandidates(const std::shared_ptr<grpc::Channel>& channel) {
  BatchWriter writer(channel);
  for (int i = 0; i < kResources; ++i) {
    v1::CreateResourceRequest request;
    request.set_resource_id("r-" + std::to_string(i));
    v1::Resource& resource = *request.mutable_resource();
    if (i < kInterpreters) {
      resource.set_kind(v1::RESOURCE_KIND_INTERPRETER);
      resource.set_display_name("Phiên dịch số " + std::to_string(i));
      auto* pair = resource.add_language_pairs();
      pair->set_source("vi");
      pair->set_target(i % 2 == 0 ? "ko" : "en");
      pair->set_level(3);
    } else {
      resource.set_kind(v1::RESOURCE_KIND_MEETING_ROOM);
      resource.set_display_name("Phòng họp số " + std::to_string(i));
      resource.set_seats(40);
    }
    if (!writer.Add(request)) return false;
  }
  return writer.Flush();
}

// Bookings, a thousand in a call.
class Booker {
 public:
  explicit Booker(const std::shared_ptr<grpc::Channel>& channel)
      : stub_(v1::BookingService::NewStub(channel)) {
    request_.set_owner_label("Tiếp đoàn");
  }

  bool Add(int resource, Micros start) {
    v1::BookingLeg& leg = *request_.add_legs();
    leg.set_resource(NameOf(resource));
    *leg.mutable_interval() = entity::FromInterval({start, start + kHour});
    return request_.legs_size() < kLegsInCall || Flush();
  }

  bool Flush() {
    if (request_.legs_size() == 0) return true;
    grpc::ClientContext context;
    SetDeadline(context);
    v1::BookResponse response;
    if (!Said(stub_->Book(&context, request_, &response), "Book")) return false;
    request_.clear_legs();
    return true;
  }

 private:
  std::unique_ptr<v1::BookingService::Stub> stub_;
  v1::BookRequest request_;
};

// Inside the window the same whatever `count` is; the rest goes over all resources, to hours of the
// days before and after.
bool MakeTheirBookings(const std::shared_ptr<grpc::Channel>& channel, int count) {
  Booker booker(channel);
  int made = 0;
  for (int i = 0; i < kCandidates; ++i) {
    if (i % 20 < kFreeOfTwenty) continue;
    if (!booker.Add(2 * i, kAsked + kHour)) return false;
    ++made;
  }
  for (int i = 0; made < count; ++i, ++made) {
    const int turn = i / kResources;  // of this resource
    const Micros away = turn / 4 + 1;
    const Micros days = turn % 2 == 0 ? away : -away;
    const Micros hour = turn / 2 % 2 == 0 ? 0 : 4;
    if (!booker.Add(i % kResources, kAsked + days * kDay + hour * kHour)) return false;
    if (made % 200'000 == 0) std::fprintf(stderr, "  %d of %d bookings\n", made, count);
  }
  return booker.Flush();
}

Request Search() {
  v1::FindFreeResourcesRequest request;
  request.set_kind(v1::RESOURCE_KIND_INTERPRETER);
  request.set_language("ko");
  *request.mutable_interval() = entity::FromInterval(kWindow);
  request.set_page_size(kCandidates);
  request.set_order(v1::FindFreeResourcesRequest::ORDER_BEST_FIT);
  return {kFindFree, request.SerializeAsString()};
}

bool FindsTheFree(const std::shared_ptr<grpc::Channel>& channel) {
  const auto answer = CallOnce(channel, Search());
  v1::FindFreeResourcesResponse found;
  if (!answer.has_value() || !found.ParseFromString(*answer)) return false;
  const int expected = kCandidates / 20 * kFreeOfTwenty;
  if (found.candidates_size() == expected && found.next_page_token().empty()) return true;
  std::fprintf(stderr, "%d are free, not %d\n", found.candidates_size(), expected);
  return false;
}

struct SearchedProvince {
  std::string name;
  int bookings = 0;
  Target server;
  std::vector<std::shared_ptr<grpc::Channel>> channels;
};

std::optional<SearchedProvince> MakeProvince(const Options& options,
                                             const ScratchDirectory& scratch,
                                             const std::string& name, int bookings) {
  auto server = StartServer(LetandArguments(options.letand, scratch, name));
  if (!server.has_value()) return std::nullopt;
  std::fprintf(stderr, "%s: preloading %d resources, %d bookings\n", name.c_str(), kResources,
               bookings);
  auto channels = OpenChannels(server->address, 1);
  if (!MakeCandidates(channels.front()) || !MakeTheirBookings(channels.front(), bookings) ||
      !FindsTheFree(channels.front())) {
    return std::nullopt;
  }
  return SearchedProvince{name, bookings, *std::move(server), std::move(channels)};
}

}  // namespace

std::optional<std::vector<Result>> MeasureFreeSearch(const Options& options,
                                                     const ScratchDirectory& scratch) {
  const auto few = MakeProvince(options, scratch, "free_search_few", options.few_bookings);
  if (!few.has_value()) return std::nullopt;
  const auto many = MakeProvince(options, scratch, "free_search_many", options.many_bookings);
  if (!many.has_value()) return std::nullopt;
  std::vector<Series> series;
  for (const SearchedProvince* province : {&*few, &*many}) {
    series.push_back({province->name,
                      {province->channels, province->server.pid(), "", Search},
                      "",
                      province->bookings});
  }
  return MeasureInTurns(
      series,
      {{1}, options.rounds, std::chrono::milliseconds(static_cast<int>(options.seconds * 1000))});
}

}  // namespace letan::bench
