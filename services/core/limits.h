// Every limit on requests, in one place. A request over a limit is refused by name, never cut.
#ifndef LETAN_SERVICES_CORE_LIMITS_H_
#define LETAN_SERVICES_CORE_LIMITS_H_

#include <cstddef>
#include <cstdint>

namespace letan::limits {

// Messages and metadata.
inline constexpr int kMaxMessageBytes = 4 << 20;
inline constexpr int kMaxMetadataBytes = 16 << 10;
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
inline constexpr int kMaxFilterDepth = 16;                   // parentheses within parentheses
inline constexpr int kMaxFilteredRows = 10'000;              // looked at for one page,
inline constexpr std::int64_t kMaxFilteredBytes = 64 << 20;  // and their bytes, once for each term

// Searches and totals.
inline constexpr int kMaxSearchBytes = 256;
inline constexpr int kMaxSearchWords = 8;
inline constexpr int kMaxSearchedWords = 10'000;          // of titles, that one word begins
inline constexpr std::int64_t kMaxCountedRows = 100'000;  // no total is given above

// Bookings.
inline constexpr int kMaxLegs = 1000;                 // in one atomic call
inline constexpr std::int64_t kMaxBookingDays = 366;  // length of one booking
inline constexpr std::int64_t kMaxQueryDays = 366;    // agenda, free/busy, search windows
inline constexpr std::int64_t kMaxHoldMicros = 7LL * 24 * 3600 * 1'000'000;
inline constexpr std::int64_t kMaxQuantity = 1'000'000;
inline constexpr int kMaxFreeCandidates = 10'000;  // resources looked at in one search

// Events.
inline constexpr int kMaxActivitiesPerEvent = 1000;
inline constexpr int kMaxBookingsPerEvent = 1000;
inline constexpr int kMaxGiftsPerDelegation = 500;

// Instants: 1900-01-01 to 2200-01-01.
inline constexpr std::int64_t kMinInstantMicros = -2'208'988'800'000'000;
inline constexpr std::int64_t kMaxInstantMicros = 7'258'118'400'000'000;

// Work waiting or under way.
inline constexpr int kMaxQueuedWrites = 4096;
inline constexpr int kMaxQueuedReads = 1024;
inline constexpr int kMaxBatch = 64;

// Watches.
inline constexpr int kMaxWatchers = 500;
inline constexpr int kWatcherStallSeconds = 60;  // a reader that takes nothing is cut then
inline constexpr int kMinProgressSeconds = 1;
inline constexpr int kDefaultProgressSeconds = 30;
inline constexpr int kMaxProgressSeconds = 600;
inline constexpr int kMaxWatchRecords = 256;               // of the log, read for one message,
inline constexpr std::int64_t kMaxWatchBytes = 256 << 10;  // and their bytes, but for one record
inline constexpr int kMaxTailCommits = 4096;               // kept in memory for all watchers,
inline constexpr std::int64_t kMaxTailBytes = 16 << 20;    // and their bytes

// Calls.
inline constexpr int kDefaultDeadlineSeconds = 30;
inline constexpr int kMaxDeadlineSeconds = 300;

}  // namespace letan::limits

#endif  // LETAN_SERVICES_CORE_LIMITS_H_
