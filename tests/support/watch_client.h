// One watch, read as its messages come.
#ifndef LETAN_TESTS_SUPPORT_WATCH_CLIENT_H_
#define LETAN_TESTS_SUPPORT_WATCH_CLIENT_H_

#include <gtest/gtest.h>

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "letan/v1/watch_service.grpc.pb.h"
#include "tests/support/test_server.h"

namespace letan::testing {

using Commit = v1::WatchResponse::Commit;
using Change = v1::WatchResponse::Change;

// "CREATED booking bookings/…".
inline std::string TextOf(const Change& change) {
  return Change::Type_Name(change.type()).substr(sizeof("TYPE_") - 1) + " " + change.kind() + " " +
         change.name();
}

// Over which nothing is sent beyond 64 KiB that the reader has not taken.
inline std::shared_ptr<grpc::Channel> NarrowChannel(const TestServer& server) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
  arguments.SetInt(GRPC_ARG_HTTP2_STREAM_LOOKAHEAD_BYTES, 65'535);
  return grpc::CreateCustomChannel(server.address(), grpc::InsecureChannelCredentials(), arguments);
}

class WatchClient {
 public:
  explicit WatchClient(const std::shared_ptr<grpc::Channel>& channel,
                       const v1::WatchRequest& request = {})
      : stub_(v1::WatchService::NewStub(channel)) {
    context_.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(120));
    reader_ = stub_->Watch(&context_, request);
  }
  ~WatchClient() {
    context_.TryCancel();
    Finish();
  }
  WatchClient(const WatchClient&) = delete;
  WatchClient& operator=(const WatchClient&) = delete;

  // The next message, waiting for it; nothing at the end.
  std::optional<v1::WatchResponse> Next() {
    v1::WatchResponse response;
    if (!reader_->Read(&response)) return std::nullopt;
    revision_ = response.revision();
    return response;
  }

  // The next commit, waiting for it, however they are put into messages; nothing at the end. Of one
  // that came in pieces, all of them.
  std::optional<Commit> NextCommit() {
    std::optional<Commit> commit = NextPiece();
    while (commit.has_value() && commit->continued()) {
      const std::optional<Commit> piece = NextPiece();
      if (!piece.has_value()) return std::nullopt;
      EXPECT_EQ(piece->revision(), commit->revision());
      commit->set_continued(false);
      commit->MergeFrom(*piece);
    }
    return commit;
  }

  // The changes of the next commit, as TextOf.
  std::vector<std::string> NextTexts() {
    std::vector<std::string> texts;
    const std::optional<Commit> commit = NextCommit();
    if (!commit.has_value()) return {"the end: " + Finish().error_message()};
    for (const Change& change : commit->changes()) texts.push_back(TextOf(change));
    return texts;
  }

  // How it ended; waits for the end.
  grpc::Status Finish() {
    if (reader_ != nullptr) {
      v1::WatchResponse rest;
      while (reader_->Read(&rest)) {
      }
      status_ = reader_->Finish();
      reader_.reset();
    }
    return status_;
  }
  // Of the last message.
  const std::string& revision() const { return revision_; }
  grpc::ClientContext& context() { return context_; }

 private:
  std::optional<Commit> NextPiece() {
    while (pieces_.empty()) {
      const std::optional<v1::WatchResponse> response = Next();
      if (!response.has_value()) return std::nullopt;
      pieces_.assign(response->commits().begin(), response->commits().end());
    }
    Commit piece = pieces_.front();
    pieces_.pop_front();
    return piece;
  }

  std::unique_ptr<v1::WatchService::Stub> stub_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<v1::WatchResponse>> reader_;
  std::deque<Commit> pieces_;
  grpc::Status status_;
  std::string revision_;
};

}  // namespace letan::testing

#endif  // LETAN_TESTS_SUPPORT_WATCH_CLIENT_H_
