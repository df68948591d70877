// Signed heads of the change log: lines of JSON, each a letan.internal.v1.AuditHead. What is signed
// is "letan audit head 2" and, each on a line of its own, database, number, sequence, revision,
// time, hash, reads_sequence, reads_hash, previous and key, as they stand in the line of JSON;
// where there is no reads_hash, as in lines of older versions, "letan audit head 1" and both left
// out.
#ifndef LETAN_STORAGE_AUDIT_HEADS_H_
#define LETAN_STORAGE_AUDIT_HEADS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "letan/internal/v1/audit.pb.h"
#include "storage/audit_key.h"
#include "storage/audit_verifier.h"

namespace letan::storage {

using internal::v1::AuditHead;

// Names a database to others without telling its secret. 32 hexadecimal digits.
std::string AuditDatabaseId(const std::string& secret);

// Fills in key and signature.
absl::Status SignHead(const AuditPrivateKey& key, AuditHead& head);
// Whether every field has its form and the key made the signature.
bool HeadVerifies(const AuditPublicKey& key, const AuditHead& head);
// What the next line has as `previous`; of none: zeros.
std::string HeadDigest(const AuditHead& head);
std::string NoHeadDigest();

// Without its end. INTERNAL.
absl::StatusOr<std::string> HeadLine(const AuditHead& head);
// Empty: the line is none.
std::optional<AuditHead> ParseHeadLine(const std::string& line);

// Bytes of a hexadecimal text; empty if it is none.
std::string FromHex(const std::string& hex);

struct HeadsReading {
  std::vector<HeadPoint> points;
  std::vector<HeadPoint> read_points;  // of the log of reads
  std::int64_t lines = 0;
  bool cut_off = false;  // the last line has no end, as a crash leaves it: it counts as unwritten
  std::optional<AuditFinding> finding;  // then `points` are those before it
};

// Reads a file of heads of the database and checks every line. NOT_FOUND and other errors of files.
absl::StatusOr<HeadsReading> ReadHeads(const std::string& path, const AuditPublicKey& key,
                                       const std::string& database);

}  // namespace letan::storage

#endif  // LETAN_STORAGE_AUDIT_HEADS_H_
