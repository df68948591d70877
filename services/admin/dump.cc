#include "services/admin/dump.h"

#include <map>
#include <utility>

#include "services/admin/whole_reads.h"
#include "services/core/limits.h"
#include "services/errors/errors.h"
#include "storage/codec.h"

namespace letan::services {
namespace {

constexpr int kPageLines = 1000;             // as many as Load takes at once,
constexpr std::size_t kPageBytes = 1 << 20;  // and what a page may have before its last line
constexpr int kRowsOfDump = 50;              // read at once
constexpr booking::Micros kDumpIdle = 60 * booking::kSecond;
constexpr int kDumpRetryMillis = 1000;

bool IsStockModel(booking::CapacityModel model) {
  return model == booking::CapacityModel::kConsumable ||
         model == booking::CapacityModel::kReturnable;
}

template <class Rows>
bool IsFull(const Rows& rows) {
  return rows.size() == static_cast<std::size_t>(kRowsOfDump);
}

}  // namespace

void DumpWalk::GoTo(Stage stage) {
  stage_ = stage;
  at_ = 0;
  goes_on_ = false;
  after_.clear();
}

void DumpWalk::Next(std::size_t count, Stage after) {
  goes_on_ = false;
  after_.clear();
  if (++at_ >= count) GoTo(after);
}

absl::Status DumpWalk::Add(const absl::StatusOr<DumpedRow>& row) {
  if (!row.ok()) return row.status();
  auto line = LineOf(*row);
  if (!line.ok()) return line.status();
  lines_.push_back(*std::move(line));
  return absl::OkStatus();
}

bool DumpWalk::Omits(storage::HandlingLevel level) {
  if (include_restricted_ || level != storage::HandlingLevel::kRestricted) return false;
  ++omitted_;
  return true;
}

absl::Status DumpWalk::ReadEntities() {
  storage::EntityQuery query;
  query.kind = kinds_[at_].kind;
  query.show_deleted = true;
  query.limit = kRowsOfDump;
  query.has_cursor = goes_on_;
  query.cursor.name = after_;
  const auto rows = read_->ListEntities(query);
  if (!rows.ok()) return rows.status();
  for (const storage::EntityRow& row : *rows) {
    if (Omits(row.level)) continue;
    absl::Status added = Add(DumpEntity(row, kinds_));
    if (!added.ok()) return added;
  }
  if (!IsFull(*rows)) {
    Next(kinds_.size(), Stage::kTravelTimes);
  } else {
    goes_on_ = true;
    after_ = rows->back().name;
  }
  return absl::OkStatus();
}

absl::Status DumpWalk::ReadTravelTimes() {
  const auto edges = read_->TravelTimes();
  if (!edges.ok()) return edges.status();
  std::map<std::string, std::vector<booking::TravelTime>> by_place;
  for (const booking::TravelTime& edge : *edges) by_place[edge.from].push_back(edge);
  for (const auto& [from, list] : by_place) {
    absl::Status added = Add(DumpTravelTimes(from, list));
    if (!added.ok()) return added;
  }
  GoTo(Stage::kRules);
  return absl::OkStatus();
}

absl::Status DumpWalk::ReadRules() {
  storage::ResourceQuery query;
  query.only_active = false;
  query.after = after_;
  query.limit = kRowsOfDump;
  const auto rows = read_->ListResources(query);
  if (!rows.ok()) return rows.status();
  for (const storage::ResourceRow& row : *rows) {
    absl::Status added = Add(DumpResource(row));
    if (!added.ok()) return added;
    resources_.push_back(row.profile.name);
    if (IsStockModel(row.profile.model)) items_.push_back(row.profile.name);
  }
  if (IsFull(*rows)) {
    after_ = rows->back().profile.name;
  } else {
    GoTo(items_.empty() ? Stage::kBookings : Stage::kMovements);
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> DumpWalk::TellsOfRestricted(const storage::MovementRow& row) {
  for (const std::string& name : {row.reason, row.event}) {
    const auto document = read_->FindEntity(name);
    if (!document.ok()) return document.status();
    if (document->has_value() && (*document)->level == storage::HandlingLevel::kRestricted) {
      return true;
    }
  }
  return row.restricted;
}

absl::Status DumpWalk::ReadMovements() {
  const auto rows = read_->ListMovements(items_[at_], after_, kRowsOfDump);
  if (!rows.ok()) return rows.status();
  for (storage::MovementRow row : *rows) {
    const auto tells = TellsOfRestricted(row);
    if (!tells.ok()) return tells.status();
    // The stock must be right: only why it moved is left out.
    if (*tells && !include_restricted_) {
      row.reason.clear();
      row.event.clear();
      row.restricted = false;
    }
    absl::Status added = Add(DumpMovement(row));
    if (!added.ok()) return added;
  }
  if (IsFull(*rows)) {
    after_ = rows->back().name;
  } else {
    Next(items_.size(), Stage::kBookings);
  }
  return absl::OkStatus();
}

absl::Status DumpWalk::ReadBookings() {
  if (resources_.empty()) {
    GoTo(Stage::kEnd);
    return absl::OkStatus();
  }
  storage::BookingQuery query;
  query.resource = resources_[at_];
  query.has_cursor = goes_on_;
  query.cursor = {start_, after_};
  query.limit = kRowsOfDump;
  const auto rows = read_->ListBookings(query);
  if (!rows.ok()) return rows.status();
  for (const storage::BookingRow& row : *rows) {
    if (Omits(row.level)) continue;
    absl::Status added = Add(DumpBooking(row));
    if (!added.ok()) return added;
  }
  if (IsFull(*rows)) {
    goes_on_ = true;
    start_ = rows->back().occupancy.interval.start;
    after_ = rows->back().occupancy.booking;
  } else {
    Next(resources_.size(), Stage::kEnd);
  }
  return absl::OkStatus();
}

absl::Status DumpWalk::ReadMore() {
  switch (stage_) {
    case Stage::kEntities:
      return ReadEntities();
    case Stage::kTravelTimes:
      return ReadTravelTimes();
    case Stage::kRules:
      return ReadRules();
    case Stage::kMovements:
      return ReadMovements();
    case Stage::kBookings:
      return ReadBookings();
    case Stage::kEnd:
      break;
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> DumpWalk::FillPage(v1::DumpResponse& page) {
  std::size_t bytes = 0;
  while (true) {
    while (lines_.empty() && stage_ != Stage::kEnd) {
      absl::Status read = ReadMore();
      if (!read.ok()) return read;
    }
    if (lines_.empty()) {
      page.set_omitted_restricted(omitted_);
      return false;
    }
    if (page.lines_size() == kPageLines) return true;
    if (bytes > 0 && bytes + lines_.front().size() > kPageBytes) return true;
    bytes += lines_.front().size();
    page.add_lines(std::move(lines_.front()));
    lines_.pop_front();
  }
}

absl::StatusOr<v1::DumpResponse> Dumps::NextPage(const call::CallContext& context,
                                                 const v1::DumpRequest& request) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (walk_ != nullptr && context.now - last_used_ > kDumpIdle) walk_ = nullptr;
  if (request.page_token().empty()) {
    if (walk_ != nullptr) return errors::Overloaded("another dump is under way", kDumpRetryMillis);
    if (request.include_restricted()) {
      if (absl::Status on = RecordWholeRead(*engine_, context); !on.ok()) return on;
    }
    auto read = engine_->BeginRead(context.viewer);
    if (!read.ok()) return read.status();
    walk_ = std::make_unique<DumpWalk>(*std::move(read), kinds_, request.include_restricted());
    caller_ = context.viewer.subject;
  } else if (walk_ == nullptr || request.page_token() != token_ ||
             context.viewer.subject != caller_) {
    return errors::InvalidArgument(
        {{"page_token", "is not that of the dump's last page, or too old: begin again"}},
        errors::kInvalidPageToken);
  }
  last_used_ = context.now;
  v1::DumpResponse page;
  const auto more = walk_->FillPage(page);
  if (!more.ok() || !*more) walk_ = nullptr;
  if (!more.ok()) return more.status();
  if (*more) {
    token_ = context.new_id();
    page.set_next_page_token(token_);
  }
  return page;
}

void Dumps::Expire(booking::Micros now) {
  const std::unique_lock<std::mutex> lock(mutex_, std::try_to_lock);  // held: it is being used
  if (lock.owns_lock() && walk_ != nullptr && now - last_used_ > kDumpIdle) walk_ = nullptr;
}

void Dumps::Close() {
  const std::lock_guard<std::mutex> lock(mutex_);
  walk_ = nullptr;
}

}  // namespace letan::services
