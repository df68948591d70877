#include "storage/archived_change.h"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <utility>
#include <vector>

#include "google/protobuf/util/json_util.h"
#include "letan/internal/v1/stored.pb.h"
#include "services/core/fault.h"

namespace letan::storage {
namespace {

using letan::internal::v1::ArchivedChange;

struct ArchiveFile {
  std::int64_t first = 0;  // sequence of its first record; 0: its first line is none
  std::string path;
};

absl::StatusOr<ArchiveFile> FindFirst(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return absl::ErrnoToStatus(errno, "cannot open " + path);
  std::string line;
  std::getline(in, line);
  const auto record = ParseArchiveLine(line);
  return ArchiveFile{record.has_value() ? record->sequence : 0, path};
}

absl::StatusOr<std::vector<ArchiveFile>> FindArchives(const std::string& directory) {
  std::error_code failed;
  std::vector<ArchiveFile> files;
  for (std::filesystem::directory_iterator at(directory, failed), end; !failed && at != end;
       at.increment(failed)) {
    if (at->path().extension() != ".jsonl") continue;
    auto file = FindFirst(at->path().string());
    if (!file.ok()) return file.status();
    files.push_back(*std::move(file));
  }
  if (failed) return absl::ErrnoToStatus(failed.value(), "cannot read " + directory);
  std::sort(files.begin(), files.end(), [](const ArchiveFile& a, const ArchiveFile& b) {
    return a.first != b.first ? a.first < b.first : a.path < b.path;
  });
  return files;
}

absl::Status VerifyArchive(const std::string& path, AuditVerifier& verifier) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return absl::ErrnoToStatus(errno, "cannot open " + path);
  std::string line;
  std::int64_t number = 0;
  while (!verifier.finding().has_value() && std::getline(in, line)) {
    ++number;
    const auto record = ParseArchiveLine(line);
    if (record.has_value()) {
      verifier.Add(*record);
    } else {
      verifier.Report(AuditFault::kChanged, verifier.sequence() + 1,
                      path + ", line " + std::to_string(number) + " is no record; record " +
                          std::to_string(verifier.sequence() + 1) + " should be there");
    }
  }
  return in.bad() ? absl::ErrnoToStatus(EIO, "cannot read " + path) : absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::string> ArchiveLine(const ChangeRecord& record) {
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
  std::string line;
  if (google::protobuf::util::MessageToJsonString(message, &line).ok()) return line;
  return Fault(absl::StatusCode::kInternal, "storage: a change cannot be written as JSON");
}

std::optional<ChangeRecord> ParseArchiveLine(const std::string& line) {
  ArchivedChange message;
  if (!google::protobuf::util::JsonStringToMessage(line, &message).ok()) return std::nullopt;
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

absl::Status VerifyArchives(const std::string& directory, AuditVerifier& verifier) {
  const auto files = FindArchives(directory);
  if (!files.ok()) return files.status();
  for (const ArchiveFile& file : *files) {
    absl::Status read = VerifyArchive(file.path, verifier);
    if (!read.ok()) return read;
  }
  return absl::OkStatus();
}

}  // namespace letan::storage
