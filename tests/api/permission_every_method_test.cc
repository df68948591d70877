// Every method of the schema, tried with every role: written by hand, beside the table that the
// server has.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <iterator>
#include <map>

#include "letan/v1/watch_service.grpc.pb.h"
#include "tests/support/identity_world.h"

namespace letan::testing {
namespace {

using grpc::StatusCode;

// Roles by letter. "n": somebody without any role.
const std::map<char, std::string> kRoles = {
    {'A', "administrator"}, {'S', "security"},  {'U', "auditor"},
    {'P', "planner"},       {'V', "approver"},  {'F', "finance"},
    {'D', "dispatcher"},    {'C', "catalogue"}, {'R', "reader"},
    {'G', "guest"},         {'n', ""}};

constexpr char kEverybody[] = "ASUPVFDCRGn";
constexpr char kWithAnyRole[] = "ASUPVFDCRG";
constexpr char kStaff[] = "ASUPVFDCR";

struct GoldenRow {
  const char* method;
  const char* roles;
};
constexpr GoldenRow kGolden[] = {
    {"AdminService.ArchiveChanges", "A"},
    {"AdminService.CheckIntegrity", "A"},
    {"AdminService.CreateBackup", "A"},
    {"AdminService.Drain", "A"},
    {"AdminService.Dump", "A"},
    {"AdminService.GetServerInfo", "A"},
    {"AdminService.Load", "A"},
    {"AdminService.Reindex", "A"},
    {"AuditService.GetAuditRecord", "ASU"},
    {"AuditService.ListAuditRecords", "ASU"},
    {"AuditService.ListReads", "ASU"},
    {"AuditService.VerifyChanges", "A"},
    {"BatchService.ExecuteBatch", kEverybody},
    {"BookingService.Book", "ADP"},
    {"BookingService.Confirm", "ADP"},
    {"BookingService.FindFreeResources", kStaff},
    {"BookingService.GetBooking", kStaff},
    {"BookingService.Hold", "ADP"},
    {"BookingService.ListBookings", kStaff},
    {"BookingService.ListStandingConflicts", kStaff},
    {"BookingService.Move", "ADP"},
    {"BookingService.QueryFreeBusy", kStaff},
    {"BookingService.Release", "ADP"},
    {"CalendarService.AddWorkingDays", kWithAnyRole},
    {"CalendarService.CompleteDeadline", "AP"},
    {"CalendarService.ConvertToLunar", kWithAnyRole},
    {"CalendarService.ConvertToSolar", kWithAnyRole},
    {"CalendarService.CountWorkingDays", kWithAnyRole},
    {"CalendarService.CreateDayOverride", "AC"},
    {"CalendarService.CreateDeadlineRule", "AC"},
    {"CalendarService.DeleteDayOverride", "AC"},
    {"CalendarService.DeleteDeadlineRule", "AC"},
    {"CalendarService.GetDayOverride", kWithAnyRole},
    {"CalendarService.GetDeadline", kWithAnyRole},
    {"CalendarService.GetDeadlineRule", kWithAnyRole},
    {"CalendarService.ListDayOverrides", kWithAnyRole},
    {"CalendarService.ListDeadlineRules", kWithAnyRole},
    {"CalendarService.ListDeadlines", kWithAnyRole},
    {"CalendarService.PreviewDeadlines", kWithAnyRole},
    {"CalendarService.QueryLunarYear", kWithAnyRole},
    {"CalendarService.ReopenDeadline", "AP"},
    {"CalendarService.UndeleteDayOverride", "AC"},
    {"CalendarService.UndeleteDeadlineRule", "AC"},
    {"CalendarService.UpdateDayOverride", "AC"},
    {"CalendarService.UpdateDeadlineRule", "AC"},
    {"DelegationService.CopyDelegation", "AP"},
    {"DelegationService.CreateDelegation", "AP"},
    {"DelegationService.DeleteDelegation", "AP"},
    {"DelegationService.GetDelegation", kWithAnyRole},
    {"DelegationService.ListDelegations", kWithAnyRole},
    {"DelegationService.MoveDelegation", "AP"},
    {"DelegationService.RecordGift", "AP"},
    {"DelegationService.UndeleteDelegation", "AP"},
    {"DelegationService.UpdateDelegation", "APFS"},
    {"DirectoryService.CreateAgency", "AC"},
    {"DirectoryService.CreatePerson", "AC"},
    {"DirectoryService.CreatePlace", "AC"},
    {"DirectoryService.DeleteAgency", "AC"},
    {"DirectoryService.DeletePerson", "AC"},
    {"DirectoryService.DeletePlace", "AC"},
    {"DirectoryService.GetAgency", kWithAnyRole},
    {"DirectoryService.GetPerson", kStaff},
    {"DirectoryService.GetPlace", kWithAnyRole},
    {"DirectoryService.ListAgencies", kWithAnyRole},
    {"DirectoryService.ListPeople", kStaff},
    {"DirectoryService.ListPlaces", kWithAnyRole},
    {"DirectoryService.UndeleteAgency", "AC"},
    {"DirectoryService.UndeletePerson", "AC"},
    {"DirectoryService.UndeletePlace", "AC"},
    {"DirectoryService.UpdateAgency", "AC"},
    {"DirectoryService.UpdatePerson", "AC"},
    {"DirectoryService.UpdatePlace", "AC"},
    {"FestivalService.CreateEdition", "AP"},
    {"FestivalService.CreateFestival", "AP"},
    {"FestivalService.CreateFestivalSeries", "AC"},
    {"FestivalService.DeleteFestival", "AP"},
    {"FestivalService.DeleteFestivalSeries", "AC"},
    {"FestivalService.GetFestival", kWithAnyRole},
    {"FestivalService.GetFestivalSeries", kWithAnyRole},
    {"FestivalService.ListFestivalSeries", kWithAnyRole},
    {"FestivalService.ListFestivals", kWithAnyRole},
    {"FestivalService.MoveFestival", "AP"},
    {"FestivalService.QueryEditions", kWithAnyRole},
    {"FestivalService.UndeleteFestival", "AP"},
    {"FestivalService.UndeleteFestivalSeries", "AC"},
    {"FestivalService.UpdateFestival", "APS"},
    {"FestivalService.UpdateFestivalSeries", "AC"},
    {"IdentityService.CreateToken", kEverybody},
    {"IdentityService.CreateUser", "A"},
    {"IdentityService.DeleteUser", "A"},
    {"IdentityService.GetCaller", kEverybody},
    {"IdentityService.GetUser", "ASU"},
    {"IdentityService.LinkAccount", "A"},
    {"IdentityService.ListAccounts", kEverybody},
    {"IdentityService.ListRoles", kEverybody},
    {"IdentityService.ListSessions", kEverybody},
    {"IdentityService.ListTokens", kEverybody},
    {"IdentityService.ListUsers", "ASU"},
    {"IdentityService.RefreshSession", kEverybody},
    {"IdentityService.RevokeSession", kEverybody},
    {"IdentityService.RevokeToken", kEverybody},
    {"IdentityService.SetPassword", kEverybody},
    {"IdentityService.SignIn", kEverybody},
    {"IdentityService.SignOut", kEverybody},
    {"IdentityService.TestPermissions", kEverybody},
    {"IdentityService.UndeleteUser", "A"},
    {"IdentityService.UnlinkAccount", "A"},
    {"IdentityService.UpdateUser", "A"},
    {"ItineraryService.BookActivity", "ADP"},
    {"ItineraryService.CopyActivities", "AP"},
    {"ItineraryService.CreateActivity", "AP"},
    {"ItineraryService.DeleteActivity", "AP"},
    {"ItineraryService.GetActivity", kWithAnyRole},
    {"ItineraryService.ImportActivities", "AP"},
    {"ItineraryService.ListActivities", kWithAnyRole},
    {"ItineraryService.MoveActivity", "AP"},
    {"ItineraryService.QueryAgenda", kWithAnyRole},
    {"ItineraryService.ShiftActivities", "AP"},
    {"ItineraryService.UndeleteActivity", "AP"},
    {"ItineraryService.UpdateActivity", "AP"},
    {"LifecycleService.ApproveEvent", "AV"},
    {"LifecycleService.ArchiveEvent", "AP"},
    {"LifecycleService.CancelEvent", "AVP"},
    {"LifecycleService.CompleteEvent", "AP"},
    {"LifecycleService.CreateAppointment", "AC"},
    {"LifecycleService.CreateApprovalRoute", "AC"},
    {"LifecycleService.DeleteAppointment", "AC"},
    {"LifecycleService.DeleteApprovalRoute", "AC"},
    {"LifecycleService.GetAppointment", kWithAnyRole},
    {"LifecycleService.GetApprovalRoute", kWithAnyRole},
    {"LifecycleService.GetEventStatus", kWithAnyRole},
    {"LifecycleService.GiveOpinion", "ASPVF"},
    {"LifecycleService.ListAppointments", kWithAnyRole},
    {"LifecycleService.ListApprovalRoutes", kWithAnyRole},
    {"LifecycleService.PostponeEvent", "AV"},
    {"LifecycleService.PrepareEvent", "AP"},
    {"LifecycleService.ReceiveEvent", "ASPVF"},
    {"LifecycleService.RejectEvent", "AV"},
    {"LifecycleService.ReportEvent", "AP"},
    {"LifecycleService.ResumeEvent", "AV"},
    {"LifecycleService.ReturnEvent", "ASPVF"},
    {"LifecycleService.StartEvent", "AP"},
    {"LifecycleService.SubmitEvent", "AP"},
    {"LifecycleService.SuspendEvent", "AV"},
    {"LifecycleService.UndeleteAppointment", "AC"},
    {"LifecycleService.UndeleteApprovalRoute", "AC"},
    {"LifecycleService.UpdateAppointment", "AC"},
    {"LifecycleService.UpdateApprovalRoute", "AC"},
    {"ResourceService.CreateResource", "ACD"},
    {"ResourceService.CreateStockItem", "ACD"},
    {"ResourceService.CreateStockMovement", "ACD"},
    {"ResourceService.DeleteResource", "ACD"},
    {"ResourceService.DeleteStockItem", "ACD"},
    {"ResourceService.GetResource", kStaff},
    {"ResourceService.GetStockItem", kStaff},
    {"ResourceService.GetStockLevel", kStaff},
    {"ResourceService.ListResources", kStaff},
    {"ResourceService.ListStockItems", kStaff},
    {"ResourceService.ListStockMovements", kStaff},
    {"ResourceService.UndeleteResource", "ACD"},
    {"ResourceService.UndeleteStockItem", "ACD"},
    {"ResourceService.UpdateResource", "ACD"},
    {"ResourceService.UpdateStockItem", "ACD"},
    {"SearchService.Search", kWithAnyRole},
    {"WatchService.Watch", kWithAnyRole},
};

const char* GoldenRoles(const std::string& method) {
  for (const GoldenRow& row : kGolden) {
    if (row.method == method) return row.roles;
  }
  return nullptr;
}

// The first answer of a stream, or how it ended.
StatusCode OpenWatch(const std::shared_ptr<grpc::Channel>& channel) {
  const auto stub = v1::WatchService::NewStub(channel);
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
  v1::WatchRequest request;
  const auto stream = stub->Watch(&context, request);
  v1::WatchResponse response;
  const bool opened = stream->Read(&response);
  if (opened) context.TryCancel();
  const StatusCode code = stream->Finish().error_code();
  return opened ? StatusCode::OK : code;
}

class EveryMethodTest : public ::testing::Test {
 protected:
  EveryMethodTest() : server_(AskingOptions()), world_(server_) {}

  // With bytes that are no request: who is let through is told so, nothing happens.
  StatusCode Try(const google::protobuf::MethodDescriptor& method,
                 const std::shared_ptr<grpc::Channel>& channel) {
    if (method.server_streaming()) return OpenWatch(channel);
    return RawCall(channel, "/" + method.service()->full_name() + "/" + method.name(), "\xff")
        .status.error_code();
  }

  TestServer server_;
  IdentityWorld world_;
};

TEST_F(EveryMethodTest, IsForTheRolesThatAreWrittenHere) {
  std::map<char, std::shared_ptr<grpc::Channel>> channels;
  for (const auto& [letter, role] : kRoles) {
    const std::string id = std::string("user-") + static_cast<char>(std::tolower(letter)) +
                           (letter == 'n' ? "one" : "");
    world_.AddUser(id, role.empty() ? std::vector<std::string>{"so-ngoai-vu="}
                                    : std::vector<std::string>{"so-ngoai-vu=" + role});
    channels[letter] = server_.NewChannel(WithToken(world_.TokenOf(id)));
  }
  std::size_t tried = 0;
  for (const auto* method : EveryMethod()) {
    const std::string name = method->service()->name() + "." + method->name();
    const char* golden = GoldenRoles(name);
    ASSERT_NE(golden, nullptr) << "who may call " << name << "?";
    ++tried;
    for (const auto& [letter, channel] : channels) {
      const StatusCode code = Try(*method, channel);
      const bool let_through = code != StatusCode::PERMISSION_DENIED;
      const bool expected = std::string(golden).find(letter) != std::string::npos;
      EXPECT_EQ(let_through, expected) << name << " as " << letter << ": " << code;
      EXPECT_NE(code, StatusCode::UNAUTHENTICATED) << name << " as " << letter;
    }
  }
  EXPECT_EQ(tried, std::size(kGolden)) << "a method that there is no more";
}

TEST_F(EveryMethodTest, WatchIsNotForNobody) {
  EXPECT_EQ(OpenWatch(server_.NewChannel()), StatusCode::UNAUTHENTICATED);
}

}  // namespace
}  // namespace letan::testing
