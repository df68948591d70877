#include "storage/engine.h"

#include <chrono>
#include <future>
#include <utility>

namespace letan::storage {

Micros SystemClock() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::microseconds>(now).count();
}

absl::StatusOr<BackupInfo> Engine::Backup(const std::string&, const IntegrityOptions&) {
  return absl::UnimplementedError("this engine makes no backups");
}

absl::StatusOr<ArchiveInfo> Engine::ArchiveChanges(const ArchiveRequest&) {
  return absl::UnimplementedError("this engine archives no changes");
}

absl::StatusOr<ArchiveInfo> Engine::ArchiveReads(const ArchiveRequest&) {
  return absl::UnimplementedError("this engine archives no reads");
}

WriteResult WriteAndWait(Engine& engine, WriteRequest request) {
  // Shared with the callback: the promise must outlive set_value, which can still run on the
  // engine's thread when get() has returned.
  auto promise = std::make_shared<std::promise<WriteResult>>();
  std::future<WriteResult> result = promise->get_future();
  engine.Submit(std::move(request),
                [promise](WriteResult done) { promise->set_value(std::move(done)); });
  return result.get();
}

}  // namespace letan::storage
