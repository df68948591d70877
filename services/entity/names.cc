#include "services/entity/names.h"

#include "services/core/limits.h"

namespace letan::entity {
namespace {

const Kind* FindCollection(std::string_view collection, bool has_parent) {
  for (const Kind& kind : Kinds()) {
    if (kind.collection == collection && kind.has_parent == has_parent) return &kind;
  }
  return nullptr;
}

// "agencies/so-ngoai-vu" → its kind; null unless the two parts are well-formed.
const Kind* KindOfPair(std::string_view pair, bool has_parent) {
  const std::size_t slash = pair.find('/');
  if (slash == std::string_view::npos || !IsId(pair.substr(slash + 1))) return nullptr;
  return FindCollection(pair.substr(0, slash), has_parent);
}

// Where the last "collection/id" begins that has something before it; npos for a name of one pair.
std::size_t LastPair(std::string_view name) {
  const std::size_t last = name.rfind('/');
  if (last == std::string_view::npos || last == 0) return std::string_view::npos;
  return name.rfind('/', last - 1);
}

}  // namespace

const std::vector<Kind>& Kinds() {
  static const auto* kinds = new std::vector<Kind>{
      {.kind = "agency", .collection = "agencies"},
      {.kind = "person", .collection = "people"},
      {.kind = "place", .collection = "places"},
      {.kind = "resource", .collection = "resources"},
      {.kind = "stock_item", .collection = "stockItems"},
      {.kind = "movement",
       .collection = "movements",
       .has_parent = true,
       .parent_kind = "stock_item"},
      {.kind = "booking", .collection = "bookings"},
      {.kind = "activity", .collection = "activities", .has_parent = true},
      {.kind = "delegation", .collection = "delegations", .is_event = true},
      {.kind = "festival_series", .collection = "festivalSeries"},
      {.kind = "festival", .collection = "festivals", .is_event = true},
      {.kind = "user", .collection = "users"},
      {.kind = "day_override", .collection = "dayOverrides"},
      {.kind = "deadline_rule", .collection = "deadlineRules"},
      {.kind = "deadline", .collection = "deadlines", .has_parent = true},
      {.kind = "approval_route", .collection = "approvalRoutes"},
      {.kind = "appointment", .collection = "appointments"},
  };
  return *kinds;
}

const Kind* FindKind(std::string_view kind) {
  for (const Kind& known : Kinds()) {
    if (known.kind == kind) return &known;
  }
  return nullptr;
}

const Kind* KindOfName(std::string_view name) {
  if (name.size() > limits::kMaxNameBytes) return nullptr;
  const std::size_t split = LastPair(name);
  if (split == std::string_view::npos) return KindOfPair(name, /*has_parent=*/false);
  const Kind* kind = KindOfPair(name.substr(split + 1), /*has_parent=*/true);
  if (kind == nullptr) return nullptr;
  const Kind* parent = KindOfPair(name.substr(0, split), /*has_parent=*/false);
  if (parent == nullptr) return nullptr;
  const bool fits = kind->parent_kind.empty() || kind->parent_kind == parent->kind;
  return fits ? kind : nullptr;
}

bool IsName(std::string_view name, std::string_view kind) {
  const Kind* found = KindOfName(name);
  return found != nullptr && found->kind == kind;
}

bool IsId(std::string_view id) {
  if (id.empty() || id.size() > limits::kMaxIdBytes || id.front() == '-') return false;
  for (const char c : id) {
    if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-') return false;
  }
  return true;
}

std::string ParentOfName(std::string_view name) {
  const std::size_t split = LastPair(name);
  return split == std::string_view::npos ? "" : std::string(name.substr(0, split));
}

}  // namespace letan::entity
