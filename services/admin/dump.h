// The database as JSON Lines, page by page, in one snapshot.
#ifndef LETAN_SERVICES_ADMIN_DUMP_H_
#define LETAN_SERVICES_ADMIN_DUMP_H_

#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "letan/v1/admin_service.pb.h"
#include "services/admin/dumped_rows.h"
#include "services/call/call_context.h"
#include "services/entity/stored_kinds.h"
#include "storage/engine.h"

namespace letan::services {

// One way through all rows: entities, an owner before what it owns, then travel times, rules of
// resources, movements, bookings.
class DumpWalk {
 public:
  // The kinds outlive it.
  DumpWalk(std::unique_ptr<storage::ReadTransaction> read,
           const std::vector<entity::StoredKind>& kinds, bool include_restricted)
      : read_(std::move(read)), kinds_(kinds), include_restricted_(include_restricted) {}

  // Appends lines until a page is full. False: there are no more.
  absl::StatusOr<bool> FillPage(v1::DumpResponse& page);

 private:
  enum class Stage { kEntities, kTravelTimes, kRules, kMovements, kBookings, kEnd };

  absl::Status ReadMore();
  absl::Status ReadEntities();
  absl::Status ReadTravelTimes();
  absl::Status ReadRules();
  absl::Status ReadMovements();
  absl::Status ReadBookings();
  // Its reason is sealed, or it names what is RESTRICTED now.
  absl::StatusOr<bool> TellsOfRestricted(const storage::MovementRow& row);
  // Whether a row of that level is left out; counts it.
  bool Omits(storage::HandlingLevel level);
  absl::Status Add(const absl::StatusOr<DumpedRow>& row);
  void GoTo(Stage stage);
  void Next(std::size_t count, Stage after);  // the next kind, item or resource, or stage

  const std::unique_ptr<storage::ReadTransaction> read_;
  const std::vector<entity::StoredKind>& kinds_;
  const bool include_restricted_;
  std::int64_t omitted_ = 0;
  Stage stage_ = Stage::kEntities;
  std::size_t at_ = 0;         // which kind, item or resource
  bool goes_on_ = false;       // it was begun
  std::string after_;          // its last row's name,
  booking::Micros start_ = 0;  // and a booking's start
  std::vector<std::string> resources_;
  std::vector<std::string> items_;
  std::deque<std::string> lines_;  // read, but not on a page yet
};

// The one dump that may be under way.
class Dumps {
 public:
  // Both outlive it.
  Dumps(storage::Engine* engine, const std::vector<entity::StoredKind>& kinds)
      : engine_(engine), kinds_(kinds) {}

  // Contract: AdminService.Dump.
  absl::StatusOr<v1::DumpResponse> NextPage(const call::CallContext& context,
                                            const v1::DumpRequest& request);
  // Forgets one that nobody has gone on with for a minute.
  void Expire(booking::Micros now);
  void Close();

 private:
  storage::Engine* const engine_;
  const std::vector<entity::StoredKind>& kinds_;
  std::mutex mutex_;
  std::unique_ptr<DumpWalk> walk_;
  std::string token_;
  std::string caller_;  // who began, and of whom it is on record
  booking::Micros last_used_ = 0;
};

}  // namespace letan::services

#endif  // LETAN_SERVICES_ADMIN_DUMP_H_
