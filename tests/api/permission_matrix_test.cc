// The golden matrix: methods, roles, parts, levels and states, written by hand and tried over the
// wire. Writes are tried with validate_only, which answers what would come of them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "letan/v1/batch_service.pb.h"
#include "letan/v1/search_service.pb.h"
#include "services/entity/time_codec.h"
#include "tests/api/permission_world.h"

namespace letan::testing {
namespace {

using google::protobuf::Message;
using grpc::StatusCode;

// These roles may where their agency takes at least this part, in these states.
struct Clause {
  const char* roles;
  int part;  // 0: any, 1: involved, 2: coordinates, 3: leads
  const char* states;
};

constexpr char kOpen[] = "DAI";

struct Row {
  const char* method;  // "DelegationService.GetDelegation"; what stands behind a space is a note
  std::vector<Clause> clauses;
  const char* works_in;  // states in which the method itself has nothing against it
  std::function<std::unique_ptr<Message>(const Event&)> request;
};

template <class Request>
std::unique_ptr<Request> Named(const std::string& name) {
  auto request = std::make_unique<Request>();
  request->set_name(name);
  return request;
}

std::unique_ptr<v1::UpdateDelegationRequest> Update(const Event& event, const char* path) {
  auto request = std::make_unique<v1::UpdateDelegationRequest>();
  request->mutable_delegation()->set_name(event.delegation);
  request->mutable_update_mask()->add_paths(path);
  return request;
}

google::protobuf::Timestamp At(double hour) { return entity::ToTimestamp(Hour(hour)); }

// Long after every event: free whatever is booked.
v1::BookingLeg FreeLeg() { return LegOf("resources/interpreter-en-1", 5000, 5001); }

std::vector<Row> DelegationRows() {
  const Clause administrator = {"A", 0, kStates};
  const Clause planner = {"P", 2, kOpen};
  return {
      {"DelegationService.GetDelegation",
       {{"ASUPVFDCRG", 0, kStates}},
       kStates,
       [](const Event& e) { return Named<v1::GetDelegationRequest>(e.delegation); }},
      {"DelegationService.UpdateDelegation title",
       {administrator, planner},
       kStates,
       [](const Event& e) {
         auto request = Update(e, "title");
         request->mutable_delegation()->set_title("another");
         return request;
       }},
      {"DelegationService.UpdateDelegation cost_lines",
       {administrator, {"F", 0, kOpen}},
       kStates,
       [](const Event& e) {
         auto request = Update(e, "cost_lines");
         request->mutable_delegation()->add_cost_lines()->set_description("flowers");
         return request;
       }},
      {"DelegationService.UpdateDelegation handling_level",
       {administrator, {"S", 0, kStates}},
       kStates,
       [](const Event& e) {
         auto request = Update(e, "handling_level");
         request->mutable_delegation()->set_handling_level(
             e.level == Level::kPublic ? v1::HANDLING_LEVEL_INTERNAL : v1::HANDLING_LEVEL_PUBLIC);
         return request;
       }},
      {"DelegationService.UpdateDelegation need_to_know",
       {administrator, {"S", 0, kStates}},
       kStates,
       [](const Event& e) {
         auto request = Update(e, "need_to_know");
         request->mutable_delegation()->add_need_to_know("agencies/outside");
         return request;
       }},
      {"DelegationService.DeleteDelegation",
       {administrator, {"P", 2, "D"}},
       kStates,
       [](const Event& e) { return Named<v1::DeleteDelegationRequest>(e.delegation); }},
      {"DelegationService.ApproveDelegation",
       {administrator, {"V", 1, kStates}},
       "D",
       [](const Event& e) { return Named<v1::ApproveDelegationRequest>(e.delegation); }},
      {"DelegationService.StartDelegation",
       {administrator, planner},
       "A",
       [](const Event& e) { return Named<v1::StartDelegationRequest>(e.delegation); }},
      {"DelegationService.CompleteDelegation",
       {administrator, planner},
       "I",
       [](const Event& e) { return Named<v1::CompleteDelegationRequest>(e.delegation); }},
      {"DelegationService.CancelDelegation",
       {administrator, {"V", 1, kStates}, {"P", 2, "D"}},
       "DAI",
       [](const Event& e) {
         auto request = Named<v1::CancelDelegationRequest>(e.delegation);
         request->set_reason("of the test");
         return request;
       }},
      {"DelegationService.MoveDelegation",
       {administrator, planner},
       kOpen,
       [](const Event& e) {
         auto request = Named<v1::MoveDelegationRequest>(e.delegation);
         *request->mutable_start_time() = At(6000);
         return request;
       }},
      {"DelegationService.CopyDelegation",
       {administrator, {"P", 2, kStates}},
       kStates,
       [](const Event& e) {
         auto request = Named<v1::CopyDelegationRequest>(e.delegation);
         *request->mutable_start_time() = At(7000);
         return request;
       }},
      {"DelegationService.RecordGift",
       {administrator, planner},
       "DAIC",
       [](const Event& e) {
         auto request = Named<v1::RecordGiftRequest>(e.delegation);
         request->mutable_gift()->set_direction(v1::Delegation::Gift::DIRECTION_RECEIVED);
         request->mutable_gift()->set_description("a vase");
         return request;
       }},
      {"BatchService.ExecuteBatch of UpdateDelegation title",
       {administrator, planner},
       kStates,
       [](const Event& e) {
         auto request = std::make_unique<v1::ExecuteBatchRequest>();
         auto update = Update(e, "title");
         update->mutable_delegation()->set_title("another");
         request->add_requests()->PackFrom(*update);
         return request;
       }},
  };
}

std::vector<Row> ItineraryRows() {
  const Clause administrator = {"A", 0, kStates};
  const Clause planner = {"P", 2, kOpen};
  return {
      {"ItineraryService.GetActivity",
       {{"ASUPVFDCRG", 0, kStates}},
       kStates,
       [](const Event& e) { return Named<v1::GetActivityRequest>(e.activity); }},
      {"ItineraryService.ListActivities",
       {{"ASUPVFDCRG", 0, kStates}},
       kStates,
       [](const Event& e) {
         auto request = std::make_unique<v1::ListActivitiesRequest>();
         request->set_parent(e.delegation);
         return request;
       }},
      {"ItineraryService.CreateActivity",
       {administrator, planner},
       kOpen,
       [](const Event& e) {
         auto request = std::make_unique<v1::CreateActivityRequest>();
         request->set_parent(e.delegation);
         request->mutable_activity()->set_title("another");
         *request->mutable_activity()->mutable_interval() = Span(5000, 5001);
         return request;
       }},
      {"ItineraryService.UpdateActivity",
       {administrator, planner},
       kOpen,
       [](const Event& e) {
         auto request = std::make_unique<v1::UpdateActivityRequest>();
         request->mutable_activity()->set_name(e.activity);
         request->mutable_activity()->set_title("another");
         request->mutable_update_mask()->add_paths("title");
         return request;
       }},
      {"ItineraryService.DeleteActivity",
       {administrator, planner},
       kOpen,
       [](const Event& e) { return Named<v1::DeleteActivityRequest>(e.activity); }},
      {"ItineraryService.MoveActivity",
       {administrator, planner},
       kOpen,
       [](const Event& e) {
         auto request = Named<v1::MoveActivityRequest>(e.activity);
         *request->mutable_interval() = Span(5000, 5001);
         return request;
       }},
      {"ItineraryService.BookActivity",
       {administrator, planner, {"D", 0, kStates}},
       kOpen,
       [](const Event& e) { return Named<v1::BookActivityRequest>(e.activity); }},
  };
}

std::vector<Row> BookingRows() {
  const Clause administrator = {"AD", 0, kStates};
  const Clause planner = {"P", 2, kOpen};
  return {
      {"BookingService.ListBookings",
       {{"ASUPVFDCR", 0, kStates}},
       kStates,
       [](const Event& e) {
         auto request = std::make_unique<v1::ListBookingsRequest>();
         request->set_owner(e.delegation);
         return request;
       }},
      {"BookingService.Book",
       {administrator, planner},
       kOpen,
       [](const Event& e) {
         auto request = std::make_unique<v1::BookRequest>();
         request->set_owner(e.delegation);
         *request->add_legs() = FreeLeg();
         return request;
       }},
      {"BookingService.Hold",
       {administrator, planner},
       kOpen,
       [](const Event& e) {
         auto request = std::make_unique<v1::HoldRequest>();
         request->set_owner(e.delegation);
         *request->add_legs() = FreeLeg();
         return request;
       }},
      {"BatchService.ExecuteBatch of Book",
       {administrator, planner},
       kOpen,
       [](const Event& e) {
         auto request = std::make_unique<v1::ExecuteBatchRequest>();
         v1::BookRequest book;
         book.set_owner(e.delegation);
         *book.add_legs() = FreeLeg();
         request->add_requests()->PackFrom(book);
         return request;
       }},
  };
}

// Of what is booked: a cancelled event has no bookings any more.
std::vector<Row> BookedRows() {
  const Clause administrator = {"AD", 0, kStates};
  const Clause planner = {"P", 2, kOpen};
  return {
      {"BookingService.GetBooking",
       {{"ASUPVFDCR", 0, kStates}},
       kStates,
       [](const Event& e) { return Named<v1::GetBookingRequest>(e.booking); }},
      {"BookingService.Release",
       {administrator, planner},
       kStates,
       [](const Event& e) {
         auto request = std::make_unique<v1::ReleaseRequest>();
         request->add_names(e.booking);
         return request;
       }},
  };
}

bool Contains(const char* letters, char letter) {
  return std::string(letters).find(letter) != std::string::npos;
}

bool Sees(char role, Level level) {
  if (role == 'A' || level == Level::kPublic || level == Level::kRestrictedListed) return true;
  return level == Level::kInternal && role != 'G';
}

bool MayCall(const Row& row, const User& user) {
  return std::any_of(row.clauses.begin(), row.clauses.end(),
                     [&](const Clause& clause) { return Contains(clause.roles, user.role); });
}

bool Allowed(const Row& row, const User& user, const Event& event) {
  return std::any_of(row.clauses.begin(), row.clauses.end(), [&](const Clause& clause) {
    return Contains(clause.roles, user.role) && user.part >= clause.part &&
           Contains(clause.states, event.state);
  });
}

std::set<StatusCode> Expected(const Row& row, const User& user, const Event& event) {
  if (!MayCall(row, user)) return {StatusCode::PERMISSION_DENIED};
  if (!Sees(user.role, event.level)) return {StatusCode::NOT_FOUND};
  const bool works = Contains(row.works_in, event.state);
  if (Allowed(row, user, event)) {
    return {works ? StatusCode::OK : StatusCode::FAILED_PRECONDITION};
  }
  // What the event's state forbids to everyone may be said first.
  if (!works) return {StatusCode::PERMISSION_DENIED, StatusCode::FAILED_PRECONDITION};
  return {StatusCode::PERMISSION_DENIED};
}

StatusCode Try(const Row& row, const User& user, const Event& event) {
  const std::string name = std::string(row.method).substr(0, std::string(row.method).find(' '));
  const std::unique_ptr<Message> request = row.request(event);
  if (const auto* field = request->GetDescriptor()->FindFieldByName("validate_only")) {
    request->GetReflection()->SetBool(request.get(), field, true);
  }
  std::string path = "/letan.v1." + name;
  path[path.rfind('.')] = '/';
  return RawCall(user.channel, path, request->SerializeAsString()).status.error_code();
}

class PermissionMatrixTest : public ::testing::Test {
 protected:
  static PermissionWorld& world() {
    static auto* world = new PermissionWorld();
    return *world;
  }
  static void TearDownTestSuite() { world().server().Stop(); }

  void TryAll(const std::vector<Row>& rows, const std::string& states = kStates) {
    int succeeded = 0;
    for (const Row& row : rows) {
      for (const User& user : world().users()) {
        for (const Event& event : world().events()) {
          if (states.find(event.state) == std::string::npos) continue;
          const StatusCode code = Try(row, user, event);
          succeeded += code == StatusCode::OK ? 1 : 0;
          EXPECT_THAT(Expected(row, user, event), ::testing::Contains(code))
              << row.method << " as " << user.role << " of " << kAgencies[user.part] << ", level "
              << static_cast<int>(event.level) << ", state " << event.state;
        }
      }
    }
    EXPECT_GT(succeeded, static_cast<int>(rows.size())) << "the matrix allows something";
  }
};

TEST_F(PermissionMatrixTest, OfDelegations) { TryAll(DelegationRows()); }
TEST_F(PermissionMatrixTest, OfItineraries) { TryAll(ItineraryRows()); }
TEST_F(PermissionMatrixTest, OfBookings) { TryAll(BookingRows()); }
TEST_F(PermissionMatrixTest, OfWhatIsBooked) { TryAll(BookedRows(), "DAIC"); }

// A new event's agencies are those that it is made with.
TEST_F(PermissionMatrixTest, OfNewDelegations) {
  for (const User& user : world().users()) {
    for (const bool costs : {false, true}) {
      v1::CreateDelegationRequest request;
      request.set_validate_only(true);
      v1::Delegation& delegation = *request.mutable_delegation();
      delegation.set_title("new");
      delegation.set_direction(v1::Delegation::DIRECTION_INBOUND);
      *delegation.mutable_interval() = Span(5000, 5048);
      auto& lead = *delegation.add_participations();
      lead.set_agency("agencies/lead");
      lead.set_role(v1::Participation::ROLE_LEAD);
      if (costs) delegation.add_cost_lines()->set_description("flowers");
      const auto stub = v1::DelegationService::NewStub(user.channel);
      const auto code = Call(*stub, &v1::DelegationService::Stub::CreateDelegation, request).code();
      const bool leads = user.part == 3;
      const bool allowed = user.role == 'A' || (user.role == 'P' && leads && !costs);
      EXPECT_EQ(code, allowed ? StatusCode::OK : StatusCode::PERMISSION_DENIED)
          << user.role << user.part << costs;
    }
  }
}

// Lists show what Get shows, to everyone.
TEST_F(PermissionMatrixTest, OfLists) {
  for (const User& user : world().users()) {
    std::vector<std::string> visible;
    int searchable = 0;  // of what is RESTRICTED no title is kept to search by
    for (const Event& event : world().events()) {
      if (!Sees(user.role, event.level)) continue;
      visible.push_back(event.delegation);
      if (event.level == Level::kPublic || event.level == Level::kInternal) ++searchable;
    }
    std::sort(visible.begin(), visible.end());
    v1::ListDelegationsRequest list;
    list.set_page_size(1000);
    list.set_order_by("name");
    list.set_show_total(true);
    const auto stub = v1::DelegationService::NewStub(user.channel);
    const auto listed = Call(*stub, &v1::DelegationService::Stub::ListDelegations, list);
    std::vector<std::string> names;
    for (const auto& one : listed.response.delegations()) names.push_back(one.name());
    EXPECT_EQ(names, visible) << user.role << user.part;
    EXPECT_EQ(listed.response.total_size(), static_cast<int>(visible.size()));
    v1::SearchRequest search;
    search.set_query("matrix");
    search.set_page_size(1000);
    v1::SearchResponse found;
    const RawAnswer answer =
        RawCall(user.channel, "/letan.v1.SearchService/Search", search.SerializeAsString());
    ASSERT_TRUE(found.ParseFromString(answer.bytes));
    EXPECT_EQ(found.results_size(), 2 * searchable)
        << "each with its activity, to " << user.role << user.part;
  }
}

// What a client shows is what the server allows.
TEST_F(PermissionMatrixTest, IsWhatTestPermissionsTells) {
  std::vector<Row> rows;
  for (std::vector<Row> more : {DelegationRows(), ItineraryRows(), BookingRows()}) {
    for (Row& row : more) {
      const bool whole = std::string(row.method).find(' ') == std::string::npos;
      if (whole) rows.push_back(std::move(row));
    }
  }
  for (const User& user : world().users()) {
    const auto stub = v1::IdentityService::NewStub(user.channel);
    for (const Event& event : world().events()) {
      v1::TestPermissionsRequest request;
      request.set_resource(event.delegation);
      std::vector<std::string> allowed;
      for (const Row& row : rows) {
        request.add_methods(row.method);
        if (Allowed(row, user, event)) allowed.push_back(row.method);
      }
      const auto told = Call(*stub, &v1::IdentityService::Stub::TestPermissions, request);
      if (!Sees(user.role, event.level)) {
        EXPECT_EQ(told.code(), StatusCode::NOT_FOUND) << user.role << user.part;
        continue;
      }
      const std::vector<std::string> methods(told.response.methods().begin(),
                                             told.response.methods().end());
      EXPECT_EQ(methods, allowed) << user.role << user.part << event.state << told.message();
    }
  }
}

}  // namespace
}  // namespace letan::testing
