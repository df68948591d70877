#include "storage/sqlite/sight.h"

#include <algorithm>
#include <cstdio>

namespace letan::storage::sqlite {
namespace {

bool NeedsEscape(char c) { return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20; }

// The array is data, bound as one parameter; this quoting is JSON's, not SQL's.
void AppendJsonString(const std::string& value, std::string* out) {
  out->push_back('"');
  // Names, which need none: this is done for each call.
  if (std::none_of(value.begin(), value.end(), NeedsEscape)) {
    out->append(value);
  } else {
    for (const char c : value) {
      if (!NeedsEscape(c)) {
        out->push_back(c);
        continue;
      }
      char escaped[8];
      std::snprintf(escaped, sizeof(escaped), "\\u%04x", static_cast<unsigned>(c));
      out->append(escaped);
    }
  }
  out->push_back('"');
}

std::string PrincipalsOf(const Viewer& viewer) {
  constexpr std::size_t kMostlyEnough = 128;
  std::string json;
  json.reserve(kMostlyEnough);
  json.push_back('[');
  const auto add = [&json](const std::string& principal) {
    if (principal.empty()) return;
    if (json.size() > 1) json.push_back(',');
    AppendJsonString(principal, &json);
  };
  add(viewer.subject);
  for (const std::string& role : viewer.roles) add(role);
  for (const std::string& agency : viewer.agencies) add(agency);
  json.push_back(']');
  return json;
}

}  // namespace

Sight::Sight(const Viewer& viewer)
    : all_(viewer.administrator),
      highest_level_(static_cast<int>(std::min(viewer.clearance, HandlingLevel::kInternal))) {
  if (!all_) principals_ = PrincipalsOf(viewer);
}

const char* Sight::Entities() const {
  if (all_) return "";
  return " AND (e.level <= ? OR (e.listed > 0 AND EXISTS (SELECT 1 FROM entity_access a"
         " WHERE a.entity = e.id AND a.principal IN (SELECT value FROM json_each(?)))))";
}

const char* Sight::Bookings() const {
  if (all_) return "";
  return " AND (b.level <= ? OR (b.listed > 0 AND EXISTS (SELECT 1 FROM booking_access a"
         " WHERE a.booking = b.id AND a.principal IN (SELECT value FROM json_each(?)))))";
}

const char* Sight::Resources() const {
  if (all_) return "";
  return " AND NOT EXISTS (SELECT 1 FROM entities e WHERE e.name = r.name"
         " AND NOT (e.level <= ? OR (e.listed > 0 AND EXISTS (SELECT 1 FROM entity_access a"
         " WHERE a.entity = e.id AND a.principal IN (SELECT value FROM json_each(?))))))";
}

void Sight::BindTo(Query& query) const {
  if (!all_) query.Bind(highest_level_, principals_);
}

}  // namespace letan::storage::sqlite
