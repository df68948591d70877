// Spreadsheets that become an itinerary. The input: the text.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "services/core/limits.h"
#include "services/entity/shape.h"
#include "services/entity/text_folding.h"
#include "services/errors/errors.h"
#include "services/itinerary/import_rows.h"
#include "services/operations/csv_table.h"
#include "tests/fuzz/invariant.h"

namespace letan::fuzz {
namespace {

using operations::CsvTable;
using operations::ParseCsv;

std::string Line(const std::vector<std::string>& cells) {
  std::string line;
  for (const std::string& cell : cells) {
    line += line.empty() ? "\"" : ",\"";
    for (const char c : cell) line += c == '"' ? "\"\"" : std::string(1, c);
    line += '"';
  }
  return line + "\n";
}

// With a line for each row that has no text.
std::string Written(const CsvTable& table) {
  std::string text = Line(table.header);
  int number = 1;
  for (const operations::CsvRow& row : table.rows) {
    Require(row.number > number, "rows are numbered in their order");
    for (; number + 1 < row.number; ++number) text += '\n';
    text += Line(row.cells);
    number = row.number;
  }
  return text;
}

void CheckTable(const CsvTable& table) {
  const std::string text = Written(table);
  const auto again = ParseCsv("csv", text, limits::kMaxActivitiesPerEvent);
  Require(again.ok(), "what is written is a table", text);
  Require(again->header == table.header && again->rows.size() == table.rows.size(),
          "what is written is the same table", text);
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    Require(again->rows[i].number == table.rows[i].number, "rows keep their numbers", text);
    Require(again->rows[i].cells == table.rows[i].cells, "cells keep their text", text);
  }
}

void CheckRefusal(const absl::Status& status) { RequireRefusal(status, errors::kInvalidRequest); }

void CheckRow(const services::ImportedRow& row) {
  const std::string place = operations::CellField("csv", row.number);
  for (const errors::FieldViolation& wrong : row.wrong) {
    Require(wrong.field.starts_with(place), "an objection names its row", wrong.field);
  }
  if (!row.wrong.empty()) return CheckRefusal(errors::InvalidArgument(row.wrong));
  std::vector<errors::FieldViolation> violations;
  entity::CheckEntity(row.activity, "", violations);
  Require(violations.empty(), "a row without objection is an activity",
          row.activity.ShortDebugString());
}

void Run(std::string_view input) {
  const std::string text = entity::ToNfc(ValidUtf8(input));
  const auto table = ParseCsv("csv", text, limits::kMaxActivitiesPerEvent);
  if (!table.ok()) return CheckRefusal(table.status());
  CheckTable(*table);
  const auto rows = services::ReadRows(*table, absl::FixedTimeZone(7 * 60 * 60));
  if (!rows.ok()) return CheckRefusal(rows.status());
  Require(rows->size() == table->rows.size(), "every row is answered for", text);
  for (const services::ImportedRow& row : *rows) CheckRow(row);
}

}  // namespace
}  // namespace letan::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  letan::fuzz::Run({reinterpret_cast<const char*>(data), size});
  return 0;
}
