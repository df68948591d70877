// The log of reads and where it ends.
#ifndef LETAN_STORAGE_SQLITE_READ_LOG_STORE_H_
#define LETAN_STORAGE_SQLITE_READ_LOG_STORE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/read_log.h"
#include "storage/sqlite/connection.h"
#include "storage/sqlite/session.h"

namespace letan::storage::sqlite {

absl::StatusOr<LogEnd> LoadReadEnd(Connection& connection);

// Completes the record (sequence, hashes, time) and appends it.
absl::Status AppendRead(Connection& connection, ReadRecord record);

// Records with sequence > after, in order.
absl::StatusOr<std::vector<ReadRecord>> ListReadRecords(Connection& connection, std::int64_t after,
                                                        int limit);
// See ReadTransaction::ListReads.
absl::StatusOr<ReadLogPage> ListReadsBefore(Session& session, std::int64_t before, int limit);

// The last record that was archived; sequence 0: none was.
absl::StatusOr<LogEnd> LoadReadJoint(Connection& connection);

// What does not fit in the chain, in words; empty: nothing.
absl::StatusOr<std::string> CheckReadChain(Connection& connection);

}  // namespace letan::storage::sqlite

#endif  // LETAN_STORAGE_SQLITE_READ_LOG_STORE_H_
