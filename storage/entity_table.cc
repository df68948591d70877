#include "storage/entity_table.h"

#include <set>

namespace letan::storage {
namespace {

// Bytes of the character at `at` that separates words; 0 if it is part of one. Beside all of ASCII
// but letters and digits: U+00A0 to U+00BF, general punctuation (U+2000 to U+206F) and that of East
// Asia (U+3000 to U+303F).
std::size_t SeparatorAt(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  const unsigned first = byte(at);
  if (first < 0x80) {
    const bool part = (first >= '0' && first <= '9') || (first >= 'a' && first <= 'z') ||
                      (first >= 'A' && first <= 'Z');
    return part ? 0 : 1;
  }
  const unsigned second = byte(at + 1);
  if (first == 0xC2 && second >= 0xA0 && second <= 0xBF) return 2;
  if (first == 0xE2 && (second == 0x80 || (second == 0x81 && byte(at + 2) <= 0xAF))) return 3;
  return first == 0xE3 && second == 0x80 ? 3 : 0;
}

}  // namespace

void DropTitle(EntityRow* row) {
  row->folded_title.clear();
  row->sort_key.clear();
}

EntityCursor CursorAt(const EntityRow& row, EntityOrder order) {
  EntityCursor cursor;
  cursor.name = row.name;
  switch (order) {
    case EntityOrder::kName:
      break;
    case EntityOrder::kStart:
      cursor.time = row.start;
      break;
    case EntityOrder::kTitle:
      cursor.title = row.sort_key;
      break;
    case EntityOrder::kCreateTime:
      cursor.time = row.create_time;
      break;
    case EntityOrder::kUpdateTime:
      cursor.time = row.update_time;
      break;
  }
  return cursor;
}

std::vector<std::string> SearchWords(std::string_view folded) {
  std::set<std::string> words;
  std::string word;
  for (std::size_t at = 0; at < folded.size();) {
    const std::size_t skip = SeparatorAt(folded, at);
    if (skip == 0) {
      word += folded[at++];
      continue;
    }
    if (!word.empty()) words.insert(std::move(word));
    word.clear();
    at += skip;
  }
  if (!word.empty()) words.insert(std::move(word));
  return {words.begin(), words.end()};
}

}  // namespace letan::storage
