#include "storage/audit_verifier.h"

#include <utility>

namespace letan::storage {

const char* NameOf(AuditFault fault) {
  switch (fault) {
    case AuditFault::kChanged:
      return "changed";
    case AuditFault::kRemoved:
      return "removed";
    case AuditFault::kTruncated:
      return "truncated";
    case AuditFault::kAdded:
      return "added";
    case AuditFault::kHeads:
      break;
  }
  return "heads";
}

AuditVerifier::AuditVerifier(std::vector<HeadPoint> heads) : heads_(std::move(heads)) {
  CheckHeads();
}

void AuditVerifier::Report(AuditFault fault, std::int64_t sequence, std::string what) {
  if (!finding_.has_value()) finding_ = AuditFinding{fault, sequence, std::move(what)};
}

bool AuditVerifier::StartAfter(std::int64_t sequence, const std::string& hash) {
  while (next_head_ < heads_.size() && heads_[next_head_].sequence < sequence) {
    ++next_head_;
    ++unchecked_heads_;
  }
  sequence_ = sequence;
  hash_ = hash;
  return CheckHeads();
}

bool AuditVerifier::Add(const ChangeRecord& record) {
  if (finding_.has_value()) return false;
  const std::string number = std::to_string(record.sequence);
  const std::string last = std::to_string(sequence_);
  if (record.sequence <= sequence_) {
    Report(AuditFault::kAdded, record.sequence,
           "record " + number + " comes again, or out of order, after record " + last);
  } else if (record.sequence > sequence_ + 1) {
    const std::string first = std::to_string(sequence_ + 1);
    Report(AuditFault::kRemoved, sequence_ + 1,
           "record " + first + " is missing: after record " + last + " comes record " + number);
  } else if (record.hash != ChainHash(record)) {
    Report(AuditFault::kChanged, record.sequence,
           "the hash of record " + number + " does not fit what it covers");
  } else if (record.previous_hash != hash_) {
    Report(AuditFault::kChanged, sequence_ > 0 ? sequence_ : record.sequence,
           sequence_ > 0 ? "record " + last + " was rewritten together with its hash, or record " +
                               number + " was: it does not follow on record " + last
                         : "record " + number + " is not the first of a log");
  } else if (record.time < time_ ||
             (revision_ >= 0 && (record.revision < revision_ || record.revision > revision_ + 1))) {
    Report(AuditFault::kChanged, record.sequence,
           "time or revision of record " + number + " does not follow on record " + last);
  }
  if (finding_.has_value()) return false;
  sequence_ = record.sequence;
  hash_ = record.hash;
  revision_ = record.revision;
  time_ = record.time;
  ++records_;
  return CheckHeads();
}

bool AuditVerifier::CheckHeads() {
  for (; next_head_ < heads_.size() && heads_[next_head_].sequence == sequence_; ++next_head_) {
    if (heads_[next_head_].hash != hash_) {
      Report(AuditFault::kChanged, sealed_ + 1,
             "the chain was rewritten from one of the records " + std::to_string(sealed_ + 1) +
                 " to " + std::to_string(sequence_) + " on: record " + std::to_string(sequence_) +
                 " has another hash than the head that was signed for it");
      break;
    }
    ++checked_heads_;
    sealed_ = sequence_;
  }
  return !finding_.has_value();
}

bool AuditVerifier::Finish() {
  if (!finding_.has_value() && next_head_ < heads_.size()) {
    Report(AuditFault::kTruncated, sequence_ + 1,
           "the log ends at record " + std::to_string(sequence_) +
               ", but a head was signed for record " + std::to_string(heads_[next_head_].sequence));
  }
  return !finding_.has_value();
}

}  // namespace letan::storage
