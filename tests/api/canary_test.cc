// A random word in RESTRICTED content is nowhere: neither in a file of the server, nor in what it
// logs, nor in what it tells those who may not see it. The same word in INTERNAL content is found.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <mutex>

#include "letan/v1/audit_service.grpc.pb.h"
#include "services/server/log_line.h"
#include "sodium.h"
#include "tests/api/admin_world.h"

namespace letan::testing {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;

constexpr char kWho[] = "who";

std::string RandomLetters() {
  std::string word;
  for (int i = 0; i < 18; ++i) {
    word.push_back(static_cast<char>('A' + static_cast<char>(randombytes_uniform(26))));
  }
  return word;
}

std::string Lower(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

// How the word looks inside base64, at each of its three alignments: archives are of JSON. Only
// what no neighbour of the word can change.
std::vector<std::string> InBase64(const std::string& word) {
  std::vector<std::string> forms;
  for (std::size_t before = 0; before < 3; ++before) {
    const std::string text = std::string(before, ' ') + word;
    std::string digits(sodium_base64_encoded_len(text.size(), sodium_base64_VARIANT_ORIGINAL), 0);
    sodium_bin2base64(digits.data(), digits.size(),
                      reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                      sodium_base64_VARIANT_ORIGINAL);
    forms.push_back(digits.substr(4, 16));
  }
  return forms;
}

class Canary {
 public:
  // With letters of Vietnamese before it, so that the folded form is another.
  std::string text() const { return "Ứng " + word_; }
  bool In(const std::string& bytes) const {
    if (Lower(bytes).find(Lower(word_)) != std::string::npos) return true;
    return std::any_of(forms_.begin(), forms_.end(), [&](const std::string& form) {
      return bytes.find(form) != std::string::npos;
    });
  }

 private:
  const std::string word_ = RandomLetters();
  const std::vector<std::string> forms_ = InBase64(word_);
};

// Callers are administrators, unless their metadata say "outsider".
absl::StatusOr<storage::Viewer> ByMetadata(const grpc::CallbackServerContext& context) {
  const auto& metadata = context.client_metadata();
  if (metadata.find(kWho) == metadata.end()) return storage::Viewer::Administrator("users/admin");
  storage::Viewer viewer;
  viewer.subject = "users/outsider";
  viewer.clearance = storage::HandlingLevel::kInternal;
  return viewer;
}

struct Lines {
  std::mutex mutex;
  std::string text;
};

class CanaryTest : public ::testing::Test {
 protected:
  CanaryTest() : server_(Options(&lines_)), world_(server_) {}

  static TestServerOptions Options(Lines* lines) {
    TestServerOptions options = WithBackups();
    options.authenticate = ByMetadata;
    options.log_calls = true;
    options.log = [lines](const LogEvent& event) {
      const std::lock_guard<std::mutex> lock(lines->mutex);
      lines->text += server::LogLine(event, 0) + "\n";
    };
    return options;
  }

  // Title, purpose, member, activity and its booking; a booking of nobody's, with its label and the
  // reason of its override; each with a request_id, so that the answer is kept.
  void Write(v1::HandlingLevel level) {
    v1::CreateDelegationRequest create;
    create.set_request_id("create");
    auto* delegation = create.mutable_delegation();
    delegation->set_title(canary_.text());
    delegation->set_purpose(canary_.text());
    delegation->set_direction(v1::Delegation::DIRECTION_INBOUND);
    *delegation->mutable_interval() = Span(24, 72);
    delegation->add_members()->set_role_title(canary_.text());
    delegation->set_handling_level(level);
    const auto made =
        Call(world_.delegations(), &v1::DelegationService::Stub::CreateDelegation, create);
    ASSERT_TRUE(made.ok()) << made.message();
    delegation_ = made.response.name();
    const auto activity = world_.NewActivity(delegation_, canary_.text(), 25, 26);
    ASSERT_NE(activity.name(), "");
    ASSERT_TRUE(world_.Book({LegOf("resources/interpreter-ko", 25, 26)}, delegation_).ok());

    v1::BookRequest book;
    book.set_request_id("book");
    book.set_owner_label(canary_.text());
    book.set_handling_level(level);
    *book.add_legs() = LegOf("resources/room", 30, 31);
    book.mutable_legs(0)->mutable_override()->set_authority("agencies/leadership");
    book.mutable_legs(0)->mutable_override()->set_reason(canary_.text());
    const auto booked = Call(world_.bookings(), &v1::BookingService::Stub::Book, book);
    ASSERT_TRUE(booked.ok()) << booked.message();
    booking_ = booked.response.bookings(0).name();
    EXPECT_EQ(booked.response.bookings(0).owner_label(), canary_.text());
    EXPECT_EQ(Call(world_.bookings(), &v1::BookingService::Stub::Book, book)
                  .response.bookings(0)
                  .owner_label(),
              canary_.text());
    // Refused: the word is in what it asks for.
    book.set_request_id("refused");
    EXPECT_EQ(ReasonOf(Call(world_.bookings(), &v1::BookingService::Stub::Book, book).status),
              "BOOKING_CONFLICT");
  }

  void SetUp() override {
    v1::CreateAgencyRequest agency;
    agency.set_agency_id("leadership");
    agency.mutable_agency()->set_display_name("Leadership");
    ASSERT_TRUE(Call(world_.directory(), &v1::DirectoryService::Stub::CreateAgency, agency).ok());
  }

  // What the log of reads and the log of changes tell an administrator of what was just read.
  std::string ToldByLogs() {
    v1::GetDelegationRequest get;
    get.set_name(delegation_);
    const auto got = Call(world_.delegations(), &v1::DelegationService::Stub::GetDelegation, get);
    EXPECT_TRUE(canary_.In(got.response.SerializeAsString())) << got.message();
    const auto audit = v1::AuditService::NewStub(server_.channel());
    const auto reads = Call(*audit, &v1::AuditService::Stub::ListReads, v1::ListReadsRequest());
    EXPECT_TRUE(reads.ok()) << reads.message();
    std::string told = reads.response.SerializeAsString();
    for (const auto log :
         {v1::VerifyChangesRequest::LOG_CHANGES, v1::VerifyChangesRequest::LOG_READS}) {
      v1::VerifyChangesRequest request;
      request.set_log(log);
      const auto page = Call(*audit, &v1::AuditService::Stub::VerifyChanges, request);
      EXPECT_TRUE(page.ok() && page.response.next_page_token().empty()) << page.message();
      told += page.response.SerializeAsString();
    }
    EXPECT_NE(told.find(delegation_), std::string::npos);
    return told;
  }

  void BackUpAndArchive() {
    const auto admin = v1::AdminService::NewStub(server_.channel());
    v1::CreateBackupRequest backup;
    ASSERT_TRUE(Call(*admin, &AdminStub::CreateBackup, backup).ok());
    server_.clock().Advance(booking::kDay);
    // The newest write stays in the log.
    ASSERT_TRUE(world_.Book({LegOf("resources/interpreter-en-2", 100, 101)}).ok());
    v1::ArchiveChangesRequest archive;
    *archive.mutable_before() = entity::ToTimestamp(server_.clock().now() - booking::kHour);
    const auto archived = Call(*admin, &AdminStub::ArchiveChanges, archive);
    ASSERT_TRUE(archived.ok()) << archived.message();
    const auto check = Call(*admin, &AdminStub::CheckIntegrity, v1::CheckIntegrityRequest());
    EXPECT_THAT(check.response.findings(), IsEmpty());
  }

  std::string Dumped(bool include_restricted) {
    const auto admin = v1::AdminService::NewStub(server_.channel());
    v1::DumpRequest request;
    request.set_include_restricted(include_restricted);
    std::string text;
    do {
      const auto page = Call(*admin, &AdminStub::Dump, request);
      EXPECT_TRUE(page.ok()) << page.message();
      for (const std::string& line : page.response.lines()) text += line + "\n";
      request.set_page_token(page.response.next_page_token());
    } while (!request.page_token().empty());
    return text;
  }

  // What one who may not see it is told when it is in the way, or asked for by name.
  std::string ToldToOutsiders() {
    const auto channel = server_.NewChannel({{kWho, "outsider"}});
    const auto bookings = v1::BookingService::NewStub(channel);
    const auto delegations = v1::DelegationService::NewStub(channel);
    v1::BookRequest book;
    *book.add_legs() = LegOf("resources/room", 30, 31);
    *book.add_legs() = LegOf("resources/interpreter-ko", 25, 26);
    const auto refused = Call(*bookings, &v1::BookingService::Stub::Book, book);
    EXPECT_EQ(ReasonOf(refused.status), "BOOKING_CONFLICT");
    v1::GetDelegationRequest get;
    get.set_name(delegation_);
    const auto got = Call(*delegations, &v1::DelegationService::Stub::GetDelegation, get);
    v1::GetBookingRequest get_booking;
    get_booking.set_name(booking_);
    const auto seen = Call(*bookings, &v1::BookingService::Stub::GetBooking, get_booking);
    return refused.message() + refused.status.error_details() + got.message() +
           got.status.error_details() + got.response.SerializeAsString() + seen.message() +
           seen.response.SerializeAsString();
  }

  std::vector<std::string> FilesWithWord() const {
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(server_.directory())) {
      if (!entry.is_regular_file()) continue;
      std::ifstream file(entry.path(), std::ios::binary);
      const std::string bytes(std::istreambuf_iterator<char>(file), {});
      std::string name = entry.path().filename().string();
      if (canary_.In(bytes)) found.push_back(std::move(name));
    }
    return found;
  }

  const Canary canary_;
  Lines lines_;
  TestServer server_;
  SmallWorld world_;
  std::string delegation_;
  std::string booking_;
};

TEST_F(CanaryTest, TheWordOfRestrictedContentIsNowhere) {
  Write(v1::HANDLING_LEVEL_RESTRICTED);
  EXPECT_FALSE(canary_.In(ToldByLogs()));
  EXPECT_THAT(FilesWithWord(), IsEmpty()) << "log not yet moved";
  BackUpAndArchive();
  EXPECT_THAT(FilesWithWord(), IsEmpty());
  EXPECT_FALSE(canary_.In(Dumped(/*include_restricted=*/false)));
  EXPECT_TRUE(canary_.In(Dumped(/*include_restricted=*/true)));
  EXPECT_FALSE(canary_.In(ToldToOutsiders()));
  EXPECT_FALSE(canary_.In(lines_.text));
  EXPECT_NE(lines_.text, "");
  server_.Stop();
  EXPECT_THAT(FilesWithWord(), IsEmpty());
}

// The control: the test looks where the word would be.
TEST_F(CanaryTest, TheWordOfInternalContentIsFound) {
  Write(v1::HANDLING_LEVEL_INTERNAL);
  EXPECT_TRUE(canary_.In(ToldByLogs()));
  EXPECT_THAT(FilesWithWord(), Contains("letan.db-wal"));
  BackUpAndArchive();
  server_.Stop();
  const std::vector<std::string> files = FilesWithWord();
  EXPECT_THAT(files, Contains("letan.db"));
  EXPECT_THAT(files, Contains(::testing::EndsWith(".db")));
  EXPECT_THAT(files, Contains(::testing::EndsWith(".jsonl")));
  EXPECT_THAT(files, Contains(::testing::StartsWith("backup")));
  server_.Restart();
  world_.Connect(server_);
  EXPECT_TRUE(canary_.In(Dumped(/*include_restricted=*/false)));
  EXPECT_TRUE(canary_.In(ToldToOutsiders()));
}

TEST(NoKeysTest, TheCallerIsToldThatThereAreNone) {
  TestServerOptions options;
  options.keys = false;
  TestServer server(options);
  SmallWorld world(server);
  v1::BookRequest book;
  book.set_owner_label("label");
  book.set_handling_level(v1::HANDLING_LEVEL_RESTRICTED);
  *book.add_legs() = LegOf("resources/room", 30, 31);
  const auto refused = Call(world.bookings(), &v1::BookingService::Stub::Book, book);
  EXPECT_EQ(refused.code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(ReasonOf(refused.status), "NO_KEYS");
}

}  // namespace
}  // namespace letan::testing
