// Offices that do not answer in their days: what the clock decides when nobody calls.
#ifndef LETAN_SERVICES_LIFECYCLE_SILENCE_H_
#define LETAN_SERVICES_LIFECYCLE_SILENCE_H_

#include <functional>
#include <vector>

#include "services/entity/stored_kinds.h"
#include "storage/engine.h"

namespace letan::services {

// For the server's tick: once a minute, lets the silences count that have lapsed by the engine's
// clock. `kinds` and `engine` must outlive it. Returns at once where there are none.
std::function<void(booking::Micros now)> LapseSilences(
    storage::Engine& engine, const std::vector<entity::StoredKind>& kinds);

}  // namespace letan::services

#endif  // LETAN_SERVICES_LIFECYCLE_SILENCE_H_
