#include "storage/sqlite/log_replay.h"

#include <cstring>

#include "storage/codec.h"
#include "storage/digest.h"

namespace letan::storage::sqlite {
namespace {

constexpr int kChangesAtOnce = 500;

std::string LogKey(std::string_view kind, const std::string& name) {
  return std::string(kind) + '\n' + name;
}

std::size_t ShortHash(const std::string& bytes) { return std::hash<std::string>()(bytes); }

// Without the columns that are derived from the body: what a reindex leaves as it is.
std::string CoreOf(std::string_view kind, const std::string& bytes) {
  if (!IsEntityRecord(kind)) return bytes;
  auto row = DecodeEntity(bytes);
  if (!row.ok()) return bytes;
  const EntityRow blank;
  row->state = blank.state;
  row->start = blank.start;
  row->end = blank.end;
  row->level = blank.level;
  row->need_to_know = blank.need_to_know;
  return EncodeEntity(*row);
}

}  // namespace

void StateDigest::Add(std::string_view key, std::string_view bytes) {
  Sha256Stream stream;
  stream.Add(std::to_string(key.size()) + ":");
  stream.Add(key);
  stream.Add(bytes);
  const std::string hash = stream.Finish();
  for (std::size_t i = 0; i < lanes_.size(); ++i) {
    std::uint64_t lane = 0;
    for (std::size_t j = 0; j < 8; ++j) {
      lane |= static_cast<std::uint64_t>(static_cast<unsigned char>(hash[8 * i + j])) << (8 * j);
    }
    lanes_[i] += lane;
  }
}

std::string StateDigest::value() const {
  std::string bytes;
  for (const std::uint64_t lane : lanes_) {
    for (std::size_t j = 0; j < 8; ++j) bytes.push_back(static_cast<char>(lane >> (8 * j) & 0xff));
  }
  return bytes;
}

absl::Status LogReplay::ReadLog() {
  previous_.sequence = joint_.sequence;
  previous_.revision = joint_.revision;
  previous_.time = joint_.time;
  previous_.hash = joint_.hash;
  while (true) {
    const auto records = ListChangeRecords(connection_, previous_.sequence, kChangesAtOnce);
    if (!records.ok()) return records.status();
    if (records->empty()) break;
    for (const ChangeRecord& record : *records) {
      CheckRecord(record);
      Follow(record);
      previous_.sequence = record.sequence;
      previous_.revision = record.revision;
      previous_.time = record.time;
      previous_.hash = record.hash;
      ++changes_;
    }
  }
  const auto head = LoadHead(connection_);
  if (!head.ok()) return head.status();
  if (head->sequence != previous_.sequence || head->hash != previous_.hash ||
      head->revision != previous_.revision || head->time < previous_.time) {
    find_("the change log does not end where its head says");
  }
  return absl::OkStatus();
}

void LogReplay::CheckRecord(const ChangeRecord& record) {
  const std::string at = " at change " + std::to_string(record.sequence);
  if (record.sequence != previous_.sequence + 1) find_("gap in the change log" + at);
  if (record.previous_hash != previous_.hash) find_("chain broken" + at);
  if (record.hash != ChainHash(record)) find_("hash differs from what it covers" + at);
  // A write's records are never divided between an archive and the log.
  const bool first = record.sequence == joint_.sequence + 1;
  if ((first || record.revision != previous_.revision) &&
      record.revision != previous_.revision + 1) {
    find_("revisions are not dense" + at);
  }
  if (record.time < previous_.time) find_("commit time goes back" + at);
}

void LogReplay::Follow(const ChangeRecord& record) {
  const std::string key = LogKey(record.kind, record.entity);
  const auto found = logged_.find(key);
  bool continues = false;
  if (found == logged_.end() && joint_.sequence > 0) {
    continues = true;  // or else the digest will not fit
    if (!record.before.empty()) state_at_joint_.Add(key, CoreOf(record.kind, record.before));
  } else if (found == logged_.end() || !found->second.live) {
    continues = record.before.empty();
  } else {
    continues = found->second.whole == ShortHash(record.before) ||
                (record.method == kReindexMethod &&
                 found->second.core == ShortHash(CoreOf(record.kind, record.before)));
  }
  if (!continues) {
    find_("a change does not go on from the one before, of " + record.entity + " at change " +
          std::to_string(record.sequence));
  }
  if (!record.after.empty()) {
    logged_[key] = {true, ShortHash(record.after), ShortHash(CoreOf(record.kind, record.after))};
  } else if (joint_.sequence == 0) {
    logged_.erase(key);
  } else {
    logged_[key] = {};
  }
}

void LogReplay::Live(std::string_view kind, const std::string& name, const std::string& bytes) {
  const std::string key = LogKey(kind, name);
  const auto logged = logged_.find(key);
  if (logged == logged_.end()) {
    if (joint_.sequence > 0) return state_at_joint_.Add(key, CoreOf(kind, bytes));
    return find_("no change records " + std::string(kind) + " " + name);
  }
  if (!logged->second.live) {
    find_("recorded as gone, but there: " + std::string(kind) + " " + name);
  } else if (logged->second.whole != ShortHash(bytes)) {
    find_(std::string(kind) + " differs from the last change recorded of it: " + name);
  }
  logged_.erase(logged);
}

void LogReplay::FindMissing() {
  for (const auto& [key, logged] : logged_) {
    if (logged.live) find_("recorded, but not there: " + key);
  }
}

}  // namespace letan::storage::sqlite
