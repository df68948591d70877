#include "services/server/server.h"

#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <utility>

#include "services/access/default_permissions.h"
#include "services/access/permission_file.h"
#include "services/core/limits.h"
#include "services/entity/page_token.h"
#include "services/operations/deadline_keeper.h"
#include "services/rpc/authentication.h"
#include "services/rpc/call_steps.h"
#include "services/rpc/caller_limits.h"
#include "services/rpc/id_source.h"
#include "services/rpc/raw_service.h"
#include "services/rpc/revision_token.h"
#include "services/server/listen_address.h"
#include "services/server/listeners.h"
#include "services/server/log_line.h"
#include "services/server/metrics_listener.h"
#include "services/server/services.h"
#include "services/server/ticker.h"
#include "storage/audit_writer.h"
#include "storage/digest.h"

namespace letan::server {
namespace {

constexpr std::chrono::seconds kDrainTime{60};
// When all calls have ended: for answers to reach the network, and for who watches health to go.
constexpr std::chrono::seconds kPartingTime{1};

// Both plug themselves into every server that is built later. Reflection answers anyone: gRPC asks
// none of ours who calls.
void EnablePlugins(bool reflection) {
  static std::once_flag health;
  std::call_once(health, [] { grpc::EnableDefaultHealthCheckService(true); });
  static std::once_flag reflecting;
  if (reflection) {
    std::call_once(reflecting, [] { grpc::reflection::InitProtoReflectionServerBuilderPlugin(); });
  }
}

access::Prototypes PrototypesOfKinds() {
  access::Prototypes prototypes;
  for (const entity::StoredKind& kind : StoredKinds()) prototypes[kind.kind] = kind.prototype;
  return prototypes;
}

// Checked when it was built in; a test of letand's start would find it broken.
std::unique_ptr<const access::PermissionTable> DefaultTable() {
  auto table = access::ParsePermissions(access::DefaultPermissions(), access::LinkedSchema());
  if (!table.ok()) {
    std::fprintf(stderr, "letand: %s\n", std::string(table.status().message()).c_str());
    std::abort();
  }
  return *std::move(table);
}

void SetConnectionLimits(grpc::ServerBuilder& builder, const limits::Adjustable& limits) {
  const auto millis = [](std::int64_t seconds) { return static_cast<int>(seconds * 1000); };
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS,
                             static_cast<int>(limits.max_streams_per_connection));
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_MS,
                             millis(limits.max_connection_age_seconds));
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS,
                             millis(limits.connection_age_grace_seconds));
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_IDLE_MS,
                             millis(limits.connection_idle_seconds));
  builder.AddChannelArgument(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS,
                             millis(limits.handshake_seconds));
  // Else it would be two hours where no call is open.
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
                             millis(limits.min_ping_interval_seconds));
}

void SetLimits(grpc::ServerBuilder& builder, const limits::Adjustable& limits) {
  // Two servers on one port would share its connections silently.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE,
                             static_cast<int>(limits.max_metadata_bytes));
  SetConnectionLimits(builder, limits);
  builder.SetMaxReceiveMessageSize(limits::kMaxMessageBytes);
  builder.SetMaxSendMessageSize(limits::kMaxMessageBytes);
}

const std::string& SecretOf(const ServerOptions& options, const storage::Engine& engine) {
  return options.token_secret.empty() ? engine.secret() : options.token_secret;
}

}  // namespace

// Members are in the order of their making; what stands below uses what stands above.
class Server::Parts {
 public:
  Parts(ServerOptions options, std::unique_ptr<storage::Engine> engine,
        const MakeTables& make_tables)
      : page_tokens_(SecretOf(options, *engine)),
        revision_tokens_(SecretOf(options, *engine)),
        audit_ids_(storage::Sha256("letan audit records 1\n" + SecretOf(options, *engine))),
        read_log_ids_(storage::Sha256("letan read records 1\n" + SecretOf(options, *engine))),
        engine_(std::move(engine)),
        ids_(options.clock, options.id_randomness),
        caller_limits_(options.limits),
        streams_(options.limits.max_watchers),
        executor_({options.limits.read_threads, options.limits.max_queued_reads}),
        sign_ins_({options.limits.sign_in_threads, options.limits.max_queued_sign_ins}),
        options_(std::move(options)),
        access_(options_.permissions ? options_.permissions() : DefaultTable(),
                PrototypesOfKinds()),
        callers_(*engine_, access_.table(), options_.clock, options_.identity_provider.get()) {
    runtime_.engine = engine_.get();
    runtime_.executor = &executor_;
    runtime_.streams = &streams_;
    runtime_.caller_limits = &caller_limits_;
    runtime_.tokens = &revision_tokens_;
    runtime_.ids = &ids_;
    runtime_.metrics = &metrics_;
    runtime_.limits = options_.limits;
    runtime_.clock = options_.clock;
    runtime_.sign_ins = &sign_ins_;
    runtime_.access = &access_;
    runtime_.callers = &callers_;
    runtime_.authenticate = options_.authenticate ? options_.authenticate
                            : options_.anonymous  ? rpc::AnonymousAuthentication()
                                                  : rpc::BearerAuthentication(callers_);
    runtime_.authorize = options_.authorize;
    runtime_.follow = [](storage::WriteBody body) {
      return operations::KeepDeadlines(StoredKinds(), std::move(body));
    };
    runtime_.log = options_.log ? options_.log : LogEventsToStderr();
    SetUpAdministration();
    runtime_.log_calls = options_.log_calls;
    entity::ServiceDeps deps;
    deps.page_tokens = &page_tokens_;
    deps.methods = &methods_;
    deps.access = &access_;
    deps.callers = &callers_;
    deps.context_for = [this](const call::CallContext& context, const call::Method& method) {
      return rpc::ContextFor(runtime_, context, method);
    };
    deps.guard = [this](const call::CallContext& context, const google::protobuf::Message& request,
                        storage::WriteBody body) {
      return access_.Guard(context.permit, request, std::move(body));
    };
    deps.engine = engine_.get();
    deps.revision_token = [this](storage::Revision revision) {
      return revision_tokens_.Encode(revision);
    };
    deps.read_revision_token = [this](const std::string& token) {
      return revision_tokens_.Decode(token);
    };
    deps.audit_id = [this](std::int64_t sequence) { return audit_ids_.Encode(sequence); };
    deps.read_audit_id = [this](const std::string& id) { return audit_ids_.Decode(id); };
    deps.read_log_id = [this](std::int64_t sequence) { return read_log_ids_.Encode(sequence); };
    deps.parse_read_log_id = [this](const std::string& id) { return read_log_ids_.Decode(id); };
    deps.log = runtime_.log;
    deps.limits = options_.limits;
    deps.administration = &administration_;
    deps.kinds = &StoredKinds();
    for (const call::ServiceTable& table : make_tables(deps)) {
      service_names_.push_back(table.service()->full_name());
      methods_.Add(table);
      services_.push_back(std::make_unique<rpc::RawService>(table, runtime_));
      if (table.hooks().tick) ticks_.push_back(table.hooks().tick);
      if (table.hooks().stop) stops_.push_back(table.hooks().stop);
    }
  }

  ~Parts() { Stop(std::chrono::seconds(5)); }

  absl::Status Serve() {
    if (absl::Status begun = LearnRevision(); !begun.ok()) return begun;
    if (absl::Status opened = OpenAudit(); !opened.ok()) return opened;
    if (absl::Status built = Build(); !built.ok()) return built;
    if (absl::Status listening = ListenForPrometheus(); !listening.ok()) return listening;
    if (options_.tick.count() > 0) {
      ticker_ = std::make_unique<Ticker>(options_.tick, [this] { Tick(); });
    }
    return absl::OkStatus();
  }

  void Tick() {
    engine_->ExpireHolds();
    // Before streams ask again whether their caller is known.
    access::IdentityProvider* provider = options_.identity_provider.get();
    if (provider != nullptr && provider->Reload()) callers_.Forget();
    for (const auto& tick : ticks_) tick(options_.clock());
    if (audit_ != nullptr && options_.clock() >= next_head_) SignHead();
    streams_.Tick();
  }

  void Stop(std::chrono::milliseconds grace) {
    if (stopped_) return;
    stopped_ = true;
    ticker_.reset();
    if (server_ != nullptr) EndCalls(grace);
    // The threads that answer calls end before the server: they may still be inside a reactor's
    // Finish when the server counts its call as done.
    executor_.Drain();
    sign_ins_.Drain();
    for (const auto& stop : stops_) stop();
    metrics_listener_.reset();
    if (audit_ != nullptr) SignHead();
    audit_.reset();
    engine_.reset();
    server_.reset();
  }

  const std::string& address() const { return address_; }
  const std::string& metrics_address() const {
    static const std::string none;
    return metrics_listener_ == nullptr ? none : metrics_listener_->address();
  }
  storage::Engine& engine() { return *engine_; }
  const rpc::Metrics& metrics() const { return metrics_; }

 private:
  void SetUpAdministration() {
    administration_.engine = engine_.get();
    administration_.version = options_.version;
    administration_.backup_directory = options_.backup_directory;
    administration_.limits = options_.limits;
    administration_.limits.max_queued_writes = engine_->options().max_queued_writes;
    administration_.limits.max_batch = engine_->options().max_batch;
    administration_.start_time = options_.clock();
    administration_.revision_token = [this](storage::Revision revision) {
      return revision_tokens_.Encode(revision);
    };
    administration_.set_draining = [this](bool draining) { return SetDraining(draining); };
    administration_.draining = [this] { return runtime_.writes.closed(); };
    administration_.begin_write = [this] { return runtime_.writes.Enter(); };
    administration_.sign_head = [this] {
      if (audit_ != nullptr) audit_->Append().IgnoreError();
    };
    administration_.end_write = [this] { runtime_.writes.Leave(); };
  }

  // The port stays open while calls end, so that health can say what is going on.
  void EndCalls(std::chrono::milliseconds grace) {
    const auto until = std::chrono::steady_clock::now() + grace;
    const auto left = [until] {
      return std::max(std::chrono::milliseconds(0),
                      std::chrono::duration_cast<std::chrono::milliseconds>(
                          until - std::chrono::steady_clock::now()));
    };
    server_->GetHealthCheckService()->Shutdown();
    runtime_.calls.SetClosed(true);
    streams_.End();
    runtime_.calls.WaitEmpty(left());
    streams_.WaitNone(until);
    server_->Shutdown(std::chrono::system_clock::now() +
                      std::min<std::chrono::milliseconds>(left(), kPartingTime));
    server_->Wait();
  }

  absl::Status SetDraining(bool draining) {
    runtime_.writes.SetClosed(draining);
    // Of every service. One by one as well, who watches would be told twice.
    server_->GetHealthCheckService()->SetServingStatus(!draining);
    if (!draining || runtime_.writes.WaitEmpty(kDrainTime)) return absl::OkStatus();
    return absl::DeadlineExceededError("writes are still under way: no new ones are taken");
  }

  // What refusals show before the first call has seen the database.
  absl::Status LearnRevision() {
    const auto read = engine_->BeginRead(storage::Viewer::Administrator());
    if (read.ok()) runtime_.latest.Raise((*read)->revision());
    return read.status();
  }

  absl::Status OpenAudit() {
    if (options_.audit_heads.empty()) return absl::OkStatus();
    auto opened = storage::AuditWriter::Open(
        {options_.audit_heads, options_.audit_key, engine_.get(), runtime_.log});
    if (!opened.ok()) return opened.status();
    audit_ = *std::move(opened);
    SignHead();
    return absl::OkStatus();
  }

  // A failure is logged and counted by the writer; the server goes on.
  void SignHead() {
    next_head_ = options_.clock() + std::chrono::microseconds(options_.audit_interval).count();
    audit_->Append().IgnoreError();
  }

  absl::Status ListenForPrometheus() {
    if (options_.metrics_listen.empty()) return absl::OkStatus();
    MetricsSources sources;
    sources.version = LETAN_VERSION;
    sources.start_time_seconds = static_cast<double>(options_.clock()) / 1e6;
    sources.calls = &metrics_;
    sources.executor = &executor_;
    sources.engine = engine_.get();
    sources.audit = audit_.get();
    sources.identity_provider = options_.identity_provider.get();
    sources.watchers = [this] { return static_cast<std::int64_t>(streams_.size()); };
    auto listener = MetricsListener::Start(options_.metrics_listen, std::move(sources));
    if (!listener.ok()) return listener.status();
    metrics_listener_ = *std::move(listener);
    return absl::OkStatus();
  }

  absl::Status Build() {
    EnablePlugins(options_.anonymous || options_.reflection);
    if (absl::Status ready = listeners_.Prepare(options_.transport, runtime_.log); !ready.ok()) {
      return ready;
    }
    grpc::ServerBuilder builder;
    SetLimits(builder, options_.limits);
    for (const auto& service : services_) builder.RegisterService(service.get());
    builder.RegisterCallbackGenericService(&unknown_methods_);
    listeners_.AddTo(builder);
    {
      const OwnerOnlyFiles socket_mode;
      server_ = builder.BuildAndStart();
    }
    auto address = listeners_.Address(server_ != nullptr);
    if (!address.ok()) return address.status();
    address_ = *std::move(address);
    for (const std::string& name : service_names_) {
      server_->GetHealthCheckService()->SetServingStatus(name, true);
    }
    return absl::OkStatus();
  }

  const entity::PageTokens page_tokens_;
  call::MethodIndex methods_;
  const rpc::RevisionTokens revision_tokens_;
  const rpc::RevisionTokens audit_ids_;  // the same cipher under other keys
  const rpc::RevisionTokens read_log_ids_;
  std::unique_ptr<storage::Engine> engine_;
  rpc::IdSource ids_;
  rpc::Metrics metrics_;
  rpc::Runtime runtime_;
  rpc::CallerLimits caller_limits_;
  rpc::OpenStreams streams_;
  rpc::Executor executor_;
  rpc::Executor sign_ins_;
  const ServerOptions options_;
  const access::AccessControl access_;
  access::Callers callers_;
  std::vector<std::function<void(booking::Micros)>> ticks_;  // of the services
  std::vector<std::function<void()>> stops_;
  entity::Administration administration_;
  std::vector<std::string> service_names_;
  std::vector<std::unique_ptr<rpc::RawService>> services_;
  rpc::UnknownMethods unknown_methods_{runtime_};
  std::unique_ptr<storage::AuditWriter> audit_;  // null: no heads are signed
  std::atomic<booking::Micros> next_head_{0};
  Listeners listeners_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<MetricsListener> metrics_listener_;
  std::unique_ptr<Ticker> ticker_;
  std::string address_;
  bool stopped_ = false;
};

Server::Server(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Server::~Server() = default;

absl::StatusOr<std::unique_ptr<Server>> Server::Start(ServerOptions options,
                                                      std::unique_ptr<storage::Engine> engine,
                                                      const MakeTables& make_tables) {
  auto parts = std::make_unique<Parts>(std::move(options), std::move(engine), make_tables);
  if (absl::Status served = parts->Serve(); !served.ok()) return served;
  return std::unique_ptr<Server>(new Server(std::move(parts)));
}

const std::string& Server::address() const { return parts_->address(); }
const std::string& Server::metrics_address() const { return parts_->metrics_address(); }
storage::Engine& Server::engine() { return parts_->engine(); }
const rpc::Metrics& Server::metrics() const { return parts_->metrics(); }
void Server::Tick() { parts_->Tick(); }
void Server::Stop(std::chrono::milliseconds grace) { parts_->Stop(grace); }

}  // namespace letan::server
