#include "storage/audit_heads.h"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <utility>

#include "google/protobuf/util/json_util.h"
#include "services/core/fault.h"
#include "storage/digest.h"

namespace letan::storage {
namespace {

constexpr std::size_t kHashDigits = 64;
constexpr std::size_t kDatabaseDigits = 32;

bool IsHex(const std::string& text, std::size_t digits) {
  return text.size() == digits && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

std::string SignedText(const AuditHead& head) {
  const bool reads = !head.reads_hash().empty();
  std::string text = (reads ? "letan audit head 2\n" : "letan audit head 1\n");
  text += head.database() + '\n';
  for (const std::int64_t number : {head.number(), head.sequence(), head.revision(), head.time()}) {
    text += std::to_string(number) + '\n';
  }
  text += head.hash() + '\n';
  if (reads) text += std::to_string(head.reads_sequence()) + '\n' + head.reads_hash() + '\n';
  return text + head.previous() + '\n' + head.key() + '\n';
}

int Digit(char c) { return c <= '9' ? c - '0' : c - 'a' + 10; }

// What is wrong with a line that follows on `before`, in words; empty: nothing.
std::string WrongWith(const AuditHead& head, const AuditHead& before, const AuditPublicKey& key,
                      const std::string& database) {
  if (head.key() != key.id()) return "is signed by another key (" + head.key() + ")";
  if (!HeadVerifies(key, head)) return "was changed: its signature does not fit";
  if (head.database() != database) return "is of another database";
  if (head.number() != before.number() + 1) {
    return "has the number " + std::to_string(head.number()) + ": lines before it were removed";
  }
  const std::string previous = head.number() == 1 ? NoHeadDigest() : HeadDigest(before);
  if (head.previous() != previous) return "does not follow on the line before";
  if (head.sequence() < before.sequence()) return "is of an earlier record than the line before";
  if (head.reads_sequence() < before.reads_sequence() ||
      (head.reads_hash().empty() && !before.reads_hash().empty())) {
    return "knows less of the log of reads than the line before";
  }
  return "";
}

}  // namespace

std::string AuditDatabaseId(const std::string& secret) {
  return ToHex(Sha256("letan audit database 1\n" + secret)).substr(0, kDatabaseDigits);
}

absl::Status SignHead(const AuditPrivateKey& key, AuditHead& head) {
  head.set_key(key.public_key().id());
  const auto signature = key.Sign(SignedText(head));
  if (!signature.ok()) return signature.status();
  head.set_signature(ToHex(*signature));
  return absl::OkStatus();
}

bool HeadVerifies(const AuditPublicKey& key, const AuditHead& head) {
  return head.key() == key.id() && IsHex(head.database(), kDatabaseDigits) &&
         IsHex(head.hash(), kHashDigits) && IsHex(head.previous(), kHashDigits) &&
         (IsHex(head.reads_hash(), kHashDigits) ||
          (head.reads_hash().empty() && head.reads_sequence() == 0)) &&
         key.Verifies(SignedText(head), FromHex(head.signature()));
}

std::string HeadDigest(const AuditHead& head) {
  return ToHex(Sha256(SignedText(head) + head.signature()));
}

std::string NoHeadDigest() { return std::string(kHashDigits, '0'); }

absl::StatusOr<std::string> HeadLine(const AuditHead& head) {
  google::protobuf::util::JsonPrintOptions options;
  options.always_print_primitive_fields = true;
  std::string line;
  if (google::protobuf::util::MessageToJsonString(head, &line, options).ok()) return line;
  return Fault(absl::StatusCode::kInternal, "storage: a head cannot be written as JSON");
}

std::optional<AuditHead> ParseHeadLine(const std::string& line) {
  AuditHead head;
  if (!google::protobuf::util::JsonStringToMessage(line, &head).ok()) return std::nullopt;
  return head;
}

std::string FromHex(const std::string& hex) {
  if (hex.size() % 2 != 0 || !IsHex(hex, hex.size())) return "";
  std::string bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    bytes.push_back(static_cast<char>(Digit(hex[i]) * 16 + Digit(hex[i + 1])));
  }
  return bytes;
}

absl::StatusOr<HeadsReading> ReadHeads(const std::string& path, const AuditPublicKey& key,
                                       const std::string& database) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return absl::ErrnoToStatus(errno, "cannot open " + path);
  HeadsReading reading;
  AuditHead before;
  std::string line;
  while (std::getline(in, line)) {
    if (in.eof()) {
      reading.cut_off = true;
      break;
    }
    auto head = ParseHeadLine(line);
    const std::string wrong =
        head.has_value() ? WrongWith(*head, before, key, database) : "is no signed head";
    if (!wrong.empty()) {
      std::string what = path + ", line " + std::to_string(reading.lines + 1);
      what.append(" ").append(wrong);
      reading.finding = AuditFinding{AuditFault::kHeads, 0, std::move(what)};
      return reading;
    }
    ++reading.lines;
    reading.points.push_back({head->sequence(), FromHex(head->hash())});
    if (!head->reads_hash().empty()) {
      reading.read_points.push_back({head->reads_sequence(), FromHex(head->reads_hash())});
    }
    before = *std::move(head);
  }
  if (in.bad()) return absl::ErrnoToStatus(EIO, "cannot read " + path);
  return reading;
}

}  // namespace letan::storage
