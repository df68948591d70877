// What the white-box tests of the SQLite engine share: a directory, a clock, a few resources.
#ifndef LETAN_TESTS_UNIT_STORAGE_SQLITE_FIXTURE_H_
#define LETAN_TESTS_UNIT_STORAGE_SQLITE_FIXTURE_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "storage/engine.h"
#include "storage/sqlite/sqlite_engine.h"
#include "tests/support/test_keys.h"

namespace letan::storage {

class SqliteTest : public ::testing::Test {
 protected:
  static constexpr Micros kStart = 1'486'512'000'000'000;  // 2017-02-08 00:00 UTC
  static constexpr Micros kHour = booking::kHour;

  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "letan-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    directory_ = pattern;
    clock_ = kStart - booking::kDay;
  }

  void TearDown() override {
    engine_.reset();
    std::filesystem::remove_all(directory_);
  }

  std::string Path() const { return (directory_ / "letan.db").string(); }

  SqliteOptions Options() const {
    SqliteOptions options;
    options.path = Path();
    options.keys = letan::testing::TestKeys();
    options.engine.clock = [this] { return clock_.load(); };
    return options;
  }

  void Open() { Open(Options()); }
  void Open(const SqliteOptions& options) {
    engine_.reset();
    auto opened = OpenSqlite(options);
    ASSERT_TRUE(opened.ok()) << opened.status();
    engine_ = *std::move(opened);
  }

  static WriteRequest Request(WriteBody body, std::string request_id = "") {
    WriteRequest request;
    request.viewer = Viewer::Administrator();
    request.method = "test";
    request.fingerprint = "print of " + request_id;
    request.request_id = std::move(request_id);
    request.body = std::move(body);
    return request;
  }

  WriteResult Write(WriteBody body, std::string request_id = "") {
    return WriteAndWait(*engine_, Request(std::move(body), std::move(request_id)));
  }

  // Submits all while a body of its own holds the writer, so that they share a batch.
  std::vector<WriteResult> WriteAsOneBatch(std::vector<WriteRequest> requests) {
    std::mutex mutex;
    std::condition_variable changed;
    bool held = false;
    bool submitted = false;
    std::size_t done = 0;
    std::vector<WriteResult> results(requests.size());
    const auto tell = [&](auto change) {
      const std::lock_guard<std::mutex> lock(mutex);
      change();
      changed.notify_all();
    };
    const auto wait = [&](auto until) {
      std::unique_lock<std::mutex> lock(mutex);
      changed.wait(lock, until);
    };
    engine_->Submit(Request([&](WriteTransaction&) {
                      tell([&] { held = true; });
                      wait([&] { return submitted; });
                      return std::string();
                    }),
                    [&](const WriteResult&) { tell([&] { ++done; }); });
    // A writer that wakes late would otherwise take some of them together with the first body.
    wait([&] { return held; });
    for (std::size_t i = 0; i < requests.size(); ++i) {
      engine_->Submit(std::move(requests[i]), [&, i](WriteResult result) {
        tell([&] {
          results[i] = std::move(result);
          ++done;
        });
      });
    }
    tell([&] { submitted = true; });
    wait([&] { return done == results.size() + 1; });
    return results;
  }

  static ResourceRow Room(const std::string& name,
                          booking::CapacityModel model = booking::CapacityModel::kExclusive) {
    ResourceRow row;
    row.kind = "MEETING_ROOM";
    row.profile.name = name;
    row.profile.model = model;
    return row;
  }

  static WriteBody PutBody(const ResourceRow& row) {
    return [row](WriteTransaction& transaction) -> absl::StatusOr<std::string> {
      absl::Status status = transaction.PutResource(row);
      if (!status.ok()) return status;
      return std::string("put");
    };
  }

  static EntityRow Entity(const std::string& name) {
    EntityRow row;
    row.kind = "delegation";
    row.name = name;
    row.uid = "uid of " + name;
    row.version = 1;
    row.create_time = row.update_time = kStart;
    row.body = "body of " + name;
    return row;
  }

  static WriteBody InsertBody(const EntityRow& row) {
    return [row](WriteTransaction& transaction) -> absl::StatusOr<std::string> {
      absl::Status status = transaction.InsertEntity(row);
      if (!status.ok()) return status;
      return row.name;
    };
  }

  // One booking of [kStart + first hours, kStart + last hours).
  static BookingChange Change(const std::string& name, const std::string& resource, int first,
                              int last, std::int64_t quantity = 1) {
    BookingChange change;
    booking::Leg leg;
    leg.booking = name;
    leg.resource = resource;
    leg.interval = {kStart + first * kHour, kStart + last * kHour};
    leg.quantity = quantity;
    change.change.owner = "delegations/d";
    change.change.group = "groups/" + name;
    change.change.put.push_back(leg);
    return change;
  }

  // Refuses with FAILED_PRECONDITION what does not fit.
  static WriteBody ApplyBody(const BookingChange& change) {
    return [change](WriteTransaction& transaction) -> absl::StatusOr<std::string> {
      auto verdict = transaction.ApplyBookings(change);
      if (!verdict.ok()) return verdict.status();
      if (!verdict->verdict.fits()) return absl::FailedPreconditionError("does not fit");
      return std::string("booked");
    };
  }

  std::unique_ptr<ReadTransaction> Read(const Viewer& viewer = Viewer::Administrator()) {
    auto read = engine_->BeginRead(viewer);
    EXPECT_TRUE(read.ok()) << read.status();
    return read.ok() ? *std::move(read) : nullptr;
  }

  bool Has(const std::string& booking) {
    const auto found = Read()->FindBooking(booking);
    EXPECT_TRUE(found.ok()) << found.status();
    return found.ok() && found->has_value();
  }

  void ExpectSound() {
    const auto report = engine_->CheckIntegrity();
    ASSERT_TRUE(report.ok()) << report.status();
    EXPECT_THAT(report->findings, ::testing::IsEmpty());
  }

  std::filesystem::path directory_;
  std::atomic<Micros> clock_{0};
  std::unique_ptr<Engine> engine_;
};

}  // namespace letan::storage

#endif  // LETAN_TESTS_UNIT_STORAGE_SQLITE_FIXTURE_H_
