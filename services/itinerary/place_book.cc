#include "services/itinerary/place_book.h"

#include <vector>

#include "services/core/limits.h"
#include "services/entity/names.h"
#include "services/entity/references.h"
#include "services/entity/text_folding.h"
#include "services/itinerary/import_rows.h"

namespace letan::services {

absl::StatusOr<FoundPlace> PlaceBook::Find(const std::string& text) {
  const auto known = known_.find(text);
  if (known != known_.end()) return known->second;
  auto found = entity::IsName(text, "place") ? ByName(text) : ByTitle(text);
  if (found.ok()) known_.emplace(text, *found);
  return found;
}

absl::StatusOr<FoundPlace> PlaceBook::ByName(const std::string& name) {
  const auto lives = entity::IsLiveReference(read_, name);
  if (!lives.ok()) return lives.status();
  if (*lives) return FoundPlace{name, ""};
  return FoundPlace{"", Quoted(name) + " does not exist"};
}

absl::StatusOr<FoundPlace> PlaceBook::ByTitle(const std::string& title) {
  const FoundPlace unknown = {"", "there is no place " + Quoted(title) +
                                      ": write its display name, or its name, \"places/…\""};
  const std::string folded = entity::Fold(title);
  storage::EntitySearch search;
  search.words = storage::SearchWords(folded);
  if (search.words.empty()) return unknown;
  // The rest is compared.
  if (search.words.size() > limits::kMaxSearchWords) search.words.resize(limits::kMaxSearchWords);
  search.kinds = {"place"};
  search.most_words = most_words_;
  search.limit = limits::kMaxPageSize;
  const auto rows = read_.SearchEntities(search);
  if (absl::IsFailedPrecondition(rows.status())) {
    return FoundPlace{"", Quoted(title) + " begins too many words to be looked for: write the " +
                              "place's name, \"places/…\""};
  }
  if (!rows.ok()) return rows.status();
  std::vector<std::string> names;
  for (const storage::EntityRow& row : *rows) {
    if (row.folded_title == folded) names.push_back(row.name);
  }
  if (names.empty()) return unknown;
  if (names.size() == 1) return FoundPlace{names.front(), ""};
  return FoundPlace{"", std::to_string(names.size()) + " places are called " + Quoted(title) +
                            ": write the name of one, such as \"" + names.front() + "\""};
}

}  // namespace letan::services
