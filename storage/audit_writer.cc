#include "storage/audit_writer.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <utility>

#include "services/core/fault.h"
#include "storage/digest.h"

namespace letan::storage {
namespace {

constexpr ::off_t kMostLineBytes = 8 << 10;  // many times what a line has

absl::Status Refuse(const std::string& path, const std::string& why) {
  return absl::FailedPreconditionError("audit heads: " + path + " " + why);
}

// What goes into the log of errors is the number alone.
absl::Status FileFault(int error) {
  return WithFact(Fault(absl::StatusCode::kUnavailable, "audit heads: the file cannot be written"),
                  "errno", error);
}

// A new file's name is there for good once its directory is on the disk.
void SyncParentOf(const std::string& path) {
  const std::string parent = std::filesystem::absolute(path).parent_path().string();
  const int directory = open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory < 0) return;
  fsync(directory);
  close(directory);
}

// Where the log ends, without what only the line before knows.
absl::StatusOr<AuditHead> HeadOfLog(Engine& engine) {
  AuditHead head;
  head.set_database(AuditDatabaseId(engine.secret()));
  head.set_hash(NoHeadDigest());
  const auto read = engine.BeginRead(Viewer::Administrator());
  if (!read.ok()) return read.status();
  const auto reads = (*read)->EndOfReads();
  if (!reads.ok()) return reads.status();
  head.set_reads_sequence(reads->sequence);
  head.set_reads_hash(ToHex(reads->hash));
  if ((*read)->revision() == 0) return head;
  const auto sequence = (*read)->FindInFeed((*read)->revision());
  if (!sequence.ok()) return sequence.status();
  const auto records = (*read)->ListStoredChanges(*sequence - 1, 1);
  if (!records.ok()) return records.status();
  if (records->empty() || records->front().sequence != *sequence) {
    return Fault(absl::StatusCode::kDataLoss, "audit heads: the log has no last record");
  }
  const ChangeRecord& record = records->front();
  head.set_sequence(record.sequence);
  head.set_revision(record.revision);
  head.set_time(record.time);
  head.set_hash(ToHex(record.hash));
  return head;
}

}  // namespace

AuditWriter::AuditWriter(AuditPrivateKey key, const AuditWriterOptions& options, int descriptor)
    : key_(std::move(key)), options_(options), descriptor_(descriptor) {}

AuditWriter::~AuditWriter() { close(descriptor_); }

absl::StatusOr<std::unique_ptr<AuditWriter>> AuditWriter::Open(const AuditWriterOptions& options) {
  auto key = AuditPrivateKey::Load(options.key);
  if (!key.ok()) return key.status();
  const int descriptor = open(options.heads.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (descriptor < 0) return absl::ErrnoToStatus(errno, "cannot open " + options.heads);
  std::unique_ptr<AuditWriter> writer(new AuditWriter(*std::move(key), options, descriptor));
  if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    return Refuse(options.heads, "is in use by another process");
  }
  SyncParentOf(options.heads);
  absl::Status status = writer->Continue();
  if (!status.ok()) return status;
  return writer;
}

absl::Status AuditWriter::Continue() {
  const std::lock_guard<std::mutex> lock(mutex_);
  absl::Status status = ReadLastLine();
  if (!status.ok() || last_.number() == 0) return status;
  if (last_.key() != key_.public_key().id()) {
    return Refuse(options_.heads, "was signed with another key: begin a new file with a new key");
  }
  if (!HeadVerifies(key_.public_key(), last_)) {
    return Refuse(options_.heads, "was changed: the signature of its last line does not fit");
  }
  return CompareWithLog();
}

absl::Status AuditWriter::ReadLastLine() {
  struct stat about {};
  if (fstat(descriptor_, &about) != 0) return FileFault(errno);
  const ::off_t from = std::max<::off_t>(0, about.st_size - kMostLineBytes);
  std::string text(static_cast<std::size_t>(about.st_size - from), '\0');
  if (pread(descriptor_, text.data(), text.size(), from) != static_cast<ssize_t>(text.size())) {
    return FileFault(errno);
  }
  const std::size_t end = text.rfind('\n');
  const std::size_t whole = end == std::string::npos ? 0 : end + 1;
  if (whole == 0 && from > 0) return Refuse(options_.heads, "is no file of heads");
  size_ = from + static_cast<::off_t>(whole);
  std::optional<AuditHead> head;
  if (whole > 0) {
    const std::size_t before = end == 0 ? std::string::npos : text.rfind('\n', end - 1);
    const std::size_t begin = before == std::string::npos ? 0 : before + 1;
    head = ParseHeadLine(text.substr(begin, end - begin));
    if (!head.has_value()) return Refuse(options_.heads, "is no file of heads");
    last_ = *std::move(head);
  } else if (!text.empty() && text.front() != '{') {
    return Refuse(options_.heads, "is no file of heads");
  }
  if (size_ == about.st_size) return absl::OkStatus();
  Log(Severity::kWarning, "audit_heads_cut_off", absl::OkStatus());
  return ftruncate(descriptor_, size_) == 0 ? absl::OkStatus() : FileFault(errno);
}

absl::Status AuditWriter::CompareWithLog() {
  if (last_.database() != AuditDatabaseId(options_.engine->secret())) {
    return Refuse(options_.heads, "is of another database");
  }
  const auto read = options_.engine->BeginRead(Viewer::Administrator());
  if (!read.ok()) return read.status();
  if (last_.sequence() > 0) {
    const auto records = (*read)->ListStoredChanges(last_.sequence() - 1, 1);
    if (!records.ok()) return records.status();
    const auto end = (*read)->EndOfChanges();
    if (!end.ok()) return end.status();
    absl::Status agrees = CompareLast(*records, *end, {last_.sequence(), last_.hash()}, "record ");
    if (!agrees.ok()) return agrees;
  }
  if (last_.reads_sequence() == 0) return absl::OkStatus();
  const auto records = (*read)->ListStoredReads(last_.reads_sequence() - 1, 1);
  if (!records.ok()) return records.status();
  const auto end = (*read)->EndOfReads();
  if (!end.ok()) return end.status();
  return CompareLast(*records, *end, {last_.reads_sequence(), last_.reads_hash()}, "read record ");
}

template <class Record>
absl::Status AuditWriter::CompareLast(const std::vector<Record>& records, const LogEnd& end,
                                      const Signed& head, const std::string& named) const {
  const std::string number = named + std::to_string(head.sequence);
  if (end.sequence < head.sequence) {
    return Refuse(options_.heads, "has a head for " + number +
                                      ", before which the log ends: was a backup restored? Then "
                                      "keep this file and begin a new one");
  }
  if (records.empty() || records.front().sequence != head.sequence) {
    // Archived: the archive can be verified.
    Log(Severity::kWarning, "audit_head_archived", absl::OkStatus());
    return absl::OkStatus();
  }
  if (ToHex(records.front().hash) == head.hash) return absl::OkStatus();
  return Refuse(options_.heads, "has another hash for " + number +
                                    " than the log: it was rewritten, or a backup was restored "
                                    "and written to. Verify, keep this file, begin a new one");
}

absl::Status AuditWriter::Append() {
  const std::lock_guard<std::mutex> lock(mutex_);
  absl::Status status = AppendLocked();
  if (!status.ok()) {
    ++failed_;
    Log(Severity::kError, "audit_head_failed", status);
  }
  return status;
}

absl::Status AuditWriter::AppendLocked() {
  auto head = HeadOfLog(*options_.engine);
  if (!head.ok()) return head.status();
  if (last_.number() > 0 && head->sequence() == last_.sequence() &&
      head->reads_sequence() == last_.reads_sequence() && !last_.reads_hash().empty()) {
    return absl::OkStatus();
  }
  head->set_number(last_.number() + 1);
  head->set_previous(last_.number() == 0 ? NoHeadDigest() : HeadDigest(last_));
  absl::Status status = SignHead(key_, *head);
  if (!status.ok()) return status;
  const auto line = HeadLine(*head);
  if (!line.ok()) return line.status();
  status = WriteLine(*line + '\n');
  if (!status.ok()) return status;
  last_ = *std::move(head);
  ++appended_;
  return absl::OkStatus();
}

// A line is there wholly or not at all: what an attempt left is cut off before the next.
absl::Status AuditWriter::WriteLine(const std::string& line) {
  if (ftruncate(descriptor_, size_) != 0) return FileFault(errno);
  const ssize_t written = write(descriptor_, line.data(), line.size());
  if (written != static_cast<ssize_t>(line.size()) || fsync(descriptor_) != 0) {
    const int error = written >= 0 && written < static_cast<ssize_t>(line.size()) ? ENOSPC : errno;
    static_cast<void>(ftruncate(descriptor_, size_) == 0);  // else before the next
    return FileFault(error);
  }
  size_ += static_cast<::off_t>(line.size());
  return absl::OkStatus();
}

void AuditWriter::Log(Severity severity, const char* name, const absl::Status& status) const {
  if (!options_.log) return;
  LogEvent event{severity, name, {}};
  if (!status.ok()) {
    event.fields.push_back({"code", absl::StatusCodeToString(status.code())});
    for (LogField& fact : FactsOf(status)) event.fields.push_back(std::move(fact));
  }
  options_.log(event);
}

}  // namespace letan::storage
