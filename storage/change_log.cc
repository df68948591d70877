#include "storage/change_log.h"

#include <string_view>

#include "storage/digest.h"

namespace letan::storage {
namespace {

void AppendNumber(std::int64_t value, std::string* out) {
  auto bits = static_cast<std::uint64_t>(value);
  for (int i = 0; i < 8; ++i) {
    out->push_back(static_cast<char>(bits & 0xff));
    bits >>= 8;
  }
}

void AppendNumberField(std::int64_t value, std::string* out) {
  AppendNumber(8, out);
  AppendNumber(value, out);
}

void AppendField(std::string_view value, std::string* out) {
  AppendNumber(static_cast<std::int64_t>(value.size()), out);
  out->append(value);
}

}  // namespace

std::string ChainHash(const ChangeRecord& record) {
  std::string data;
  data.reserve(record.before.size() + record.after.size() + 512);
  AppendField(record.previous_hash, &data);
  AppendNumberField(record.sequence, &data);
  AppendNumberField(record.revision, &data);
  AppendNumberField(record.time, &data);
  AppendField(record.actor, &data);
  AppendField(record.method, &data);
  AppendField(record.kind, &data);
  AppendField(record.entity, &data);
  AppendField(record.before, &data);
  AppendField(record.after, &data);
  AppendField(record.request_id, &data);
  return Sha256(data);
}

}  // namespace letan::storage
