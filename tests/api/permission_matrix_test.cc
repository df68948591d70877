// The golden matrix: methods, roles, parts, levels and states, written by hand and tried over the
// wire. Writes are tried with validate_only, which answers what would come of them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "letan/v1/search_service.pb.h"
#include "tests/api/permission_rows.h"

namespace letan::testing {
namespace {

using google::protobuf::Message;
using grpc::StatusCode;

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
  const bool sees = Sees(user.role, event.level);
  // For other fields the role may call it, and is then told of what it does not see as of nothing.
  if (!MayCall(row, user)) {
    return sees ? std::set<StatusCode>{StatusCode::PERMISSION_DENIED}
                : std::set<StatusCode>{StatusCode::PERMISSION_DENIED, StatusCode::NOT_FOUND};
  }
  if (!sees) return {StatusCode::NOT_FOUND};
  if (!Allowed(row, user, event)) return {StatusCode::PERMISSION_DENIED};
  return {Contains(row.works_in, event.state) ? StatusCode::OK : StatusCode::FAILED_PRECONDITION};
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
  PermissionWorld& world() { return world_; }

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

  PermissionWorld world_;
};

TEST_F(PermissionMatrixTest, OfUpdates) { TryAll(UpdateRows()); }
TEST_F(PermissionMatrixTest, OfDelegations) { TryAll(DelegationRows()); }
TEST_F(PermissionMatrixTest, OfItineraries) { TryAll(ItineraryRows()); }
TEST_F(PermissionMatrixTest, OfBookings) { TryAll(BookingRows()); }
TEST_F(PermissionMatrixTest, OfWhatIsBooked) { TryAll(BookedRows(), "DSAIC"); }

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
