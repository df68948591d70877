// Who asks. Every read and write names its viewer, and the engine applies it inside the query.
#ifndef LETAN_STORAGE_VIEWER_H_
#define LETAN_STORAGE_VIEWER_H_

#include <string>
#include <vector>

namespace letan::storage {

// Ordered: a higher level is seen by fewer.
enum class HandlingLevel : int {
  kPublic = 1,
  kInternal = 2,
  kRestricted = 3,  // only administrators and those on the entity's need-to-know list
};

struct Viewer {
  std::string subject;                // who: "anonymous", "users/…"
  std::string acting_for;             // "agencies/…" for which this is done; may be empty
  bool administrator = false;         // sees everything
  std::vector<std::string> roles;     // principals as they stand on need-to-know lists
  std::vector<std::string> agencies;  // "agencies/..."
  HandlingLevel clearance = HandlingLevel::kPublic;  // sees up to here without being listed;
                                                     // kRestricted acts as kInternal

  static Viewer Administrator(std::string subject = "administrator") {
    Viewer viewer;
    viewer.subject = std::move(subject);
    viewer.administrator = true;
    viewer.clearance = HandlingLevel::kInternal;
    return viewer;
  }
};

// Whether both see the same.
bool SameSight(const Viewer& left, const Viewer& right);

// How the change log names who did it: "users/a", or "users/a@agencies/b" for that agency.
std::string ActorOf(const Viewer& viewer);

// The one rule of sight, for engines that filter in memory; SQL engines write it into the query.
bool MaySee(const Viewer& viewer, HandlingLevel level,
            const std::vector<std::string>& need_to_know);

}  // namespace letan::storage

#endif  // LETAN_STORAGE_VIEWER_H_
