// A SQLite VFS that gathers the small writes of a commit to its log into one large write.
#ifndef LETAN_STORAGE_SQLITE_LOG_VFS_H_
#define LETAN_STORAGE_SQLITE_LOG_VFS_H_

#include <string>

namespace letan::storage::sqlite {

// SQLite writes each page of a commit to the log with two writes, a header of 24 bytes and the
// page; at some sixty pages a batch, that was an eighth of the server's time. Through this VFS,
// consecutive writes to a log wait in memory (at most 120 KiB) until the log is synced, read,
// truncated, asked for its size or written elsewhere. A connection with synchronous=FULL
// syncs the log before its index shows a commit to anyone, so nobody sees a frame that is not in
// the file. A gathered write that fails makes the sync, or whatever else had it written, fail.
//
// For the one connection that writes to the database, in any process; readers use `base` itself.
// Returns the name of the VFS over `base` (empty: the default one), which is registered at the
// first call and stays; `base` if it cannot be. Starts SQLite: call it when the library is
// configured.
std::string GatheringVfs(const std::string& base);

}  // namespace letan::storage::sqlite

#endif  // LETAN_STORAGE_SQLITE_LOG_VFS_H_
