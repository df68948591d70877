#include "services/operations/abilities.h"

#include <set>

#include "absl/strings/ascii.h"

namespace letan::operations {
namespace {

std::string Language(const std::string& code) { return "language:" + absl::AsciiStrToLower(code); }
std::string Grade(const std::string& grade) { return "grade:" + absl::AsciiStrToLower(grade); }

}  // namespace

std::vector<std::string> Abilities(const std::string& language, const std::string& grade) {
  std::vector<std::string> abilities;
  if (!language.empty()) abilities.push_back(Language(language));
  if (!grade.empty()) abilities.push_back(Grade(grade));
  return abilities;
}

std::vector<std::string> AbilitiesOf(const v1::Resource& resource) {
  std::set<std::string> abilities;
  for (const v1::Resource::LanguagePair& pair : resource.language_pairs()) {
    abilities.insert(Language(pair.source()));
    abilities.insert(Language(pair.target()));
  }
  if (!resource.grade().empty()) abilities.insert(Grade(resource.grade()));
  return {abilities.begin(), abilities.end()};
}

}  // namespace letan::operations
