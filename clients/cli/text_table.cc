#include "clients/cli/text_table.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cstdint>
#include <utility>

namespace letan::cli {
namespace {

int CodePointWidth(UChar32 point) {
  if (point < 0) return 1;
  switch (u_charType(point)) {
    case U_NON_SPACING_MARK:
    case U_ENCLOSING_MARK:
    case U_CONTROL_CHAR:
    case U_FORMAT_CHAR:
      return 0;
    default:
      break;
  }
  const int width = u_getIntPropertyValue(point, UCHAR_EAST_ASIAN_WIDTH);
  return width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
}

void TrimRight(std::string& line) {
  while (!line.empty() && line.back() == ' ') line.pop_back();
}

}  // namespace

int DisplayWidth(std::string_view text) {
  int width = 0;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto length = static_cast<std::int32_t>(text.size());
  for (std::int32_t i = 0; i < length;) {
    UChar32 point;
    U8_NEXT(bytes, i, length, point);
    width += CodePointWidth(point);
  }
  return width;
}

std::string PadRight(std::string_view text, int width) {
  std::string padded(text);
  padded.append(static_cast<size_t>(std::max(0, width - DisplayWidth(text))), ' ');
  return padded;
}

void TextTable::Add(std::vector<std::string> row) {
  row.resize(header_.size());
  for (std::string& cell : row) {
    std::replace_if(
        cell.begin(), cell.end(), [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
  }
  rows_.push_back(std::move(row));
}

std::string TextTable::Render() const {
  std::vector<int> widths;
  for (size_t column = 0; column < header_.size(); ++column) {
    int width = DisplayWidth(header_[column]);
    for (const auto& row : rows_) width = std::max(width, DisplayWidth(row[column]));
    widths.push_back(width);
  }
  std::string text;
  const auto add = [&](const std::vector<std::string>& cells) {
    std::string line;
    for (size_t column = 0; column < cells.size(); ++column) {
      if (column > 0) line += "  ";
      line += PadRight(cells[column], widths[column]);
    }
    TrimRight(line);
    text += line + "\n";
  };
  add(header_);
  std::vector<std::string> rule;
  for (const int width : widths) rule.emplace_back(static_cast<size_t>(width), '-');
  add(rule);
  for (const auto& row : rows_) add(row);
  return text;
}

}  // namespace letan::cli
