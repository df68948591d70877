// A write transaction that looks at each change before it is made.
#ifndef LETAN_SERVICES_ACCESS_GUARDED_WRITE_H_
#define LETAN_SERVICES_ACCESS_GUARDED_WRITE_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "services/access/guard.h"
#include "storage/forwarding.h"

namespace letan::access {

// What it does not judge, the rules of the method itself are enough for.
class GuardedWrite final : public storage::ForwardingWrite {
 public:
  GuardedWrite(storage::WriteTransaction& inner, const Permit& permit, const Prototypes& prototypes)
      : ForwardingWrite(inner), permit_(permit), prototypes_(prototypes) {}

  // What is said of an event by its name alone. One that the viewer does not see is the body's to
  // refuse.
  absl::Status JudgeNamed(const std::string& event);

  // Judged: what belongs to an event.
  absl::Status InsertEntity(const storage::EntityRow& row) override;
  absl::Status UpdateEntity(const storage::EntityRow& row, std::int64_t expected_version) override;
  absl::StatusOr<storage::BookingVerdict> ApplyBookings(
      const storage::BookingChange& change) override;

 private:
  // As it was before the body: the first look at each event is kept.
  absl::StatusOr<const Effect*> Before(const std::string& event);
  bool Sees(const std::string& event) const { return !unseen_.contains(event); }
  absl::Status JudgeEvent(const std::string& event, std::vector<std::string> changed_fields);
  absl::StatusOr<std::vector<std::string>> Changed(const storage::EntityRow* before,
                                                   const storage::EntityRow& after) const;

  const Permit& permit_;
  const Prototypes& prototypes_;
  std::map<std::string, Effect> seen_;
  std::set<std::string> unseen_;
};

}  // namespace letan::access

#endif  // LETAN_SERVICES_ACCESS_GUARDED_WRITE_H_
