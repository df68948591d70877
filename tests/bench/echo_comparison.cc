#include "tests/bench/echo_comparison.h"

#include <cstdio>

#include "tests/bench/echo_server.h"
#include "tests/bench/load.h"
#include "tests/bench/series.h"
#include "tests/bench/workload.h"

namespace letan::bench {
namespace {

constexpr int kChannels = 4;

struct Payloads {
  Payload point;
  Payload booking;
};

std::optional<Payloads> Prepare(Workload& workload, const std::string& address, int bookings) {
  std::fprintf(stderr, "preloading %d bookings\n", bookings);
  const auto channel = OpenChannels(address, 1).front();
  Payload resource;
  Payload booking;
  Payloads found;
  if (!workload.Preload(channel, bookings) ||
      !MeasurePayload(channel, workload.NextPointRead(), resource) ||
      !MeasurePayload(channel, workload.NextPointRead(), booking) ||
      !MeasurePayload(channel, workload.NextBooking(), found.booking)) {
    return std::nullopt;
  }
  found.point = {(resource.request + booking.request) / 2,
                 (resource.response + booking.response) / 2};
  std::fprintf(stderr, "bytes of request and answer: point_read %zu %zu, booking %zu %zu\n",
               found.point.request, found.point.response, found.booking.request,
               found.booking.response);
  return found;
}

NextRequest Echo(const char* path, std::size_t bytes) {
  return [path, payload = std::string(bytes, 'e')] { return Request{path, payload}; };
}

std::vector<Series> AllSeries(const Options& options, const Payloads& payloads, Workload& workload,
                              const Target& server, const Target& echo) {
  const auto echo_channels = OpenChannels(echo.address, kChannels);
  const auto channels = OpenChannels(server.address, kChannels);
  std::vector<Series> all;
  if (options.Wants("echo") || options.Wants("point_read")) {
    all.push_back({"echo", echo_channels, Echo(kEchoPointMethod, payloads.point.request),
                   echo.pid(), "echo", 0});
  }
  if (options.Wants("point_read")) {
    all.push_back({"point_read", channels, [&workload] { return workload.NextPointRead(); },
                   server.pid(), "echo", options.bookings});
  }
  if (options.Wants("booking") || options.Wants("echo_booking")) {
    all.push_back({"echo_booking", echo_channels,
                   Echo(kEchoBookingMethod, payloads.booking.request), echo.pid(), "echo_booking",
                   0});
  }
  if (options.Wants("booking")) {
    all.push_back({"booking", channels, [&workload] { return workload.NextBooking(); },
                   server.pid(), "echo_booking", options.bookings});
  }
  return all;
}

}  // namespace

std::optional<std::vector<Result>> CompareWithEcho(const Options& options, const std::string& self,
                                                   const ScratchDirectory& scratch) {
  const auto server = StartServer(LetandArguments(options.letand, scratch, "echo"));
  if (!server.has_value()) return std::nullopt;
  Workload workload;
  const auto payloads = Prepare(workload, server->address, options.bookings);
  if (!payloads.has_value()) return std::nullopt;
  const auto echo = StartServer(
      {self, "--echo-server", "--echo-point-bytes=" + std::to_string(payloads->point.response),
       "--echo-booking-bytes=" + std::to_string(payloads->booking.response)});
  if (!echo.has_value()) return std::nullopt;
  return MeasureInTurns(AllSeries(options, *payloads, workload, *server, *echo),
                        {options.levels, options.rounds,
                         std::chrono::milliseconds(static_cast<int>(options.seconds * 1000))});
}

}  // namespace letan::bench
