#include "storage/key_ring.h"

#include <sodium.h>

#include <algorithm>
#include <cstring>
#include <new>
#include <utility>

namespace letan::storage {
namespace {

constexpr std::size_t kMaxKeyIdBytes = 32;
constexpr char kLevelName[] = "RESTRICTED";

bool IsKeyId(std::string_view id) {
  return !id.empty() && id.size() <= kMaxKeyIdBytes &&
         std::all_of(id.begin(), id.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
         });
}

absl::Status WrongLine(int number, const char* what) {
  return absl::InvalidArgumentError("line " + std::to_string(number) + ": " + what);
}

bool ReadHex(std::string_view digits, DataKey* key) {
  std::size_t read = 0;
  return digits.size() == 2 * kKeyBytes &&
         sodium_hex2bin(key->bytes(), kKeyBytes, digits.data(), digits.size(), nullptr, &read,
                        nullptr) == 0 &&
         read == kKeyBytes;
}

// Views of the text: a copy would have to be wiped.
std::vector<std::string_view> WordsOf(std::string_view line) {
  std::vector<std::string_view> words;
  while (true) {
    const std::size_t begin = line.find_first_not_of(" \t\r");
    if (begin == std::string_view::npos) return words;
    line.remove_prefix(begin);
    const std::size_t end = std::min(line.find_first_of(" \t\r"), line.size());
    words.push_back(line.substr(0, end));
    line.remove_prefix(end);
  }
}

}  // namespace

DataKey::~DataKey() { sodium_memzero(bytes_.data(), bytes_.size()); }

DataKey::DataKey(DataKey&& other) noexcept : bytes_(other.bytes_) {
  sodium_memzero(other.bytes_.data(), other.bytes_.size());
}

DataKey& DataKey::operator=(DataKey&& other) noexcept {
  std::swap(bytes_, other.bytes_);
  return *this;
}

void LevelKey::Free::operator()(unsigned char* bytes) const { sodium_free(bytes); }

LevelKey::LevelKey(std::string id, const unsigned char* bytes) : id_(std::move(id)) {
  if (sodium_init() < 0) throw std::bad_alloc();
  bytes_.reset(static_cast<unsigned char*>(sodium_malloc(kKeyBytes)));
  if (bytes_ == nullptr) throw std::bad_alloc();
  std::memcpy(bytes_.get(), bytes, kKeyBytes);
  sodium_mprotect_readonly(bytes_.get());
}

absl::StatusOr<std::shared_ptr<const KeyRing>> KeyRing::Parse(std::string_view text) {
  std::shared_ptr<KeyRing> ring(new KeyRing);
  bool has_current = false;
  for (int number = 1; !text.empty(); ++number) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    const std::vector<std::string_view> words = WordsOf(line);
    if (words.empty() || words[0].front() == '#') continue;
    if (words.size() < 3 || words.size() > 4) {
      return WrongLine(number, "must be: ID RESTRICTED KEY [current]");
    }
    if (!IsKeyId(words[0])) return WrongLine(number, "an id is 1 to 32 of a-z, 0-9 and -");
    if (ring->Find(words[0]) != nullptr) return WrongLine(number, "its id was there before");
    if (words[1] != kLevelName) return WrongLine(number, "the only level with keys is RESTRICTED");
    DataKey key;
    if (!ReadHex(words[2], &key)) return WrongLine(number, "a key is 64 hexadecimal digits");
    if (sodium_is_zero(key.bytes(), kKeyBytes) == 1) return WrongLine(number, "a key of zeros");
    if (words.size() == 4) {
      if (words[3] != "current") return WrongLine(number, "after the key only \"current\" may be");
      if (has_current) return WrongLine(number, "another key is current already");
      has_current = true;
      ring->current_ = ring->keys_.size();
    }
    ring->keys_.emplace_back(std::string(words[0]), key.bytes());
  }
  if (!has_current) return absl::InvalidArgumentError("no key is current");
  return std::shared_ptr<const KeyRing>(std::move(ring));
}

const LevelKey* KeyRing::Find(std::string_view id) const {
  const auto found = std::find_if(keys_.begin(), keys_.end(),
                                  [id](const LevelKey& key) { return key.id() == id; });
  return found == keys_.end() ? nullptr : &*found;
}

}  // namespace letan::storage
