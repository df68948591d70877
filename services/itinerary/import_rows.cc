#include "services/itinerary/import_rows.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"
#include "services/entity/shape.h"
#include "services/entity/state_secrets.h"
#include "services/entity/text_folding.h"
#include "services/entity/time_codec.h"

namespace letan::services {
namespace {

using Violations = std::vector<errors::FieldViolation>;

constexpr const char* kColumns[] = {"date",  "start",       "end",         "title",
                                    "place", "description", "participants"};
constexpr std::size_t kRequiredColumns = 4;  // the first of them
constexpr std::size_t kQuotedBytes = 60;

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
    if (table.header[i].empty()) continue;
    const std::string name = entity::Fold(table.header[i]);
    const bool known =
        std::find(std::begin(kColumns), std::end(kColumns), name) != std::end(kColumns);
    if (!known) {
      violations.push_back({"csv", "there is no column " + Quoted(table.header[i]) +
                                       "; there are " + ColumnNames()});
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

// Digits alone: no sign, no blanks.
std::optional<int> ReadNumber(std::string_view text, std::size_t fewest, std::size_t most) {
  if (text.size() < fewest || text.size() > most) return std::nullopt;
  int number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return number;
}

// "2017-02-08", or as it is written in Vietnam, "8/2/2017".
std::optional<absl::CivilDay> ReadDate(const std::string& text) {
  const bool year_first = text.find('-') != std::string::npos;
  std::vector<std::string> parts = absl::StrSplit(text, year_first ? '-' : '/');
  if (parts.size() != 3) return std::nullopt;
  if (year_first) std::swap(parts[0], parts[2]);
  const auto day = ReadNumber(parts[0], 1, 2);
  const auto month = ReadNumber(parts[1], 1, 2);
  const auto year = ReadNumber(parts[2], 4, 4);
  if (!day || !month || !year || *year < 1900 || *year > 2199) return std::nullopt;
  // A day that is in no calendar becomes another one.
  const absl::CivilDay date(*year, *month, *day);
  const bool real = date.month() == *month && date.day() == *day;
  return real ? std::optional(date) : std::nullopt;
}

// Minutes of the day: "8:30", "08:30", "8h30", "8h"; "24:00" is the end of the day.
std::optional<int> ReadClock(const std::string& text) {
  const std::size_t mark = text.find_first_of(":hH");
  if (mark == std::string::npos) return std::nullopt;
  const std::string_view minutes = std::string_view(text).substr(mark + 1);
  const auto hour = ReadNumber(std::string_view(text).substr(0, mark), 1, 2);
  const bool whole_hour = minutes.empty() && text[mark] != ':';
  const auto minute = whole_hour ? std::optional(0) : ReadNumber(minutes, 2, 2);
  if (!hour || !minute || *minute > 59 || *hour * 60 + *minute > 24 * 60) return std::nullopt;
  return *hour * 60 + *minute;
}

// Cells are broken into lines to fit their column.
std::string OneLine(std::string cell) {
  std::replace(cell.begin(), cell.end(), '\n', ' ');
  absl::RemoveExtraAsciiWhitespace(&cell);
  return cell;
}

// One row.
class RowReader {
 public:
  RowReader(const Columns& columns, const std::vector<std::string>& header,
            const operations::CsvRow& cells, absl::TimeZone zone)
      : columns_(columns), header_(header), cells_(cells.cells), zone_(zone) {
    row_.number = cells.number;
  }

  ImportedRow Read() {
    CheckWidth();
    ReadTimes();
    v1::Activity& activity = row_.activity;
    activity.set_title(OneLine(Cell("title")));
    activity.set_description(Cell("description"));
    for (const std::string& one :
         std::vector<std::string>(absl::StrSplit(Cell("participants"), absl::ByAnyChar(";\n")))) {
      const std::string label(absl::StripAsciiWhitespace(one));
      if (!label.empty()) activity.add_participants()->set_label(label);
    }
    row_.place = OneLine(Cell("place"));
    CheckShape();
    return std::move(row_);
  }

 private:
  std::string Cell(const std::string& column) const {
    const auto at = columns_.find(column);
    return at == columns_.end() || at->second >= cells_.size() ? "" : cells_[at->second];
  }

  void CheckWidth() {
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      if (cells_[i].empty() || (i < header_.size() && !header_[i].empty())) continue;
      return row_.Object("", "has " + Quoted(cells_[i]) + " where the header has no column");
    }
  }

  void ReadTimes() {
    const auto date = ReadDate(Cell("date"));
    const auto start = ReadClock(Cell("start"));
    const auto end = ReadClock(Cell("end"));
    if (!date) {
      Refuse("date", "a date from 1900 to 2199", "2017-02-08 or, day first, 8/2/2017");
    }
    if (!start) Refuse("start", "a time of day", "8:30 or 8h30");
    if (!end) Refuse("end", "a time of day", "10:00 or 10h");
    if (!date || !start || !end) return;
    const auto from = At("start", *date, *start);
    const auto to = At("end", *date, *end);
    if (!from || !to) return;
    if (*to <= *from) {
      return row_.Object("end", Quoted(Cell("end")) + " is not after the start on that day, " +
                                    Quoted(Cell("start")));
    }
    *row_.activity.mutable_interval() = entity::FromInterval({*from, *to});
  }

  void Refuse(const std::string& column, const std::string& wanted, const std::string& examples) {
    const std::string cell = Cell(column);
    row_.Object(column, (cell.empty() ? "is empty" : Quoted(cell) + " is not") +
                            std::string(cell.empty() ? "; it must be " : " ") + wanted +
                            ", such as " + examples);
  }

  // Of a time that there is twice, when clocks go back, the first.
  std::optional<booking::Micros> At(const std::string& column, absl::CivilDay date, int minutes) {
    const auto found = zone_.At(absl::CivilSecond(absl::CivilMinute(date) + minutes));
    if (found.kind == absl::TimeZone::TimeInfo::SKIPPED) {
      row_.Object(column, Quoted(Cell(column)) + " was left out on that day: the clocks went on");
      return std::nullopt;
    }
    return absl::ToUnixMicros(found.pre);
  }

  // What any activity must be, told by column.
  void CheckShape() {
    Violations violations;
    entity::CheckEntity(row_.activity, "", violations);
    entity::CheckNoStateSecrets(row_.activity, "", violations);
    for (const errors::FieldViolation& violation : violations) {
      const std::string field = violation.field.substr(0, violation.field.find_first_of(".["));
      const bool of_times = field == "interval";
      if (of_times && !row_.activity.has_interval()) continue;  // it was said why
      row_.Object(of_times ? "date" : field, violation.description);
    }
  }

  const Columns& columns_;
  const std::vector<std::string>& header_;
  const std::vector<std::string>& cells_;
  const absl::TimeZone zone_;
  ImportedRow row_;
};

}  // namespace

void ImportedRow::Object(const std::string& column, const std::string& what) {
  wrong.push_back({operations::CellField("csv", number, column), what});
}

absl::StatusOr<std::vector<ImportedRow>> ReadRows(const operations::CsvTable& table,
                                                  absl::TimeZone zone) {
  const auto columns = ReadHeader(table);
  if (!columns.ok()) return columns.status();
  std::vector<ImportedRow> rows;
  for (const operations::CsvRow& row : table.rows) {
    rows.push_back(RowReader(*columns, table.header, row, zone).Read());
  }
  if (rows.empty()) return errors::InvalidField("csv", "has no row under its header");
  return rows;
}

std::string Quoted(const std::string& cell) {
  if (cell.size() <= kQuotedBytes) return "\"" + cell + "\"";
  std::size_t end = kQuotedBytes;
  while (end > 0 && (static_cast<unsigned char>(cell[end]) & 0xc0) == 0x80) --end;
  return "\"" + cell.substr(0, end) + "…\"";
}

}  // namespace letan::services
