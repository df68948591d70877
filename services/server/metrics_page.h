// What Prometheus is told. Names and meanings are in docs/metrics.md; no label says what is stored.
#ifndef LETAN_SERVICES_SERVER_METRICS_PAGE_H_
#define LETAN_SERVICES_SERVER_METRICS_PAGE_H_

#include <prometheus/collectable.h>
#include <prometheus/metric_family.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "services/access/identity_provider.h"
#include "services/rpc/executor.h"
#include "services/rpc/metrics.h"
#include "storage/audit_writer.h"
#include "storage/engine.h"

namespace letan::server {

// Where the figures are; everything outlives the page.
struct MetricsSources {
  std::string version;
  double start_time_seconds = 0;
  const rpc::Metrics* calls = nullptr;
  const rpc::Executor* executor = nullptr;
  const storage::Engine* engine = nullptr;
  const storage::AuditWriter* audit = nullptr;                  // null: no heads are signed
  const access::IdentityProvider* identity_provider = nullptr;  // null: none is trusted
  std::function<std::int64_t()> watchers;  // streams that are open now; unset: none can be
};

// Reads the figures when it is asked; the calls that are counted take no part in that.
class MetricsPage : public prometheus::Collectable {
 public:
  explicit MetricsPage(MetricsSources sources) : sources_(std::move(sources)) {}
  std::vector<prometheus::MetricFamily> Collect() const override;

 private:
  const MetricsSources sources_;
};

}  // namespace letan::server

#endif  // LETAN_SERVICES_SERVER_METRICS_PAGE_H_
