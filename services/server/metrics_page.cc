#include "services/server/metrics_page.h"

#include <limits>
#include <utility>

namespace letan::server {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;
using Labels = std::vector<ClientMetric::Label>;

constexpr double kMicro = 1e-6;

ClientMetric Labelled(Labels labels) {
  ClientMetric metric;
  metric.label = std::move(labels);
  return metric;
}

ClientMetric Counted(double value, Labels labels = {}) {
  ClientMetric metric = Labelled(std::move(labels));
  metric.counter.value = value;
  return metric;
}

ClientMetric Gauged(double value, Labels labels = {}) {
  ClientMetric metric = Labelled(std::move(labels));
  metric.gauge.value = value;
  return metric;
}

// `unit`: of one, in what the metric's name says.
ClientMetric Distributed(const HistogramCounts& counts, double unit, Labels labels = {}) {
  ClientMetric metric = Labelled(std::move(labels));
  std::uint64_t below = 0;
  for (std::size_t i = 0; i < counts.counts.size(); ++i) {
    below += static_cast<std::uint64_t>(counts.counts[i]);
    const bool last = i == counts.bounds.size();
    metric.histogram.bucket.push_back({below, last ? std::numeric_limits<double>::infinity()
                                                   : static_cast<double>(counts.bounds[i]) * unit});
  }
  metric.histogram.sample_count = below;
  metric.histogram.sample_sum = static_cast<double>(counts.sum) * unit;
  return metric;
}

class Families {
 public:
  void Counter(const char* name, const char* help, std::int64_t value) {
    Add(MetricType::Counter, name, help, {Counted(static_cast<double>(value))});
  }
  void Gauge(const char* name, const char* help, double value) {
    Add(MetricType::Gauge, name, help, {Gauged(value)});
  }
  void Add(MetricType type, const char* name, const char* help, std::vector<ClientMetric> metrics) {
    all_.push_back({name, help, type, std::move(metrics)});
  }
  std::vector<MetricFamily> Take() { return std::move(all_); }

 private:
  std::vector<MetricFamily> all_;
};

Labels MethodLabels(const std::string& full_name) {
  const std::size_t slash = full_name.find('/');
  return {{"service", full_name.substr(0, slash)}, {"method", full_name.substr(slash + 1)}};
}

void AddCalls(const rpc::Metrics& metrics, Families& families) {
  std::vector<ClientMetric> ended;
  std::vector<ClientMetric> durations;
  for (rpc::MethodCounts& counts : metrics.Snapshot()) {
    const Labels method = MethodLabels(counts.method);
    counts.ended.try_emplace(absl::StatusCode::kOk, 0);  // there before it first happens
    for (const auto& [code, count] : counts.ended) {
      Labels labels = method;
      labels.push_back({"code", absl::StatusCodeToString(code)});
      ended.push_back(Counted(static_cast<double>(count), std::move(labels)));
    }
    durations.push_back(Distributed(counts.micros, kMicro, method));
  }
  families.Add(MetricType::Counter, "letan_rpc_ended_total",
               "Calls that have ended, by their code.", std::move(ended));
  families.Add(MetricType::Histogram, "letan_rpc_duration_seconds",
               "From taking a call up to handing its answer to gRPC.", std::move(durations));
  std::vector<ClientMetric> refusals;
  for (std::size_t i = 0; i < rpc::kRefusingLimits.size(); ++i) {
    refusals.push_back(Counted(static_cast<double>(metrics.refusals(i)),
                               {{"limit", std::string(rpc::kRefusingLimits[i])}}));
  }
  families.Add(MetricType::Counter, "letan_limit_refusals_total",
               "Calls that were refused, or streams that were ended, because of a limit.",
               std::move(refusals));
}

void AddExecutor(const rpc::ExecutorStats& stats, Families& families) {
  families.Gauge("letan_executor_threads", "Threads for reads that are not point reads.",
                 stats.threads);
  families.Gauge("letan_executor_running", "Of these, those that handle a call.", stats.running);
  families.Gauge("letan_executor_queue_length", "Reads that wait for a thread.", stats.queued);
  families.Counter("letan_executor_refused_total", "Reads that found the queue full.",
                   stats.refused);
}

void AddWrites(const storage::EngineStats& stats, Families& families) {
  families.Gauge("letan_write_queue_length", "Writes that wait for the writer.",
                 stats.queued_writes);
  families.Add(MetricType::Histogram, "letan_write_batch_size",
               "Writes in one transaction, refused ones included.",
               {Distributed(stats.batch_sizes, 1)});
  families.Add(MetricType::Histogram, "letan_commit_duration_seconds",
               "One COMMIT with its flush of the disk.",
               {Distributed(stats.commit_micros, kMicro)});
  const auto outcome = [](std::int64_t value, const char* name) {
    return Counted(static_cast<double>(value), {{"outcome", name}});
  };
  families.Add(MetricType::Counter, "letan_commits_total", "COMMITs by what became of them.",
               {outcome(stats.commits, "committed"), outcome(stats.failed_commits, "failed"),
                outcome(stats.unknown_commits, "unknown")});
}

void AddStorage(const storage::EngineStats& stats, Families& families) {
  const auto bytes = [](std::int64_t value) { return static_cast<double>(value); };
  families.Gauge("letan_storage_database_bytes", "Size of the database file.",
                 bytes(stats.database_bytes));
  families.Gauge("letan_storage_wal_bytes", "Size of the write-ahead log's file.",
                 bytes(stats.log_bytes));
  families.Gauge("letan_storage_wal_pages", "Pages in the log since it began anew.",
                 bytes(stats.log_pages));
  families.Gauge("letan_storage_disk_free_bytes", "Room that the file system has left.",
                 bytes(stats.free_disk_bytes));
  families.Gauge("letan_storage_checkpoint_age_seconds",
                 "Since the log was last moved wholly, or since the start.",
                 bytes(stats.checkpoint_age_micros) * kMicro);
  const auto result = [](std::int64_t value, const char* name) {
    return Counted(static_cast<double>(value), {{"result", name}});
  };
  families.Add(MetricType::Counter, "letan_storage_checkpoints_total",
               "Checkpoints that moved the whole log, a part of it, or failed.",
               {result(stats.checkpoints, "whole"), result(stats.partial_checkpoints, "partial"),
                result(stats.failed_checkpoints, "failed")});
  families.Add(MetricType::Gauge, "letan_storage_readers", "Connections that read.",
               {Gauged(stats.readers_in_use, {{"state", "in_use"}}),
                Gauged(stats.readers_idle, {{"state", "idle"}})});
  families.Gauge("letan_storage_disk_full", "1: the last write found no room.",
                 stats.disk_full ? 1 : 0);
  families.Gauge("letan_storage_broken", "1: no write is possible, for another reason.",
                 stats.broken ? 1 : 0);
}

void AddProvider(const access::ProviderStats& stats, Families& families) {
  families.Gauge("letan_oidc_keys", "Keys of the identity provider that are in use.",
                 static_cast<double>(stats.keys));
  families.Gauge("letan_oidc_keys_stale", "1: the file of keys has others, which cannot be used.",
                 stats.stale ? 1 : 0);
  const auto result = [](std::int64_t value, const char* name) {
    return Counted(static_cast<double>(value), {{"result", name}});
  };
  families.Add(MetricType::Counter, "letan_oidc_key_loads_total",
               "Times that the file of keys was read.",
               {result(stats.loads, "loaded"), result(stats.failed_loads, "failed")});
  std::vector<ClientMetric> refused;
  for (const auto& [reason, count] : stats.refused) {
    refused.push_back(Counted(static_cast<double>(count), {{"reason", reason}}));
  }
  families.Add(MetricType::Counter, "letan_oidc_tokens_refused_total",
               "Tokens of the identity provider, or meant to be, that were refused.",
               std::move(refused));
}

}  // namespace

std::vector<MetricFamily> MetricsPage::Collect() const {
  Families families;
  families.Add(MetricType::Gauge, "letan_build_info", "1; the version is its label.",
               {Gauged(1, {{"version", sources_.version}})});
  families.Gauge("letan_start_time_seconds", "When the server began to serve, since 1970.",
                 sources_.start_time_seconds);
  AddCalls(*sources_.calls, families);
  AddExecutor(sources_.executor->Stats(), families);
  const storage::EngineStats stats = sources_.engine->Stats();
  AddWrites(stats, families);
  AddStorage(stats, families);
  const storage::AuditWriter* audit = sources_.audit;
  families.Counter("letan_audit_heads_total", "Signed heads of the log that were appended.",
                   audit == nullptr ? 0 : audit->appended());
  families.Counter("letan_audit_head_failures_total", "Heads that could not be appended.",
                   audit == nullptr ? 0 : audit->failed());
  if (sources_.identity_provider != nullptr) {
    AddProvider(sources_.identity_provider->Stats(), families);
  }
  families.Gauge("letan_watch_streams", "Open streams of changes.",
                 sources_.watchers ? static_cast<double>(sources_.watchers()) : 0);
  return families.Take();
}

}  // namespace letan::server
