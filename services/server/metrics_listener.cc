#include "services/server/metrics_listener.h"

#include <prometheus/exposer.h>

#include <exception>
#include <utility>
#include <vector>

namespace letan::server {
namespace {

// One for Prometheus, one for a person who looks at the same time.
constexpr char kThreads[] = "2";
// A client that stays silent is dropped, lest two of them keep Prometheus out.
constexpr char kTimeoutMillis[] = "5000";

}  // namespace

absl::StatusOr<ListenAddress> ParseMetricsAddress(const std::string& text) {
  auto address = ParseListenAddress(text);
  if (!address.ok()) return address;
  if (address->is_unix()) {
    return absl::InvalidArgumentError("metrics are served on HOST:PORT only, not on a unix socket");
  }
  if (!address->is_local()) {
    return absl::InvalidArgumentError("metrics are served on loopback only, not on " +
                                      address->host);
  }
  return address;
}

MetricsListener::MetricsListener(std::shared_ptr<MetricsPage> page,
                                 std::unique_ptr<prometheus::Exposer> exposer, std::string address)
    : page_(std::move(page)), exposer_(std::move(exposer)), address_(std::move(address)) {}

MetricsListener::~MetricsListener() = default;

absl::StatusOr<std::unique_ptr<MetricsListener>> MetricsListener::Start(const std::string& listen,
                                                                        MetricsSources sources) {
  auto address = ParseMetricsAddress(listen);
  if (!address.ok()) return address.status();
  auto page = std::make_shared<MetricsPage>(std::move(sources));
  std::unique_ptr<prometheus::Exposer> exposer;
  try {
    exposer = std::make_unique<prometheus::Exposer>(std::vector<std::string>{
        "listening_ports", address->ToString(), "num_threads", kThreads, "request_timeout_ms",
        kTimeoutMillis, "keep_alive_timeout_ms", kTimeoutMillis});
  } catch (const std::exception&) {
    return absl::FailedPreconditionError("cannot serve metrics on " + address->ToString() +
                                         ": it is taken or not permitted");
  }
  const std::vector<int> ports = exposer->GetListeningPorts();
  if (ports.size() == 1) address->port = ports.front();
  exposer->RegisterCollectable(page);
  return std::unique_ptr<MetricsListener>(
      new MetricsListener(std::move(page), std::move(exposer), address->ToString()));
}

}  // namespace letan::server
