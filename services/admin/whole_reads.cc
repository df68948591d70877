#include "services/admin/whole_reads.h"

#include <string>
#include <utility>

#include "services/errors/errors.h"
#include "storage/read_log.h"

namespace letan::services {
namespace {

constexpr int kRecordRetryMillis = 200;

}  // namespace

absl::Status RecordWholeRead(storage::Engine& engine, const call::CallContext& context) {
  storage::WriteRequest request;
  request.viewer = context.viewer;
  request.method = context.method;
  request.body = [](storage::WriteTransaction& write) -> absl::StatusOr<std::string> {
    storage::ReadNote everything;
    everything.everything = true;
    absl::Status recorded = write.RecordRead(everything);
    if (!recorded.ok()) return recorded;
    return std::string();
  };
  const storage::WriteResult result = storage::WriteAndWait(engine, std::move(request));
  if (!result.queue_full) return result.status;
  return errors::Overloaded("too many writes are waiting", kRecordRetryMillis,
                            {"max_queued_writes", engine.options().max_queued_writes});
}

}  // namespace letan::services
