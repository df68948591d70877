#include "absl/strings/str_cat.h"
#include "tests/api/leak_world.h"

namespace letan::testing {
namespace {

constexpr char kHiddenEvent[] =
    R"(delegation { title: "Đoàn Lạng zhidden" direction: DIRECTION_INBOUND
    interval: <20..100> handling_level: HANDLING_LEVEL_RESTRICTED purpose: "zhidden"
    need_to_know: "agencies/so-ngoai-vu"
    members { role_title: "zhidden member" organisation: "zhidden" person: "people/khach-kin" }
    inbound { entry_point: "places/kin" }
    cost_lines { description: "zhidden" paid_by: "agencies/phong-kin" }
    participations { agency: "agencies/phong-kin" role: ROLE_LEAD } })";

// The unaware makes one of the same title.
constexpr char kLikeNamed[] = R"(delegation { title: "Đoàn Kín" direction: DIRECTION_INBOUND
    interval: <20..100> handling_level: HANDLING_LEVEL_RESTRICTED purpose: "zhidden" })";

Step Open(const std::string& method, const std::string& request, const std::string& keep = "") {
  return {false, {method, request}, keep};
}

Step Hidden(const std::string& method, const std::string& request, const std::string& keep = "") {
  return {true, {method, request}, keep};
}

std::string Event(const std::string& title, const std::string& more = "") {
  return "delegation { title: \"" + title + "\" direction: DIRECTION_INBOUND interval: <4..60> " +
         more + " }";
}

// What the hidden event takes of the stock.
void AddHiddenStock(std::vector<Step>& steps) {
  const std::vector<Step> hidden = {
      Hidden("BookingService.Book",
             R"(owner: "$secret"
                legs { resource: "stockItems/gift-box" interval: <40..41> quantity: 1 })",
             "secret_gift"),
      Hidden("DelegationService.RecordGift",
             R"(name: "$secret" gift { direction: DIRECTION_GIVEN description: "zhidden tea"
                quantity: 1 stock_item: "stockItems/gift-box" booking: "$secret_gift" })"),
      // Out for the event by its name alone, and settled with words of one's own.
      Hidden("ResourceService.CreateStockMovement",
             R"(parent: "stockItems/gift-box"
                stock_movement { kind: KIND_ISSUE quantity: 1 reason: "$secret" })"),
      Hidden("BookingService.Book",
             R"(owner: "$secret"
                legs { resource: "stockItems/gift-box" interval: <42..43> quantity: 1 })",
             "secret_gift2"),
      Hidden("ResourceService.CreateStockMovement",
             R"(parent: "stockItems/gift-box" stock_movement { kind: KIND_ISSUE quantity: 1
                reason: "zhidden" booking: "$secret_gift2" })")};
  steps.insert(steps.end(), hidden.begin(), hidden.end());
}

void AddHidden(std::vector<Step>& steps) {
  const std::vector<Step> hidden = {
      Hidden("DelegationService.CreateDelegation", kHiddenEvent, "secret"),
      Hidden("ItineraryService.CreateActivity",
             R"(parent: "$secret" activity { title: "Họp zhidden" interval: <30..32>
                place: "places/office" participants { label: "zhidden" }
                participants { person: "people/khach-kin" agency: "agencies/phong-kin" }
                requirements { resource: "resources/xe-kin" } })",
             "secret_activity"),
      Hidden("ItineraryService.CreateActivity",
             R"(parent: "$secret" activity { title: "Tiệc zhidden" interval: <33..34> })",
             "secret_gone"),
      Hidden("ItineraryService.DeleteActivity", R"(name: "$secret_gone")"),
      Hidden("BookingService.Book",
             R"(owner: "$secret" activity: "$secret_activity"
                legs { resource: "resources/room" interval: <30..32> }
                legs { resource: "resources/interpreter-en-1" interval: <30..32> }
                legs { resource: "resources/hotel" interval: <30..50> quantity: 2 }
                legs { resource: "stockItems/gift-box" interval: <30..32> quantity: 3 }
                legs { resource: "resources/xe-kin" interval: <30..32> place: "places/kin" }
                legs { resource: "resources/khach-san-kin" interval: <30..50> quantity: 2 }
                legs { resource: "stockItems/tra-kin" interval: <30..32> quantity: 2 })",
             "secret_booking"),
      Hidden("BookingService.Book",
             R"(owner: "$secret" legs { resource: "resources/room" interval: <34..35> })"),
      Hidden("BookingService.Hold",
             R"(owner: "$secret" legs { resource: "resources/driver-1" interval: <30..40> }
                hold_duration { seconds: 7200 })",
             "secret_hold"),
      Hidden("BookingService.Hold",
             R"(owner: "$secret" legs { resource: "resources/giu-kin" interval: <30..40> }
                hold_duration { seconds: 7200 })"),
      Hidden("BookingService.Book",
             R"(owner: "$secret" legs { resource: "resources/xong-kin" interval: <30..40> })",
             "secret_released"),
      Hidden("BookingService.Release", R"(names: "$secret_released")"),
      Hidden("BookingService.Book",
             R"(owner_label: "zhidden alone" handling_level: HANDLING_LEVEL_RESTRICTED
                legs { resource: "resources/interpreter-en-1" interval: <60..61> })",
             "secret_alone"),
      Hidden(
          "DelegationService.RecordGift",
          R"(name: "$secret" gift { direction: DIRECTION_RECEIVED description: "zhidden vase" quantity: 1 })"),
      Hidden("DelegationService.UpdateDelegation",
             R"(delegation { name: "$secret" title: "Đoàn Lạng zhidden mới" }
                update_mask { paths: "title" })"),
      Hidden("DelegationService.CreateDelegation", kLikeNamed, "secret_off"),
      Hidden("LifecycleService.CancelEvent", R"(name: "$secret_off" text: "zhidden")"),
      Hidden("DelegationService.CreateDelegation", kHiddenEvent, "secret_gone_event"),
      Hidden("ItineraryService.CreateActivity",
             R"(parent: "$secret_gone_event" activity { title: "zhidden" interval: <30..32> })"),
      Hidden("DelegationService.DeleteDelegation", R"(name: "$secret_gone_event")"),
      Hidden("LifecycleService.SubmitEvent", R"(name: "$secret" text: "zhidden")"),
      Hidden("LifecycleService.ApproveEvent", R"(name: "$secret" text: "zhidden")")};
  steps.insert(steps.end(), hidden.begin(), hidden.end());
  AddHiddenStock(steps);
}

// What dates and approvals go by, and a festival that everybody sees.
void AddRules(std::vector<Step>& steps) {
  steps.push_back(Open("LifecycleService.CreateApprovalRoute",
                       R"(approval_route { display_name: "Khác" procedure: "khac"
                          steps { id: "a" kind: KIND_DECISION } } approval_route_id: "khac")"));
  steps.push_back(Open("FestivalService.CreateFestival",
                       R"(festival { title: "Hội mở" interval: <4..60> })", "open_festival"));
  steps.push_back(Open("FestivalService.CreateFestivalSeries",
                       R"(festival_series { display_name: "Hội xuân" reckoning: RECKONING_LUNAR
                          month: 1 day: 9 } festival_series_id: "hoi-xuan")"));
  // Hidden events have deadlines, too, and a day off moves them.
  steps.push_back(Open("CalendarService.CreateDeadlineRule",
                       R"(deadline_rule { display_name: "Trình kế hoạch đón"
                          procedure: "delegation.inbound" amount: 3 unit: UNIT_WORKING_DAY
                          direction: DIRECTION_BEFORE anchor: "start" } deadline_rule_id: "don")"));
}

}  // namespace

std::vector<Step> StepsOfNobody() {
  std::vector<Step> steps;
  for (const std::string reason : {"", "reason: \"zhidden\""}) {
    steps.push_back(Hidden("BookingService.Book",
                           R"(owner_label: "zhidden" handling_level: HANDLING_LEVEL_RESTRICTED
                              legs { resource: "stockItems/gift-box" interval: <44..45> })",
                           "secret_gift_of_nobody"));
    steps.push_back(Hidden("ResourceService.CreateStockMovement",
                           R"(parent: "stockItems/gift-box" stock_movement { kind: KIND_ISSUE
                              quantity: 1 booking: "$secret_gift_of_nobody" )" +
                               reason + " }"));
  }
  return steps;
}

std::vector<Step> LeakSteps() {
  std::vector<Step> steps;
  for (const std::string id : {"so-ngoai-vu", "so-van-hoa", "phong-kin", "phong-mo"}) {
    steps.push_back(
        Open("DirectoryService.CreateAgency",
             absl::StrCat("agency { display_name: \"", id, "\" } agency_id: \"", id, "\"")));
  }
  for (const Step& step : CatalogueSteps()) steps.push_back(step);
  AddRules(steps);
  int opened = 0;
  for (const std::string title : {"Đoàn Lạng Sơn", "Đoàn Nghệ An", "Đoàn Huế", "Đoàn bỏ"}) {
    steps.push_back(Open("DelegationService.CreateDelegation", Event(title),
                         "open" + std::to_string(++opened)));
  }
  AddHidden(steps);
  steps.push_back(Hidden("FestivalService.CreateFestival",
                         R"(festival { title: "Lễ zhidden" interval: <20..100>
                            handling_level: HANDLING_LEVEL_RESTRICTED
                            need_to_know: "agencies/so-ngoai-vu" })",
                         "secret_festival"));
  const std::vector<Step> after = {
      Open("CalendarService.CreateDayOverride",
           R"(day_override { display_name: "Nghỉ bù" date { year: 2026 month: 2 day: 27 }
              kind: KIND_COMP_OFF } day_override_id: "nghi-bu")"),
      Hidden("CalendarService.CompleteDeadline",
             R"(name: "$secret/deadlines/delegation--inbound--start" evidence: "zhidden")"),
      Open("CalendarService.CompleteDeadline",
           R"(name: "$open1/deadlines/delegation--inbound--start" evidence: "CV 1")"),
      Open("LifecycleService.CancelEvent", R"(name: "$open3" text: "Hoãn")"),
      Open("DelegationService.DeleteDelegation", R"(name: "$open4")"),
      Open("ItineraryService.CreateActivity",
           R"(parent: "$open1" activity { title: "Họp" interval: <10..12> place: "places/office"
              requirements { kind: RESOURCE_KIND_INTERPRETER language: "ko" } })",
           "activity"),
      Open("ItineraryService.CreateActivity",
           R"(parent: "$open1" activity { title: "Thăm làng" interval: <14..15> })", "activity2"),
      Open("BookingService.Book",
           R"(owner: "$open1" activity: "$activity"
              legs { resource: "resources/interpreter-ko" interval: <10..12> }
              legs { resource: "stockItems/flag" interval: <10..12> quantity: 1 })",
           "booking"),
      Open("BookingService.Book",
           R"(owner: "$open1" legs { resource: "resources/xe-mo" interval: <30..32> }
              legs { resource: "resources/khach-san-mo" interval: <30..50> quantity: 2 }
              legs { resource: "stockItems/tra-mo" interval: <30..32> quantity: 2 })"),
      Open("BookingService.Hold",
           R"(owner_label: "Phòng" legs { resource: "resources/driver-2" interval: <10..12> }
              hold_duration { seconds: 7200 })",
           "hold"),
      Hidden("BookingService.Release", R"(names: "$secret_hold")"),
      Hidden("BookingService.Hold",
             R"(owner: "$secret" legs { resource: "resources/driver-1" interval: <41..42> }
                hold_duration { seconds: 7200 })",
             "secret_hold2"),
      Open(
          "DelegationService.UpdateDelegation",
          R"(delegation { name: "$open2" title: "Đoàn Nghệ An mới" } update_mask { paths: "title" })")};
  steps.insert(steps.end(), after.begin(), after.end());
  return steps;
}

namespace {

void Add(std::vector<Question>& questions, const std::string& method,
         const std::vector<std::string>& requests) {
  for (const std::string& request : requests) questions.push_back({method, request});
}

void AddReadsOfTheCatalogue(std::vector<Question>& questions) {
  Add(questions, "DirectoryService.GetAgency",
      {R"(name: "agencies/phong-kin")", R"(name: "agencies/none")"});
  Add(questions, "DirectoryService.GetPerson", {R"(name: "people/truong-phong")"});
  Add(questions, "DirectoryService.GetPlace", {R"(name: "places/office")"});
  Add(questions, "ResourceService.GetResource",
      {R"(name: "resources/room")", R"(name: "resources/hotel")"});
  Add(questions, "CalendarService.ConvertToLunar", {R"(date { year: 2017 month: 2 day: 2 })"});
  Add(questions, "CalendarService.ConvertToSolar", {R"(date { year: 2017 month: 1 day: 6 })"});
  Add(questions, "CalendarService.QueryLunarYear", {"year: 2017"});
  const std::string days =
      "first { year: 2026 month: 2 day: 1 } last { year: 2026 month: 3 day: 9 }";
  Add(questions, "CalendarService.CountWorkingDays",
      {days, days + R"( audience: "agencies/phong-kin")"});
  Add(questions, "CalendarService.AddWorkingDays",
      {"from { year: 2026 month: 3 day: 2 } days: -3"});
  Add(questions, "CalendarService.GetDayOverride", {R"(name: "dayOverrides/nghi-bu")"});
  Add(questions, "CalendarService.ListDayOverrides", {"", "page_size: 1 show_total: true"});
  Add(questions, "CalendarService.GetDeadlineRule", {R"(name: "deadlineRules/don")"});
  Add(questions, "CalendarService.ListDeadlineRules", {"", "page_size: 1 show_total: true"});
  Add(questions, "LifecycleService.GetApprovalRoute",
      {R"(name: "approvalRoutes/khac")", R"(name: "approvalRoutes/none")"});
  Add(questions, "LifecycleService.ListApprovalRoutes", {"", "page_size: 1 show_total: true"});
  Add(questions, "LifecycleService.ListAppointments", {"", "page_size: 1 show_total: true"});
  Add(questions, "CalendarService.PreviewDeadlines",
      {R"(procedure: "delegation.inbound" anchor_time: <20>)"});
  Add(questions, "ResourceService.GetStockItem", {R"(name: "stockItems/gift-box")"});
  Add(questions, "ResourceService.GetStockLevel", {R"(name: "stockItems/flag" time: <11>)"});
  Add(questions, "ResourceService.ListStockMovements",
      {R"(parent: "stockItems/flag")", R"(parent: "stockItems/gift-box" page_size: 1)"});
}

void AddSearches(std::vector<Question>& questions) {
  Add(questions, "ItineraryService.QueryAgenda",
      {"interval: <0..300>", "page_size: 1 interval: <0..300>",
       R"(interval: <0..300> filter: "Họp")", "interval: <29..35>"});
  for (const std::string word : {"doan", "Lang", "zhidden", "hop", "so", "tiec"}) {
    Add(questions, "SearchService.Search",
        {"page_size: 1 query: \"" + word + "\"", "kinds: \"delegation\" query: \"" + word + "\""});
  }
}

void AddFestivals(std::vector<Question>& questions) {
  Add(questions, "FestivalService.GetFestivalSeries", {R"(name: "festivalSeries/hoi-xuan")"});
  Add(questions, "FestivalService.ListFestivalSeries", {"", "page_size: 1 show_total: true"});
  Add(questions, "FestivalService.QueryEditions",
      {R"(name: "festivalSeries/hoi-xuan" from_year: 2025 to_year: 2027)"});
  Add(questions, "FestivalService.GetFestival",
      {R"(name: "$open_festival")", R"(name: "$secret_festival")"});
  Add(questions, "LifecycleService.GetEventStatus", {R"(name: "$secret_festival")"});
  Add(questions, "FestivalService.ListFestivals",
      {"", "page_size: 1 show_total: true", "interval: <20..30>", R"(filter: "Lễ")"});
}

void AddDeadlines(std::vector<Question>& questions) {
  for (const std::string more : {"", "interval: <-100..100> ", "filter: \"state = DONE\" ",
                                 "order_by: \"update_time desc\" ", "order_by: \"title\" "}) {
    Add(questions, "CalendarService.ListDeadlines",
        {more, "page_size: 1 show_total: true " + more});
  }
}

}  // namespace

std::vector<Question> ReadingQuestions() {
  std::vector<Question> questions;
  const auto ask = [&](const std::string& method, const std::vector<std::string>& requests) {
    Add(questions, method, requests);
  };
  AddReadsOfTheCatalogue(questions);
  AddDeadlines(questions);
  AddFestivals(questions);
  const std::string paged = "page_size: 1 show_total: true ";
  for (const std::string list : {"DirectoryService.ListAgencies", "DirectoryService.ListPeople",
                                 "DirectoryService.ListPlaces", "ResourceService.ListResources",
                                 "ResourceService.ListStockItems"}) {
    ask(list, {"", paged, paged + "order_by: \"update_time desc\"",
               paged + "order_by: \"create_time\" show_deleted: true"});
  }
  for (const std::string order :
       {"name", "title", "title desc", "create_time", "update_time desc"}) {
    for (const std::string more :
         {"", "show_deleted: true ", "filter: \"Đoàn\" ", "filter: \"state = CANCELLED\" ",
          "interval: <20..30> ", "filter: \"handling_level = RESTRICTED\" ",
          "read_mask { paths: \"title\" } "}) {
      ask("DelegationService.ListDelegations",
          {absl::StrCat(paged, more, "order_by: \"", order, "\"")});
    }
  }
  for (const std::string name : {"open1", "open3", "open4", "secret", "secret_off"}) {
    const std::string event = "\"$" + name + "\"";
    ask("DelegationService.GetDelegation",
        {"name: " + event, "name: " + event + " read_mask { paths: \"title\" }"});
    ask("ItineraryService.ListActivities",
        {"parent: " + event, "page_size: 1 show_total: true show_deleted: true parent: " + event});
    ask("BookingService.ListBookings", {"owner: " + event, "page_size: 1 owner: " + event});
    ask("CalendarService.ListDeadlines", {"parent: " + event});
    ask("LifecycleService.GetEventStatus", {"name: " + event});
    ask("CalendarService.GetDeadline",
        {"name: \"$" + name + "/deadlines/delegation--inbound--start\""});
  }
  for (const std::string name : {"activity", "secret_activity", "secret_gone"}) {
    const std::string activity = "\"$" + name + "\"";
    ask("ItineraryService.GetActivity", {"name: " + activity});
    ask("BookingService.ListBookings", {"activity: " + activity});
  }
  for (const std::string name :
       {"booking", "hold", "secret_booking", "secret_hold", "secret_hold2"}) {
    ask("BookingService.GetBooking", {"name: \"$" + name + "\""});
  }
  ask("BookingService.ListBookings",
      {"group: \"$booking_group\"", "group: \"$secret_booking_group\"",
       R"(resource: "resources/room")", "page_size: 1 interval: <0..300>",
       R"(resource: "resources/interpreter-en-1" page_size: 1 interval: <0..300>)",
       R"(filter: "state = HELD" interval: <0..300>)"});
  ask("BookingService.QueryFreeBusy",
      {R"(resources: "resources/room" resources: "resources/interpreter-ko" interval: <0..29>)"});
  for (const std::string more : {"", "page_size: 1 ", "include_busy: true ",
                                 "order: ORDER_BEST_FIT include_busy: true page_size: 5 "}) {
    ask("BookingService.FindFreeResources",
        {more + "kind: RESOURCE_KIND_INTERPRETER interval: <800..801>",
         more + "kind: RESOURCE_KIND_MEETING_ROOM interval: <800..801>"});
  }
  ask("BookingService.ListStandingConflicts",
      {R"(resource: "resources/room" interval: <0..300>)",
       R"(resource: "stockItems/gift-box" interval: <0..300>)"});
  AddSearches(questions);
  return questions;
}

namespace {

void AddEventWrites(std::vector<Question>& questions) {
  for (const std::string name : {"secret", "secret_off", "secret_gone_event"}) {
    const std::string on = "name: \"$" + name + "\" ";
    const std::string under = "parent: \"$" + name + "\" ";
    for (const std::string method : {"Delete", "Undelete"}) {
      questions.push_back({"DelegationService." + method + "Delegation", on});
      questions.push_back({"DelegationService." + method + "Delegation", on + "etag: \"wrong\""});
    }
    for (const std::string verb :
         {"Submit", "Receive", "Approve", "Return", "Reject", "Prepare", "Start", "Complete",
          "Report", "Archive", "Postpone", "Suspend", "Resume"}) {
      questions.push_back({"LifecycleService." + verb + "Event", on});
      questions.push_back({"LifecycleService." + verb + "Event", on + "etag: \"wrong\""});
    }
    questions.push_back({"LifecycleService.GiveOpinion", on + "agree: true"});
    const std::vector<Question> more = {
        {"DelegationService.UpdateDelegation",
         "delegation { " + on + R"(title: "x" } update_mask { paths: "title" })"},
        {"LifecycleService.CancelEvent", on + R"(text: "x")"},
        {"DelegationService.MoveDelegation", on + "start_time: <24>"},
        {"DelegationService.CopyDelegation", on + "start_time: <24>"},
        {"DelegationService.RecordGift",
         on + R"(gift { direction: DIRECTION_RECEIVED description: "x" quantity: 1 })"},
        {"ItineraryService.CreateActivity",
         under + R"(activity { title: "x" interval: <30..31> })"},
        {"ItineraryService.ShiftActivities", under + "interval: <20..90> offset { seconds: 60 }"},
        {"ItineraryService.CopyActivities", under + R"(destination: "$open1")"},
        {"ItineraryService.CopyActivities", R"(parent: "$open1" destination: "$)" + name + "\""},
        {"ItineraryService.ImportActivities", under + R"(csv: "title,start,end\nx,1,2\n")"},
        {"BookingService.Book",
         "owner: \"$" + name + R"(" legs { resource: "resources/room" interval: <70..71> })"},
        {"BookingService.Hold",
         "owner: \"$" + name + R"(" legs { resource: "resources/room" interval: <70..71> })"},
        {"CalendarService.CompleteDeadline",
         "name: \"$" + name + "/deadlines/delegation--inbound--start\""},
        {"CalendarService.ReopenDeadline",
         "name: \"$" + name + "/deadlines/delegation--inbound--start\""}};
    questions.insert(questions.end(), more.begin(), more.end());
  }
}

void AddFestivalWrites(std::vector<Question>& questions) {
  const std::string on = R"(name: "$secret_festival" )";
  const std::vector<Question> writes = {
      {"FestivalService.UpdateFestival",
       "festival { " + on + R"(title: "x" } update_mask { paths: "title" })"},
      {"FestivalService.DeleteFestival", on},
      {"FestivalService.UndeleteFestival", on},
      {"FestivalService.MoveFestival", on + "start_time: <24>"},
      {"FestivalService.CreateFestival", R"(festival { title: "Lễ kín" interval: <20..100> })"},
      {"FestivalService.CreateEdition", R"(name: "festivalSeries/hoi-xuan" year: 2026)"},
      {"LifecycleService.SubmitEvent", on},
      {"ItineraryService.CreateActivity",
       R"(parent: "$secret_festival" activity { title: "x" interval: <30..31> })"}};
  questions.insert(questions.end(), writes.begin(), writes.end());
}

std::string BatchOf(const std::string& second) {
  return R"(requests { [type.googleapis.com/letan.v1.CreateAgencyRequest] {
      agency { display_name: "batch" } agency_id: "batch" } } requests { )" +
         second + " }";
}

}  // namespace

std::vector<Question> WritingQuestions() {
  std::vector<Question> questions;
  AddEventWrites(questions);
  AddFestivalWrites(questions);
  for (const std::string name : {"secret_activity", "secret_gone"}) {
    const std::string on = "name: \"$" + name + "\" ";
    for (const std::string method : {"Delete", "Undelete", "Book"}) {
      questions.push_back({"ItineraryService." + method + "Activity", on});
    }
    questions.push_back({"ItineraryService.MoveActivity", on + "interval: <40..41>"});
    questions.push_back({"ItineraryService.UpdateActivity",
                         "activity { " + on + R"(title: "x" } update_mask { paths: "title" })"});
    questions.push_back(
        {"BookingService.Book", R"(owner: "$open1" activity: "$)" + name +
                                    R"(" legs { resource: "resources/room" interval: <70..71> })"});
  }
  for (const std::string name : {"secret_booking", "secret_hold", "secret_hold2", "secret_alone"}) {
    const std::string booking = "\"$" + name + "\"";
    const std::vector<Question> more = {
        {"BookingService.Release", "names: " + booking},
        {"BookingService.Release", "names: \"$booking\" names: " + booking},
        {"BookingService.Confirm", "names: " + booking},
        {"BookingService.Move", "moves { name: " + booking + " interval: <80..81> }"},
        {"BookingService.Move", "moves { name: " + booking + " etag: \"wrong\" }"},
        {"DelegationService.RecordGift",
         R"(name: "$open1" gift { direction: DIRECTION_GIVEN description: "x" quantity: 1 stock_item:
            "stockItems/gift-box" booking: )" +
             booking + " }"},
        {"ResourceService.CreateStockMovement",
         R"(parent: "stockItems/gift-box" stock_movement { kind: KIND_ISSUE quantity: 1 booking: )" +
             booking + " }"}};
    questions.insert(questions.end(), more.begin(), more.end());
  }
  const std::vector<Question> last = {
      {"BatchService.ExecuteBatch",
       BatchOf(R"([type.googleapis.com/letan.v1.ReleaseRequest] { names: "$secret_booking" })")},
      {"BatchService.ExecuteBatch",
       BatchOf(R"([type.googleapis.com/letan.v1.CancelEventRequest] { name: "$secret"
                  text: "x" })")},
      {"WatchService.Watch", R"(parent: "$secret")"},
      {"DelegationService.CreateDelegation",
       R"(delegation { title: "Đoàn Kín" direction: DIRECTION_INBOUND interval: <20..100> })"},
      {"DirectoryService.CreateAgency",
       R"(agency { display_name: "Phòng kín" } agency_id: "phong-kin")"},
      {"DirectoryService.DeleteAgency", R"(name: "agencies/phong-kin")"},
      {"DirectoryService.UndeleteAgency", R"(name: "agencies/phong-kin")"},
      {"DirectoryService.DeletePlace", R"(name: "places/village")"},
      // The hidden event's activity is there.
      {"DirectoryService.DeletePlace", R"(name: "places/office")"},
      {"DirectoryService.DeletePerson", R"(name: "people/truong-phong")"},
      {"BookingService.Book",
       R"(owner_label: "Phòng" legs { resource: "resources/interpreter-ko" interval: <11..13> })"},
      {"BookingService.Release", R"(names: "$hold")"},
      {"ItineraryService.BookActivity", R"(name: "$activity")"},
      {"DelegationService.MoveDelegation", R"(name: "$open2" start_time: <5>)"},
      {"DelegationService.DeleteDelegation", R"(name: "$open2")"},
      {"DelegationService.UndeleteDelegation", R"(name: "$open4")"}};
  questions.insert(questions.end(), last.begin(), last.end());
  return questions;
}

}  // namespace letan::testing
