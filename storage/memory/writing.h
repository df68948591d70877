// A write body's transaction: changes a copy of the state that nobody else sees.
#ifndef LETAN_STORAGE_MEMORY_WRITING_H_
#define LETAN_STORAGE_MEMORY_WRITING_H_

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/memory/reading.h"

namespace letan::storage::memory {

// The first change takes the next revision; all changes of one Writing share it.
class Writing : public Reading<WriteTransaction> {
 public:
  Writing(std::shared_ptr<State> copy, std::shared_ptr<const Log> log, Viewer viewer, Micros now,
          Micros missing_travel, std::string method, std::string request_id);

  absl::Status InsertEntity(const EntityRow& row) override;
  absl::Status UpdateEntity(const EntityRow& row, std::int64_t expected_version) override;
  absl::Status PutResource(const ResourceRow& row) override;
  absl::Status PutTravelTimes(const std::string& from,
                              const std::vector<booking::TravelTime>& edges) override;
  absl::StatusOr<BookingVerdict> ApplyBookings(const BookingChange& change) override;
  absl::StatusOr<std::int64_t> CountBookings(const std::string& owner) override;
  absl::StatusOr<std::int64_t> CountEntities(const std::string& kind,
                                             const std::string& parent) override;
  absl::Status RelevelBookings(const std::string& owner, HandlingLevel level,
                               const std::vector<std::string>& need_to_know) override;
  absl::Status AddMovement(const MovementRow& asked) override;
  absl::Status PutCredential(const CredentialRow& row) override;
  absl::Status DeleteCredential(const std::string& id) override;
  absl::Status WithFullSight(const std::function<absl::Status(WriteTransaction&)>& body) override;
  absl::Status LoadBooking(const BookingRow& row) override;
  absl::Status LoadMovement(const MovementRow& row) override;
  absl::Status RecordRead(const ReadNote& note) override;

  // Holds whose time is over leave the state and are recorded.
  void PurgeExpiredHolds();

  const std::vector<ChangeRecord>& records() const { return records_; }
  const std::vector<ReadRecord>& reads() const { return reads_; }

 protected:
  // This write's own records are found too.
  std::vector<ChangeRecord> ReadLog(std::int64_t after, int limit) const override;
  std::vector<ReadRecord> ReadsAfter(std::int64_t after) const override;

 private:
  void Record(std::string_view kind, const std::string& entity, const std::string& before,
              const std::string& after);

  const std::string method_;
  const std::string request_id_;
  const std::int64_t first_sequence_;
  std::vector<ChangeRecord> records_;
  std::vector<ReadRecord> reads_;
};

}  // namespace letan::storage::memory

#endif  // LETAN_STORAGE_MEMORY_WRITING_H_
