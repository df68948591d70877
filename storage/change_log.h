// The change log: audit trail, source of Watch and outbox at once. It is only ever appended to.
#ifndef LETAN_STORAGE_CHANGE_LOG_H_
#define LETAN_STORAGE_CHANGE_LOG_H_

#include <cstdint>
#include <string>

#include "services/core/booking/model.h"

namespace letan::storage {

using Revision = std::int64_t;  // dense, in commit order; never shown outside as a number

struct ChangeRecord {
  std::int64_t sequence = 0;  // 1, 2, 3 … without gaps
  Revision revision = 0;      // records of one write share it
  booking::Micros time = 0;   // commit time, never less than that of the record before
  std::string actor;
  std::string method;  // "letan.v1.BookingService/Book"; engine's own: "hold.expired"
  std::string kind;    // "booking", "delegation", "movement", "travelTimes", …
  std::string entity;  // its name
  std::string before;  // letan.internal.v1.Stored*, encoded; empty at creation
  std::string after;   // empty at deletion
  std::string request_id;
  std::string previous_hash;  // 32 bytes; zeros for the first
  std::string hash;           // 32 bytes
};

// SHA-256 over previous_hash and every other field, each preceded by its length (8 bytes, little
// endian), numbers as 8 bytes little endian. Every engine uses this one function.
std::string ChainHash(const ChangeRecord& record);

}  // namespace letan::storage

#endif  // LETAN_STORAGE_CHANGE_LOG_H_
