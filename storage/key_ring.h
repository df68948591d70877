// Keys of handling levels, as a key file has them. Whoever has one can open what it sealed.
#ifndef LETAN_STORAGE_KEY_RING_H_
#define LETAN_STORAGE_KEY_RING_H_

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace letan::storage {

inline constexpr std::size_t kKeyBytes = 32;

// A key that is wiped when it goes. Not copied.
class DataKey {
 public:
  DataKey() = default;
  ~DataKey();
  DataKey(DataKey&& other) noexcept;
  DataKey& operator=(DataKey&& other) noexcept;
  DataKey(const DataKey&) = delete;
  DataKey& operator=(const DataKey&) = delete;

  unsigned char* bytes() { return bytes_.data(); }
  const unsigned char* bytes() const { return bytes_.data(); }

 private:
  std::array<unsigned char, kKeyBytes> bytes_{};
};

// In locked memory of libsodium's, with guard pages around it, left out of core dumps.
class LevelKey {
 public:
  // 32 bytes, copied.
  LevelKey(std::string id, const unsigned char* bytes);

  const std::string& id() const { return id_; }
  const unsigned char* bytes() const { return bytes_.get(); }

 private:
  struct Free {
    void operator()(unsigned char* bytes) const;
  };
  std::string id_;
  std::unique_ptr<unsigned char, Free> bytes_;
};

// Of the level RESTRICTED, the only one that is sealed. Never changes.
class KeyRing {
 public:
  // The text of a key file:
  //   # comment; empty lines are passed over
  //   ID LEVEL KEY [current]
  // ID: 1 to 32 of [a-z0-9-]; LEVEL: RESTRICTED; KEY: 64 hexadecimal digits; exactly one line ends
  // in "current": what it names seals, the others only open. INVALID_ARGUMENT with the number of
  // the line, never with what stands in it.
  static absl::StatusOr<std::shared_ptr<const KeyRing>> Parse(std::string_view text);

  const LevelKey& current() const { return keys_[current_]; }
  const LevelKey* Find(std::string_view id) const;  // null: there is none
  const std::vector<LevelKey>& keys() const { return keys_; }

 private:
  KeyRing() = default;
  std::vector<LevelKey> keys_;
  std::size_t current_ = 0;
};

inline constexpr std::size_t kMaxKeyFileBytes = 64 << 10;

// FAILED_PRECONDITION: no regular file, of another user than this process's, or others may read or
// write it; NOT_FOUND; INVALID_ARGUMENT: Parse, or too large.
absl::StatusOr<std::shared_ptr<const KeyRing>> ReadKeyFile(const std::string& path);

// Writes a file with one new key, mode 0600, synced. ALREADY_EXISTS: there is something at `path`.
// Returns the key's id.
absl::StatusOr<std::string> MakeKeyFile(const std::string& path);

}  // namespace letan::storage

#endif  // LETAN_STORAGE_KEY_RING_H_
