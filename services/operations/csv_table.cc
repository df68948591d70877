#include "services/operations/csv_table.h"

#include <csv.h>

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "services/core/limits.h"
#include "services/errors/errors.h"

namespace letan::operations {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// Of the library's parser, which is C. What is over a limit is noted and not kept: a megabyte of
// separators would be a hundred of cells.
class CsvReader {
 public:
  CsvReader(char separator, std::size_t most_rows) : most_rows_(most_rows) {
    // Without the last flag lines without anything would not count as rows.
    csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL | CSV_REPALL_NL);
    csv_set_delim(&parser_, static_cast<unsigned char>(separator));
  }
  ~CsvReader() { csv_free(&parser_); }
  CsvReader(const CsvReader&) = delete;
  CsvReader& operator=(const CsvReader&) = delete;

  // False where quotes are wrong, in the row after last_row().
  bool Read(std::string_view text) {
    return csv_parse(&parser_, text.data(), text.size(), OnCell, OnRow, this) == text.size() &&
           csv_fini(&parser_, OnCell, OnRow, this) == 0;
  }

  int last_row() const { return last_row_; }
  int too_long_row() const { return too_long_row_; }  // 0: there is none
  std::vector<CsvRow>& rows() { return rows_; }       // with text, one more than the most at most

 private:
  static void OnCell(void* cell, std::size_t size, void* self) {
    auto* reader = static_cast<CsvReader*>(self);
    if (++reader->cells_seen_ > limits::kMaxCsvCells) return;
    std::string text(static_cast<const char*>(cell), size);
    absl::StripAsciiWhitespace(&text);
    reader->has_text_ = reader->has_text_ || !text.empty();
    reader->cells_.push_back(std::move(text));
  }

  static void OnRow(int, void* self) {
    auto* reader = static_cast<CsvReader*>(self);
    ++reader->last_row_;
    if (reader->cells_seen_ > limits::kMaxCsvCells && reader->too_long_row_ == 0) {
      reader->too_long_row_ = reader->last_row_;
    }
    if (reader->has_text_ && reader->rows_.size() <= reader->most_rows_) {
      reader->rows_.push_back({reader->last_row_, std::move(reader->cells_)});
    }
    reader->cells_.clear();
    reader->cells_seen_ = 0;
    reader->has_text_ = false;
  }

  const std::size_t most_rows_;
  csv_parser parser_{};
  std::vector<std::string> cells_;  // of the row that is being read
  std::size_t cells_seen_ = 0;
  bool has_text_ = false;
  int last_row_ = 0;
  int too_long_row_ = 0;
  std::vector<CsvRow> rows_;
};

char SeparatorOf(std::string_view text) {
  const std::string_view header = text.substr(0, text.find('\n'));
  const bool semicolons = header.find(';') != std::string_view::npos;
  return semicolons && header.find(',') == std::string_view::npos ? ';' : ',';
}

// The library sees "\r\n" as two ends.
std::string UnixLines(std::string_view text) {
  std::string lines;
  lines.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r') {
      lines += text[i];
    } else if (i + 1 == text.size() || text[i + 1] != '\n') {
      lines += '\n';
    }
  }
  return lines;
}

}  // namespace

absl::StatusOr<CsvTable> ParseCsv(const std::string& field, std::string_view text, int most) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  const std::string lines = UnixLines(text);
  const auto most_rows = static_cast<std::size_t>(most);
  CsvReader reader(SeparatorOf(lines), most_rows + 1);  // and the header
  if (!reader.Read(lines)) {
    return errors::InvalidField(CellField(field, reader.last_row() + 1),
                                "has a quote that is not closed, or not doubled inside a cell");
  }
  if (reader.too_long_row() != 0) {
    return errors::InvalidField(CellField(field, reader.too_long_row()),
                                "has more than " + std::to_string(limits::kMaxCsvCells) + " cells");
  }
  std::vector<CsvRow>& rows = reader.rows();
  if (rows.empty() || rows.front().number != 1) {
    return errors::InvalidField(field, "has no header in its first row");
  }
  CsvTable table;
  table.header = std::move(rows.front().cells);
  rows.erase(rows.begin());
  if (rows.size() > most_rows) {
    return errors::InvalidField(field, "has more than " + std::to_string(most) + " rows");
  }
  table.rows = std::move(rows);
  return table;
}

std::string CellField(const std::string& field, int row, const std::string& column) {
  const std::string cell = field + ".rows[" + std::to_string(row) + "]";
  return column.empty() ? cell : cell + "." + column;
}

}  // namespace letan::operations
