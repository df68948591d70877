#include "storage/sqlite/read_archive.h"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>

#include "services/core/fault.h"
#include "storage/archived_change.h"
#include "storage/sqlite/file_lock.h"
#include "storage/sqlite/files.h"
#include "storage/sqlite/read_log_store.h"

namespace letan::storage::sqlite {
namespace {

constexpr int kReadsWrittenAtOnce = 200;
constexpr int kReadsRemovedAtOnce = 500;

absl::Status DamagedArchive(const std::string& path, std::int64_t line) {
  return Fault(absl::StatusCode::kDataLoss, "storage: an archive of reads is damaged",
               path + ", line " + std::to_string(line));
}

absl::StatusOr<std::int64_t> LastReadToGo(Connection& connection, booking::Micros before) {
  Query query(connection, "SELECT coalesce(max(sequence), 0) FROM reads WHERE time < ?");
  query.Bind(before);
  if (!query.Step()) return query.status();
  return query.Int(0);
}

absl::Status WriteReadLines(Connection& connection, std::int64_t after, std::int64_t last,
                            const std::string& path) {
  std::ofstream out(path, std::ios::binary | std::ios::app);
  while (after < last && out) {
    const int room = static_cast<int>(std::min<std::int64_t>(kReadsWrittenAtOnce, last - after));
    const auto records = ListReadRecords(connection, after, room);
    if (!records.ok()) return records.status();
    if (records->empty()) {
      return Fault(absl::StatusCode::kDataLoss, "storage: records of reads are missing");
    }
    for (const ReadRecord& record : *records) {
      const auto line = ArchiveLine(record);
      if (!line.ok()) return line.status();
      out << *line << '\n';
    }
    after = records->back().sequence;
  }
  out.close();
  return out ? absl::OkStatus() : SystemError(errno, "write", path);
}

// Where it ends; it follows on `end`, whole and unbroken.
absl::StatusOr<LogEnd> ReadLinesAgain(const std::string& path, LogEnd end) {
  std::ifstream in(path, std::ios::binary);
  std::string text;
  std::int64_t line = 0;
  while (std::getline(in, text)) {
    ++line;
    const auto record = ParseReadArchiveLine(text);
    if (!record.has_value() || record->sequence != end.sequence + 1 ||
        record->previous_hash != end.hash || record->hash != ChainHash(*record)) {
      return DamagedArchive(path, line);
    }
    end = LogEnd{record->sequence, record->time, record->hash};
  }
  if (in.bad() || line == 0) return DamagedArchive(path, line);
  return end;
}

}  // namespace

absl::StatusOr<WrittenReadArchive> WriteReadArchive(Connection& connection,
                                                    const ArchiveRequest& request) {
  auto joint = LoadReadJoint(connection);
  if (!joint.ok()) return joint.status();
  const auto last = LastReadToGo(connection, request.before);
  if (!last.ok()) return last.status();
  WrittenReadArchive written;
  written.previous = *std::move(joint);
  if (*last <= written.previous.sequence) return written;
  const auto wrong = CheckReadChain(connection);
  if (!wrong.ok()) return wrong.status();
  if (!wrong->empty()) return absl::FailedPreconditionError(*wrong);
  auto file = NewFile::Begin(request.path);
  if (!file.ok()) return file.status();
  absl::Status status = WriteReadLines(connection, written.previous.sequence, *last, file->part());
  if (!status.ok()) return status;
  auto end = ReadLinesAgain(file->part(), written.previous);
  if (!end.ok()) return end.status();
  if (end->sequence != *last) {
    return Fault(absl::StatusCode::kDataLoss, "storage: the archive of reads is too short");
  }
  auto published = file->Publish();
  if (!published.ok()) return published.status();
  written.info.file = *std::move(published);
  written.info.records = end->sequence - written.previous.sequence;
  written.joint = *std::move(end);
  return written;
}

absl::Status MoveReadJoint(Connection& connection, const WrittenReadArchive& written) {
  const auto joint = LoadReadJoint(connection);
  if (!joint.ok()) return joint.status();
  if (joint->sequence != written.previous.sequence) {
    return absl::FailedPreconditionError("another archive was made meanwhile");
  }
  const std::string file = std::filesystem::path(written.info.file.path).filename().string();
  Query insert(connection,
               "INSERT INTO read_archives (sequence, first, time, hash, file, sha256)"
               " VALUES (?, ?, ?, ?, ?, ?)");
  insert.Bind(written.joint.sequence, written.previous.sequence + 1, written.joint.time,
              Blob(written.joint.hash), file, written.info.file.sha256);
  return insert.Run();
}

absl::StatusOr<bool> RemoveArchivedReads(Connection& connection) {
  const auto joint = LoadReadJoint(connection);
  if (!joint.ok()) return joint.status();
  Query remove(connection,
               "DELETE FROM reads WHERE sequence <= ? AND sequence <"
               " (SELECT min(sequence) FROM reads) + ?");
  absl::Status removed = remove.Bind(joint->sequence, kReadsRemovedAtOnce).Run();
  if (!removed.ok()) return removed;
  Query rest(connection, "SELECT count(*) FROM (SELECT 1 FROM reads WHERE sequence <= ? LIMIT 1)");
  rest.Bind(joint->sequence);
  if (!rest.Step()) return rest.status();
  return rest.Int(0) > 0;
}

}  // namespace letan::storage::sqlite
