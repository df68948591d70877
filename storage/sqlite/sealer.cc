#include "storage/sqlite/sealer.h"

#include <cstring>
#include <string_view>
#include <utility>

#include "letan/internal/v1/stored.pb.h"
#include "services/core/fault.h"
#include "storage/codec.h"
#include "storage/digest.h"

namespace letan::storage::sqlite {
namespace {

constexpr char kEntities[] = "entities";
constexpr char kBookings[] = "bookings";
constexpr char kMovements[] = "stock_movements";
constexpr char kRequests[] = "requests";
// In the place of a fingerprint that lies with its answer.
constexpr char kSealedFingerprint[] = "sealed";
constexpr std::size_t kMaxFingerprintBytes = 255;

struct NumberedKey {
  std::int64_t number = 0;
  DataKey key;
};

const KeyRing* KeysOf(const Connection& connection) {
  return connection.seals() == nullptr ? nullptr : connection.seals()->keys.get();
}

absl::Status WithoutLevelKey() {
  return absl::FailedPreconditionError("the key that RESTRICTED content needs is not in the keys");
}

// Of a row (id, name, level_key, wrapped).
absl::StatusOr<NumberedKey> Unwrapped(Connection& connection, const Query& row) {
  const KeyRing* keys = KeysOf(connection);
  if (keys == nullptr) return NoKeys();
  const LevelKey* level = keys->Find(row.Text(2));
  if (level == nullptr) return WithoutLevelKey();
  auto key = UnwrapKey(*level, connection.seals()->database, row.Text(1), row.Text(3));
  if (!key.ok()) return key.status();
  connection.set_last_data_key(row.Int(0));
  return NumberedKey{row.Int(0), *std::move(key)};
}

absl::StatusOr<NumberedKey> KeyOfNumber(Connection& connection, std::int64_t number) {
  if (KeysOf(connection) == nullptr) return NoKeys();
  Query row(connection, "SELECT id, name, level_key, wrapped FROM data_keys WHERE id = ?");
  row.Bind(number);
  if (row.Step()) return Unwrapped(connection, row);
  if (!row.ok()) return row.status();
  return Fault(absl::StatusCode::kDataLoss, "storage: a data key is missing");
}

// Not kept in memory: what a rolled-back transaction made must not seal anything later.
absl::StatusOr<NumberedKey> KeyOfName(Connection& connection, const std::string& name) {
  const KeyRing* keys = KeysOf(connection);
  if (keys == nullptr) return NoKeys();
  {
    Query row(connection, "SELECT id, name, level_key, wrapped FROM data_keys WHERE name = ?");
    row.Bind(name);
    if (row.Step()) return Unwrapped(connection, row);
    if (!row.ok()) return row.status();
  }
  NumberedKey made;
  made.key = NewDataKey();
  const std::string wrapped =
      WrapKey(keys->current(), connection.seals()->database, name, made.key);
  Query insert(connection,
               "INSERT INTO data_keys (name, level_key, wrapped) VALUES (?, ?, ?) RETURNING id");
  insert.Bind(name, keys->current().id(), Blob(wrapped));
  if (!insert.Step()) return insert.status();
  made.number = insert.Int(0);
  connection.set_last_data_key(made.number);
  return made;
}

SealPlace PlaceOf(const Connection& connection, std::string_view table, std::string_view name,
                  std::int64_t version = 0) {
  SealPlace place;
  place.database = connection.seals()->database;
  place.table = table;
  place.name = name;
  place.version = version;
  return place;
}

SealPlace PlaceOf(const Connection& connection, const EntityRow& row) {
  SealPlace place = PlaceOf(connection, kEntities, row.name, row.version);
  place.uid = row.uid;
  return place;
}

// Whose data key seals a booking.
const std::string& KeeperOf(const BookingRow& row) {
  return row.occupancy.owner.empty() ? row.occupancy.booking : row.occupancy.owner;
}

absl::StatusOr<std::string> OpenBytes(Connection& connection, std::string_view bytes,
                                      SealPlace place) {
  auto key = KeyOfNumber(connection, SealKeyNumber(bytes));
  if (!key.ok()) return key.status();
  place.database = connection.seals()->database;
  return OpenSeal(key->key, place, bytes);
}

absl::StatusOr<std::string> OpenText(Connection& connection, const std::string& text,
                                     const SealPlace& place) {
  const auto bytes = BytesOfSealedText(text);
  if (!bytes.ok()) return bytes.status();
  return OpenBytes(connection, *bytes, place);
}

std::string AnswerName(const std::string& caller, const std::string& request_id) {
  return std::to_string(caller.size()) + ":" + caller + request_id;
}

bool MayBeSealed(const ChangeRecord& record, const std::string& bytes) {
  constexpr std::string_view kBytesMark("\0S\1", 3);
  constexpr std::string_view kTextsMark("\1sealed:", 8);
  return bytes.find(IsEntityRecord(record.kind) ? kBytesMark : kTextsMark) != std::string::npos;
}

absl::StatusOr<std::string> OpenedRow(Connection& connection, const ChangeRecord& record,
                                      const std::string& bytes) {
  if (record.kind == kBookingRecord) {
    auto row = DecodeBooking(bytes);
    if (!row.ok()) return row.status();
    absl::Status opened = OpenBooking(connection, *row);
    if (!opened.ok()) return opened;
    return EncodeBooking(*row);
  }
  if (record.kind == kMovementRecord) {
    auto row = DecodeMovement(bytes);
    if (!row.ok()) return row.status();
    absl::Status opened = OpenMovement(connection, *row);
    if (!opened.ok()) return opened;
    return EncodeMovement(*row);
  }
  if (!IsEntityRecord(record.kind)) return bytes;
  auto row = DecodeEntity(bytes);
  if (!row.ok()) return row.status();
  absl::Status opened = OpenEntity(connection, *row);
  if (!opened.ok()) return opened;
  return EncodeEntity(*row);
}

}  // namespace

absl::StatusOr<std::optional<EntityRow>> SealedEntity(Connection& connection,
                                                      const EntityRow& row) {
  if (row.level != HandlingLevel::kRestricted) return std::optional<EntityRow>();
  std::optional<EntityRow> kept(row);
  DropTitle(&*kept);
  if (row.body.empty()) return kept;
  auto key = KeyOfName(connection, row.name);
  if (!key.ok()) return key.status();
  kept->body = Seal(key->key, key->number, PlaceOf(connection, row), row.body);
  return kept;
}

absl::Status OpenEntity(Connection& connection, EntityRow& row) {
  if (!IsSealed(row.body)) return absl::OkStatus();
  if (KeysOf(connection) == nullptr) return NoKeys();
  auto body = OpenBytes(connection, row.body, PlaceOf(connection, row));
  if (!body.ok()) return body.status();
  row.body = *std::move(body);
  return absl::OkStatus();
}

absl::StatusOr<std::optional<BookingRow>> SealedBooking(Connection& connection,
                                                        const BookingRow& row) {
  if (row.level != HandlingLevel::kRestricted) return std::optional<BookingRow>();
  internal::v1::StoredBooking texts;
  texts.set_owner_label(row.owner_label);
  texts.set_override_authority(row.override_authority);
  texts.set_override_reason(row.override_reason);
  const std::string clear = texts.SerializeAsString();
  if (clear.empty()) return std::optional<BookingRow>();
  auto key = KeyOfName(connection, KeeperOf(row));
  if (!key.ok()) return key.status();
  std::optional<BookingRow> kept(row);
  kept->owner_label =
      SealText(key->key, key->number,
               PlaceOf(connection, kBookings, row.occupancy.booking, row.version), clear);
  kept->override_authority.clear();
  kept->override_reason.clear();
  return kept;
}

absl::Status OpenBooking(Connection& connection, BookingRow& row) {
  if (row.level != HandlingLevel::kRestricted || !IsSealedText(row.owner_label)) {
    return absl::OkStatus();
  }
  if (KeysOf(connection) == nullptr) return NoKeys();
  const auto clear = OpenText(connection, row.owner_label,
                              PlaceOf(connection, kBookings, row.occupancy.booking, row.version));
  if (!clear.ok()) return clear.status();
  internal::v1::StoredBooking texts;
  if (!texts.ParseFromString(*clear)) {
    return Fault(absl::StatusCode::kDataLoss, "storage: sealed texts do not parse");
  }
  row.owner_label = texts.owner_label();
  row.override_authority = texts.override_authority();
  row.override_reason = texts.override_reason();
  return absl::OkStatus();
}

absl::StatusOr<std::string> SealedReason(Connection& connection, const MovementRow& row,
                                         const BookingRow* settles) {
  auto key = KeyOfName(connection, settles == nullptr ? row.name : KeeperOf(*settles));
  if (!key.ok()) return key.status();
  return SealText(key->key, key->number, PlaceOf(connection, kMovements, row.name), row.reason);
}

absl::Status OpenMovement(Connection& connection, MovementRow& row) {
  if (!IsSealedText(row.reason)) return absl::OkStatus();
  if (KeysOf(connection) == nullptr) return NoKeys();
  auto reason = OpenText(connection, row.reason, PlaceOf(connection, kMovements, row.name));
  if (!reason.ok()) return reason.status();
  row.reason = *std::move(reason);
  return absl::OkStatus();
}

absl::Status OpenRecord(Connection& connection, ChangeRecord& record) {
  for (std::string* bytes : {&record.before, &record.after}) {
    if (!MayBeSealed(record, *bytes)) continue;
    auto opened = OpenedRow(connection, record, *bytes);
    if (!opened.ok()) return opened.status();
    *bytes = *std::move(opened);
  }
  return absl::OkStatus();
}

absl::StatusOr<AnsweredRequest> SealedAnswer(Connection& connection, const std::string& caller,
                                             const std::string& request_id,
                                             const AnsweredRequest& answer) {
  if (answer.fingerprint.size() > kMaxFingerprintBytes)
    return Fault(absl::StatusCode::kInternal, "a fingerprint is too long");
  auto key = KeyOfNumber(connection, connection.last_data_key());
  if (!key.ok()) return key.status();
  const std::string name = AnswerName(caller, request_id);
  const std::string clear = std::string(1, static_cast<char>(answer.fingerprint.size())) +
                            answer.fingerprint + answer.response;
  auto sealed = Seal(key->key, key->number, PlaceOf(connection, kRequests, name), clear);
  return AnsweredRequest{kSealedFingerprint, std::move(sealed), answer.revision};
}

absl::Status OpenAnswer(Connection& connection, const std::string& caller,
                        const std::string& request_id, AnsweredRequest& answer) {
  if (!IsSealed(answer.response)) return absl::OkStatus();
  if (KeysOf(connection) == nullptr) return NoKeys();
  const std::string name = AnswerName(caller, request_id);
  auto clear = OpenBytes(connection, answer.response, PlaceOf(connection, kRequests, name));
  if (!clear.ok()) return clear.status();
  if (answer.fingerprint != kSealedFingerprint) {  // stored before fingerprints were sealed
    answer.response = *std::move(clear);
    return absl::OkStatus();
  }
  const std::size_t bytes = clear->empty() ? 0 : static_cast<unsigned char>(clear->front());
  if (clear->size() < 1 + bytes)
    return Fault(absl::StatusCode::kDataLoss, "a sealed answer lacks its fingerprint");
  answer.fingerprint = clear->substr(1, bytes);
  answer.response = clear->substr(1 + bytes);
  return absl::OkStatus();
}

absl::Status CheckKeys(Connection& connection) {
  std::string last;
  while (true) {
    Query row(connection,
              "SELECT id, name, level_key, wrapped FROM data_keys WHERE level_key > ?"
              " ORDER BY level_key LIMIT 1");
    row.Bind(last);
    if (!row.Step()) return row.status();
    last = row.Text(2);
    const KeyRing* keys = KeysOf(connection);
    if (keys == nullptr) {
      return absl::FailedPreconditionError(
          "RESTRICTED content in it is sealed, and no keys were given: --keys=FILE");
    }
    if (keys->Find(last) == nullptr) {
      return absl::FailedPreconditionError("the keys lack \"" + last +
                                           "\", which sealed RESTRICTED content in it");
    }
    const auto key = Unwrapped(connection, row);
    if (absl::IsDataLoss(key.status())) {
      return absl::FailedPreconditionError(
          "the key \"" + last + "\" is another than that which sealed RESTRICTED content in it");
    }
    if (!key.ok()) return key.status();
  }
}

std::string SealIdentity(const std::string& secret) { return Sha256("letan sealing" + secret); }

}  // namespace letan::storage::sqlite
