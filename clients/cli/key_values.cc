#include "clients/cli/key_values.h"

#include <charconv>
#include <sstream>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace letan::cli {
namespace {

// Length of the key in "key=value"; 0 if the word begins with no key.
size_t KeyLength(const std::string& word) {
  const size_t equals = word.find('=');
  if (equals == std::string::npos) return 0;
  for (size_t i = 0; i < equals; ++i) {
    if ((word[i] < 'a' || word[i] > 'z') && word[i] != '_' && word[i] != '-') return 0;
  }
  return equals;
}

void DropTrailingComma(std::string& text) {
  if (!text.empty() && (text.back() == ',' || text.back() == ';')) text.pop_back();
}

}  // namespace

std::string KeyValues::Get(const std::string& key, const std::string& otherwise) const {
  const auto found = values.find(key);
  return found == values.end() ? otherwise : found->second;
}

absl::StatusOr<KeyValues> ParseKeyValues(std::string_view text, const std::set<std::string>& keys) {
  KeyValues result;
  std::string* current = &result.head;
  std::istringstream words{std::string(text)};
  for (std::string word; words >> word;) {
    if (const size_t length = KeyLength(word); length > 0) {
      const std::string key = word.substr(0, length);
      if (!keys.contains(key)) {
        std::string known;
        for (const std::string& each : keys) known += " " + each;
        return absl::InvalidArgumentError(absl::StrCat("\"", key, "\" is not known in \"",
                                                       std::string(text), "\"; known are:", known));
      }
      DropTrailingComma(*current);
      const auto [place, fresh] = result.values.emplace(key, word.substr(length + 1));
      if (!fresh) {
        return absl::InvalidArgumentError("\"" + key + "\" is given twice in \"" +
                                          std::string(text) + "\"");
      }
      current = &place->second;
    } else {
      *current += (current->empty() ? "" : " ") + word;
    }
  }
  DropTrailingComma(*current);
  return result;
}

absl::StatusOr<std::int64_t> ParseCount(const std::string& text, const std::string& what) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size() || value < 0) {
    return absl::InvalidArgumentError(what + " \"" + text + "\" is not a whole number");
  }
  return value;
}

}  // namespace letan::cli
