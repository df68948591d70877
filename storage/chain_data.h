// What the hash of a record in a chain is made of: fields, each preceded by its length (8 bytes,
// little endian), numbers as 8 bytes little endian.
#ifndef LETAN_STORAGE_CHAIN_DATA_H_
#define LETAN_STORAGE_CHAIN_DATA_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace letan::storage {

void AppendChainNumber(std::int64_t value, std::string* out);
void AppendChainText(std::string_view value, std::string* out);

}  // namespace letan::storage

#endif  // LETAN_STORAGE_CHAIN_DATA_H_
