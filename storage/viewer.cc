#include "storage/viewer.h"

#include <algorithm>

namespace letan::storage {
namespace {

bool Contains(const std::vector<std::string>& list, const std::string& principal) {
  return !principal.empty() && std::find(list.begin(), list.end(), principal) != list.end();
}

}  // namespace

bool SameSight(const Viewer& left, const Viewer& right) {
  return left.subject == right.subject && left.administrator == right.administrator &&
         left.roles == right.roles && left.agencies == right.agencies &&
         left.clearance == right.clearance;
}

std::string ActorOf(const Viewer& viewer) {
  return viewer.acting_for.empty() ? viewer.subject : viewer.subject + "@" + viewer.acting_for;
}

bool MaySee(const Viewer& viewer, HandlingLevel level,
            const std::vector<std::string>& need_to_know) {
  if (viewer.administrator) return true;
  if (level <= std::min(viewer.clearance, HandlingLevel::kInternal)) return true;
  if (Contains(need_to_know, viewer.subject)) return true;
  const auto listed = [&](const std::string& principal) {
    return Contains(need_to_know, principal);
  };
  return std::any_of(viewer.roles.begin(), viewer.roles.end(), listed) ||
         std::any_of(viewer.agencies.begin(), viewer.agencies.end(), listed);
}

}  // namespace letan::storage
