// TLS in the process: who is let in, who is not, and what happens when files change.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <mutex>

#include "services/rpc/caller_certificate.h"
#include "tests/api/rpc_probe.h"
#include "tests/support/certificates.h"

namespace letan::testing {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class ServerTlsTest : public ::testing::Test {
 protected:
  ServerTlsTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "letan-tls-XXXXXX").string();
    EXPECT_NE(mkdtemp(pattern.data()), nullptr);
    directory_ = pattern;
    PutPair(ours_.Issue("server"));
  }
  ~ServerTlsTest() override { std::filesystem::remove_all(directory_); }

  std::string Path(const std::string& name) const { return directory_ + "/" + name; }

  void PutPair(const Pem& pair) const {
    PutFile(Path("cert"), pair.certificate);
    PutFile(Path("key"), pair.key);
  }

  void Start(bool clients_need_one) {
    TestServerOptions options = probe_.Options();
    options.transport.tls = {Path("cert"), Path("key"), ""};
    if (clients_need_one) {
      PutFile(Path("ca"), ours_.certificate());
      options.transport.tls.client_ca = Path("ca");
    }
    options.log = [this](const LogEvent& event) {
      const std::lock_guard<std::mutex> lock(mutex_);
      events_.push_back(event.name);
      for (const LogField& field : event.fields) {
        told_.push_back(std::get<std::string>(field.value));
      }
    };
    options.authenticate = [this](const grpc::CallbackServerContext& context) {
      seen_ = rpc::CertificateOf(context);
      through_proxy_ = rpc::CameThroughProxy(context);
      address_ = rpc::CallerAddress(context);
      return storage::Viewer::Administrator("tests");
    };
    server_ = std::make_unique<TestServer>(options);
  }

  // A call over a connection of its own.
  grpc::Status CallWith(const std::shared_ptr<grpc::ChannelCredentials>& credentials) const {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
    const auto channel = grpc::CreateCustomChannel(server_->address(), credentials, arguments);
    return RawCall(channel, kPointRead, PointRequest()).status;
  }
  grpc::Status CallTrusting(const std::string& authority, const Pem& client = {}) const {
    return CallWith(grpc::SslCredentials({authority, client.key, client.certificate}));
  }

  std::vector<std::string> Events() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return events_;
  }

  const Authority ours_{"our authority"};
  const Authority foreign_{"a foreign authority"};
  Probe probe_;
  std::string directory_;
  absl::StatusOr<rpc::CallerCertificate> seen_;
  bool through_proxy_ = true;
  std::string address_;
  std::mutex mutex_;
  std::vector<std::string> events_;
  std::vector<std::string> told_;
  std::unique_ptr<TestServer> server_;
};

TEST_F(ServerTlsTest, WhoTrustsTheAuthorityIsServed) {
  Start(/*clients_need_one=*/false);
  const grpc::Status status = CallTrusting(ours_.certificate());
  EXPECT_TRUE(status.ok()) << status.error_message();
  ASSERT_TRUE(seen_.ok());
  EXPECT_FALSE(seen_->present());
  EXPECT_FALSE(through_proxy_);
  EXPECT_EQ(address_, "127.0.0.1");
}

TEST_F(ServerTlsTest, OthersAreNotServed) {
  Start(/*clients_need_one=*/false);
  EXPECT_THAT(CallTrusting(foreign_.certificate()).error_message(),
              HasSubstr("certificate verify failed"));
  EXPECT_EQ(CallWith(grpc::InsecureChannelCredentials()).error_code(),
            grpc::StatusCode::UNAVAILABLE);
}

TEST_F(ServerTlsTest, AClientCertificateIsRequiredVerifiedAndTold) {
  Start(/*clients_need_one=*/true);
  const Pem client = ours_.Issue("so-ngoai-vu");
  const grpc::Status status = CallTrusting(ours_.certificate(), client);
  EXPECT_TRUE(status.ok()) << status.error_message();
  ASSERT_TRUE(seen_.ok()) << seen_.status();
  EXPECT_EQ(seen_->subject, "CN=so-ngoai-vu,O=Letan tests");
  EXPECT_EQ(seen_->fingerprint.size(), 64u);

  seen_ = absl::UnknownError("nobody");
  EXPECT_EQ(CallTrusting(ours_.certificate()).error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(CallTrusting(ours_.certificate(), foreign_.Issue("so-ngoai-vu")).error_code(),
            grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(CallWith(grpc::InsecureChannelCredentials()).error_code(),
            grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(seen_.status().message(), "nobody") << "none of them came as far as being asked";
}

// On a port, everybody can write them.
TEST_F(ServerTlsTest, TheProxysHeadersAreNotBelievedHere) {
  Start(/*clients_need_one=*/false);
  grpc::ClientContext context;
  context.AddMetadata(rpc::kProxySubjectHeader, "CN=vp-ubnd");
  context.AddMetadata(rpc::kProxyFingerprintHeader, std::string(64, 'a'));
  const auto channel =
      grpc::CreateChannel(server_->address(), grpc::SslCredentials({ours_.certificate(), "", ""}));
  EXPECT_TRUE(RawCall(channel, kPointRead, PointRequest(), &context).status.ok());
  ASSERT_TRUE(seen_.ok());
  EXPECT_FALSE(seen_->present());
}

TEST_F(ServerTlsTest, ChangedFilesServeTheNextConnection) {
  Start(/*clients_need_one=*/true);
  ASSERT_TRUE(CallTrusting(ours_.certificate(), ours_.Issue("a")).ok());
  PutPair(foreign_.Issue("server"));
  EXPECT_FALSE(CallTrusting(ours_.certificate(), ours_.Issue("a")).ok());
  EXPECT_TRUE(CallTrusting(foreign_.certificate(), ours_.Issue("a")).ok());
  PutFile(Path("ca"), foreign_.certificate());
  EXPECT_FALSE(CallTrusting(foreign_.certificate(), ours_.Issue("a")).ok());
  EXPECT_TRUE(CallTrusting(foreign_.certificate(), foreign_.Issue("a")).ok());
  EXPECT_THAT(Events(), Each("tls_reloaded"));
}

TEST_F(ServerTlsTest, FilesThatAreNotWellChangeNothing) {
  Start(/*clients_need_one=*/false);
  ASSERT_TRUE(CallTrusting(ours_.certificate()).ok());
  const Pem next = ours_.Issue("server");
  PutFile(Path("cert"), next.certificate);  // the key is still that of the other
  EXPECT_TRUE(CallTrusting(ours_.certificate()).ok());
  PutFile(Path("key"), next.key, 0644);
  EXPECT_TRUE(CallTrusting(ours_.certificate()).ok());
  std::filesystem::remove(Path("cert"));
  EXPECT_TRUE(CallTrusting(ours_.certificate()).ok());
  EXPECT_TRUE(CallTrusting(ours_.certificate()).ok());
  EXPECT_THAT(Events(), ElementsAre("tls_reload_failed", "tls_reload_failed", "tls_reload_failed"));
  EXPECT_THAT(told_, ElementsAre(HasSubstr("is not the key of"), HasSubstr("chmod 600"),
                                 HasSubstr("cannot be read")));
  EXPECT_THAT(told_, Each(Not(HasSubstr("BEGIN"))));
  PutPair(next);
  EXPECT_TRUE(CallTrusting(ours_.certificate()).ok());
  EXPECT_EQ(Events().back(), "tls_reloaded");
}

}  // namespace
}  // namespace letan::testing
