// The agenda: entries of all events in order, whole, in pages that a client can take.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "services/core/limits.h"
#include "tests/support/small_world.h"

namespace letan::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ItineraryStub = v1::ItineraryService::Stub;

std::string Bytes(const google::protobuf::Message& message) { return message.SerializeAsString(); }

class AgendaTest : public ::testing::Test {
 protected:
  // Of all pages; each is checked to be no larger than a client accepts.
  std::vector<v1::AgendaEntry> Entries(v1::QueryAgendaRequest request) {
    std::vector<v1::AgendaEntry> entries;
    pages_ = 0;
    do {
      const auto page = Call(world_.itinerary(), &ItineraryStub::QueryAgenda, request);
      EXPECT_TRUE(page.ok()) << page.message();
      EXPECT_LE(page.response.ByteSizeLong(), limits::kMaxMessageBytes);
      entries.insert(entries.end(), page.response.entries().begin(), page.response.entries().end());
      request.set_page_token(page.response.next_page_token());
      ++pages_;
    } while (!request.page_token().empty());
    return entries;
  }
  static v1::QueryAgendaRequest Between(double from_hour, double to_hour, int page_size = 1000) {
    v1::QueryAgendaRequest request;
    *request.mutable_interval() = Span(from_hour, to_hour);
    request.set_page_size(page_size);
    return request;
  }
  static std::vector<std::string> Titles(const std::vector<v1::AgendaEntry>& entries) {
    std::vector<std::string> titles;
    for (const auto& entry : entries) {
      titles.push_back(entry.event_title() + ":" + entry.activity().title());
    }
    return titles;
  }

  TestServer server_;
  SmallWorld world_{server_};
  v1::Delegation delegation_ = world_.NewDelegation("Guests", 0, 72);
  int pages_ = 0;
};

TEST_F(AgendaTest, ShowsAllEventsInOrderPageByPage) {
  const auto other = world_.NewDelegation("Others", 0, 72);
  world_.NewActivity(delegation_.name(), "b", 11, 12);
  world_.NewActivity(other.name(), "a", 10, 12);
  world_.NewActivity(delegation_.name(), "c", 13, 14);
  world_.NewActivity(delegation_.name(), "outside", 30, 31);
  EXPECT_THAT(Titles(Entries(Between(10, 24, 2))), ElementsAre("Others:a", "Guests:b", "Guests:c"));
  EXPECT_EQ(pages_, 2);
  EXPECT_THAT(Titles(Entries(Between(10, 24, 3))), SizeIs(3));
  EXPECT_EQ(pages_, 1);
}

TEST_F(AgendaTest, EntriesAreWhole) {
  const auto activity = world_.NewActivity(delegation_.name(), "Talks", 10, 12, "places/office");
  const auto plain = world_.NewActivity(delegation_.name(), "Rest", 12, 13);
  ASSERT_TRUE(world_
                  .Book({LegOf("resources/room", 10, 12), LegOf("resources/hotel", 9, 12, 2),
                         LegOf("resources/interpreter-ko", 9, 11, 0, "places/office")},
                        delegation_.name(), activity.name())
                  .ok());
  const auto entries = Entries(Between(0, 24));
  ASSERT_THAT(entries, SizeIs(2));
  EXPECT_EQ(Bytes(entries[0].activity()), Bytes(activity));
  EXPECT_EQ(entries[0].event(), delegation_.name());
  std::vector<std::string> shown;
  for (const auto& booking : entries[0].bookings()) shown.push_back(Bytes(booking));
  std::vector<std::string> booked;
  for (const auto& booking : world_.BookingsOf(delegation_.name())) {
    booked.push_back(Bytes(booking));
  }
  EXPECT_THAT(shown, SizeIs(3));
  EXPECT_EQ(shown, booked);
  EXPECT_EQ(Bytes(entries[1].activity()), Bytes(plain));
  EXPECT_THAT(entries[1].bookings(), IsEmpty());
}

TEST_F(AgendaTest, LeavesOutWhatBelongsToNoEventAnyMore) {
  const auto cancelled = world_.NewDelegation("Cancelled", 0, 72);
  const auto deleted = world_.NewDelegation("Deleted", 0, 72);
  world_.NewActivity(cancelled.name(), "a", 10, 11);
  world_.NewActivity(delegation_.name(), "b", 11, 12);
  world_.NewActivity(deleted.name(), "c", 12, 13);
  v1::CancelEventRequest cancel;
  cancel.set_name(cancelled.name());
  cancel.set_text("postponed by the guests");
  ASSERT_TRUE(Call(world_.lifecycle(), &v1::LifecycleService::Stub::CancelEvent, cancel).ok());
  v1::DeleteDelegationRequest remove;
  remove.set_name(deleted.name());
  ASSERT_TRUE(
      Call(world_.delegations(), &v1::DelegationService::Stub::DeleteDelegation, remove).ok());
  EXPECT_THAT(Titles(Entries(Between(0, 24, 1))), ElementsAre("Guests:b"));
}

TEST_F(AgendaTest, APageEndsEarlyBeforeItIsTooLarge) {
  constexpr int kActivities = 600;
  v1::CreateActivityRequest request;
  request.set_parent(delegation_.name());
  request.mutable_activity()->set_description(std::string(limits::kMaxStringBytes, 'x'));
  *request.mutable_activity()->mutable_interval() = Span(1, 2);
  for (int i = 0; i < kActivities; ++i) {
    request.mutable_activity()->set_title(std::to_string(i));
    ASSERT_TRUE(Call(world_.itinerary(), &ItineraryStub::CreateActivity, request).ok());
  }
  const auto entries = Entries(Between(0, 24));
  EXPECT_EQ(pages_, 2);
  std::vector<std::string> names;
  for (const auto& entry : entries) names.push_back(entry.activity().name());
  EXPECT_THAT(names, SizeIs(kActivities));
  EXPECT_TRUE(std::is_sorted(names.begin(), names.end()));
  EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end());
}

// A step of the reading can end with the entry that makes the page large, while rows that were left
// out keep it from being full.
TEST_F(AgendaTest, APageThatIsLargeAtTheEndOfAStepEndsToo) {
  const auto hidden = world_.NewDelegation("Cancelled", 0, 72);
  v1::CreateActivityRequest large;
  large.set_parent(delegation_.name());
  large.mutable_activity()->set_title("large");
  for (int i = 0; i < 200; ++i) {
    large.mutable_activity()->add_participants()->set_label(std::string(290, 'x'));
  }
  int count = 0;
  for (std::size_t bytes = 0; bytes <= limits::kFullPageBytes; ++count) {
    *large.mutable_activity()->mutable_interval() = Span(1 + count * 0.1, 5);
    const auto made = Call(world_.itinerary(), &ItineraryStub::CreateActivity, large);
    ASSERT_TRUE(made.ok()) << made.message();
    bytes += made.response.ByteSizeLong();
  }
  for (int i = 0; i < 10; ++i) world_.NewActivity(hidden.name(), "hidden", 6 + i * 0.1, 8);
  for (int i = 0; i < 10; ++i) world_.NewActivity(delegation_.name(), "small", 8 + i * 0.1, 10);
  v1::CancelEventRequest cancel;
  cancel.set_name(hidden.name());
  cancel.set_text("postponed by the guests");
  ASSERT_TRUE(Call(world_.lifecycle(), &v1::LifecycleService::Stub::CancelEvent, cancel).ok());
  for (int size = count; size <= count + 12; ++size) {
    EXPECT_THAT(Entries(Between(0, 24, size)), SizeIs(count + 10)) << size;
    EXPECT_EQ(pages_, 2) << size;
  }
}

// What is left out costs a bounded part of a call: a page that is not full yet goes on after it.
TEST_F(AgendaTest, ManyThatAreLeftOutEndAPage) {
  constexpr std::int64_t kHidden = 2 * limits::kDefaults.max_filtered_rows;
  const auto cancelled = world_.NewDelegation("Cancelled", 0, 72);
  world_.NewActivity(delegation_.name(), "first", 1, 2);
  const auto late = world_.NewActivity(delegation_.name(), "last", 10, 11);
  v1::CancelEventRequest cancel;
  cancel.set_name(cancelled.name());
  cancel.set_text("postponed by the guests");
  ASSERT_TRUE(Call(world_.lifecycle(), &v1::LifecycleService::Stub::CancelEvent, cancel).ok());
  storage::WriteRequest hidden;
  hidden.viewer = storage::Viewer::Administrator();
  hidden.method = "Test";
  hidden.body = [&](storage::WriteTransaction& write) -> absl::StatusOr<std::string> {
    const auto sample = write.FindEntity(late.name());
    if (!sample.ok()) return sample.status();
    storage::EntityRow row = **sample;
    row.parent = cancelled.name();
    row.start -= booking::kHour;
    for (int i = 0; i < kHidden; ++i) {
      row.uid = "hidden-" + std::to_string(i);
      row.name = row.parent + "/activities/" + row.uid;
      if (absl::Status status = write.InsertEntity(row); !status.ok()) return status;
    }
    return "";
  };
  ASSERT_TRUE(storage::WriteAndWait(server_.engine(), std::move(hidden)).status.ok());
  for (const int size : {1, 2, 1000}) {
    EXPECT_THAT(Titles(Entries(Between(0, 24, size))), ElementsAre("Guests:first", "Guests:last"));
    EXPECT_EQ(pages_, 2) << size;
  }
}

// No call makes such an event; it may have been loaded.
TEST_F(AgendaTest, AnActivityWithTooManyBookingsIsNamed) {
  const auto activity = world_.NewActivity(delegation_.name(), "crowded", 1, 2);
  storage::WriteRequest crowd;
  crowd.viewer = storage::Viewer::Administrator();
  crowd.method = "Test";
  crowd.body = [&](storage::WriteTransaction& write) -> absl::StatusOr<std::string> {
    storage::BookingChange change;
    change.change.owner = delegation_.name();
    change.change.group = "crowd";
    for (int i = 0; i <= limits::kMaxBookingsPerEvent; ++i) {
      booking::Leg leg;
      leg.booking = "bookings/crowd-" + std::to_string(i);
      leg.resource = "resources/interpreter-ko";
      leg.interval = {kTestStart + i * booking::kHour, kTestStart + (i + 1) * booking::kHour};
      change.change.put.push_back(leg);
    }
    change.activities.assign(change.change.put.size(), activity.name());
    const auto applied = write.ApplyBookings(change);
    if (!applied.ok()) return applied.status();
    return applied->verdict.fits() ? absl::StatusOr<std::string>("")
                                   : absl::InternalError("does not fit");
  };
  const auto written = storage::WriteAndWait(server_.engine(), std::move(crowd));
  ASSERT_TRUE(written.status.ok()) << written.status;
  const auto refused = Call(world_.itinerary(), &ItineraryStub::QueryAgenda, Between(0, 24));
  EXPECT_EQ(refused.code(), grpc::StatusCode::FAILED_PRECONDITION) << refused.message();
  google::rpc::PreconditionFailure detail;
  ASSERT_TRUE(DetailOf(refused.status, &detail));
  EXPECT_EQ(detail.violations(0).type(), "TOO_MANY");
  EXPECT_EQ(detail.violations(0).subject(), activity.name());
}

// More than the bookings of one event, so that they are read in several steps.
TEST_F(AgendaTest, EachEntryHasAllOfManyBookings) {
  constexpr int kEvents = 4;
  constexpr int kLegs = 450;
  world_.MakeResource("stand", v1::RESOURCE_KIND_HALL, [](v1::Resource& hall) {
    hall.set_capacity_model(v1::CAPACITY_MODEL_SHARED);
    hall.set_capacity(kLegs);
  });
  for (int event = 0; event < kEvents; ++event) {
    const auto delegation = world_.NewDelegation(std::to_string(event), 0, 72);
    const auto activity = world_.NewActivity(delegation.name(), "Show", 10 + event, 11 + event);
    world_.NewActivity(delegation.name(), "Rest", 10.5 + event, 11 + event);
    const std::vector<v1::BookingLeg> legs(kLegs,
                                           LegOf("resources/stand", 10 + event, 11 + event, 1));
    const auto booked = world_.Book(legs, delegation.name(), activity.name());
    ASSERT_TRUE(booked.ok()) << booked.message();
  }
  const auto entries = Entries(Between(0, 24));
  ASSERT_THAT(entries, SizeIs(2 * kEvents));
  for (const auto& entry : entries) {
    const bool show = entry.activity().title() == "Show";
    EXPECT_THAT(entry.bookings(), SizeIs(show ? kLegs : 0));
    for (const auto& booking : entry.bookings()) {
      EXPECT_EQ(booking.activity(), entry.activity().name());
    }
  }
}

}  // namespace
}  // namespace letan::testing
