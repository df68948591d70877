#include "services/lifecycle/silence.h"

#include <memory>
#include <string>
#include <utility>

#include "services/core/lifecycle/approval.h"
#include "services/core/lifecycle/process.h"
#include "services/core/limits.h"
#include "services/operations/edits.h"
#include "services/operations/event_message.h"
#include "services/operations/events.h"

namespace letan::services {
namespace {

using Kinds = std::vector<entity::StoredKind>;
using storage::WriteTransaction;

constexpr booking::Micros kInterval = 60 * booking::kSecond;
// In which steps are open.
constexpr const char* kAwaiting[] = {"SUBMITTED", "CONSULTING", "NOTIFIED"};

storage::Viewer Clock() { return storage::Viewer::Administrator("clock"); }

// One that has changed or gone since it was found is left to the next round.
absl::StatusOr<std::string> LapseOne(WriteTransaction& write, const Kinds& kinds,
                                     const std::string& name) {
  auto event = operations::EventMessage::Load(write, kinds, name);
  if (!event.ok()) return event.status();
  const auto procedure = event->MainProcedure();
  if (!procedure.ok()) return procedure.status();
  lifecycle::Process process = operations::ProcessOf(event->message());
  const auto changed =
      lifecycle::Lapse(process, write.now(), operations::DueOfIn(write, *procedure));
  if (!changed.ok()) return changed.status();
  if (!*changed) return std::string();
  operations::SetProcess(process, "", event->message());
  if (absl::Status stored = event->Store(write); !stored.ok()) return stored;
  return std::string();
}

// Names of events of which a step has been silent past its days.
std::vector<std::string> Lapsed(storage::Engine& engine, const Kinds& kinds, booking::Micros now) {
  std::vector<std::string> names;
  const auto read = engine.BeginRead(Clock());
  if (!read.ok()) return names;
  for (const entity::StoredKind& kind : kinds) {
    if (!kind.procedures) continue;
    for (const char* state : kAwaiting) {
      storage::EntityQuery query;
      query.kind = kind.kind;
      query.state = state;
      const auto rows = operations::AllEntities(**read, query, limits::kMaxFollowing);
      if (!rows.ok()) continue;
      for (const storage::EntityRow& row : *rows) {
        const auto event = operations::EventMessage::Of(row, kinds);
        if (!event.ok()) continue;
        const booking::Micros due = lifecycle::NextDue(operations::ProcessOf(event->message()));
        if (due != 0 && due <= now) names.push_back(row.name);
      }
    }
  }
  return names;
}

}  // namespace

std::function<void(booking::Micros now)> LapseSilences(storage::Engine& engine,
                                                       const Kinds& kinds) {
  return [&engine, &kinds, next = std::make_shared<booking::Micros>(0)](booking::Micros now) {
    if (now < *next) return;
    *next = now + kInterval;
    for (const std::string& name : Lapsed(engine, kinds, now)) {
      storage::WriteRequest request;
      request.viewer = Clock();
      request.method = "letan.v1.LifecycleService/Lapse";
      request.body = [&kinds, name](WriteTransaction& write) {
        return LapseOne(write, kinds, name);
      };
      engine.Submit(std::move(request), [](const storage::WriteResult&) {});
    }
  };
}

}  // namespace letan::services
