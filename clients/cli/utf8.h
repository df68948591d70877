// Whether bytes are text.
#ifndef LETAN_CLIENTS_CLI_UTF8_H_
#define LETAN_CLIENTS_CLI_UTF8_H_

#include <cstddef>
#include <optional>
#include <string_view>

namespace letan::cli {

// Where the first byte stands that is not part of well-formed UTF-8.
std::optional<std::size_t> FirstBadByte(std::string_view bytes);

}  // namespace letan::cli

#endif  // LETAN_CLIENTS_CLI_UTF8_H_
