// A dump, loaded into an empty database, is dumped again to the same lines.
#include "tests/api/admin_world.h"

namespace letan::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

constexpr char kAgencyLine[] =
    R"({"entity":{"kind":"agency","name":"agencies/a","uid":"u","version":"1"},)"
    R"("body":{"@type":"type.googleapis.com/letan.v1.Agency","displayName":"A"}})";

Answer<v1::DumpResponse> DumpPage(AdminStub& admin, const std::string& token,
                                  bool include_restricted = false) {
  v1::DumpRequest request;
  request.set_page_token(token);
  request.set_include_restricted(include_restricted);
  return Call(admin, &AdminStub::Dump, request);
}

std::vector<std::string> DumpAll(AdminStub& admin, bool include_restricted = false) {
  std::vector<std::string> lines;
  std::string token;
  do {
    const auto page = DumpPage(admin, token, include_restricted);
    EXPECT_TRUE(page.ok()) << page.message();
    lines.insert(lines.end(), page.response.lines().begin(), page.response.lines().end());
    token = page.response.next_page_token();
  } while (!token.empty());
  return lines;
}

Answer<v1::LoadResponse> LoadLines(AdminStub& admin, const std::vector<std::string>& lines,
                                   const std::string& request_id = "") {
  v1::LoadRequest request;
  for (const std::string& line : lines) request.add_lines(line);
  request.set_request_id(request_id);
  return Call(admin, &AdminStub::Load, request);
}

class AdminDumpTest : public AdminTest {
 protected:
  AdminDumpTest() {
    const std::string event = world_.NewDelegation("Đoàn Hàn Quốc \"thử\"", 24, 48).name();
    world_.NewActivity(event, "Đón đoàn", 25, 26, "places/airport");
    EXPECT_TRUE(world_.Book({LegOf("resources/interpreter-ko", 25, 26)}, event).ok());
    EXPECT_TRUE(world_.Book({LegOf("stockItems/gift-box", 25, 26, 4)}, event).ok());
    EXPECT_TRUE(world_.Book({LegOf("stockItems/flag", 25, 26, 2)}, event).ok());
    v1::DeleteAgencyRequest remove;
    v1::CreateAgencyRequest agency;
    agency.set_agency_id("gone");
    agency.mutable_agency()->set_display_name("Cơ quan cũ");
    EXPECT_TRUE(Call(world_.directory(), &v1::DirectoryService::Stub::CreateAgency, agency).ok());
    remove.set_name("agencies/gone");
    EXPECT_TRUE(Call(world_.directory(), &v1::DirectoryService::Stub::DeleteAgency, remove).ok());
    SettleAGift("", "", 2);
  }

  // Its movement names a booking that is no more.
  void SettleAGift(const std::string& event = "", const std::string& reason = "",
                   int quantity = 1) {
    const auto booked = world_.Book({LegOf("stockItems/gift-box", 30, 31, quantity)}, event);
    ASSERT_TRUE(booked.ok()) << booked.message();
    v1::CreateStockMovementRequest request;
    request.mutable_stock_movement()->set_reason(reason);
    request.set_parent("stockItems/gift-box");
    auto* movement = request.mutable_stock_movement();
    movement->set_kind(v1::StockMovement::KIND_ISSUE);
    movement->set_quantity(quantity);
    movement->set_booking(booked.response.bookings(0).name());
    const auto issued =
        Call(world_.resources(), &v1::ResourceService::Stub::CreateStockMovement, request);
    ASSERT_TRUE(issued.ok()) << issued.message();
  }
};

TEST_F(AdminDumpTest, RoundTrip) {
  const std::vector<std::string> lines = DumpAll(*admin_);
  EXPECT_THAT(lines, SizeIs(15 + 3 + 2 + 12 + 3 + 3));
  for (const EngineKind kind : {EngineKind::kSqlite, EngineKind::kMemory}) {
    for (const std::size_t size : {std::size_t{1}, std::size_t{7}, lines.size()}) {
      TestServerOptions options;
      options.engine = kind;
      TestServer other(options);
      const auto admin = v1::AdminService::NewStub(other.channel());
      for (std::size_t at = 0; at < lines.size(); at += size) {
        const std::vector<std::string> page(
            lines.begin() + static_cast<std::ptrdiff_t>(at),
            lines.begin() + static_cast<std::ptrdiff_t>(std::min(at + size, lines.size())));
        const auto loaded = LoadLines(*admin, page);
        ASSERT_TRUE(loaded.ok()) << loaded.message() << "\n" << page[0];
        EXPECT_EQ(loaded.response.rows(), static_cast<int>(page.size()));
      }
      EXPECT_EQ(DumpAll(*admin), lines);
      const auto check = Call(*admin, &AdminStub::CheckIntegrity, v1::CheckIntegrityRequest());
      ASSERT_TRUE(check.ok()) << check.message();
      EXPECT_THAT(check.response.findings(), ::testing::IsEmpty());
    }
  }
}

class AdminDumpRestrictedTest : public AdminDumpTest {
 protected:
  // A delegation, its activity, a booking of it and three that are settled, one of nobody's.
  AdminDumpRestrictedTest() {
    v1::CreateDelegationRequest create;
    auto* delegation = create.mutable_delegation();
    delegation->set_title("Đoàn kín");
    delegation->set_direction(v1::Delegation::DIRECTION_INBOUND);
    *delegation->mutable_interval() = Span(24, 72);
    delegation->set_handling_level(v1::HANDLING_LEVEL_RESTRICTED);
    const auto made =
        Call(world_.delegations(), &v1::DelegationService::Stub::CreateDelegation, create);
    EXPECT_TRUE(made.ok()) << made.message();
    world_.NewActivity(made.response.name(), "Họp kín", 25, 26);
    EXPECT_TRUE(
        world_.Book({LegOf("resources/interpreter-ko", 30, 31)}, made.response.name()).ok());
    event_ = made.response.name();
    SettleAGift(event_, "Quà kín");
    SettleAGift(event_, event_);
    SettleAGift(event_);
    v1::BookRequest book;
    book.set_owner_label("Việc kín");
    book.set_handling_level(v1::HANDLING_LEVEL_RESTRICTED);
    *book.add_legs() = LegOf("resources/room", 30, 31);
    EXPECT_TRUE(Call(world_.bookings(), &v1::BookingService::Stub::Book, book).ok());
  }

  std::string event_;

  static void ExpectLoads(const std::vector<std::string>& lines) {
    for (const EngineKind kind : {EngineKind::kSqlite, EngineKind::kMemory}) {
      TestServerOptions options;
      options.engine = kind;
      TestServer other(options);
      const auto admin = v1::AdminService::NewStub(other.channel());
      const auto loaded = LoadLines(*admin, lines);
      ASSERT_TRUE(loaded.ok()) << loaded.message();
      EXPECT_EQ(DumpAll(*admin, /*include_restricted=*/true), lines);
      const auto check = Call(*admin, &AdminStub::CheckIntegrity, v1::CheckIntegrityRequest());
      EXPECT_THAT(check.response.findings(), ::testing::IsEmpty());
    }
  }
};

TEST_F(AdminDumpRestrictedTest, RoundTripOfAllForWhoAsksForIt) {
  const std::vector<std::string> lines = DumpAll(*admin_, /*include_restricted=*/true);
  for (const char* text : {"Đoàn kín", "Họp kín", "Quà kín", "Việc kín"}) {
    EXPECT_THAT(lines, Contains(HasSubstr(text)));
  }
  ExpectLoads(lines);
}

TEST_F(AdminDumpRestrictedTest, TheRestLoadsWithoutThem) {
  const auto page = DumpPage(*admin_, "");
  ASSERT_EQ(page.response.next_page_token(), "");
  EXPECT_EQ(page.response.omitted_restricted(), 4);
  const std::vector<std::string> lines(page.response.lines().begin(), page.response.lines().end());
  EXPECT_THAT(lines, Not(Contains(HasSubstr("kín"))));
  EXPECT_THAT(lines, Not(Contains(HasSubstr(event_))));
  ExpectLoads(lines);
}

TEST_F(AdminDumpRestrictedTest, WhatBecameRestrictedLaterIsNotToldOfEither) {
  const std::string event = world_.NewDelegation("Đoàn mở", 24, 48).name();
  SettleAGift(event, "Quà mở");
  v1::UpdateDelegationRequest update;
  update.mutable_delegation()->set_name(event);
  update.mutable_delegation()->set_handling_level(v1::HANDLING_LEVEL_RESTRICTED);
  update.mutable_update_mask()->add_paths("handling_level");
  ASSERT_TRUE(
      Call(world_.delegations(), &v1::DelegationService::Stub::UpdateDelegation, update).ok());
  const std::vector<std::string> lines = DumpAll(*admin_);
  EXPECT_THAT(lines, Not(Contains(HasSubstr("Quà mở"))));
  EXPECT_THAT(lines, Not(Contains(HasSubstr(event))));
}

TEST_F(AdminDumpTest, WhatIsLoadedIsServed) {
  TestServer other;
  const auto admin = v1::AdminService::NewStub(other.channel());
  ASSERT_TRUE(LoadLines(*admin, DumpAll(*admin_)).ok());
  world_.Connect(other);
  const auto refused = world_.Book({LegOf("resources/interpreter-ko", 25, 26)});
  EXPECT_EQ(ReasonOf(refused.status), "BOOKING_CONFLICT");
  EXPECT_EQ(world_.Stock("stockItems/gift-box", 40).available(), 4);
  EXPECT_TRUE(world_.Book({LegOf("resources/interpreter-ko", 27, 28)}).ok());
}

TEST_F(AdminDumpTest, PagesAreOfOneSnapshot) {
  for (int i = 0; i < 1100; ++i) {
    ASSERT_TRUE(world_.Book({LegOf("resources/interpreter-en-1", 100 + i, 101 + i)}).ok());
  }
  const auto first = DumpPage(*admin_, "");
  ASSERT_TRUE(first.ok()) << first.message();
  ASSERT_NE(first.response.next_page_token(), "");
  EXPECT_EQ(ReasonOf(DumpPage(*admin_, "").status), "OVERLOADED") << "one at a time";
  EXPECT_EQ(ReasonOf(DumpPage(*admin_, "other").status), "INVALID_PAGE_TOKEN");
  ASSERT_TRUE(world_.Book({LegOf("resources/room", 500, 501)}).ok());
  const auto second = DumpPage(*admin_, first.response.next_page_token());
  ASSERT_TRUE(second.ok()) << second.message();
  EXPECT_EQ(second.response.next_page_token(), "");
  EXPECT_THAT(second.response.lines(), Not(Contains(HasSubstr("resources/room"))));
  EXPECT_EQ(ReasonOf(DumpPage(*admin_, first.response.next_page_token()).status),
            "INVALID_PAGE_TOKEN");
}

TEST_F(AdminDumpTest, AForgottenDumpMakesWayAndLetsTheServerStop) {
  for (int i = 0; i < 1100; ++i) {
    ASSERT_TRUE(world_.Book({LegOf("resources/interpreter-en-1", 100 + i, 101 + i)}).ok());
  }
  const auto first = DumpPage(*admin_, "");
  ASSERT_NE(first.response.next_page_token(), "");
  server_.clock().Advance(61 * booking::kSecond);
  EXPECT_EQ(ReasonOf(DumpPage(*admin_, first.response.next_page_token()).status),
            "INVALID_PAGE_TOKEN");
  ASSERT_NE(DumpPage(*admin_, "").response.next_page_token(), "");
  server_.Restart();
}

TEST(AdminLoadTest, ARepeatedLoadHasOneEffect) {
  TestServer server;
  const auto admin = v1::AdminService::NewStub(server.channel());
  ASSERT_TRUE(LoadLines(*admin, {kAgencyLine}, "once").ok());
  EXPECT_EQ(LoadLines(*admin, {kAgencyLine}, "once").response.rows(), 1);
  EXPECT_EQ(LoadLines(*admin, {kAgencyLine}).code(), grpc::StatusCode::ALREADY_EXISTS);
  EXPECT_THAT(DumpAll(*admin), SizeIs(1));
}

TEST_F(AdminDumpTest, ADatabaseInUseIsNotLoadedInto) {
  const auto refused = LoadLines(*admin_, {kAgencyLine});
  EXPECT_EQ(refused.code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(ReasonOf(refused.status), "NOT_EMPTY");
}

TEST(AdminLoadTest, BadLinesChangeNothingAndSayWhere) {
  TestServer server;
  const auto admin = v1::AdminService::NewStub(server.channel());
  const std::vector<std::pair<std::string, std::string>> cases{
      {"", "lines[1]"},
      {"{}", "lines[1]"},
      {"[1]", "lines[1]"},
      {R"({"entity":{"kind":"nothing"}})", "lines[1].entity.kind"},
      {R"({"entity":{"kind":"agency","name":"agencies/b","uid":"u","version":"0"}})",
       "lines[1].entity.version"},
      {R"({"entity":{"kind":"agency","name":"places/b","uid":"u","version":"1"}})",
       "lines[1].entity.name"},
      {R"({"entity":{"kind":"agency","name":"agencies/b","uid":"u","version":"1"}})",
       "lines[1].body"},
      {R"({"entity":{"kind":"agency","name":"agencies/b","uid":"u","version":"1"},)"
       R"("body":{"@type":"type.googleapis.com/letan.v1.Place","displayName":"A"}})",
       "lines[1].body"},
      {R"({"entity":{"kind":"agency","name":"agencies/b","uid":"u","version":"1"},)"
       R"("body":{"@type":"type.googleapis.com/letan.v1.Agency"}})",
       "lines[1].body.display_name"},
      {R"({"travelTimes":{"from":"places/a","edges":[{"to":"b","duration":"1"}]}})",
       "lines[1].travelTimes.edges[0].to"},
      {R"({"resourceRules":{"kind":"VEHICLE","name":"resources/a","model":9}})",
       "lines[1].resourceRules.model"},
      {R"({"movement":{"name":"stockItems/a/movements/b","item":"stockItems/a"}})",
       "lines[1].movement.delta"},
      {R"({"booking":{"name":"bookings/b","resource":"resources/a","start":"5","end":"5",)"
       R"("quantity":"1","state":2,"level":2,"version":"1"}})",
       "lines[1].booking.end"},
      {R"({"booking":{"name":"bookings/b","resource":"resources/a","start":"5","end":"6",)"
       R"("quantity":"1","state":1,"level":2,"version":"1"}})",
       "lines[1].booking.expireTime"},
  };
  for (const auto& [line, field] : cases) {
    const auto refused = LoadLines(*admin, {kAgencyLine, line});
    EXPECT_EQ(refused.code(), grpc::StatusCode::INVALID_ARGUMENT) << line;
    EXPECT_THAT(FieldsOf(refused.status), Contains(field)) << line;
  }
  const auto none = LoadLines(*admin, {});
  EXPECT_THAT(FieldsOf(none.status), ElementsAre("lines"));
  EXPECT_THAT(DumpAll(*admin), SizeIs(0));
}

TEST_F(AdminDumpTest, WhatWouldBreakAPromiseIsRefused) {
  std::vector<std::string> lines = DumpAll(*admin_);
  std::string twice;
  std::string too_much;
  for (const std::string& line : lines) {
    if (line.find("resources/interpreter-ko\",\"start") != std::string::npos) twice = line;
    if (line.find("stockItems/gift-box\",\"start") != std::string::npos) too_much = line;
  }
  const auto rename = [](std::string line) {
    return line.replace(line.find("bookings/") + 9, 4, "beef");
  };
  ASSERT_NE(twice, "");
  ASSERT_NE(too_much, "");
  TestServer other;
  const auto admin = v1::AdminService::NewStub(other.channel());
  ASSERT_TRUE(LoadLines(*admin, lines).ok());
  EXPECT_EQ(ReasonOf(LoadLines(*admin, {rename(twice)}).status), "BOOKING_CONFLICT");
  std::string more = rename(too_much);
  more.replace(more.find("\"quantity\":\"4\""), 14, "\"quantity\":\"5\"");
  EXPECT_EQ(ReasonOf(LoadLines(*admin, {more}).status), "STOCK_BELOW_ZERO");
  EXPECT_EQ(LoadLines(*admin, {kAgencyLine, twice}).code(), grpc::StatusCode::ALREADY_EXISTS);
  EXPECT_EQ(DumpAll(*admin), lines);
}

TEST(AdminLoadTest, AnOwnerComesBeforeWhatItOwns) {
  TestServer server;
  const auto admin = v1::AdminService::NewStub(server.channel());
  const auto orphan =
      LoadLines(*admin, {R"({"movement":{"name":"stockItems/a/movements/b","item":"stockItems/a",)"
                         R"("delta":"1","kind":"RECEIPT"}})"});
  EXPECT_EQ(orphan.code(), grpc::StatusCode::NOT_FOUND);
}

}  // namespace
}  // namespace letan::testing
