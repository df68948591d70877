#include "tests/bench/echo_comparison.h"

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <utility>

#include "tests/bench/calls.h"
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

// Three children: the same data behind a server for anybody and behind one that asks, and the echo.
struct Compared {
  Target server;
  Target asking;
  std::string token;  // of a dispatcher
  Target echo;
};

// Ends the server; both go on from what it has stored.
bool StartBoth(const Options& options, const ScratchDirectory& scratch, Target preloaded,
               Compared& compared) {
  preloaded.process->Signal(SIGTERM);
  if (preloaded.process->Wait() != 0) return false;
  std::error_code failed;
  std::filesystem::copy_file(scratch.path() + "/echo.db", scratch.path() + "/asking.db", failed);
  const std::string token_file = scratch.path() + "/token";
  auto server = StartServer(LetandArguments(options.letand, scratch, "echo"));
  auto asking = StartServer(AskingLetandArguments(options.letand, scratch, "asking", token_file));
  if (failed || !server.has_value() || !asking.has_value()) return false;
  const auto token =
      TokenOfNewUser(OpenChannels(asking->address, 1).front(), ReadWord(token_file), "dispatcher");
  if (!token.has_value()) return false;
  compared.server = *std::move(server);
  compared.asking = *std::move(asking);
  compared.token = *token;
  return true;
}

std::vector<Series> AllSeries(const Options& options, const Payloads& payloads, Workload& workload,
                              const Compared& compared) {
  const NextRequest read = [&workload] { return workload.NextPointRead(); };
  const NextRequest book = [&workload] { return workload.NextBooking(); };
  const auto echo_channels = OpenChannels(compared.echo.address, kChannels);
  const auto echo = [&](const char* path, std::size_t bytes) {
    return Load{echo_channels, compared.echo.pid(), "", Echo(path, bytes)};
  };
  const Load anybody{
      OpenChannels(compared.server.address, kChannels), compared.server.pid(), "", {}};
  const Load known{
      OpenChannels(compared.asking.address, kChannels), compared.asking.pid(), compared.token, {}};
  std::vector<Series> all;
  const auto add = [&](const std::string& name, Load load, const NextRequest& next,
                       const std::string& echo_name) {
    load.next = next;
    all.push_back({name, std::move(load), echo_name, options.bookings});
  };
  const bool reads = options.Wants("point_read") || options.Wants("point_read_identity");
  if (reads || options.Wants("echo")) {
    all.push_back({"echo", echo(kEchoPointMethod, payloads.point.request), "echo", 0});
  }
  if (options.Wants("point_read")) add("point_read", anybody, read, "echo");
  if (options.Wants("point_read_identity")) {
    // What the header with the token alone costs gRPC.
    Load with_token = echo(kEchoPointMethod, payloads.point.request);
    with_token.token = compared.token;
    all.push_back({"echo_identity", std::move(with_token), "echo", 0});
    add("point_read_identity", known, read, "echo");
  }
  const bool writes = options.Wants("booking") || options.Wants("booking_identity");
  if (writes || options.Wants("echo_booking")) {
    all.push_back(
        {"echo_booking", echo(kEchoBookingMethod, payloads.booking.request), "echo_booking", 0});
  }
  // Beside each other: what asking costs is the one against the other.
  if (writes) add("booking", anybody, book, "echo_booking");
  if (options.Wants("booking_identity")) add("booking_identity", known, book, "echo_booking");
  return all;
}

}  // namespace

std::optional<std::vector<Result>> CompareWithEcho(const Options& options, const std::string& self,
                                                   const ScratchDirectory& scratch) {
  auto preloaded = StartServer(LetandArguments(options.letand, scratch, "echo"));
  if (!preloaded.has_value()) return std::nullopt;
  Workload workload;
  const auto payloads = Prepare(workload, preloaded->address, options.bookings);
  if (!payloads.has_value()) return std::nullopt;
  Compared compared;
  if (!StartBoth(options, scratch, *std::move(preloaded), compared)) return std::nullopt;
  auto echo = StartServer({self, "--echo-server",
                           "--echo-point-bytes=" + std::to_string(payloads->point.response),
                           "--echo-booking-bytes=" + std::to_string(payloads->booking.response)});
  if (!echo.has_value()) return std::nullopt;
  compared.echo = *std::move(echo);
  return MeasureInTurns(AllSeries(options, *payloads, workload, compared),
                        {options.levels, options.rounds,
                         std::chrono::milliseconds(static_cast<int>(options.seconds * 1000))});
}

}  // namespace letan::bench
