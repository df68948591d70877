// SHA-256.
#ifndef LETAN_STORAGE_DIGEST_H_
#define LETAN_STORAGE_DIGEST_H_

#include <memory>
#include <string>
#include <string_view>

namespace letan::storage {

inline constexpr std::size_t kSha256Bytes = 32;

// Of `data`, as 32 bytes.
std::string Sha256(std::string_view data);

// Of what comes in pieces.
class Sha256Stream {
 public:
  Sha256Stream();
  ~Sha256Stream();
  Sha256Stream(const Sha256Stream&) = delete;
  Sha256Stream& operator=(const Sha256Stream&) = delete;

  void Add(std::string_view piece);
  // Once, at the end: 32 bytes.
  std::string Finish();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

// Lower-case hexadecimal digits, two for each byte.
std::string ToHex(std::string_view bytes);

}  // namespace letan::storage

#endif  // LETAN_STORAGE_DIGEST_H_
