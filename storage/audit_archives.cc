#include "storage/audit_archives.h"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/archived_change.h"

namespace letan::storage {
namespace {

struct ArchiveFile {
  std::int64_t first = 0;  // sequence of its first record; 0: its first line is none
  std::string path;
};

bool EndsWith(const std::string& text, const std::string& end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

template <class Parse>
absl::StatusOr<ArchiveFile> FindFirst(const std::string& path, const Parse& parse) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return absl::ErrnoToStatus(errno, "cannot open " + path);
  std::string line;
  std::getline(in, line);
  const auto record = parse(line);
  return ArchiveFile{record.has_value() ? record->sequence : 0, path};
}

template <class Parse>
absl::StatusOr<std::vector<ArchiveFile>> FindArchives(const std::string& directory, bool of_reads,
                                                      const Parse& parse) {
  std::error_code failed;
  std::vector<ArchiveFile> files;
  for (std::filesystem::directory_iterator at(directory, failed), end; !failed && at != end;
       at.increment(failed)) {
    const std::string path = at->path().string();
    if (!EndsWith(path, ".jsonl") || EndsWith(path, kReadArchiveEnding) != of_reads) continue;
    auto file = FindFirst(path, parse);
    if (!file.ok()) return file.status();
    files.push_back(*std::move(file));
  }
  if (failed) return absl::ErrnoToStatus(failed.value(), "cannot read " + directory);
  std::sort(files.begin(), files.end(), [](const ArchiveFile& a, const ArchiveFile& b) {
    return a.first != b.first ? a.first < b.first : a.path < b.path;
  });
  return files;
}

template <class Parse>
absl::Status VerifyArchive(const std::string& path, const Parse& parse, AuditVerifier& verifier) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return absl::ErrnoToStatus(errno, "cannot open " + path);
  std::string line;
  std::int64_t number = 0;
  while (!verifier.finding().has_value() && std::getline(in, line)) {
    ++number;
    const auto record = parse(line);
    if (record.has_value()) {
      verifier.Add(*record);
    } else {
      const std::int64_t next = verifier.sequence() + 1;
      verifier.Report(AuditFault::kChanged, next,
                      path + ", line " + std::to_string(number) + " is no record; " +
                          verifier.Named(next) + " should be there");
    }
  }
  return in.bad() ? absl::ErrnoToStatus(EIO, "cannot read " + path) : absl::OkStatus();
}

template <class Parse>
absl::Status VerifyAll(const std::string& directory, bool of_reads, const Parse& parse,
                       AuditVerifier& verifier) {
  const auto files = FindArchives(directory, of_reads, parse);
  if (!files.ok()) return files.status();
  for (const ArchiveFile& file : *files) {
    absl::Status read = VerifyArchive(file.path, parse, verifier);
    if (!read.ok()) return read;
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status VerifyArchives(const std::string& directory, AuditVerifier& verifier) {
  return VerifyAll(directory, false, ParseArchiveLine, verifier);
}

absl::Status VerifyReadArchives(const std::string& directory, AuditVerifier& verifier) {
  return VerifyAll(directory, true, ParseReadArchiveLine, verifier);
}

}  // namespace letan::storage
