// Every limit on requests, in one place. A request over a limit is refused by name, never cut.
// Two sorts: what clients build on (sizes, lengths, numbers of items) is a constant, the same on
// every server; what protects a server is Adjustable, with a flag of letand for each. GetServerInfo
// tells both.
#ifndef LETAN_SERVICES_CORE_LIMITS_H_
#define LETAN_SERVICES_CORE_LIMITS_H_

#include <cstddef>
#include <cstdint>

namespace letan::limits {

// Messages and metadata.
inline constexpr int kMaxMessageBytes = 4 << 20;
inline constexpr int kMaxRequestIdBytes = 64;
inline constexpr int kMaxPageTokenBytes = 1024;
inline constexpr int kMaxEtagBytes = 64;

// Strings and lists inside messages, unless the field's own option says otherwise.
inline constexpr int kMaxStringBytes = 4096;
inline constexpr int kMaxListItems = 1000;
inline constexpr int kMaxNameBytes = 256;
inline constexpr int kMaxIdBytes = 63;
inline constexpr int kMaxEntityBytes = 1 << 20;

// Pages.
inline constexpr int kDefaultPageSize = 50;
inline constexpr int kMaxPageSize = 1000;
// A page that is larger ends early: clients accept 4 MiB unless told otherwise.
inline constexpr std::size_t kFullPageBytes = kMaxMessageBytes - 2 * kMaxEntityBytes;

// Filters.
inline constexpr int kMaxFilterTerms = 64;
inline constexpr int kMaxFilterDepth = 16;  // parentheses within parentheses

// Searches.
inline constexpr int kMaxSearchBytes = 256;
inline constexpr int kMaxSearchWords = 8;

// Bookings.
inline constexpr int kMaxLegs = 1000;                 // in one atomic call
inline constexpr std::int64_t kMaxBookingDays = 366;  // length of one booking
inline constexpr std::int64_t kMaxQueryDays = 366;    // agenda, free/busy, search windows
inline constexpr std::int64_t kMaxQuantity = 1'000'000;
inline constexpr int kDefaultHoldMinutes = 15;

// Events.
inline constexpr int kMaxActivitiesPerEvent = 1000;
inline constexpr int kMaxBookingsPerEvent = 1000;
inline constexpr int kMaxGiftsPerDelegation = 500;
inline constexpr int kMaxUnitsPerActivity = 200;    // booked in one call
inline constexpr int kMaxEditConflictsTold = 1000;  // bookings that an edit would make clash
inline constexpr int kMaxTravelChecks = 1000;       // resources, when a travel time grows
inline constexpr int kMaxAgencyDepth = 32;          // levels below the top
inline constexpr int kMaxDayOverrides = 10'000;
inline constexpr int kMaxDeadlineRules = 1000;
inline constexpr int kMaxFollowing = 20'000;     // deadlines or events that one change makes follow
inline constexpr std::size_t kMaxCsvCells = 64;  // in a row
inline constexpr int kMaxIntegrityFindings = 1000;  // in one answer

// Instants: 1900-01-01 to 2200-01-01.
inline constexpr std::int64_t kMinInstantMicros = -2'208'988'800'000'000;
inline constexpr std::int64_t kMaxInstantMicros = 7'258'118'400'000'000;

// Tokens of identity providers, and the keys to verify them with.
inline constexpr std::size_t kMaxJwtBytes = 8 << 10;
inline constexpr std::size_t kMaxJwtSubjectBytes = 255;
inline constexpr std::size_t kMaxJwtKeyIdBytes = 256;
inline constexpr std::size_t kMaxJwksBytes = 256 << 10;
inline constexpr std::size_t kMaxJwksKeys = 64;

// Watches.
inline constexpr int kMinProgressSeconds = 1;
inline constexpr int kDefaultProgressSeconds = 30;
inline constexpr int kMaxProgressSeconds = 600;
inline constexpr int kMaxWatchRecords = 256;               // of the log, read for one message,
inline constexpr std::int64_t kMaxWatchBytes = 256 << 10;  // and their bytes, but for one record

// What a deployment may set.
struct Adjustable {
  std::int64_t max_metadata_bytes = 16 << 10;
  std::int64_t default_deadline_seconds = 30;
  std::int64_t max_deadline_seconds = 300;
  std::int64_t read_threads = 4;
  std::int64_t max_queued_reads = 1024;
  std::int64_t max_queued_writes = 4096;
  std::int64_t max_batch = 64;
  std::int64_t max_filtered_rows = 10'000;
  std::int64_t max_filtered_bytes = 64 << 20;
  std::int64_t max_searched_words = 10'000;
  std::int64_t max_counted_rows = 100'000;
  std::int64_t max_free_candidates = 10'000;
  std::int64_t max_hold_hours = 7LL * 24;
  std::int64_t max_watchers = 500;
  std::int64_t requests_per_second_per_caller = 500;
  std::int64_t request_burst_per_caller = 2000;
  std::int64_t max_calls_per_caller = 128;
  std::int64_t max_watchers_per_caller = 16;
  std::int64_t watcher_stall_seconds = 60;
  std::int64_t max_tail_commits = 4096;
  std::int64_t max_tail_bytes = 16 << 20;
  std::int64_t max_streams_per_connection = 256;
  std::int64_t max_connection_age_seconds = 3600;
  std::int64_t connection_age_grace_seconds = 300;
  std::int64_t connection_idle_seconds = 600;
  std::int64_t min_ping_interval_seconds = 20;
  std::int64_t handshake_seconds = 10;
  std::int64_t sign_in_threads = 1;
  std::int64_t max_queued_sign_ins = 16;
  std::int64_t password_memory_mib = 64;
  std::int64_t access_token_minutes = 15;
  std::int64_t session_hours = 12;
};
inline constexpr Adjustable kDefaults{};

struct AdjustableLimit {
  const char* name;  // of the field; its flag is --max-batch for max_batch
  std::int64_t Adjustable::*value;
  std::int64_t least;
  std::int64_t most;
  const char* help;
};

inline constexpr AdjustableLimit kAdjustable[] = {
    {"max_metadata_bytes", &Adjustable::max_metadata_bytes, 1 << 10, 1 << 20,
     "Headers of a call; the connection refuses more"},
    {"default_deadline_seconds", &Adjustable::default_deadline_seconds, 1, 3600,
     "How long a call may take that does not say"},
    {"max_deadline_seconds", &Adjustable::max_deadline_seconds, 1, 3600,
     "How long a call may take, whatever it or the default says"},
    {"read_threads", &Adjustable::read_threads, 1, 256, "Threads for reads that take long"},
    {"max_queued_reads", &Adjustable::max_queued_reads, 1, 65'536,
     "Reads that may wait for a thread; more are refused"},
    {"max_queued_writes", &Adjustable::max_queued_writes, 1, 65'536,
     "Writes that may wait for the writer; more are refused"},
    {"max_batch", &Adjustable::max_batch, 1, 64, "Writes in one transaction"},
    {"max_filtered_rows", &Adjustable::max_filtered_rows, 1, 10'000'000,
     "Rows that a filter looks at for one page"},
    {"max_filtered_bytes", &Adjustable::max_filtered_bytes, 1, 1LL << 40,
     "Bytes of those rows, once for each term of the filter"},
    {"max_searched_words", &Adjustable::max_searched_words, 1, 10'000'000,
     "Words of titles that a search looks at: the shorter its words, the more"},
    {"max_counted_rows", &Adjustable::max_counted_rows, 1, 10'000'000,
     "Rows counted for a list's total; of more, none is given"},
    {"max_free_candidates", &Adjustable::max_free_candidates, 1, 10'000'000,
     "Resources looked at in one search for free ones"},
    {"max_hold_hours", &Adjustable::max_hold_hours, 1, 24LL * 366, "How long a hold may last"},
    {"max_watchers", &Adjustable::max_watchers, 1, 100'000, "Watch streams open at once"},
    {"requests_per_second_per_caller", &Adjustable::requests_per_second_per_caller, 0, 1'000'000,
     "Requests of one user in the long run, a batch counting as many as it has; 0: any number"},
    {"request_burst_per_caller", &Adjustable::request_burst_per_caller, 1, 10'000'000,
     "Requests of one user at once, after a rest"},
    {"max_calls_per_caller", &Adjustable::max_calls_per_caller, 1, 65'536,
     "Calls of one user under way at once, watch streams not counted"},
    {"max_watchers_per_caller", &Adjustable::max_watchers_per_caller, 1, 100'000,
     "Watch streams of one user open at once"},
    {"watcher_stall_seconds", &Adjustable::watcher_stall_seconds, 1, 3600,
     "A watch stream whose reader takes nothing for so long is cut"},
    {"max_tail_commits", &Adjustable::max_tail_commits, 1, 1'000'000,
     "Commits kept in memory for all watch streams; older ones are read from the log"},
    {"max_tail_bytes", &Adjustable::max_tail_bytes, 1, 1LL << 40, "Bytes of those commits"},
    {"max_streams_per_connection", &Adjustable::max_streams_per_connection, 1, 65'536,
     "Calls at once on one connection; more wait at the caller"},
    {"max_connection_age_seconds", &Adjustable::max_connection_age_seconds, 1, 2'147'000,
     "A connection so old takes no new calls: callers make another"},
    {"connection_age_grace_seconds", &Adjustable::connection_age_grace_seconds, 1, 86'400,
     "Calls on it, watch streams too, may go on so long and end with UNAVAILABLE then"},
    {"connection_idle_seconds", &Adjustable::connection_idle_seconds, 1, 86'400,
     "A connection without calls for so long is closed"},
    {"min_ping_interval_seconds", &Adjustable::min_ping_interval_seconds, 0, 7200,
     "A connection that pings more often is closed after a few strikes"},
    {"handshake_seconds", &Adjustable::handshake_seconds, 1, 120,
     "A connection that has not begun to speak (TLS and) HTTP/2 by then is closed"},
    {"sign_in_threads", &Adjustable::sign_in_threads, 1, 64, "Threads that check passwords"},
    {"max_queued_sign_ins", &Adjustable::max_queued_sign_ins, 1, 65'536,
     "Checks of passwords that may wait; more are refused"},
    {"password_memory_mib", &Adjustable::password_memory_mib, 8, 1024,
     "Memory, and with it time, that each new hash of a password takes"},
    {"access_token_minutes", &Adjustable::access_token_minutes, 1, 24LL * 60,
     "How long an access token is good before the session is refreshed"},
    {"session_hours", &Adjustable::session_hours, 1, 24LL * 366,
     "How long a session may be refreshed before one signs in again"},
};

}  // namespace letan::limits

#endif  // LETAN_SERVICES_CORE_LIMITS_H_
