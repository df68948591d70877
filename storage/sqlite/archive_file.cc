#include "storage/sqlite/archive_file.h"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <utility>

#include "google/protobuf/util/json_util.h"
#include "letan/internal/v1/stored.pb.h"
#include "services/core/fault.h"
#include "storage/sqlite/change_log_store.h"
#include "storage/sqlite/file_lock.h"

namespace letan::storage::sqlite {
namespace {

using letan::internal::v1::ArchivedChange;

constexpr int kRecordsAtOnce = 200;

ArchivedChange ToMessage(const ChangeRecord& record) {
  ArchivedChange message;
  message.set_sequence(record.sequence);
  message.set_revision(record.revision);
  message.set_time(record.time);
  message.set_actor(record.actor);
  message.set_method(record.method);
  message.set_kind(record.kind);
  message.set_entity(record.entity);
  message.set_before(record.before);
  message.set_after(record.after);
  message.set_request_id(record.request_id);
  message.set_previous_hash(record.previous_hash);
  message.set_hash(record.hash);
  return message;
}

ChangeRecord FromMessage(const ArchivedChange& message) {
  ChangeRecord record;
  record.sequence = message.sequence();
  record.revision = message.revision();
  record.time = message.time();
  record.actor = message.actor();
  record.method = message.method();
  record.kind = message.kind();
  record.entity = message.entity();
  record.before = message.before();
  record.after = message.after();
  record.request_id = message.request_id();
  record.previous_hash = message.previous_hash();
  record.hash = message.hash();
  return record;
}

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
      std::string line;
      const auto made = google::protobuf::util::MessageToJsonString(ToMessage(record), &line);
      if (!made.ok())
        return Fault(absl::StatusCode::kInternal, "storage: a change cannot be written as JSON");
      out << line << '\n';
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
    ArchivedChange message;
    if (!google::protobuf::util::JsonStringToMessage(text, &message).ok()) {
      return BrokenAt(path, line, "it is not a change");
    }
    ChangeRecord record = FromMessage(message);
    if (record.sequence != archive.sequence + 1 || record.previous_hash != archive.hash ||
        record.hash != ChainHash(record)) {
      return BrokenAt(path, line, "the chain is broken");
    }
    archive.sequence = record.sequence;
    archive.revision = record.revision;
    archive.time = record.time;
    archive.hash = std::move(record.hash);
  }
  if (in.bad() || line == 0) return BrokenAt(path, line, "it cannot be read further");
  return archive;
}

}  // namespace letan::storage::sqlite
