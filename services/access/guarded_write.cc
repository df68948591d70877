#include "services/access/guarded_write.h"

#include <set>
#include <utility>

#include "google/protobuf/util/message_differencer.h"
#include "letan/v1/annotations.pb.h"
#include "letan/v1/lifecycle.pb.h"
#include "services/core/fault.h"

namespace letan::access {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::util::MessageDifferencer;

// Its state and history: what an edit undoes of an approval follows from the edit, and the acts of
// LifecycleService are judged by its own rules.
bool FollowsLifecycle(const FieldDescriptor& field) {
  return field.message_type() == v1::Process::descriptor() ||
         (field.enum_type() != nullptr && field.enum_type() == v1::EventState_descriptor());
}

// The top-level fields in which two messages differ. Of what belongs to an event, not those that
// the server itself sets: they follow from the event.
class TopFields : public MessageDifferencer::Reporter {
 public:
  explicit TopFields(bool output_only_too) : output_only_too_(output_only_too) {}

  using FieldPath = std::vector<MessageDifferencer::SpecificField>;

  void ReportAdded(const Message&, const Message&, const FieldPath& path) override { Add(path); }
  void ReportDeleted(const Message&, const Message&, const FieldPath& path) override { Add(path); }
  void ReportModified(const Message&, const Message&, const FieldPath& path) override { Add(path); }

  std::vector<std::string> fields() const { return {fields_.begin(), fields_.end()}; }

 private:
  void Add(const FieldPath& path) {
    const FieldDescriptor* field = path.front().field;
    if (field != nullptr && !FollowsLifecycle(*field) &&
        (output_only_too_ || !field->options().GetExtension(v1::field).output_only())) {
      fields_.insert(field->containing_type()->name() + "." + field->name());
    }
  }

  const bool output_only_too_;
  std::set<std::string> fields_;
};

}  // namespace

absl::StatusOr<std::vector<std::string>> GuardedWrite::Changed(
    const storage::EntityRow* before, const storage::EntityRow& after) const {
  const auto prototype = prototypes_.find(after.kind);
  if (!permit_.asks_for_fields() || prototype == prototypes_.end()) {
    return std::vector<std::string>();
  }
  const std::unique_ptr<Message> old_message(prototype->second->New());
  const std::unique_ptr<Message> new_message(prototype->second->New());
  if ((before != nullptr && !old_message->ParseFromString(before->body)) ||
      !new_message->ParseFromString(after.body)) {
    return Fault(absl::StatusCode::kDataLoss, "a stored body does not parse", after.name);
  }
  TopFields fields(/*output_only_too=*/EventOf(after.name) == after.name);
  MessageDifferencer differencer;
  differencer.ReportDifferencesTo(&fields);
  differencer.Compare(*old_message, *new_message);
  return fields.fields();
}

absl::StatusOr<const Effect*> GuardedWrite::Before(const std::string& event) {
  const auto seen = seen_.find(event);
  if (seen != seen_.end()) return &seen->second;
  const auto row = inner_.FindEntity(event);
  if (!row.ok()) return row.status();
  Effect effect;
  if (row->has_value()) {
    auto found = EffectOn(**row, prototypes_);
    if (!found.ok()) return found.status();
    effect = *std::move(found);
  } else {
    unseen_.insert(event);
  }
  return &seen_.emplace(event, std::move(effect)).first->second;
}

absl::Status GuardedWrite::JudgeNamed(const std::string& event) {
  const auto before = Before(event);
  if (!before.ok()) return before.status();
  return Sees(event) ? ToStatus(permit_.Judge(**before), event) : absl::OkStatus();
}

absl::Status GuardedWrite::JudgeEvent(const std::string& event,
                                      std::vector<std::string> changed_fields) {
  if (event.empty() && changed_fields.empty()) return absl::OkStatus();
  Effect effect;
  if (!event.empty()) {
    const auto before = Before(event);
    if (!before.ok()) return before.status();
    effect = **before;
  }
  effect.changed_fields = std::move(changed_fields);
  return ToStatus(permit_.Judge(effect), event);
}

absl::Status GuardedWrite::InsertEntity(const storage::EntityRow& row) {
  const std::string event = EventOf(row.name);
  if (event == row.name) {
    auto effect = EffectOn(row, prototypes_);
    if (!effect.ok()) return effect.status();
    effect->state.clear();
    seen_[event] = *std::move(effect);
  }
  auto changed = Changed(nullptr, row);
  if (!changed.ok()) return changed.status();
  if (absl::Status may = JudgeEvent(event, *std::move(changed)); !may.ok()) return may;
  return inner_.InsertEntity(row);
}

absl::Status GuardedWrite::UpdateEntity(const storage::EntityRow& row,
                                        std::int64_t expected_version) {
  std::optional<storage::EntityRow> before;
  if (permit_.asks_for_fields()) {
    auto found = inner_.FindEntity(row.name);
    if (!found.ok()) return found.status();
    before = *std::move(found);
  }
  if (before.has_value() || !permit_.asks_for_fields()) {
    auto changed = permit_.asks_for_fields()
                       ? Changed(&*before, row)
                       : absl::StatusOr<std::vector<std::string>>(std::vector<std::string>());
    if (!changed.ok()) return changed.status();
    absl::Status may = JudgeEvent(EventOf(row.name), *std::move(changed));
    if (!may.ok()) return may;
  }
  return inner_.UpdateEntity(row, expected_version);
}

absl::StatusOr<storage::BookingVerdict> GuardedWrite::ApplyBookings(
    const storage::BookingChange& change) {
  std::set<std::string> events = {EventOf(change.change.owner)};
  for (const std::string& name : change.change.release) {
    const auto row = inner_.FindBooking(name);
    if (!row.ok()) return row.status();
    if (row->has_value()) events.insert(EventOf((*row)->occupancy.owner));
  }
  for (const std::string& event : events) {
    if (absl::Status may = JudgeEvent(event, {}); !may.ok()) return may;
  }
  return inner_.ApplyBookings(change);
}

}  // namespace letan::access
