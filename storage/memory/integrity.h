// Is the state what its change log says, and does it keep the promises that no edit may break?
#ifndef LETAN_STORAGE_MEMORY_INTEGRITY_H_
#define LETAN_STORAGE_MEMORY_INTEGRITY_H_

#include "storage/engine.h"
#include "storage/memory/state.h"

namespace letan::storage::memory {

IntegrityReport Inspect(const State& state, const std::vector<ChangeRecord>& records);

}  // namespace letan::storage::memory

#endif  // LETAN_STORAGE_MEMORY_INTEGRITY_H_
