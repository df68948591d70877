// letan calendar to-solar, to-lunar, year.
#include <algorithm>
#include <memory>
#include <string>

#include "clients/cli/commands.h"
#include "clients/cli/exit.h"
#include "clients/cli/text_table.h"
#include "clients/cli/time_text.h"
#include "letan/v1/calendar_service.pb.h"

namespace letan::cli {
namespace {

v1::Date DateOf(absl::CivilDay day) {
  v1::Date date;
  date.set_year(static_cast<int>(day.year()));
  date.set_month(day.month());
  date.set_day(day.day());
  return date;
}

std::string IsoText(const v1::Date& date) {
  return absl::FormatCivilTime(absl::CivilDay(date.year(), date.month(), date.day()));
}

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
    *request.mutable_date() = DateOf(ValueOrUsage(ParseDay(*text)));
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

}  // namespace

void AddCalendarCommands(CLI::App& app, Session& session) {
  CLI::App* calendar = AddCommand(app, "calendar", "The Vietnamese lunar calendar",
                                  "  letan calendar to-lunar 2017-02-02\n"
                                  "  letan calendar to-solar 2017 1 6");
  calendar->require_subcommand(1);
  AddToSolar(*calendar, session);
  AddToLunar(*calendar, session);
  AddYear(*calendar, session);
}

}  // namespace letan::cli
