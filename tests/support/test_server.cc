#include "tests/support/test_server.h"

#include <grpcpp/impl/client_unary_call.h>

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <utility>

#include "services/rpc/bytes.h"
#include "services/rpc/revision_token.h"
#include "services/server/flag_options.h"
#include "services/server/services.h"
#include "storage/memory/memory_engine.h"
#include "storage/sqlite/sqlite_engine.h"
#include "tests/support/call_evidence.h"
#include "tests/support/test_keys.h"

namespace letan::testing {
namespace {

constexpr char kNoServices[] = "none";

[[noreturn]] void Die(const std::string& what) {
  std::fprintf(stderr, "test server: %s\n", what.c_str());
  std::abort();
}

std::string MakeDirectory() {
  std::string pattern = (std::filesystem::temp_directory_path() / "letan-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) Die("cannot make " + pattern);
  return pattern;
}

constexpr char kRateFlag[] = "--requests-per-second-per-caller=";

// As letand reads them.
server::Flags FlagsOf(const TestServerOptions& options) {
  std::vector<std::string> arguments{"letand", "--storage=sqlite:unused", "--listen=127.0.0.1:0"};
  // A burst would be the last one, on a clock that stands still.
  if (std::none_of(options.limits.begin(), options.limits.end(),
                   [](const std::string& flag) { return flag.rfind(kRateFlag, 0) == 0; })) {
    arguments.push_back(std::string(kRateFlag) + "0");
  }
  arguments.insert(arguments.end(), options.limits.begin(), options.limits.end());
  std::vector<char*> pointers;
  for (std::string& argument : arguments) pointers.push_back(argument.data());
  const server::ParsedFlags parsed =
      server::ParseFlags(static_cast<int>(pointers.size()), pointers.data());
  if (!parsed.serve) Die("wrong flags");
  return parsed.flags;
}

std::unique_ptr<storage::Engine> OpenEngine(const TestServerOptions& options,
                                            const std::string& directory, storage::Clock clock) {
  storage::EngineOptions engine_options = server::EngineOptionsOf(FlagsOf(options));
  engine_options.log = nullptr;
  engine_options.clock = std::move(clock);
  engine_options.default_travel = options.default_travel;
  if (options.engine == EngineKind::kMemory) return storage::NewMemoryEngine(engine_options);
  storage::SqliteOptions sqlite;
  sqlite.path = directory + "/letan.db";
  sqlite.create = true;
  sqlite.vfs = options.vfs;
  if (options.keys) sqlite.keys = TestKeys();
  sqlite.engine = engine_options;
  auto engine = storage::OpenSqlite(sqlite);
  if (!engine.ok()) Die(engine.status().ToString());
  return *std::move(engine);
}

server::MakeTables TablesOf(const TestServerOptions& options) {
  return [&options](const entity::ServiceDeps& deps) {
    std::vector<call::ServiceTable> tables;
    if (options.services != std::vector<std::string>{kNoServices}) {
      auto names = server::ChooseServices(options.services);
      if (!names.ok()) Die(names.status().ToString());
      tables = server::BuildServices(*names, deps);
    }
    if (options.tables) {
      for (call::ServiceTable& table : options.tables()) tables.push_back(std::move(table));
    }
    return tables;
  };
}

}  // namespace

TestServer::TestServer(TestServerOptions options)
    : options_(std::move(options)),
      directory_(MakeDirectory()),
      clock_(std::make_shared<ManualClock>(options_.start)) {
  Start();
}

TestServer::~TestServer() {
  Stop();
  std::error_code ignored;
  std::filesystem::remove_all(directory_, ignored);
}

void TestServer::Start() {
  const storage::Clock clock = [now = clock_] { return now->now(); };
  server::ServerOptions options;
  options.transport = options_.transport;
  options.transport.listen =
      options_.unix_socket ? "unix:" + directory_ + "/socket" : "127.0.0.1:0";
  options.clock = clock;
  options.limits = FlagsOf(options_).limits;
  options.metrics_listen = options_.metrics_listen;
  if (options_.authenticate) {
    options.authenticate = [authenticate =
                                options_.authenticate](const grpc::CallbackServerContext& context)
        -> absl::StatusOr<std::shared_ptr<const call::Caller>> {
      auto viewer = authenticate(context);
      if (!viewer.ok()) return viewer.status();
      auto caller = std::make_shared<call::Caller>();
      caller->viewer = *std::move(viewer);
      caller->anonymous = true;
      return caller;
    };
  }
  options.anonymous = !options_.identity;
  options.authorize = options_.authorize;
  options.tick = std::chrono::milliseconds(0);
  options.log = options_.log ? options_.log : [](const LogEvent&) {};
  options.log_calls = options_.log_calls;
  auto provider = server::IdentityProviderOf(FlagsOf(options_), options.log);
  if (!provider.ok()) Die(provider.status().ToString());
  identity_provider_ = *std::move(provider);
  options.identity_provider = identity_provider_;
  options.version = "test";
  if (options_.deterministic) {
    options.id_randomness = [] { return std::uint64_t{0}; };
    options.token_secret = std::string(32, 's');
  }
  if (options_.backups) {
    options.backup_directory = directory_ + "/backups";
    std::filesystem::create_directories(options.backup_directory);
  }
  auto server = server::Server::Start(std::move(options), OpenEngine(options_, directory_, clock),
                                      TablesOf(options_));
  if (!server.ok()) Die(server.status().ToString());
  server_ = *std::move(server);
  engine_ = &server_->engine();
  address_ = server_->address();
  channel_ = NewChannel(metadata_);
}

// Adds metadata to every call of a channel.
class AddMetadata : public grpc::experimental::Interceptor {
 public:
  explicit AddMetadata(const Metadata& metadata) : metadata_(metadata) {}

  void Intercept(grpc::experimental::InterceptorBatchMethods* methods) override {
    if (methods->QueryInterceptionHookPoint(
            grpc::experimental::InterceptionHookPoints::PRE_SEND_INITIAL_METADATA)) {
      for (const auto& one : metadata_) methods->GetSendInitialMetadata()->insert(one);
    }
    methods->Proceed();
  }

 private:
  const Metadata& metadata_;
};

class AddMetadataFactory : public grpc::experimental::ClientInterceptorFactoryInterface {
 public:
  explicit AddMetadataFactory(Metadata metadata) : metadata_(std::move(metadata)) {}
  grpc::experimental::Interceptor* CreateClientInterceptor(
      grpc::experimental::ClientRpcInfo*) override {
    return new AddMetadata(metadata_);
  }

 private:
  const Metadata metadata_;
};

void TestServer::SetMetadata(const Metadata& metadata) {
  metadata_ = metadata;
  channel_ = NewChannel(metadata_);
}

std::shared_ptr<grpc::Channel> TestServer::NewChannel() const { return NewChannel({}); }

std::shared_ptr<grpc::Channel> TestServer::NewChannel(const Metadata& metadata) const {
  grpc::ChannelArguments arguments;
  // A connection of its own, not one that gRPC shares between channels with equal arguments.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  std::vector<std::unique_ptr<grpc::experimental::ClientInterceptorFactoryInterface>> adds;
  if (!metadata.empty()) adds.push_back(std::make_unique<AddMetadataFactory>(metadata));
  return grpc::experimental::CreateCustomChannelWithInterceptors(
      address_, grpc::InsecureChannelCredentials(), arguments, std::move(adds));
}

void TestServer::Stop(std::chrono::milliseconds grace) {
  channel_.reset();
  if (server_ != nullptr) {
    server_->Stop(grace);
    // A table of the test's own stands before a handler of its own: no evidence of ours.
    if (!options_.tables) RecordCalls(server_->metrics());
  }
  server_.reset();
  engine_ = nullptr;
}

void TestServer::Restart() {
  if (options_.engine != EngineKind::kSqlite) Die("only SQLite can be restarted");
  Stop();
  Start();
}

std::string RevisionOf(const grpc::ClientContext& context) {
  for (const auto* metadata :
       {&context.GetServerTrailingMetadata(), &context.GetServerInitialMetadata()}) {
    const auto found = metadata->find(rpc::kRevisionMetadata);
    if (found != metadata->end()) return std::string(found->second.data(), found->second.size());
  }
  return "";
}

RawAnswer RawCall(const std::shared_ptr<grpc::Channel>& channel, const std::string& path,
                  const std::string& bytes, grpc::ClientContext* context) {
  std::optional<grpc::ClientContext> own;
  if (context == nullptr) {
    context = &own.emplace();
    context->set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
  }
  const grpc::Slice slice(bytes);
  const grpc::ByteBuffer sent(&slice, 1);
  grpc::ByteBuffer received;
  const grpc::internal::RpcMethod method(path.c_str(), grpc::internal::RpcMethod::NORMAL_RPC);
  RawAnswer answer;
  answer.status = grpc::internal::BlockingUnaryCall<grpc::ByteBuffer, grpc::ByteBuffer>(
      channel.get(), method, context, sent, &received);
  answer.bytes = rpc::ToString(received);
  answer.revision = RevisionOf(*context);
  return answer;
}

bool DetailOf(const grpc::Status& status, google::protobuf::Message* detail) {
  google::rpc::Status packed;
  if (!packed.ParseFromString(status.error_details())) return false;
  for (const google::protobuf::Any& any : packed.details()) {
    const std::string& url = any.type_url();
    if (url.substr(url.rfind('/') + 1) == detail->GetDescriptor()->full_name()) {
      return detail->ParseFromString(any.value());
    }
  }
  return false;
}

std::string ReasonOf(const grpc::Status& status) {
  google::rpc::ErrorInfo info;
  return DetailOf(status, &info) ? info.reason() : "";
}

std::vector<std::string> FieldsOf(const grpc::Status& status) {
  google::rpc::BadRequest details;
  std::vector<std::string> fields;
  if (!DetailOf(status, &details)) return fields;
  for (const auto& violation : details.field_violations()) fields.push_back(violation.field());
  return fields;
}

std::vector<const google::protobuf::MethodDescriptor*> EveryMethod() {
  std::vector<const google::protobuf::MethodDescriptor*> methods;
  for (std::string name : server::ServiceNames()) {
    name[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(name[0])));
    const auto* service = google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(
        "letan.v1." + name + "Service");
    if (service == nullptr) {
      std::fprintf(stderr, "no service is called letan.v1.%sService\n", name.c_str());
      std::abort();
    }
    for (int i = 0; i < service->method_count(); ++i) methods.push_back(service->method(i));
  }
  return methods;
}

}  // namespace letan::testing
