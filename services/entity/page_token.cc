#include "services/entity/page_token.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <memory>
#include <string_view>

#include "absl/strings/escaping.h"
#include "services/core/limits.h"
#include "services/errors/errors.h"

namespace letan::entity {
namespace {

constexpr std::size_t kMacBytes = 16;
constexpr std::size_t kTimeBytes = 8;
constexpr std::size_t kSizeBytes = 2;  // of the name
constexpr std::size_t kHeadBytes = 1 + kTimeBytes + kSizeBytes;
constexpr char kVersion = 2;

std::string Hmac(const std::string& key, const std::string& text) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest, &size);
  return std::string(reinterpret_cast<const char*>(digest), size);
}

void AppendNumber(std::string& out, std::uint64_t number, std::size_t bytes = kTimeBytes) {
  for (std::size_t i = 0; i < bytes; ++i) out.push_back(static_cast<char>(number >> (8 * i)));
}

std::uint64_t ReadNumber(std::string_view bytes) {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    number |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
  }
  return number;
}

// Length before content, so that no two lists of parts look alike.
void AppendPart(std::string& out, const std::string& part) {
  AppendNumber(out, part.size());
  out += part;
}

// What distinguishes the query from every other one: its request without the paging.
std::string QueryBytes(const google::protobuf::Message& request) {
  std::unique_ptr<google::protobuf::Message> query(request.New());
  query->CopyFrom(request);
  for (const char* name : {"page_size", "page_token", "show_total"}) {
    const auto* field = query->GetDescriptor()->FindFieldByName(name);
    if (field != nullptr) query->GetReflection()->ClearField(query.get(), field);
  }
  return query->SerializeAsString();
}

std::string Sign(const std::string& key, const std::string& payload, const std::string& method,
                 const google::protobuf::Message& request, const storage::Viewer& viewer) {
  std::string text;
  AppendPart(text, payload);
  AppendPart(text, method);
  AppendPart(text, viewer.subject);
  AppendPart(text, QueryBytes(request));
  return Hmac(key, text).substr(0, kMacBytes);
}

absl::Status Refuse() {
  return errors::InvalidArgument(
      {{"page_token",
        "not a token of this query: pass next_page_token of the page before, with every other "
        "field as it was, or leave it empty to begin again"}},
      errors::kInvalidPageToken);
}

}  // namespace

PageTokens::PageTokens(const std::string& secret) : key_(Hmac(secret, "letan.page_token.1")) {}

std::string PageTokens::Make(const PageCursor& cursor, const std::string& method,
                             const google::protobuf::Message& request,
                             const storage::Viewer& viewer) const {
  std::string payload(1, kVersion);
  AppendNumber(payload, static_cast<std::uint64_t>(cursor.time));
  AppendNumber(payload, cursor.name.size(), kSizeBytes);
  payload += cursor.name + cursor.title;
  return absl::WebSafeBase64Escape(payload + Sign(key_, payload, method, request, viewer));
}

absl::StatusOr<PageCursor> PageTokens::Read(const std::string& token, const std::string& method,
                                            const google::protobuf::Message& request,
                                            const storage::Viewer& viewer) const {
  std::string bytes;
  // Decoding is lenient about the unused bits of the last character: only the one true spelling of
  // the bytes is accepted.
  if (token.size() > limits::kMaxPageTokenBytes || !absl::WebSafeBase64Unescape(token, &bytes) ||
      absl::WebSafeBase64Escape(bytes) != token || bytes.size() < kHeadBytes + kMacBytes) {
    return Refuse();
  }
  const std::string payload = bytes.substr(0, bytes.size() - kMacBytes);
  const std::string mac = Sign(key_, payload, method, request, viewer);
  if (CRYPTO_memcmp(mac.data(), bytes.data() + payload.size(), kMacBytes) != 0 ||
      payload[0] != kVersion) {
    return Refuse();
  }
  const std::string_view head = std::string_view(payload).substr(1, kHeadBytes - 1);
  const std::size_t name_size = ReadNumber(head.substr(kTimeBytes));
  PageCursor cursor;
  cursor.time = static_cast<std::int64_t>(ReadNumber(head.substr(0, kTimeBytes)));
  cursor.name = payload.substr(kHeadBytes, name_size);
  cursor.title = payload.substr(kHeadBytes + cursor.name.size());
  return cursor;
}

absl::StatusOr<int> PageSize(int requested) {
  if (requested < 0 || requested > limits::kMaxPageSize) {
    return errors::InvalidField(
        "page_size", "must be 0 to " + std::to_string(limits::kMaxPageSize) + "; 0 means " +
                         std::to_string(limits::kDefaultPageSize));
  }
  return requested == 0 ? limits::kDefaultPageSize : requested;
}

}  // namespace letan::entity
