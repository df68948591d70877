// Appends signed heads of a database's logs to a file that only grows.
#ifndef LETAN_STORAGE_AUDIT_WRITER_H_
#define LETAN_STORAGE_AUDIT_WRITER_H_

#include <sys/types.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/core/log_event.h"
#include "storage/audit_heads.h"
#include "storage/audit_key.h"
#include "storage/engine.h"

namespace letan::storage {

struct AuditWriterOptions {
  std::string heads;  // the file; made, 0600, if there is none
  std::string key;    // of the private key
  Engine* engine = nullptr;
  LogSink log;  // may be unset
};

// Safe for many threads.
class AuditWriter {
 public:
  // The file's last line must be of this key and agree with the database's log, or nothing is
  // appended: FAILED_PRECONDITION, which also says that another process has the file. What a crash
  // left of a line is cut off. Errors of the key: AuditPrivateKey::Load.
  static absl::StatusOr<std::unique_ptr<AuditWriter>> Open(const AuditWriterOptions& options);
  ~AuditWriter();
  AuditWriter(const AuditWriter&) = delete;
  AuditWriter& operator=(const AuditWriter&) = delete;

  // A line for where the log ends now, on the disk when this returns; none if it ends where the
  // last line says. A failure is logged ("audit_head_failed") and counted; the next call tries
  // again.
  absl::Status Append();

  std::int64_t appended() const { return appended_.load(); }
  std::int64_t failed() const { return failed_.load(); }

 private:
  AuditWriter(AuditPrivateKey key, const AuditWriterOptions& options, int descriptor);

  absl::Status Continue();
  absl::Status ReadLastLine();
  absl::Status CompareWithLog();
  struct Signed {
    std::int64_t sequence;
    const std::string& hash;
  };
  // The record of which the last line is, if it is in the log still.
  template <class Record>
  absl::Status CompareLast(const std::vector<Record>& records, const LogEnd& end,
                           const Signed& head, const std::string& named) const;
  absl::Status AppendLocked();
  absl::Status WriteLine(const std::string& line);
  void Log(Severity severity, const char* name, const absl::Status& status) const;

  const AuditPrivateKey key_;
  const AuditWriterOptions options_;
  const int descriptor_;
  std::mutex mutex_;
  AuditHead last_;    // guarded by mutex_, as size_ is
  ::off_t size_ = 0;  // of the whole lines
  std::atomic<std::int64_t> appended_{0};
  std::atomic<std::int64_t> failed_{0};
};

}  // namespace letan::storage

#endif  // LETAN_STORAGE_AUDIT_WRITER_H_
