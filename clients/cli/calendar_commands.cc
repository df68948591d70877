// letan calendar to-solar, to-lunar, year, work, count, days, off.
#include <algorithm>
#include <map>
#include <memory>
#include <string>

#include "clients/cli/commands.h"
#include "clients/cli/date_text.h"
#include "clients/cli/exit.h"
#include "clients/cli/text_table.h"
#include "clients/cli/time_text.h"
#include "letan/v1/calendar_service.pb.h"

namespace letan::cli {
namespace {

// "08" is eight: without this, numbers that begin with 0 are read as octal ones.
CLI::Validator DecimalText() {
  return CLI::Validator(
      [](std::string& text) {
        text.erase(0, std::min(text.find_first_not_of('0'), text.empty() ? 0 : text.size() - 1));
        return std::string();
      },
      "");
}

void AddToSolar(CLI::App& calendar, Session& session) {
  CLI::App* command =
      AddCommand(calendar, "to-solar", "The Gregorian date of a lunar one",
                 "  letan calendar to-solar 2017 1 6\n  letan calendar to-solar 2017 6 1 --leap");
  auto date = std::make_shared<v1::LunarDate>();
  const auto number = [&](const char* name, auto setter, const char* what) {
    command
        ->add_option_function<int>(
            name, [date, setter](int value) { ((*date).*setter)(value); }, what)
        ->transform(DecimalText())
        ->required();
  };
  number("YEAR", &v1::LunarDate::set_year, "in which the lunar year begins, 1968 to 2053");
  number("MONTH", &v1::LunarDate::set_month, "1 to 12");
  number("DAY", &v1::LunarDate::set_day, "1 to 30");
  command->add_flag_callback(
      "--leap", [date] { date->set_leap(true); }, "in the second month of that number");
  command->callback([&session, date] {
    v1::ConvertToSolarRequest request;
    *request.mutable_date() = *date;
    const auto found =
        session.Call<v1::ConvertToSolarResponse>("CalendarService.ConvertToSolar", request);
    if (!session.PrintedJson(found)) session.out() << IsoText(found.date()) << "\n";
  });
}

void AddToLunar(CLI::App& calendar, Session& session) {
  CLI::App* command =
      AddCommand(calendar, "to-lunar", "The lunar date of a Gregorian one; + marks a leap month",
                 "  letan calendar to-lunar 2017-02-02\n  letan calendar to-lunar 23/7/2017");
  auto text = std::make_shared<std::string>();
  command->add_option("DATE", *text, "2017-02-02 or 2/2/2017")->required();
  command->callback([&session, text] {
    v1::ConvertToLunarRequest request;
    *request.mutable_date() = ToProto(ValueOrUsage(ParseDay(*text)));
    const auto found =
        session.Call<v1::ConvertToLunarResponse>("CalendarService.ConvertToLunar", request);
    if (session.PrintedJson(found)) return;
    const v1::LunarDate& date = found.date();
    session.out() << date.day() << "/" << date.month() << (date.leap() ? "+" : "") << "/"
                  << date.year() << "\n";
  });
}

void AddYear(CLI::App& calendar, Session& session) {
  CLI::App* command =
      AddCommand(calendar, "year", "The months of a lunar year", "  letan calendar year 2017");
  auto request = std::make_shared<v1::QueryLunarYearRequest>();
  command
      ->add_option_function<int>(
          "YEAR", [request](int year) { request->set_year(year); },
          "in which the lunar year begins, 1968 to 2053")
      ->transform(DecimalText())
      ->required();
  command->callback([&session, request] {
    const auto found =
        session.Call<v1::QueryLunarYearResponse>("CalendarService.QueryLunarYear", *request);
    if (session.PrintedJson(found)) return;
    TextTable table({"month", "begins", "days"});
    for (const auto& month : found.months()) {
      table.Add({std::to_string(month.month()) + (month.leap() ? "+" : ""),
                 IsoText(month.first_day()), std::to_string(month.days())});
    }
    session.out() << table.Render();
  });
}

// Whose days: an agency's, or everybody's.
void AddAudience(CLI::App& command, std::string& audience) {
  command.add_option("--agency", audience, "whose days: of this agency; else everybody's");
}

void AddWork(CLI::App& calendar, Session& session) {
  CLI::App* command =
      AddCommand(calendar, "work", "The day so many working days after, or before, another",
                 "  letan calendar work 2017-02-08 -10\n  letan calendar work 25/1/2017 5");
  struct Args {
    std::string from;
    int days = 0;
    std::string audience;
  };
  auto args = std::make_shared<Args>();
  command->add_option("DATE", args->from, "2017-02-08 or 8/2/2017; not counted itself")->required();
  command->add_option("DAYS", args->days, "how many; before the date, if negative")->required();
  AddAudience(*command, args->audience);
  command->callback([&session, args] {
    v1::AddWorkingDaysRequest request;
    *request.mutable_from() = ToProto(ValueOrUsage(ParseDay(args->from)));
    request.set_days(args->days);
    if (!args->audience.empty()) request.set_audience(Qualify("agencies", args->audience));
    const auto found =
        session.Call<v1::AddWorkingDaysResponse>("CalendarService.AddWorkingDays", request);
    if (session.PrintedJson(found)) return;
    session.out() << IsoText(found.date()) << (found.provisional() ? " (provisional)" : "") << "\n";
  });
}

void AddCount(CLI::App& calendar, Session& session) {
  CLI::App* command = AddCommand(calendar, "count", "How many days of a span are worked on",
                                 "  letan calendar count 2017-01-23 2017-02-03");
  struct Args {
    std::string first;
    std::string last;
    std::string audience;
  };
  auto args = std::make_shared<Args>();
  command->add_option("FIRST", args->first, "2017-01-23 or 23/1/2017")->required();
  command->add_option("LAST", args->last, "it is counted, too")->required();
  AddAudience(*command, args->audience);
  command->callback([&session, args] {
    v1::CountWorkingDaysRequest request;
    *request.mutable_first() = ToProto(ValueOrUsage(ParseDay(args->first)));
    *request.mutable_last() = ToProto(ValueOrUsage(ParseDay(args->last)));
    if (!args->audience.empty()) request.set_audience(Qualify("agencies", args->audience));
    const auto found =
        session.Call<v1::CountWorkingDaysResponse>("CalendarService.CountWorkingDays", request);
    if (session.PrintedJson(found)) return;
    session.out() << found.days() << (found.provisional() ? " (provisional)" : "") << "\n";
    for (const v1::DayOverride& day : found.overrides()) {
      session.out() << "  " << IsoText(day.date()) << "  " << day.display_name() << "\n";
    }
  });
}

const std::map<std::string, v1::DayOverride::Kind> kDayKinds = {
    {"holiday", v1::DayOverride::KIND_HOLIDAY},
    {"comp-off", v1::DayOverride::KIND_COMP_OFF},
    {"work", v1::DayOverride::KIND_MAKEUP_WORK}};

std::string DayKindText(v1::DayOverride::Kind kind) {
  for (const auto& [word, known] : kDayKinds) {
    if (known == kind) return word;
  }
  return "";
}

void AddDays(CLI::App& calendar, Session& session) {
  CLI::App* command =
      AddCommand(calendar, "days", "The days that are not what their weekday says",
                 "  letan calendar days\n  letan calendar days --filter 'kind = MAKEUP_WORK'");
  auto filter = std::make_shared<std::string>();
  command->add_option("--filter", *filter, kFilterHelp);
  command->callback([&session, filter] {
    v1::ListDayOverridesRequest request;
    request.set_filter(*filter);
    const auto listed =
        session.CallAll<v1::ListDayOverridesResponse>("CalendarService.ListDayOverrides", request);
    if (session.PrintedJson(listed)) return;
    TextTable table({"date", "kind", "title", "for", "by", "name"});
    for (const v1::DayOverride& day : listed.day_overrides()) {
      if (session.PrintedName(day.name())) continue;
      table.Add({IsoText(day.date()), DayKindText(day.kind()), day.display_name(), day.audience(),
                 day.legal_ref(), day.name()});
    }
    if (!session.options.quiet) session.out() << table.Render();
  });
}

void AddOff(CLI::App& calendar, Session& session) {
  CLI::App* command = AddCommand(calendar, "off",
                                 "Record that a day is off, or worked on; deadlines follow at once",
                                 "  letan calendar off 2017-01-26 --title \"Tết Nguyên đán\"\n"
                                 "  letan calendar off 2018-05-05 --kind work --title \"Làm bù\"");
  struct Args {
    std::string date;
    std::string kind = "holiday";
    v1::DayOverride day;
    std::string audience;
  };
  auto args = std::make_shared<Args>();
  command->add_option("DATE", args->date, "2017-01-26 or 26/1/2017")->required();
  command
      ->add_option_function<std::string>(
          "--title", [args](const std::string& text) { args->day.set_display_name(text); },
          "what it is")
      ->required();
  command->add_option("--kind", args->kind, "holiday, comp-off or work")
      ->check(CLI::IsMember({"holiday", "comp-off", "work"}));
  command->add_option_function<std::string>(
      "--legal-ref", [args](const std::string& text) { args->day.set_legal_ref(text); },
      "what says so");
  AddAudience(*command, args->audience);
  command->callback([&session, args] {
    v1::CreateDayOverrideRequest request;
    *request.mutable_day_override() = args->day;
    v1::DayOverride& day = *request.mutable_day_override();
    *day.mutable_date() = ToProto(ValueOrUsage(ParseDay(args->date)));
    day.set_kind(kDayKinds.at(args->kind));
    if (!args->audience.empty()) day.set_audience(Qualify("agencies", args->audience));
    const auto made = session.Call<v1::DayOverride>("CalendarService.CreateDayOverride", request);
    if (session.PrintedJson(made) || session.PrintedName(made.name())) return;
    session.out() << IsoText(made.date()) << "  " << made.display_name() << "  " << made.name()
                  << "\n";
  });
}

}  // namespace

void AddCalendarCommands(CLI::App& app, Session& session) {
  CLI::App* calendar = AddCommand(app, "calendar", "Lunar dates, working days and days off",
                                  "  letan calendar to-lunar 2017-02-02\n"
                                  "  letan calendar to-solar 2017 1 6\n"
                                  "  letan calendar work 2017-02-08 -10");
  calendar->require_subcommand(1);
  AddToSolar(*calendar, session);
  AddToLunar(*calendar, session);
  AddYear(*calendar, session);
  AddWork(*calendar, session);
  AddCount(*calendar, session);
  AddDays(*calendar, session);
  AddOff(*calendar, session);
}

}  // namespace letan::cli
