// The whole content of a memory engine at one revision, and its logs.
#ifndef LETAN_STORAGE_MEMORY_STATE_H_
#define LETAN_STORAGE_MEMORY_STATE_H_

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "services/core/booking/travel_matrix.h"
#include "storage/booking_table.h"
#include "storage/change_log.h"
#include "storage/credential_table.h"
#include "storage/entity_table.h"
#include "storage/read_log.h"

namespace letan::storage::memory {

struct State {
  std::map<std::string, EntityRow> entities;
  std::map<std::string, ResourceRow> resources;
  std::map<std::string, BookingRow> bookings;  // expired holds stay until they are purged
  std::map<std::string, MovementRow> movements;
  std::map<std::string, std::vector<booking::TravelTime>> travel;  // by the place they start at
  std::map<std::string, CredentialRow> credentials;
  Revision revision = 0;
  std::int64_t last_sequence = 0;
  LogEnd reads_end;
  Micros last_commit = 0;
};

// A hold lives up to, not including, its expire_time.
bool IsLive(const BookingRow& row, Micros now);

// The entity that says who may see `name`, or null.
const EntityRow* FindDocument(const State& state, const std::string& name);

bool IsStock(const ResourceRow& row);

// Units on hand at the instant, bookings not regarded.
std::int64_t OnHand(const State& state, const std::string& item, Micros at);

// Units on hand less what live bookings hold at the instant.
std::int64_t Available(const State& state, const std::string& item, Micros at, Micros now);

// Every instant at which Available can change, ascending.
std::vector<Micros> StockInstants(const State& state, const std::string& item, Micros now);

// Appended to by the one writer, read by all: what was committed never changes.
class Log {
 public:
  void Append(const std::vector<ChangeRecord>& records);
  // Records with after < sequence <= last, at most `limit`.
  std::vector<ChangeRecord> Read(std::int64_t after, std::int64_t last, int limit) const;
  std::string LastHash() const;

  void AppendReads(const std::vector<ReadRecord>& records);
  // Records of reads with after < sequence <= last.
  std::vector<ReadRecord> Reads(std::int64_t after, std::int64_t last) const;

 private:
  mutable std::mutex mutex_;
  std::vector<ChangeRecord> records_;
  std::vector<ReadRecord> reads_;
};

}  // namespace letan::storage::memory

#endif  // LETAN_STORAGE_MEMORY_STATE_H_
