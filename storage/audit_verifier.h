// Judges a log, of changes or of reads, record by record, against itself and against heads that
// were signed while it grew. Pure: where records and heads come from is others' business.
#ifndef LETAN_STORAGE_AUDIT_VERIFIER_H_
#define LETAN_STORAGE_AUDIT_VERIFIER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "storage/change_log.h"
#include "storage/read_log.h"

namespace letan::storage {

// Where the log ended at some moment, as a verified signature says.
struct HeadPoint {
  std::int64_t sequence = 0;
  std::string hash;  // 32 bytes; zeros with sequence 0
};

enum class AuditFault {
  kChanged,    // a record is not what was written
  kRemoved,    // records are missing between others
  kTruncated,  // the log ends before a place where it was
  kAdded,      // there are records that the server did not append
  kHeads,      // the signed heads are not whole, or not of this database
};

// The first thing that is wrong.
struct AuditFinding {
  AuditFault fault = AuditFault::kChanged;
  std::int64_t sequence = 0;  // of the first record concerned; 0: none is
  std::string what;           // in words, with numbers and names of files, nothing of records
};

// "changed", "removed", …
const char* NameOf(AuditFault fault);

// What findings call a log and its records.
struct AuditWords {
  const char* log;
  const char* record;
};
inline constexpr AuditWords kChangeWords{"log", "record"};
inline constexpr AuditWords kReadWords{"log of reads", "read record"};

class AuditVerifier {
 public:
  // `heads`: by sequence, not falling.
  explicit AuditVerifier(std::vector<HeadPoint> heads, const AuditWords& words = kChangeWords);

  // The log begins after this record, of which nothing but its hash is known. Once, before Add.
  // Heads from before it cannot be checked. False: a head contradicts it.
  bool StartAfter(std::int64_t sequence, const std::string& hash);
  // The next record. False: something is wrong, now or before.
  bool Add(const ChangeRecord& record);
  bool Add(const ReadRecord& record);
  // After archives: the log goes on behind the record `sequence`, with this hash. False: they do
  // not reach it, or end otherwise.
  bool JoinAt(std::int64_t sequence, const std::string& hash);
  // No more records: those are all. False as above.
  bool Finish();
  // As Finish; the log itself says that it ends there.
  bool FinishAt(std::int64_t sequence, const std::string& hash);
  // What a reader of records found itself. The first finding stays.
  void Report(AuditFault fault, std::int64_t sequence, std::string what);

  const std::optional<AuditFinding>& finding() const { return finding_; }
  std::int64_t sequence() const { return sequence_; }  // of the last record
  const std::string& hash() const { return hash_; }
  std::int64_t records() const { return records_; }
  std::int64_t checked_heads() const { return checked_heads_; }
  std::int64_t unchecked_heads() const { return unchecked_heads_; }
  // The last record that a head stands for: what comes after it can be rewritten unseen by whoever
  // can write the database.
  std::int64_t sealed() const { return sealed_; }

  // "record 7".
  std::string Named(std::int64_t sequence) const;

 private:
  // What the chain is made of, whatever the records are.
  struct Link {
    std::int64_t sequence;
    const std::string& previous_hash;
    const std::string& hash;
    std::string made_of;  // the hash of what it covers
    booking::Micros time;
    Revision revision;  // -1: has none
  };
  bool AddLink(const Link& link);
  bool CheckHeads();

  const std::vector<HeadPoint> heads_;
  const AuditWords words_;
  std::size_t next_head_ = 0;
  std::int64_t sequence_ = 0;
  std::string hash_ = std::string(32, '\0');
  Revision revision_ = -1;  // unknown
  booking::Micros time_ = 0;
  std::int64_t records_ = 0;
  std::int64_t checked_heads_ = 0;
  std::int64_t unchecked_heads_ = 0;
  std::int64_t sealed_ = 0;
  std::optional<AuditFinding> finding_;
};

}  // namespace letan::storage

#endif  // LETAN_STORAGE_AUDIT_VERIFIER_H_
