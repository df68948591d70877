// Answers Prometheus over HTTP, on loopback.
#ifndef LETAN_SERVICES_SERVER_METRICS_LISTENER_H_
#define LETAN_SERVICES_SERVER_METRICS_LISTENER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "services/server/listen_address.h"
#include "services/server/metrics_page.h"

namespace prometheus {
class Exposer;
}

namespace letan::server {

// Whether metrics can be listened for there: loopback with a port, no unix socket.
// INVALID_ARGUMENT.
absl::StatusOr<ListenAddress> ParseMetricsAddress(const std::string& text);

class MetricsListener {
 public:
  // Serves /metrics when it returns. INVALID_ARGUMENT: the address; FAILED_PRECONDITION: it is
  // taken.
  static absl::StatusOr<std::unique_ptr<MetricsListener>> Start(const std::string& listen,
                                                                MetricsSources sources);
  // When no request is under way any more.
  ~MetricsListener();
  MetricsListener(const MetricsListener&) = delete;
  MetricsListener& operator=(const MetricsListener&) = delete;

  // "127.0.0.1:9464"
  const std::string& address() const { return address_; }

 private:
  MetricsListener(std::shared_ptr<MetricsPage> page, std::unique_ptr<prometheus::Exposer> exposer,
                  std::string address);

  const std::shared_ptr<MetricsPage> page_;  // the exposer does not own it
  const std::unique_ptr<prometheus::Exposer> exposer_;
  const std::string address_;
};

}  // namespace letan::server

#endif  // LETAN_SERVICES_SERVER_METRICS_LISTENER_H_
