// The log of reads: which answers carried RESTRICTED content, to whom. Names only, no content. A
// chain of its own beside the change log; only ever appended to.
#ifndef LETAN_STORAGE_READ_LOG_H_
#define LETAN_STORAGE_READ_LOG_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/core/booking/model.h"
#include "storage/viewer.h"

namespace letan::storage {

// What an answer carries.
struct ReadNote {
  std::vector<std::string> entities;  // names of RESTRICTED rows, bookings and movements too
  bool everything = false;            // a dump or a copy of the whole database
};

struct ReadRecord {
  std::int64_t sequence = 0;  // 1, 2, 3 … without gaps, apart from that of the change log
  booking::Micros time = 0;   // never less than that of the record before
  std::string actor;          // see ActorOf
  std::string method;         // "letan.v1.DelegationService/GetDelegation"
  std::vector<std::string> entities;
  bool everything = false;
  std::string previous_hash;  // 32 bytes; zeros for the first
  std::string hash;           // 32 bytes
};

// As ChainHash of a ChangeRecord: `entities` is one field for their number and one for each.
std::string ChainHash(const ReadRecord& record);

// Where a log ends.
struct LogEnd {
  std::int64_t sequence = 0;
  booking::Micros time = 0;
  std::string hash = std::string(32, '\0');
};

// Completes a record that follows on `end`, which moves on: sequence, hashes, and a time no less
// than that of the record before.
void AppendTo(LogEnd& end, ReadRecord& record);

// A piece of the log, the newest first, as one viewer may see it.
struct ReadLogPage {
  std::vector<ReadRecord> records;  // without hashes
  std::int64_t next = 0;            // before which to go on; 0: the log begins here
};

// Whether the viewer may see, now, what has this name.
using SeesName = std::function<absl::StatusOr<bool>(const std::string& name)>;

// For engines: of consecutive records, the newest first, those that the viewer may be told of, with
// the names that the viewer sees. `limit`: how many were asked for.
absl::StatusOr<ReadLogPage> MakeReadLogPage(const Viewer& viewer, std::vector<ReadRecord> records,
                                            int limit, const SeesName& sees);

// The names in one text, as engines store them: no name has a line feed in it.
std::string JoinNames(const std::vector<std::string>& names);
std::vector<std::string> SplitNames(const std::string& text);

}  // namespace letan::storage

#endif  // LETAN_STORAGE_READ_LOG_H_
