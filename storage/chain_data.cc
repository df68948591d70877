#include "storage/chain_data.h"

namespace letan::storage {
namespace {

void AppendEightBytes(std::int64_t value, std::string* out) {
  auto bits = static_cast<std::uint64_t>(value);
  for (int i = 0; i < 8; ++i) {
    out->push_back(static_cast<char>(bits & 0xff));
    bits >>= 8;
  }
}

}  // namespace

void AppendChainNumber(std::int64_t value, std::string* out) {
  AppendEightBytes(8, out);
  AppendEightBytes(value, out);
}

void AppendChainText(std::string_view value, std::string* out) {
  AppendEightBytes(static_cast<std::int64_t>(value.size()), out);
  out->append(value);
}

}  // namespace letan::storage
