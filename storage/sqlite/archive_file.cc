#include "storage/sqlite/archive_file.h"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <utility>

#include "services/core/fault.h"
#include "storage/archived_change.h"
#include "storage/sqlite/change_log_store.h"
#include "storage/sqlite/file_lock.h"

namespace letan::storage::sqlite {
namespace {

constexpr int kRecordsAtOnce = 200;

absl::Status BrokenAt(const std::string& path, std::int64_t line, const std::string& what) {
  return Fault(absl::StatusCode::kDataLoss, "storage: an archive is damaged",
               path + ", line " + std::to_string(line) + ": " + what);
}

}  // namespace

absl::Status WriteArchiveFile(Connection& connection, std::int64_t after, std::int64_t last,
                              const std::string& path) {
  std::ofstream out(path, std::ios::binary | std::ios::app);
  while (after < last && out) {
    const int room = static_cast<int>(std::min<std::int64_t>(kRecordsAtOnce, last - after));
    const auto records = ListChangeRecords(connection, after, room);
    if (!records.ok()) return records.status();
    if (records->empty())
      return Fault(absl::StatusCode::kDataLoss, "storage: changes are missing in the log");
    for (const ChangeRecord& record : *records) {
      const auto line = ArchiveLine(record);
      if (!line.ok()) return line.status();
      out << *line << '\n';
    }
    after = records->back().sequence;
  }
  out.close();
  return out ? absl::OkStatus() : SystemError(errno, "write", path);
}

absl::StatusOr<Archive> ReadArchiveFile(const std::string& path, const Archive& joint) {
  Archive archive = joint;
  archive.first = joint.sequence + 1;
  std::ifstream in(path, std::ios::binary);
  std::string text;
  std::int64_t line = 0;
  while (std::getline(in, text)) {
    ++line;
    auto record = ParseArchiveLine(text);
    if (!record.has_value()) return BrokenAt(path, line, "it is not a change");
    if (record->sequence != archive.sequence + 1 || record->previous_hash != archive.hash ||
        record->hash != ChainHash(*record)) {
      return BrokenAt(path, line, "the chain is broken");
    }
    archive.sequence = record->sequence;
    archive.revision = record->revision;
    archive.time = record->time;
    archive.hash = std::move(record->hash);
  }
  if (in.bad() || line == 0) return BrokenAt(path, line, "it cannot be read further");
  return archive;
}

}  // namespace letan::storage::sqlite
