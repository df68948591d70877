// An engine that keeps everything in ordinary maps and judges by brute force.
//
// It is the oracle of the conformance tests: it shares no rule with services/core/booking, only the
// plain structs of model.h, and prefers the most obvious way to the fast one. A write copies the
// whole state. Nothing survives the engine; a read transaction keeps its snapshot.
//
// Threads: Submit runs the body on the caller's thread, one write at a time, and calls `done` on
// the same thread after the lock is gone. Nothing is ever queued. A body must not submit.
#ifndef LETAN_STORAGE_MEMORY_MEMORY_ENGINE_H_
#define LETAN_STORAGE_MEMORY_MEMORY_ENGINE_H_

#include <memory>

#include "storage/engine.h"

namespace letan::storage {

// Verdicts of this engine carry no nearest_fit; options.judge, max_queued_writes and max_batch are
// not used.
std::unique_ptr<Engine> NewMemoryEngine(const EngineOptions& options);

}  // namespace letan::storage

#endif  // LETAN_STORAGE_MEMORY_MEMORY_ENGINE_H_
