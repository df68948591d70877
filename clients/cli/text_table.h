// Tables for a terminal, aligned by what the eye sees and not by bytes.
#ifndef LETAN_CLIENTS_CLI_TEXT_TABLE_H_
#define LETAN_CLIENTS_CLI_TEXT_TABLE_H_

#include <string>
#include <string_view>
#include <vector>

namespace letan::cli {

// Columns that `text` (UTF-8) takes: combining marks and controls none, wide East Asian characters
// two, everything else one. A byte that is not UTF-8 counts as one.
int DisplayWidth(std::string_view text);

// `text` and as many blanks as it lacks to `width`; never shorter than `text`.
std::string PadRight(std::string_view text, int width);

class TextTable {
 public:
  explicit TextTable(std::vector<std::string> header) : header_(std::move(header)) {}

  // Missing cells at the end are empty; line breaks inside a cell become blanks.
  void Add(std::vector<std::string> row);
  bool empty() const { return rows_.empty(); }
  // Header, rule and rows, each ended by a line break, no trailing blanks.
  std::string Render() const;

 private:
  std::vector<std::string> header_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace letan::cli

#endif  // LETAN_CLIENTS_CLI_TEXT_TABLE_H_
