// What letand refuses to do on a network, TLS files that are not well, and the proxy's socket.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "services/rpc/caller_certificate.h"
#include "services/server/listen_address.h"
#include "services/server/tls_files.h"
#include "services/server/transport.h"
#include "tests/api/rpc_probe.h"
#include "tests/support/certificates.h"

namespace letan::testing {
namespace {

using server::Transport;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class TransportTest : public ::testing::Test {
 protected:
  TransportTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "letan-way-XXXXXX").string();
    EXPECT_NE(mkdtemp(pattern.data()), nullptr);
    directory_ = pattern;
    const Pem pair = authority_.Issue("server");
    PutFile(Path("cert"), pair.certificate);
    PutFile(Path("key"), pair.key);
    PutFile(Path("ca"), authority_.certificate());
    good_ = {Path("cert"), Path("key"), Path("ca")};
  }
  ~TransportTest() override { std::filesystem::remove_all(directory_); }

  std::string Path(const std::string& name) const { return directory_ + "/" + name; }

  void ExpectRefused(const server::TlsFiles& files, const std::string& why) const {
    const absl::Status status = server::LoadTls(files).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << why;
    EXPECT_THAT(std::string(status.message()), HasSubstr(why));
    EXPECT_THAT(std::string(status.message()), Not(HasSubstr("BEGIN")));
  }

  const Authority authority_{"an authority"};
  std::string directory_;
  server::TlsFiles good_;
};

TEST_F(TransportTest, WhatIsServed) {
  const server::TlsFiles no_tls;
  for (const auto& [transport, warnings] : std::vector<std::pair<Transport, std::size_t>>{
           {{"127.0.0.1:0", "", no_tls, false, false}, 0},
           {{"unix:/run/letan.sock", "unix:/run/proxy.sock", no_tls, false, false}, 0},
           {{"unix:/run/letan.sock", "", no_tls, false, true}, 1},
           {{"unix:/run/letan.sock", "unix:/run/proxy.sock", no_tls, false, true}, 2},
           {{"127.0.0.1:0", "", good_, false, true}, 1},
           {{"0.0.0.0:0", "", good_, false, false}, 1},
           {{"[::]:0", "", good_, false, false}, 1},
           {{"192.0.2.1:0", "", no_tls, true, false}, 2},
       }) {
    EXPECT_TRUE(server::CheckTransport(transport).ok()) << server::CheckTransport(transport);
    EXPECT_EQ(server::WarningsOf(transport).size(), warnings) << transport.listen;
  }
}

TEST_F(TransportTest, WhatIsNot) {
  const server::TlsFiles no_tls;
  for (const auto& [transport, said] : std::vector<std::pair<Transport, std::string>>{
           {{"0.0.0.0:0", "", no_tls, false, false}, "without TLS"},
           {{"[::]:0", "", no_tls, false, false}, "without TLS"},
           {{"0.0.0.0:0", "", good_, false, true}, "--anonymous"},
           {{"0.0.0.0:0", "", good_, true, true}, "--anonymous"},
           {{"192.0.2.1:0", "", no_tls, true, true}, "--anonymous"},
           {{"[::ffff:127.0.0.1]:0", "", no_tls, true, true}, "--anonymous"},
           {{"127.0.0.1:0", "", {Path("cert"), "", ""}, false, false}, "--tls-key"},
           {{"127.0.0.1:0", "", {"", Path("key"), ""}, false, false}, "--tls-cert"},
           {{"127.0.0.1:0", "", {"", "", Path("ca")}, false, false}, "--tls-client-ca needs"},
           {{"unix:/run/letan.sock", "", good_, false, false}, "unix socket"},
           {{"127.0.0.1:0", "127.0.0.1:0", no_tls, false, false}, "unix:PATH only"},
           {{"unix:/run/a.sock", "unix:/run/a.sock", no_tls, false, false}, "of its own"},
           {{"letan.example.org:0", "", good_, false, false}, "address of an interface"},
       }) {
    const absl::Status status = server::CheckTransport(transport);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << said;
    EXPECT_THAT(std::string(status.message()), HasSubstr(said));
  }
}

TEST_F(TransportTest, TheWarningsSayWhatIsRisked) {
  EXPECT_THAT(server::WarningsOf({"127.0.0.1:0", "", {}, false, false}), IsEmpty());
  EXPECT_THAT(server::WarningsOf({"127.0.0.1:0", "", {}, false, true}),
              ElementsAre(HasSubstr("administrator")));
  EXPECT_THAT(server::WarningsOf({"0.0.0.0:0", "", good_, false, false}),
              ElementsAre(HasSubstr("haproxy")));
  EXPECT_THAT(server::WarningsOf({"0.0.0.0:0", "", {}, true, false}),
              ElementsAre(HasSubstr("can be read and changed"), HasSubstr("haproxy")));
}

TEST_F(TransportTest, TlsFilesThatAreNotWell) {
  EXPECT_TRUE(server::LoadTls(good_).ok());
  ExpectRefused({Path("no"), good_.key, ""}, "--tls-cert: " + Path("no") + " cannot be read");
  ExpectRefused({good_.certificate, Path("no"), ""}, "--tls-key");
  ExpectRefused({good_.certificate, good_.key, Path("no")}, "--tls-client-ca");
  ExpectRefused({directory_, good_.key, ""}, "is not a file");
  ExpectRefused({good_.key, good_.key, ""}, "has no certificate");
  ExpectRefused({good_.certificate, good_.certificate, ""}, "has no private key");
  ExpectRefused({good_.certificate, good_.key, good_.key}, "--tls-client-ca");
  PutFile(Path("empty"), "");
  ExpectRefused({Path("empty"), good_.key, ""}, "has no certificate");
  ExpectRefused({good_.certificate, Path("empty"), ""}, "has no private key");
  PutFile(Path("large"), std::string((1 << 20) + 1, 'x'));
  ExpectRefused({Path("large"), good_.key, ""}, "larger than");
  PutFile(Path("other"), authority_.Issue("other").key);
  ExpectRefused({good_.certificate, Path("other"), ""}, "is not the key of");
  PutFile(Path("damaged"), authority_.certificate() +
                               "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n");
  ExpectRefused({good_.certificate, good_.key, Path("damaged")}, "is damaged");
  ExpectRefused({Path("damaged"), good_.key, ""}, "is damaged");
}

TEST_F(TransportTest, AKeyThatOthersMayTouchIsRefused) {
  for (const mode_t mode : {0644, 0640, 0604, 0660, 0620, 0601}) {
    ASSERT_EQ(chmod(good_.key.c_str(), mode), 0);
    ExpectRefused(good_, "chmod 600");
  }
  for (const mode_t mode : {0600, 0400}) {
    ASSERT_EQ(chmod(good_.key.c_str(), mode), 0);
    EXPECT_TRUE(server::LoadTls(good_).ok());
  }
}

TEST_F(TransportTest, TheProxysDirectoryBelongsToNobodyElse) {
  EXPECT_TRUE(server::CheckSocketDirectory(Path("socket")).ok());
  EXPECT_FALSE(server::CheckSocketDirectory(Path("no/socket")).ok());
  EXPECT_FALSE(server::CheckSocketDirectory(Path("key/socket")).ok());
  for (const mode_t mode : {0770, 0702, 0777}) {
    ASSERT_EQ(chmod(directory_.c_str(), mode), 0);
    EXPECT_THAT(std::string(server::CheckSocketDirectory(Path("socket")).message()),
                HasSubstr("go-w"));
  }
  ASSERT_EQ(chmod(directory_.c_str(), 0750), 0);
  EXPECT_TRUE(server::CheckSocketDirectory(Path("socket")).ok());
}

class ProxySocketTest : public TransportTest {
 protected:
  ProxySocketTest() {
    TestServerOptions options = probe_.Options();
    options.transport.proxy_listen = "unix:" + Path("proxy");
    options.authenticate =
        [this](const grpc::CallbackServerContext& context) -> absl::StatusOr<storage::Viewer> {
      seen_ = rpc::CertificateOf(context);
      address_ = rpc::CallerAddress(context);
      if (!seen_.ok()) return seen_.status();
      return storage::Viewer::Administrator("tests");
    };
    options.unix_socket = true;
    server_ = std::make_unique<TestServer>(options);
  }

  grpc::StatusCode CallSaying(const std::vector<std::pair<std::string, std::string>>& headers,
                              bool to_proxy_socket = true) {
    seen_ = rpc::CallerCertificate();
    grpc::ClientContext context;
    for (const auto& [name, value] : headers) context.AddMetadata(name, value);
    const auto channel = to_proxy_socket ? grpc::CreateChannel("unix:" + Path("proxy"),
                                                               grpc::InsecureChannelCredentials())
                                         : server_->channel();
    return RawCall(channel, kPointRead, PointRequest(), &context).status.error_code();
  }

  const std::string subject_{rpc::kProxySubjectHeader};
  const std::string fingerprint_{rpc::kProxyFingerprintHeader};
  const std::string digest_ = std::string(62, 'a') + "09";
  Probe probe_;
  absl::StatusOr<rpc::CallerCertificate> seen_;
  std::string address_;
  std::unique_ptr<TestServer> server_;
};

TEST_F(ProxySocketTest, ItIsItsOwnersAlone) {
  struct stat info {};
  ASSERT_EQ(stat(Path("proxy").c_str(), &info), 0);
  EXPECT_TRUE(S_ISSOCK(info.st_mode));
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  server_->Stop();
  EXPECT_FALSE(std::filesystem::exists(Path("proxy")));
}

TEST_F(ProxySocketTest, ThereTheProxyIsBelieved) {
  EXPECT_EQ(CallSaying({{subject_, "CN=so-ngoai-vu"}, {fingerprint_, digest_}}),
            grpc::StatusCode::OK);
  ASSERT_TRUE(seen_.ok());
  EXPECT_EQ(seen_->subject, "CN=so-ngoai-vu");
  EXPECT_EQ(seen_->fingerprint, digest_);
}

TEST_F(ProxySocketTest, ElsewhereNobodyIs) {
  EXPECT_EQ(CallSaying({{subject_, "CN=so-ngoai-vu"}, {fingerprint_, digest_}},
                       /*to_proxy_socket=*/false),
            grpc::StatusCode::OK);
  ASSERT_TRUE(seen_.ok());
  EXPECT_FALSE(seen_->present());
}

TEST_F(ProxySocketTest, TheAddressOfACallerIsTheProxysWordThereOnly) {
  const std::string name = rpc::kProxyAddressHeader;
  for (const auto& [said, told] : std::vector<std::pair<std::string, std::string>>{
           {"192.0.2.7", "192.0.2.7"}, {"2001:db8::7", "2001:db8::7"}, {"example.org", "unix"}}) {
    CallSaying({{subject_, "CN=a"}, {fingerprint_, digest_}, {name, said}});
    EXPECT_EQ(address_, told);
  }
  CallSaying({{name, "192.0.2.7"}}, /*to_proxy_socket=*/false);
  EXPECT_EQ(address_, "unix");
}

TEST_F(ProxySocketTest, WhatAProxyOfOursNeverSaysIsNobody) {
  const std::string upper(64, 'A');
  for (const std::vector<std::pair<std::string, std::string>>& headers :
       std::vector<std::vector<std::pair<std::string, std::string>>>{
           {},
           {{subject_, "CN=a"}},
           {{fingerprint_, digest_}},
           {{subject_, ""}, {fingerprint_, digest_}},
           {{subject_, "CN=a"}, {fingerprint_, ""}},
           {{subject_, "CN=a"}, {fingerprint_, digest_.substr(1)}},
           {{subject_, "CN=a"}, {fingerprint_, digest_ + "0"}},
           {{subject_, "CN=a"}, {fingerprint_, upper}},
           {{subject_, "CN=a"}, {fingerprint_, std::string(64, 'g')}},
           {{subject_, "CN=a"}, {subject_, "CN=b"}, {fingerprint_, digest_}},
           {{subject_, "CN=a"}, {fingerprint_, digest_}, {fingerprint_, digest_}},
           {{subject_, std::string(1025, 'a')}, {fingerprint_, digest_}}}) {
    EXPECT_EQ(CallSaying(headers), grpc::StatusCode::UNAUTHENTICATED);
  }
}

}  // namespace
}  // namespace letan::testing
