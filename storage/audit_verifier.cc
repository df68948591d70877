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

AuditVerifier::AuditVerifier(std::vector<HeadPoint> heads, const AuditWords& words)
    : heads_(std::move(heads)), words_(words) {
  CheckHeads();
}

std::string AuditVerifier::Named(std::int64_t sequence) const {
  return std::string(words_.record) + " " + std::to_string(sequence);
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
  return AddLink({record.sequence, record.previous_hash, record.hash, ChainHash(record),
                  record.time, record.revision});
}

bool AuditVerifier::Add(const ReadRecord& record) {
  return AddLink(
      {record.sequence, record.previous_hash, record.hash, ChainHash(record), record.time, -1});
}

bool AuditVerifier::AddLink(const Link& link) {
  if (finding_.has_value()) return false;
  const std::string one = Named(link.sequence);
  const std::string last = Named(sequence_);
  if (link.sequence <= sequence_) {
    Report(AuditFault::kAdded, link.sequence, one + " comes again, or out of order, after " + last);
  } else if (link.sequence > sequence_ + 1) {
    Report(AuditFault::kRemoved, sequence_ + 1,
           Named(sequence_ + 1) + " is missing: after " + last + " comes " + one);
  } else if (link.hash != link.made_of) {
    Report(AuditFault::kChanged, link.sequence,
           "the hash of " + one + " does not fit what it covers");
  } else if (link.previous_hash != hash_) {
    Report(AuditFault::kChanged, sequence_ > 0 ? sequence_ : link.sequence,
           sequence_ > 0 ? last + " was rewritten together with its hash, or " + one +
                               " was: it does not follow on " + last
                         : one + " is not the first of a log");
  } else if (link.time < time_ ||
             (revision_ >= 0 && (link.revision < revision_ || link.revision > revision_ + 1))) {
    Report(AuditFault::kChanged, link.sequence,
           "time or revision of " + one + " does not follow on " + last);
  }
  if (finding_.has_value()) return false;
  sequence_ = link.sequence;
  hash_ = link.hash;
  revision_ = link.revision;
  time_ = link.time;
  ++records_;
  return CheckHeads();
}

bool AuditVerifier::CheckHeads() {
  for (; next_head_ < heads_.size() && heads_[next_head_].sequence == sequence_; ++next_head_) {
    if (heads_[next_head_].hash != hash_) {
      Report(AuditFault::kChanged, sealed_ + 1,
             "the chain was rewritten from one of the " + std::string(words_.record) + "s " +
                 std::to_string(sealed_ + 1) + " to " + std::to_string(sequence_) + " on: " +
                 Named(sequence_) + " has another hash than the head that was signed for it");
      break;
    }
    ++checked_heads_;
    sealed_ = sequence_;
  }
  return !finding_.has_value();
}

bool AuditVerifier::JoinAt(std::int64_t sequence, const std::string& hash) {
  if (sequence_ < sequence) {
    Report(AuditFault::kRemoved, sequence_ + 1,
           Named(sequence_ + 1) + " is in no archive: they should go up to " + Named(sequence));
  } else if (sequence_ == sequence && hash_ != hash) {
    Report(AuditFault::kChanged, sequence,
           Named(sequence) + ", the last one archived, has another hash in the database");
  }
  return !finding_.has_value();
}

bool AuditVerifier::Finish() {
  if (!finding_.has_value() && next_head_ < heads_.size()) {
    Report(AuditFault::kTruncated, sequence_ + 1,
           "the " + std::string(words_.log) + " ends at " + Named(sequence_) +
               ", but a head was signed for " + Named(heads_[next_head_].sequence));
  }
  return !finding_.has_value();
}

bool AuditVerifier::FinishAt(std::int64_t sequence, const std::string& hash) {
  if (!Finish()) return false;
  const std::string log = "the " + std::string(words_.log);
  if (sequence > sequence_) {
    Report(AuditFault::kTruncated, sequence_ + 1,
           log + " ends at " + Named(sequence_) + ", but should at " + Named(sequence));
  } else if (sequence < sequence_) {
    Report(AuditFault::kAdded, sequence + 1,
           log + " should end at " + Named(sequence) + ", but goes on to " + Named(sequence_));
  } else if (hash != hash_) {
    Report(AuditFault::kChanged, sequence_,
           Named(sequence_) + " was rewritten with its hash: " + log + " ends with another");
  }
  return !finding_.has_value();
}

}  // namespace letan::storage
