// Resource names: any text.
#include <cstdint>
#include <string_view>

#include "services/core/limits.h"
#include "services/entity/names.h"
#include "tests/fuzz/invariant.h"

namespace letan::fuzz {
namespace {

// A name that parses is what its parts make again.
void CheckName(std::string_view name, const entity::Kind& kind) {
  Require(name.size() <= limits::kMaxNameBytes, "a name is not longer than names may be", name);
  const std::string parent = entity::ParentOfName(name);
  const std::string id(name.substr(name.rfind('/') + 1));
  Require(entity::IsId(id), "a name ends in an id", name);
  const std::string prefix = parent.empty() ? "" : parent + "/";
  Require(prefix + kind.collection + "/" + id == name, "a name is what its parts make", name);
  Require(parent.empty() == !kind.has_parent, "a name has a parent where its kind has one", name);
  if (parent.empty()) return;
  const entity::Kind* parent_kind = entity::KindOfName(parent);
  Require(parent_kind != nullptr && !parent_kind->has_parent, "a parent is a name of its own",
          name);
  Require(kind.parent_kind.empty() || parent_kind->kind == kind.parent_kind,
          "a parent is of the kind that it must be of", name);
}

void Run(std::string_view text) {
  const entity::Kind* found = entity::KindOfName(text);
  int kinds = 0;
  for (const entity::Kind& kind : entity::Kinds()) kinds += entity::IsName(text, kind.kind) ? 1 : 0;
  Require(kinds == (found == nullptr ? 0 : 1), "a name is of one kind, no name of none", text);
  if (found != nullptr) CheckName(text, *found);
  if (entity::IsId(text)) {
    Require(found == nullptr, "an id is no name", text);
    for (const entity::Kind& kind : entity::Kinds()) {
      const std::string name = kind.collection + "/" + std::string(text);
      Require((entity::KindOfName(name) == &kind) == !kind.has_parent,
              "an id makes a name in its collection", name);
    }
  }
}

}  // namespace
}  // namespace letan::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  letan::fuzz::Run({reinterpret_cast<const char*>(data), size});
  return 0;
}
