// The log of reads through the API: which answers are on record, and who is told of them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <functional>
#include <string>
#include <vector>

#include "letan/v1/admin_service.grpc.pb.h"
#include "letan/v1/audit_service.grpc.pb.h"
#include "tests/support/fault_vfs.h"
#include "tests/support/small_world.h"
#include "tests/support/watch_client.h"

namespace letan::testing {
namespace {

using grpc::StatusCode;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using AdminStub = v1::AdminService::Stub;
using AuditStub = v1::AuditService::Stub;
using DelegationStub = v1::DelegationService::Stub;
using ItineraryStub = v1::ItineraryService::Stub;

constexpr char kMember[] = "users/member";  // of an agency that needs to know
constexpr char kMemberAgency[] = "agencies/so-ngoai-vu";
constexpr char kOther[] = "users/other";

class ReadLogTest : public ::testing::Test {
 protected:
  explicit ReadLogTest(const std::string& vfs = "") : server_(Options(vfs)) {
    v1::CreateAgencyRequest create;
    create.set_agency_id("so-ngoai-vu");
    create.mutable_agency()->set_display_name("Sở Ngoại vụ");
    EXPECT_TRUE(Call(world_.directory(), &v1::DirectoryService::Stub::CreateAgency, create).ok());
  }

  TestServerOptions Options(const std::string& vfs) {
    TestServerOptions options;
    options.vfs = vfs;
    options.backups = true;
    options.authenticate = [this](const grpc::CallbackServerContext&) { return viewer_; };
    return options;
  }
  static storage::Viewer Admin() { return storage::Viewer::Administrator("users/admin"); }
  static storage::Viewer User(const std::string& name) {
    storage::Viewer viewer;
    viewer.subject = name;
    if (name == kMember) viewer.agencies = {kMemberAgency};
    viewer.clearance = storage::HandlingLevel::kInternal;
    return viewer;
  }
  void AskAs(const storage::Viewer& viewer) { viewer_ = viewer; }

  v1::CreateDelegationRequest Creation(const std::string& title, v1::HandlingLevel level) {
    v1::CreateDelegationRequest create;
    create.mutable_delegation()->set_title(title);
    create.mutable_delegation()->set_direction(v1::Delegation::DIRECTION_INBOUND);
    *create.mutable_delegation()->mutable_interval() = Span(24, 72);
    create.mutable_delegation()->set_handling_level(level);
    return create;
  }
  std::string Make(const std::string& title,
                   v1::HandlingLevel level = v1::HANDLING_LEVEL_RESTRICTED,
                   const std::string& listed = "") {
    auto create = Creation(title, level);
    if (!listed.empty()) create.mutable_delegation()->add_need_to_know(listed);
    const auto made = Call(world_.delegations(), &DelegationStub::CreateDelegation, create);
    EXPECT_TRUE(made.ok()) << made.message();
    return made.response.name();
  }
  Answer<v1::Delegation> Get(const std::string& name, const std::string& masked = "") {
    v1::GetDelegationRequest request;
    request.set_name(name);
    if (!masked.empty()) request.mutable_read_mask()->add_paths(masked);
    return Call(world_.delegations(), &DelegationStub::GetDelegation, request);
  }
  Answer<v1::ListReadsResponse> List(const v1::ListReadsRequest& request) {
    return Call(*audit_, &AuditStub::ListReads, request);
  }
  std::vector<v1::ReadRecord> All(v1::ListReadsRequest request = {}, int page_size = 1000) {
    request.set_page_size(page_size);
    std::vector<v1::ReadRecord> records;
    do {
      const auto page = List(request);
      EXPECT_TRUE(page.ok()) << page.message();
      if (!page.ok()) break;
      EXPECT_LE(page.response.reads_size(), page_size);
      for (const auto& record : page.response.reads()) records.push_back(record);
      request.set_page_token(page.response.next_page_token());
    } while (!request.page_token().empty());
    return records;
  }
  // "Method name,name" of all, the newest first.
  static std::vector<std::string> Texts(const std::vector<v1::ReadRecord>& records) {
    std::vector<std::string> texts;
    for (const v1::ReadRecord& record : records) {
      std::string text = record.method().substr(record.method().rfind('/') + 1);
      if (record.everything()) text += " *";
      for (int i = 0; i < record.entities_size(); ++i) {
        text += (i == 0 ? " " : ",") + record.entities(i);
      }
      texts.push_back(text);
    }
    return texts;
  }
  std::vector<std::string> Reads(const v1::ListReadsRequest& request = {}) {
    return Texts(All(request));
  }

  storage::Viewer viewer_ = Admin();
  TestServer server_;
  SmallWorld world_{server_};
  const std::unique_ptr<AuditStub> audit_ = v1::AuditService::NewStub(server_.channel());
  const std::unique_ptr<AdminStub> admin_ = v1::AdminService::NewStub(server_.channel());
};

TEST_F(ReadLogTest, AnAnswerWithRestrictedContentIsOnRecordAndNoOther) {
  const std::string secret = Make("Đoàn kín");
  const std::string open = Make("Đoàn mở", v1::HANDLING_LEVEL_INTERNAL);
  EXPECT_THAT(Reads(), IsEmpty()) << "who makes a thing knows it";
  ASSERT_TRUE(Get(open).ok());
  EXPECT_THAT(Reads(), IsEmpty());
  viewer_.acting_for = "agencies/so-ngoai-vu";
  ASSERT_TRUE(Get(secret).ok());
  const auto records = All();
  ASSERT_EQ(records.size(), 1u);
  EXPECT_EQ(records[0].actor(), "users/admin@agencies/so-ngoai-vu");
  EXPECT_EQ(records[0].method(), "letan.v1.DelegationService/GetDelegation");
  EXPECT_THAT(records[0].entities(), ElementsAre(secret));
  EXPECT_FALSE(records[0].everything());
  EXPECT_EQ(records[0].time().seconds(), server_.clock().now() / 1'000'000);
  EXPECT_EQ(records[0].name().rfind("readRecords/", 0), 0u);
}

TEST_F(ReadLogTest, WhatIsRefusedIsNoRead) {
  const std::string secret = Make("Đoàn kín");
  AskAs(User(kOther));
  EXPECT_EQ(Get(secret).code(), StatusCode::NOT_FOUND);
  AskAs(Admin());
  EXPECT_THAT(Reads(), IsEmpty());
}

TEST_F(ReadLogTest, AMaskThatLeavesOutTheNameHidesNothing) {
  const std::string secret = Make("Đoàn kín");
  ASSERT_EQ(Get(secret, "title").response.name(), "");
  EXPECT_THAT(Reads(), ElementsAre("GetDelegation " + secret));
  v1::ListDelegationsRequest list;
  list.mutable_read_mask()->add_paths("title");
  ASSERT_EQ(Call(world_.delegations(), &DelegationStub::ListDelegations, list)
                .response.delegations_size(),
            1);
  EXPECT_THAT(Reads(), ElementsAre("ListDelegations " + secret, "GetDelegation " + secret));
}

TEST_F(ReadLogTest, OfAListWhatIsOnThePageCounts) {
  std::vector<std::string> names;
  for (const char* title : {"Đoàn A", "Đoàn B", "Đoàn C"}) names.push_back(Make(title));
  Make("Đoàn mở", v1::HANDLING_LEVEL_INTERNAL);
  v1::ListDelegationsRequest list;
  list.set_page_size(2);
  const auto page = Call(world_.delegations(), &DelegationStub::ListDelegations, list);
  ASSERT_EQ(page.response.delegations_size(), 2) << page.message();
  std::vector<std::string> shown;
  for (const auto& one : page.response.delegations()) {
    if (one.handling_level() == v1::HANDLING_LEVEL_RESTRICTED) shown.push_back(one.name());
  }
  auto records = All();
  ASSERT_EQ(records.size(), 1u);
  EXPECT_THAT(records[0].entities(), ::testing::UnorderedElementsAreArray(shown));
  list.set_page_size(0);
  list.set_filter("title = \"Đoàn B\"");
  ASSERT_EQ(Call(world_.delegations(), &DelegationStub::ListDelegations, list)
                .response.delegations_size(),
            1);
  EXPECT_EQ(Reads().front(), "ListDelegations " + names[1]) << "not what the filter left out";
}

TEST_F(ReadLogTest, ItinerariesAgendasAndBookingsAreOfTheirEventsLevel) {
  const std::string secret = Make("Đoàn kín");
  const auto activity = world_.NewActivity(secret, "Hội đàm", 30, 31);
  const auto booked =
      world_.Book({LegOf("resources/interpreter-ko", 30, 31)}, secret, activity.name());
  ASSERT_TRUE(booked.ok()) << booked.message();
  const std::string booking = booked.response.bookings(0).name();
  v1::QueryAgendaRequest agenda;
  *agenda.mutable_interval() = Span(0, 100);
  const auto answer = Call(world_.itinerary(), &ItineraryStub::QueryAgenda, agenda);
  ASSERT_TRUE(answer.ok()) << answer.message();
  const auto records = All();
  ASSERT_FALSE(records.empty());
  EXPECT_EQ(records[0].method(), "letan.v1.ItineraryService/QueryAgenda");
  EXPECT_THAT(records[0].entities(), Contains(activity.name()));
  EXPECT_THAT(records[0].entities(), Contains(booking));
  ASSERT_EQ(world_.BookingsOf(secret).size(), 1u);
  // The delegation was looked up, and each booking names it as its owner.
  EXPECT_EQ(Reads().front(), "ListBookings " + booking + "," + secret);
}

TEST_F(ReadLogTest, WhatIsInTheWayIsRead) {
  const std::string secret = Make("Đoàn kín", v1::HANDLING_LEVEL_RESTRICTED, kMemberAgency);
  const auto booked = world_.Book({LegOf("resources/interpreter-ko", 30, 31)}, secret);
  ASSERT_TRUE(booked.ok()) << booked.message();
  const std::string booking = booked.response.bookings(0).name();
  const std::size_t before = All().size();
  AskAs(User(kOther));
  EXPECT_FALSE(world_.Book({LegOf("resources/interpreter-ko", 30, 31)}).ok());
  AskAs(Admin());
  EXPECT_EQ(All().size(), before) << "they were told that it is not available, no more";
  AskAs(User(kMember));
  const auto refused = world_.Book({LegOf("resources/interpreter-ko", 30, 31)});
  EXPECT_EQ(ConflictOf(refused.status).legs_size(), 1);
  AskAs(Admin());
  const auto records = All();
  ASSERT_EQ(records.size(), before + 1);
  EXPECT_EQ(records[0].actor(), kMember);
  EXPECT_EQ(Texts(records).front(), "Book " + booking);
}

TEST_F(ReadLogTest, OfWritesTheAnswerCountsUnlessTheyMadeWhatItCarries) {
  const std::string secret = Make("Đoàn kín");
  v1::UpdateDelegationRequest update;
  update.mutable_delegation()->set_name(secret);
  update.mutable_delegation()->set_title("Đoàn khác");
  update.mutable_update_mask()->add_paths("title");
  ASSERT_TRUE(Call(world_.delegations(), &DelegationStub::UpdateDelegation, update).ok());
  EXPECT_THAT(Reads(), ElementsAre("UpdateDelegation " + secret));
  ASSERT_TRUE(Call(world_.delegations(), &DelegationStub::UpdateDelegation, update).ok());
  EXPECT_EQ(Reads().size(), 2u) << "it changes nothing and tells as much";
  update.set_validate_only(true);
  update.mutable_delegation()->set_title("Đoàn thứ ba");
  ASSERT_TRUE(Call(world_.delegations(), &DelegationStub::UpdateDelegation, update).ok());
  EXPECT_EQ(Reads().size(), 3u);
  auto create = Creation("Đoàn mới", v1::HANDLING_LEVEL_RESTRICTED);
  create.set_validate_only(true);
  ASSERT_TRUE(Call(world_.delegations(), &DelegationStub::CreateDelegation, create).ok());
  EXPECT_EQ(Reads().size(), 3u);
  EXPECT_EQ(Get(secret).response.title(), "Đoàn khác");
}

TEST_F(ReadLogTest, ACopyTellsOfItsOriginal) {
  const std::string secret = Make("Đoàn kín");
  const auto activity = world_.NewActivity(secret, "Hội đàm", 30, 31);
  v1::CopyDelegationRequest copy;
  copy.set_name(secret);
  *copy.mutable_start_time() = Span(124, 125).start_time();
  for (const bool trial : {true, false}) {
    copy.set_validate_only(trial);
    ASSERT_TRUE(Call(world_.delegations(), &DelegationStub::CopyDelegation, copy).ok());
    EXPECT_EQ(Reads().front(), "CopyDelegation " + secret + "," + activity.name()) << trial;
  }
}

TEST_F(ReadLogTest, AWatcherIsSentWhatIsOnRecord) {
  WatchClient watch(server_.channel());
  ASSERT_TRUE(watch.Next().has_value());
  const std::string open = Make("Đoàn mở", v1::HANDLING_LEVEL_INTERNAL);
  EXPECT_THAT(watch.NextTexts(), ElementsAre("CREATED delegation " + open));
  EXPECT_THAT(Reads(), IsEmpty());
  const std::string secret = Make("Đoàn kín");
  EXPECT_THAT(watch.NextTexts(), ElementsAre("CREATED delegation " + secret));
  EXPECT_THAT(Reads(), ElementsAre("Watch " + secret));
}

TEST_F(ReadLogTest, TheAuditItselfIsRead) {
  const std::string secret = Make("Đoàn kín");
  v1::ListAuditRecordsRequest list;
  list.set_entity(secret);
  const auto listed = Call(*audit_, &AuditStub::ListAuditRecords, list);
  ASSERT_EQ(listed.response.records_size(), 1) << listed.message();
  v1::GetAuditRecordRequest get;
  get.set_name(listed.response.records(0).name());
  ASSERT_TRUE(Call(*audit_, &AuditStub::GetAuditRecord, get).ok());
  EXPECT_THAT(Reads(), ElementsAre("GetAuditRecord " + secret, "ListAuditRecords " + secret));
}

TEST_F(ReadLogTest, CopiesOfTheWholeAreOneRecordOfEverything) {
  Make("Đoàn kín");
  v1::DumpRequest dump;
  ASSERT_TRUE(Call(*admin_, &AdminStub::Dump, dump).ok());
  EXPECT_THAT(Reads(), IsEmpty());
  dump.set_include_restricted(true);
  ASSERT_TRUE(Call(*admin_, &AdminStub::Dump, dump).ok());
  ASSERT_TRUE(Call(*admin_, &AdminStub::CreateBackup, v1::CreateBackupRequest()).ok());
  EXPECT_THAT(Reads(), ElementsAre("CreateBackup *", "Dump *"));
}

TEST_F(ReadLogTest, ReadersAreToldOfReadsOfWhatTheySee) {
  const std::string mine = Make("Đoàn A", v1::HANDLING_LEVEL_RESTRICTED, kMemberAgency);
  const std::string hidden = Make("Đoàn B");
  ASSERT_TRUE(Get(mine).ok());
  ASSERT_TRUE(Get(hidden).ok());
  const auto listed =
      Call(world_.delegations(), &DelegationStub::ListDelegations, v1::ListDelegationsRequest());
  ASSERT_EQ(listed.response.delegations_size(), 2);
  ASSERT_TRUE(Call(*admin_, &AdminStub::CreateBackup, v1::CreateBackupRequest()).ok());
  AskAs(User(kMember));
  EXPECT_THAT(Reads(), ElementsAre("ListDelegations " + mine, "GetDelegation " + mine));
  EXPECT_EQ(Texts(All({}, 1)), Reads());
  v1::ListReadsRequest about;
  about.set_entity(hidden);
  EXPECT_THAT(Reads(about), IsEmpty());
  AskAs(User(kOther));
  EXPECT_THAT(Reads(), IsEmpty());
}

TEST_F(ReadLogTest, FiltersTakeWhatFits) {
  const std::string a = Make("Đoàn A", v1::HANDLING_LEVEL_RESTRICTED, kMemberAgency);
  const std::string b = Make("Đoàn B");
  const auto activity = world_.NewActivity(a, "Hội đàm", 30, 31);
  ASSERT_TRUE(Get(a).ok());
  ASSERT_TRUE(Get(b).ok());
  AskAs(User(kMember));
  server_.clock().Advance(booking::kHour);
  v1::GetActivityRequest get;
  get.set_name(activity.name());
  ASSERT_TRUE(Call(world_.itinerary(), &ItineraryStub::GetActivity, get).ok());
  AskAs(Admin());
  v1::ListReadsRequest request;
  request.set_entity(a);
  EXPECT_THAT(Reads(request), ElementsAre("GetActivity " + activity.name(), "GetDelegation " + a));
  request.set_entity(a.substr(0, a.size() - 1));
  EXPECT_THAT(Reads(request), IsEmpty());
  request.clear_entity();
  request.set_actor(kMember);
  EXPECT_THAT(Reads(request), ElementsAre("GetActivity " + activity.name()));
  request.clear_actor();
  request.set_method("letan.v1.DelegationService/GetDelegation");
  EXPECT_THAT(Reads(request), ElementsAre("GetDelegation " + b, "GetDelegation " + a));
  request.clear_method();
  const std::int64_t now = server_.clock().now() / 1'000'000;
  request.mutable_interval()->mutable_start_time()->set_seconds(now);
  request.mutable_interval()->mutable_end_time()->set_seconds(now + 1);
  EXPECT_THAT(Reads(request), ElementsAre("GetActivity " + activity.name()));
  request.mutable_interval()->mutable_start_time()->set_seconds(now - 60);
  request.mutable_interval()->mutable_end_time()->set_seconds(now);
  EXPECT_THAT(Reads(request), IsEmpty()) << "the end is not in it";
}

TEST_F(ReadLogTest, BadInputIsRefused) {
  ASSERT_TRUE(Get(Make("Đoàn A")).ok());
  ASSERT_TRUE(Get(Make("Đoàn B")).ok());
  v1::ListReadsRequest first;
  first.set_page_size(1);
  const std::string token = List(first).response.next_page_token();
  ASSERT_FALSE(token.empty());
  const auto code = [this](const std::function<void(v1::ListReadsRequest&)>& edit) {
    v1::ListReadsRequest request;
    edit(request);
    return List(request).code();
  };
  const auto span = [](std::int64_t from, std::int64_t to) {
    return [=](v1::ListReadsRequest& request) {
      request.mutable_interval()->mutable_start_time()->set_seconds(from);
      request.mutable_interval()->mutable_end_time()->set_seconds(to);
    };
  };
  EXPECT_EQ(code([](auto& request) { request.set_page_size(-1); }), StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(code([](auto& request) { request.set_page_size(1001); }), StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(code([](auto& request) { request.set_page_token("x"); }), StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(code([](auto& request) { request.set_entity(std::string(257, 'a')); }),
            StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(code(span(2000, 1000)), StatusCode::INVALID_ARGUMENT) << "reversed";
  EXPECT_EQ(code(span(1000, 1000)), StatusCode::INVALID_ARGUMENT) << "empty";
  EXPECT_EQ(code([&](auto& request) {
              request.set_page_token(token);
              request.set_actor("users/admin");
            }),
            StatusCode::INVALID_ARGUMENT)
      << "of another query";
  EXPECT_EQ(code([&](auto& request) { request.set_page_token(token); }), StatusCode::OK);
  v1::ListAuditRecordsRequest changes;
  changes.set_page_token(token);
  EXPECT_EQ(Call(*audit_, &AuditStub::ListAuditRecords, changes).code(),
            StatusCode::INVALID_ARGUMENT)
      << "of another method";
  AskAs(User(kOther));
  EXPECT_EQ(code([&](auto& request) { request.set_page_token(token); }),
            StatusCode::INVALID_ARGUMENT)
      << "of another caller";
}

TEST_F(ReadLogTest, ADrainedServerStillAccountsForReads) {
  const std::string secret = Make("Đoàn kín");
  ASSERT_TRUE(Call(*admin_, &AdminStub::Drain, v1::DrainRequest()).ok());
  ASSERT_TRUE(Get(secret).ok());
  EXPECT_THAT(Reads(), ElementsAre("GetDelegation " + secret));
}

TEST_F(ReadLogTest, OldRecordsAreArchivedWithTheChanges) {
  const std::string secret = Make("Đoàn kín");
  ASSERT_TRUE(Get(secret).ok());
  ASSERT_TRUE(Get(secret).ok());
  server_.clock().Advance(booking::kHour);
  v1::ArchiveChangesRequest archive;
  archive.set_archive_id("old");
  archive.mutable_before()->set_seconds(server_.clock().now() / 1'000'000);
  const auto made = Call(*admin_, &AdminStub::ArchiveChanges, archive);
  ASSERT_TRUE(made.ok()) << made.message();
  EXPECT_EQ(made.response.reads_file(), "old.reads.jsonl");
  EXPECT_EQ(made.response.reads(), 2);
  EXPECT_THAT(Reads(), IsEmpty());
  ASSERT_TRUE(Get(secret).ok());
  EXPECT_THAT(Reads(), ElementsAre("GetDelegation " + secret));
  const auto check = Call(*admin_, &AdminStub::CheckIntegrity, v1::CheckIntegrityRequest());
  ASSERT_TRUE(check.ok()) << check.message();
  EXPECT_THAT(check.response.findings(), IsEmpty());
}

class ReadLogFaultTest : public ReadLogTest {
 protected:
  ReadLogFaultTest() : ReadLogTest("letan-reads") {}
  ~ReadLogFaultTest() override { server_.Stop(); }

  static FaultVfs& vfs() {
    static FaultVfs vfs("letan-reads");
    return vfs;
  }
  static void SetUpTestSuite() { vfs(); }
};

TEST_F(ReadLogFaultTest, AnAnswerThatNobodyCanAccountForDoesNotLeave) {
  const std::string secret = Make("Đoàn kín");
  const std::string open = Make("Đoàn mở", v1::HANDLING_LEVEL_INTERNAL);
  vfs().Fail(FaultVfs::File::kLog, FaultVfs::Call::kWrite, 1, 1'000'000, SQLITE_FULL);
  EXPECT_EQ(Get(secret).code(), StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(Get(secret).response.title(), "");
  EXPECT_TRUE(Get(open).ok());
  vfs().Heal();
  vfs().Fail(FaultVfs::File::kLog, FaultVfs::Call::kSync, 1, 1, SQLITE_IOERR_FSYNC);
  EXPECT_EQ(Get(secret).code(), StatusCode::UNAVAILABLE);
  vfs().Heal();
  EXPECT_TRUE(Get(secret).ok());
  EXPECT_THAT(Reads(), Contains("GetDelegation " + secret));
}

}  // namespace
}  // namespace letan::testing
