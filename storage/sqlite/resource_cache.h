// Names and decoded rules of resources, for one connection.
#ifndef LETAN_STORAGE_SQLITE_RESOURCE_CACHE_H_
#define LETAN_STORAGE_SQLITE_RESOURCE_CACHE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>

#include "storage/booking_table.h"
#include "storage/change_log.h"

namespace letan::storage::sqlite {

// Rules are keyed by the row and by the committed write that put them, so an entry is never stale:
// it is only used by those who read the same revision in their own snapshot. The name of a
// committed row never changes, nor does the row go, but by a repair, which empties the caches.
class ResourceCache {
 public:
  std::shared_ptr<const ResourceRow> Find(std::int64_t id, Revision rules_revision) const {
    const auto found = entries_.find(id);
    if (found == entries_.end() || found->second.first != rules_revision) return nullptr;
    return found->second.second;
  }

  void Put(std::int64_t id, Revision rules_revision, std::shared_ptr<const ResourceRow> row) {
    if (entries_.size() >= kMaxEntries) entries_.clear();
    entries_[id] = {rules_revision, std::move(row)};
  }

  // Null if it is not known.
  const std::string* FindName(std::int64_t id) const {
    const auto found = names_.find(id);
    return found == names_.end() ? nullptr : &found->second;
  }

  void PutName(std::int64_t id, std::string name) {
    if (names_.size() >= kMaxEntries) names_.clear();
    names_[id] = std::move(name);
  }

 private:
  static constexpr std::size_t kMaxEntries = 8192;
  std::unordered_map<std::int64_t, std::pair<Revision, std::shared_ptr<const ResourceRow>>>
      entries_;
  std::unordered_map<std::int64_t, std::string> names_;
};

}  // namespace letan::storage::sqlite

#endif  // LETAN_STORAGE_SQLITE_RESOURCE_CACHE_H_
