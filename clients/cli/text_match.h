// Finding text as people look for it.
#ifndef LETAN_CLIENTS_CLI_TEXT_MATCH_H_
#define LETAN_CLIENTS_CLI_TEXT_MATCH_H_

#include <string>
#include <string_view>

namespace letan::cli {

// Whether `part` is in `text`, both UTF-8. Case and diacritics do not count, and đ is d: "doan" is
// in "Đoàn". An empty part is in every text.
bool ContainsText(const std::string& text, const std::string& part);

// How many letters must be put in, left out or changed to get from one word to the other.
int EditDistance(std::string_view a, std::string_view b);

}  // namespace letan::cli

#endif  // LETAN_CLIENTS_CLI_TEXT_MATCH_H_
