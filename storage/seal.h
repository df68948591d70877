// Sealed bytes: XChaCha20-Poly1305 with a data key, bound to the place where they stand.
#ifndef LETAN_STORAGE_SEAL_H_
#define LETAN_STORAGE_SEAL_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/key_ring.h"

namespace letan::storage {

// Where sealed bytes stand; anywhere else they do not open.
struct SealPlace {
  std::string_view database;  // what tells one database from any other
  std::string_view table;
  std::string_view name;
  std::string_view uid;  // empty where rows have none
  std::int64_t version = 0;
};

// 0x00 "S" 0x01, the data key's number (8 bytes, little endian), the nonce (24), the ciphertext
// with its tag (16). No encoded message begins so: there is no field of the number 0.
std::string Seal(const DataKey& key, std::int64_t key_number, const SealPlace& place,
                 std::string_view clear);
bool IsSealed(std::string_view bytes);
// Of which data key; 0: they are not sealed.
std::int64_t SealKeyNumber(std::string_view bytes);
// DATA_LOSS: changed, cut, of another key or from another place; the message says no more.
absl::StatusOr<std::string> OpenSeal(const DataKey& key, const SealPlace& place,
                                     std::string_view sealed);

// The same for columns of text: a mark that begins with U+0001, then base64.
std::string SealText(const DataKey& key, std::int64_t key_number, const SealPlace& place,
                     std::string_view clear);
bool IsSealedText(std::string_view text);
// The bytes that OpenSeal opens; DATA_LOSS.
absl::StatusOr<std::string> BytesOfSealedText(std::string_view text);

// A data key for `name`, random.
DataKey NewDataKey();
// With a level's key: nonce, ciphertext, tag. Bound to database, name and the level key's id.
std::string WrapKey(const LevelKey& level, std::string_view database, std::string_view name,
                    const DataKey& key);
// DATA_LOSS: OpenSeal.
absl::StatusOr<DataKey> UnwrapKey(const LevelKey& level, std::string_view database,
                                  std::string_view name, std::string_view wrapped);

// FAILED_PRECONDITION: RESTRICTED content is to be sealed, or opened, and there are no keys.
absl::Status NoKeys();
bool IsNoKeys(const absl::Status& status);

}  // namespace letan::storage

#endif  // LETAN_STORAGE_SEAL_H_
