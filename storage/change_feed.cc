#include "storage/change_feed.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "storage/codec.h"

namespace letan::storage {
namespace {

absl::StatusOr<RowSight> SightOfBooking(const std::string& bytes) {
  RowSight sight;
  if (bytes.empty()) return sight;
  auto row = DecodeBooking(bytes);
  if (!row.ok()) return row.status();
  return RowSight{true, row->level, std::move(row->need_to_know), false};
}

absl::StatusOr<RowSight> SightOfEntity(const std::string& bytes) {
  RowSight sight;
  if (bytes.empty()) return sight;
  auto row = DecodeEntity(bytes);
  if (!row.ok()) return row.status();
  return RowSight{!row->deleted(), row->level, std::move(row->need_to_know), true};
}

// What those see who see both.
RowSight Narrower(const RowSight& left, const RowSight& right) {
  RowSight narrower = left.level > right.level ? left : right;
  if (left.level != right.level || left.level != HandlingLevel::kRestricted) return narrower;
  std::erase_if(narrower.need_to_know, [&](const std::string& principal) {
    return std::find(left.need_to_know.begin(), left.need_to_know.end(), principal) ==
           left.need_to_know.end();
  });
  return narrower;
}

// As visible as the item that it moves, the document that its reason names and the event whose
// booking it settled, now: the log does not say how visible they were then.
absl::StatusOr<RowSight> SightOfMovement(const std::string& bytes,
                                         const SightOfDocument& sight_of) {
  if (bytes.empty()) return RowSight{};
  auto row = DecodeMovement(bytes);
  if (!row.ok()) return row.status();
  auto sight = sight_of(row->item);
  if (!sight.ok()) return sight;
  auto of_reason = sight_of(row->reason);
  if (!of_reason.ok()) return of_reason;
  auto of_event = sight_of(row->event);
  if (!of_event.ok()) return of_event;
  if (row->restricted && !of_event->is_document) of_event->level = HandlingLevel::kRestricted;
  RowSight narrower = Narrower(Narrower(*sight, *of_reason), *of_event);
  narrower.present = true;
  return narrower;
}

absl::StatusOr<RowSight> SightOfRow(const std::string& kind, const std::string& bytes,
                                    const SightOfDocument& sight_of) {
  if (kind == kBookingRecord) return SightOfBooking(bytes);
  if (kind == kMovementRecord) return SightOfMovement(bytes, sight_of);
  return SightOfEntity(bytes);
}

// What happens to credentials is for administrators.
void FillCredentialSights(FeedChange* change) {
  change->credential = true;
  change->before = {!change->record.before.empty(), HandlingLevel::kRestricted, {}};
  change->after = {!change->record.after.empty(), HandlingLevel::kRestricted, {}};
}

bool Sees(const Viewer& viewer, const RowSight& sight) {
  return sight.present && MaySee(viewer, sight.level, sight.need_to_know);
}

}  // namespace

std::optional<ChangeType> TypeFor(const Viewer& viewer, const FeedChange& change) {
  const bool before = Sees(viewer, change.before);
  const bool after = Sees(viewer, change.after);
  if (before && after) return ChangeType::kUpdated;
  if (after) return ChangeType::kCreated;
  if (before) return ChangeType::kDeleted;
  return std::nullopt;
}

absl::StatusOr<bool> FillSights(const SightOfDocument& sight_of, FeedChange* change) {
  const ChangeRecord& record = change->record;
  if (record.kind == kResourceRecord || record.kind == kTravelTimesRecord ||
      record.kind == kCredentialRecord) {
    return false;
  }
  auto before = SightOfRow(record.kind, record.before, sight_of);
  if (!before.ok()) return before.status();
  auto after = SightOfRow(record.kind, record.after, sight_of);
  if (!after.ok()) return after.status();
  change->before = *std::move(before);
  change->after = *std::move(after);
  return true;
}

absl::StatusOr<FeedPage> MakeFeedPage(const Viewer& viewer, std::int64_t after,
                                      const FeedLimits& limits, std::int64_t last,
                                      Revision revision, std::vector<ChangeRecord> records,
                                      const SightOfDocument& sight_of) {
  const bool missing = records.empty() ? after < last : records.front().sequence != after + 1;
  if (missing) return absl::OutOfRangeError("the log does not reach back so far");
  FeedPage page;
  page.next = after;
  page.complete = revision;
  std::int64_t bytes = 0;
  int looked_at = 0;
  Revision of_last = 0;
  for (ChangeRecord& record : records) {
    bytes += static_cast<std::int64_t>(record.before.size() + record.after.size());
    if (looked_at == limits.records || (looked_at > 0 && bytes > limits.bytes)) {
      // Revisions are dense: what comes before the first that is left is whole.
      page.complete = record.revision - 1;
      page.more = true;
      page.split = record.revision == of_last;
      break;
    }
    ++looked_at;
    page.next = record.sequence;
    of_last = record.revision;
    FeedChange change;
    change.record = std::move(record);
    absl::StatusOr<bool> told = limits.audit && change.record.kind == kCredentialRecord;
    if (*told) {
      FillCredentialSights(&change);
    } else {
      told = FillSights(sight_of, &change);
    }
    if (!told.ok()) return told.status();
    if (*told && TypeFor(viewer, change).has_value()) page.changes.push_back(std::move(change));
  }
  return page;
}

}  // namespace letan::storage
