#include "tests/conformance/fixture.h"

#include <algorithm>

namespace letan::storage::conformance {

void ConformanceTest::SetUp() {
  harness_ = GetParam().make(kStart);
  harness_->Open();
}

void ConformanceTest::TearDown() {
  if (!HasFatalFailure()) ExpectSound();
}

WriteResult ConformanceTest::Write(WriteBody body, const Viewer& viewer) {
  WriteRequest request;
  request.viewer = viewer;
  request.method = "test.Write";
  request.body = std::move(body);
  return WriteAndWait(engine(), std::move(request));
}

WriteResult ConformanceTest::Do(const std::function<absl::Status(WriteTransaction&)>& step,
                                const Viewer& viewer) {
  return Write(
      [step](WriteTransaction& write) -> absl::StatusOr<std::string> {
        const absl::Status status = step(write);
        if (!status.ok()) return status;
        return std::string("done");
      },
      viewer);
}

std::unique_ptr<ReadTransaction> ConformanceTest::Read(const Viewer& viewer) {
  auto read = engine().BeginRead(viewer);
  if (!read.ok()) {
    ADD_FAILURE() << read.status();
    std::abort();
  }
  return *std::move(read);
}

void ConformanceTest::Put(const ResourceRow& row) {
  const WriteResult result = Do([&](WriteTransaction& write) { return write.PutResource(row); });
  ASSERT_TRUE(result.status.ok()) << result.status;
}

void ConformanceTest::Put(const EntityRow& row) {
  const WriteResult result = Do([&](WriteTransaction& write) { return write.InsertEntity(row); });
  ASSERT_TRUE(result.status.ok()) << result.status;
}

void ConformanceTest::PutRoads(const std::string& from,
                               const std::vector<booking::TravelTime>& edges) {
  const WriteResult result =
      Do([&](WriteTransaction& write) { return write.PutTravelTimes("places/" + from, edges); });
  ASSERT_TRUE(result.status.ok()) << result.status;
}

void ConformanceTest::Receive(const MovementRow& row) {
  const WriteResult result = Do([&](WriteTransaction& write) { return write.AddMovement(row); });
  ASSERT_TRUE(result.status.ok()) << result.status;
}

void ConformanceTest::MustBook(const BookingChange& change) {
  const Booked booked = Apply(change);
  ASSERT_TRUE(booked.fits()) << booked.result.status << " " << RulesOf(booked.verdict);
}

Booked ConformanceTest::Apply(const BookingChange& change, const Viewer& viewer) {
  Booked booked;
  booked.result = Write(
      [&](WriteTransaction& write) -> absl::StatusOr<std::string> {
        booked.verdict = BookingVerdict();
        auto verdict = write.ApplyBookings(change);
        if (!verdict.ok()) return verdict.status();
        booked.verdict = *std::move(verdict);
        if (!booked.verdict.verdict.fits()) return absl::FailedPreconditionError("does not fit");
        return std::string("booked");
      },
      viewer);
  return booked;
}

BookingVerdict ConformanceTest::Try(const BookingChange& change, const Viewer& viewer) {
  auto verdict = Read(viewer)->TryBookings(change);
  EXPECT_TRUE(verdict.ok()) << verdict.status();
  return verdict.ok() ? *std::move(verdict) : BookingVerdict();
}

std::vector<std::string> ConformanceTest::BookingsOf(const ResourceRow& resource,
                                                     const Viewer& viewer) {
  const auto rows = Read(viewer)->ListBookings(OfResource(resource));
  EXPECT_TRUE(rows.ok()) << rows.status();
  std::vector<std::string> ids;
  if (!rows.ok()) return ids;
  for (const BookingRow& row : *rows) ids.push_back(Id(row.occupancy.booking));
  return ids;
}

std::optional<BookingRow> ConformanceTest::Find(const std::string& id) {
  const auto row = Read()->FindBooking(BookingName(id));
  EXPECT_TRUE(row.ok()) << row.status();
  return row.ok() ? *row : std::nullopt;
}

std::vector<std::string> ConformanceTest::StandingOf(const ResourceRow& resource) {
  const auto conflicts =
      Read()->StandingConflicts(resource.profile.name, {kMonday - kDay, kMonday + 8 * kDay});
  EXPECT_TRUE(conflicts.ok()) << conflicts.status();
  std::vector<std::string> found;
  if (!conflicts.ok()) return found;
  for (const booking::StandingConflict& conflict : *conflicts) {
    found.push_back(Id(conflict.booking) + ":" + RuleName(conflict.violation.rule));
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::vector<ChangeRecord> ConformanceTest::Changes(std::int64_t after) {
  const auto records = Read()->ListChanges(after, 100'000);
  EXPECT_TRUE(records.ok()) << records.status();
  return records.ok() ? *records : std::vector<ChangeRecord>();
}

void ConformanceTest::ExpectSound() {
  const auto report = engine().CheckIntegrity();
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_THAT(report->findings, ::testing::IsEmpty());
}

std::string RuleName(Rule rule) {
  switch (rule) {
    case Rule::kOverlap:
      return "OVERLAP";
    case Rule::kCapacity:
      return "CAPACITY";
    case Rule::kStock:
      return "STOCK";
    case Rule::kBuffer:
      return "BUFFER";
    case Rule::kTravelTime:
      return "TRAVEL_TIME";
    case Rule::kWorkingHours:
      return "WORKING_HOURS";
    case Rule::kBlackout:
      return "BLACKOUT";
    case Rule::kDriverRequired:
      return "DRIVER_REQUIRED";
    case Rule::kPartyTooLarge:
      return "PARTY_TOO_LARGE";
    case Rule::kInactive:
      return "INACTIVE";
  }
  return "UNKNOWN";
}

std::string RulesOf(const BookingVerdict& verdict, std::size_t leg) {
  if (leg >= verdict.verdict.legs.size()) return "NO SUCH LEG";
  std::set<Rule> rules;
  for (const booking::Violation& violation : verdict.verdict.legs[leg].violations) {
    rules.insert(violation.rule);
  }
  std::string text;
  for (const Rule rule : rules) text += (text.empty() ? "" : ",") + RuleName(rule);
  return text;
}

booking::Violation ViolationOf(const BookingVerdict& verdict, Rule rule, std::size_t leg) {
  if (leg < verdict.verdict.legs.size()) {
    for (const booking::Violation& violation : verdict.verdict.legs[leg].violations) {
      if (violation.rule == rule) return violation;
    }
  }
  ADD_FAILURE() << "no violation of " << RuleName(rule) << " at leg " << leg;
  return {};
}

std::string Id(const std::string& name) { return name.substr(name.find('/') + 1); }

std::vector<std::string> Ids(const std::vector<std::string>& names) {
  std::vector<std::string> ids;
  for (const std::string& name : names) ids.push_back(Id(name));
  return ids;
}

BookingQuery OfResource(const ResourceRow& resource) {
  BookingQuery query;
  query.resource = resource.profile.name;
  query.limit = 1000;
  return query;
}

booking::TravelTime Road(const std::string& from, const std::string& to, Micros duration) {
  return {"places/" + from, "places/" + to, duration};
}

}  // namespace letan::storage::conformance
