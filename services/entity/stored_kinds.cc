#include "services/entity/stored_kinds.h"

namespace letan::entity {

const StoredKind* FindStoredKind(const std::vector<StoredKind>& kinds, const std::string& kind) {
  for (const StoredKind& stored : kinds) {
    if (stored.kind == kind) return &stored;
  }
  return nullptr;
}

storage::Reextract ReextractAny(const std::vector<StoredKind>& kinds) {
  return [&kinds](const storage::EntityRow& row) -> absl::StatusOr<storage::EntityRow> {
    const StoredKind* stored = FindStoredKind(kinds, row.kind);
    if (stored == nullptr) return absl::InvalidArgumentError("no kind is called " + row.kind);
    return stored->reextract(row);
  };
}

}  // namespace letan::entity
