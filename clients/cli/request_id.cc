#include "clients/cli/request_id.h"

#include <chrono>
#include <cstdio>
#include <random>

namespace letan::cli {

std::string FormatUuid7(std::int64_t unix_millis, std::uint64_t high, std::uint64_t low) {
  const auto millis = static_cast<std::uint64_t>(unix_millis) & 0xffff'ffff'ffffULL;
  const std::uint64_t first = (millis << 16) | 0x7000U | (high & 0x0fffU);
  const std::uint64_t second = 0x8000'0000'0000'0000ULL | (low & 0x3fff'ffff'ffff'ffffULL);
  char text[37];
  std::snprintf(text, sizeof text, "%08llx-%04llx-%04llx-%04llx-%012llx",
                static_cast<unsigned long long>(first >> 32),
                static_cast<unsigned long long>((first >> 16) & 0xffffU),
                static_cast<unsigned long long>(first & 0xffffU),
                static_cast<unsigned long long>(second >> 48),
                static_cast<unsigned long long>(second & 0xffff'ffff'ffffULL));
  return text;
}

std::string NewRequestId() {
  static std::random_device device;
  const auto word = [] { return (std::uint64_t{device()} << 32) | device(); };
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return FormatUuid7(std::chrono::duration_cast<std::chrono::milliseconds>(now).count(), word(),
                     word());
}

std::string ContentRequestId(std::string_view content, int round) {
  // FNV-1a twice with different starts: 128 bits, the same on every machine.
  std::uint64_t first = 0xcbf29ce484222325ULL;
  std::uint64_t second = 0x9ae16a3b2f90404fULL;
  for (const char c : content) {
    first = (first ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    second = (second ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL + 1;
  }
  char text[64];
  std::snprintf(text, sizeof text, "load-%016llx%016llx-%d", static_cast<unsigned long long>(first),
                static_cast<unsigned long long>(second), round);
  return text;
}

}  // namespace letan::cli
