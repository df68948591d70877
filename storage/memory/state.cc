#include "storage/memory/state.h"

#include <set>

namespace letan::storage::memory {

bool IsLive(const BookingRow& row, Micros now) {
  return row.state == BookingState::kConfirmed || now < row.expire_time;
}

const EntityRow* FindDocument(const State& state, const std::string& name) {
  const auto found = state.entities.find(name);
  return found == state.entities.end() ? nullptr : &found->second;
}

bool IsStock(const ResourceRow& row) {
  return row.profile.model == booking::CapacityModel::kConsumable ||
         row.profile.model == booking::CapacityModel::kReturnable;
}

std::int64_t OnHand(const State& state, const std::string& item, Micros at) {
  std::int64_t units = 0;
  for (const auto& [name, movement] : state.movements) {
    if (movement.item == item && movement.at <= at) units += movement.delta;
  }
  return units;
}

std::int64_t Available(const State& state, const std::string& item, Micros at, Micros now) {
  std::int64_t units = OnHand(state, item, at);
  const bool comes_back =
      state.resources.at(item).profile.model == booking::CapacityModel::kReturnable;
  for (const auto& [name, row] : state.bookings) {
    const booking::Occupancy& taken = row.occupancy;
    if (taken.resource != item || !IsLive(row, now)) continue;
    if (at < taken.interval.start) continue;
    if (comes_back && at >= taken.interval.end) continue;
    units -= taken.quantity;
  }
  return units;
}

std::vector<Micros> StockInstants(const State& state, const std::string& item, Micros now) {
  std::set<Micros> instants;
  for (const auto& [name, movement] : state.movements) {
    if (movement.item == item) instants.insert(movement.at);
  }
  for (const auto& [name, row] : state.bookings) {
    if (row.occupancy.resource != item || !IsLive(row, now)) continue;
    instants.insert(row.occupancy.interval.start);
    instants.insert(row.occupancy.interval.end);
  }
  return {instants.begin(), instants.end()};
}

void Log::Append(const std::vector<ChangeRecord>& records) {
  const std::lock_guard<std::mutex> lock(mutex_);
  records_.insert(records_.end(), records.begin(), records.end());
}

std::vector<ChangeRecord> Log::Read(std::int64_t after, std::int64_t last, int limit) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::vector<ChangeRecord> found;
  for (const ChangeRecord& record : records_) {
    if (static_cast<int>(found.size()) >= limit) break;
    if (record.sequence > after && record.sequence <= last) found.push_back(record);
  }
  return found;
}

void Log::AppendReads(const std::vector<ReadRecord>& records) {
  const std::lock_guard<std::mutex> lock(mutex_);
  reads_.insert(reads_.end(), records.begin(), records.end());
}

std::vector<ReadRecord> Log::Reads(std::int64_t after, std::int64_t last) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::vector<ReadRecord> found;
  for (const ReadRecord& record : reads_) {
    if (record.sequence > after && record.sequence <= last) found.push_back(record);
  }
  return found;
}

std::string Log::LastHash() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return records_.empty() ? std::string(32, '\0') : records_.back().hash;
}

}  // namespace letan::storage::memory
