#include "services/itinerary/import_rows.h"

#include <map>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"
#include "services/entity/text_folding.h"
#include "services/entity/time_codec.h"

namespace letan::services {
namespace {

using Violations = std::vector<errors::FieldViolation>;

constexpr const char* kColumns[] = {"date",  "start",       "end",         "title",
                                    "place", "description", "participants"};
constexpr std::size_t kRequiredColumns = 4;  // the first of them

// Column by name to its place in a row. Names are compared folded.
using Columns = std::map<std::string, std::size_t>;

std::string ColumnNames() {
  std::string names;
  for (const char* column : kColumns) names += (names.empty() ? "" : ", ") + std::string(column);
  return names;
}

absl::StatusOr<Columns> ReadHeader(const operations::CsvTable& table) {
  Columns columns;
  Violations violations;
  for (std::size_t i = 0; i < table.header.size(); ++i) {
    const std::string name = entity::Fold(table.header[i]);
    bool known = false;
    for (const char* column : kColumns) known = known || name == column;
    if (!known) {
      violations.push_back(
          {"csv", "there is no column \"" + table.header[i] + "\"; there are " + ColumnNames()});
    } else if (!columns.emplace(name, i).second) {
      violations.push_back({"csv", "column \"" + name + "\" is there twice"});
    }
  }
  for (std::size_t i = 0; i < kRequiredColumns; ++i) {
    if (!columns.contains(kColumns[i])) {
      violations.push_back({"csv", "column \"" + std::string(kColumns[i]) + "\" is missing"});
    }
  }
  if (!violations.empty()) return errors::InvalidArgument(violations);
  return columns;
}

// "2017-02-08", or as it is written in Vietnam, "8/2/2017".
std::optional<absl::CivilDay> ReadDate(const std::string& text) {
  absl::CivilDay day;
  if (text.find('-') != std::string::npos) {
    return absl::ParseCivilTime(text, &day) ? std::optional(day) : std::nullopt;
  }
  const std::vector<std::string> parts = absl::StrSplit(text, '/');
  int numbers[3];
  if (parts.size() != 3) return std::nullopt;
  for (std::size_t i = 0; i < 3; ++i) {
    if (!absl::SimpleAtoi(parts[i], &numbers[i])) return std::nullopt;
  }
  day = absl::CivilDay(numbers[2], numbers[1], numbers[0]);
  const bool real =
      day.year() == numbers[2] && day.month() == numbers[1] && day.day() == numbers[0];
  return real ? std::optional(day) : std::nullopt;
}

// Minutes of the day: "8:30", "08:30", "8h30", "8h"; "24:00" is the end of the day.
std::optional<int> ReadClock(const std::string& text) {
  const std::size_t mark = text.find_first_of(":hH");
  if (mark == std::string::npos) return std::nullopt;
  const std::string minutes = text.substr(mark + 1);
  int hour = 0;
  int minute = 0;
  if (!absl::SimpleAtoi(text.substr(0, mark), &hour)) return std::nullopt;
  if (minutes.empty() ? text[mark] == ':'
                      : minutes.size() != 2 || !absl::SimpleAtoi(minutes, &minute)) {
    return std::nullopt;
  }
  const bool real = hour >= 0 && minute >= 0 && minute < 60 && hour * 60 + minute <= 24 * 60;
  return real ? std::optional(hour * 60 + minute) : std::nullopt;
}

// One row.
class RowReader {
 public:
  RowReader(const Columns& columns, const std::vector<std::string>& cells, int number,
            absl::TimeZone zone, Violations& violations)
      : columns_(columns), cells_(cells), number_(number), zone_(zone), violations_(violations) {}

  ImportedRow Read() {
    ImportedRow row;
    row.number = number_;
    if (cells_.size() > columns_.size()) Object("", "has more cells than the header");
    v1::Activity& activity = row.activity;
    activity.set_title(Cell("title"));
    if (activity.title().empty()) Object("title", "must be set");
    activity.set_description(Cell("description"));
    for (const std::string& one :
         std::vector<std::string>(absl::StrSplit(Cell("participants"), ';'))) {
      const std::string label(absl::StripAsciiWhitespace(one));
      if (!label.empty()) activity.add_participants()->set_label(label);
    }
    row.place = Cell("place");
    ReadTimes(activity);
    return row;
  }

 private:
  std::string Cell(const std::string& column) const {
    const auto at = columns_.find(column);
    return at == columns_.end() || at->second >= cells_.size() ? "" : cells_[at->second];
  }

  void Object(const std::string& column, const std::string& what) {
    violations_.push_back({CellField(number_, column), what});
  }

  void ReadTimes(v1::Activity& activity) {
    const auto date = ReadDate(Cell("date"));
    const auto start = ReadClock(Cell("start"));
    const auto end = ReadClock(Cell("end"));
    if (!date) Object("date", "must be a date, such as 2017-02-08 or 8/2/2017");
    if (!start) Object("start", "must be a time of day, such as 8:30 or 8h30");
    if (!end) Object("end", "must be a time of day, such as 10:00 or 10h");
    if (!date || !start || !end) return;
    if (*end <= *start) return Object("end", "must be after the start, on the same day");
    const auto at = [&](int minutes) {
      return absl::ToUnixMicros(absl::FromCivil(absl::CivilMinute(*date) + minutes, zone_));
    };
    *activity.mutable_interval() = entity::FromInterval({at(*start), at(*end)});
  }

  const Columns& columns_;
  const std::vector<std::string>& cells_;
  const int number_;
  const absl::TimeZone zone_;
  Violations& violations_;
};

bool IsEmpty(const std::vector<std::string>& cells) {
  for (const std::string& cell : cells) {
    if (!cell.empty()) return false;
  }
  return true;
}

}  // namespace

std::string CellField(int row, const std::string& column) {
  const std::string field = "csv.rows[" + std::to_string(row) + "]";
  return column.empty() ? field : field + "." + column;
}

absl::StatusOr<std::vector<ImportedRow>> ReadRows(const operations::CsvTable& table,
                                                  absl::TimeZone zone) {
  const auto columns = ReadHeader(table);
  if (!columns.ok()) return columns.status();
  std::vector<ImportedRow> rows;
  Violations violations;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    if (IsEmpty(table.rows[i])) continue;
    const int number = static_cast<int>(i) + 2;
    rows.push_back(RowReader(*columns, table.rows[i], number, zone, violations).Read());
  }
  if (!violations.empty()) return errors::InvalidArgument(violations);
  if (rows.empty()) return errors::InvalidField("csv", "has no row under its header");
  return rows;
}

}  // namespace letan::services
