#include "services/operations/csv_table.h"

#include <csv.h>

#include <utility>

#include "absl/strings/ascii.h"
#include "services/errors/errors.h"

namespace letan::operations {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// Of the library's parser, which is C.
class CsvReader {
 public:
  explicit CsvReader(char separator) {
    csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL | CSV_REPALL_NL);
    csv_set_delim(&parser_, static_cast<unsigned char>(separator));
  }
  ~CsvReader() { csv_free(&parser_); }
  CsvReader(const CsvReader&) = delete;
  CsvReader& operator=(const CsvReader&) = delete;

  // False where it is malformed; then records() ends with the one before.
  bool Read(std::string_view text) {
    return csv_parse(&parser_, text.data(), text.size(), OnCell, OnRecord, this) == text.size() &&
           csv_fini(&parser_, OnCell, OnRecord, this) == 0;
  }

  std::vector<std::vector<std::string>>& records() { return records_; }

 private:
  static void OnCell(void* cell, std::size_t size, void* self) {
    std::string text(static_cast<const char*>(cell), size);
    absl::StripAsciiWhitespace(&text);
    static_cast<CsvReader*>(self)->record_.push_back(std::move(text));
  }
  // Of a line without anything there is an end, too.
  static void OnRecord(int, void* self) {
    auto* reader = static_cast<CsvReader*>(self);
    reader->records_.push_back(std::move(reader->record_));
    reader->record_.clear();
  }

  csv_parser parser_{};
  std::vector<std::string> record_;
  std::vector<std::vector<std::string>> records_;
};

// Of the first line that has text.
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
  CsvReader reader(SeparatorOf(lines));
  const bool whole = reader.Read(lines);
  auto& records = reader.records();
  if (!whole) {
    return errors::InvalidField(field, "row " + std::to_string(records.size() + 1) +
                                           " has a quote that is not closed or not doubled");
  }
  if (records.empty() || records.front().empty()) {
    return errors::InvalidField(field, "has no header in its first row");
  }
  if (records.size() > static_cast<std::size_t>(most) + 1) {
    return errors::InvalidField(field, "has more than " + std::to_string(most) + " rows");
  }
  CsvTable table;
  table.header = std::move(records.front());
  table.rows.assign(std::make_move_iterator(records.begin() + 1),
                    std::make_move_iterator(records.end()));
  return table;
}

}  // namespace letan::operations
