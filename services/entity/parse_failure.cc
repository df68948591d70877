#include <unicode/utf8.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "google/protobuf/descriptor.h"
#include "services/entity/shape.h"

namespace letan::entity {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

constexpr int kMaxDepth = 100;  // what the protobuf parser allows

enum WireType {
  kVarint = 0,
  kFixed64 = 1,
  kBytes = 2,
  kGroupBegin = 3,
  kGroupEnd = 4,
  kFixed32 = 5
};

// Where the first byte stands that is not part of well-formed UTF-8.
std::optional<std::size_t> BadUtf8(const std::string& bytes, std::size_t begin, std::size_t end) {
  const auto* text = reinterpret_cast<const std::uint8_t*>(bytes.data()) + begin;
  const auto length = static_cast<std::int32_t>(end - begin);
  for (std::int32_t i = 0; i < length;) {
    const std::int32_t at = i;
    UChar32 c;
    U8_NEXT(text, i, length, c);
    if (c < 0) return static_cast<std::size_t>(at);
  }
  return std::nullopt;
}

// Walks over an encoded message until something is wrong.
class WireWalker {
 public:
  explicit WireWalker(const std::string& bytes) : bytes_(bytes) {}

  // True if all of [position, end) is well-formed; else field() and why() tell what is not.
  bool Walk(const Descriptor* descriptor, std::size_t end, const std::string& path, int depth) {
    if (depth > kMaxDepth) return Fail(path, "messages are nested too deep");
    std::map<int, int> seen;
    while (at_ < end) {
      const std::size_t begin = at_;
      std::uint64_t tag = 0;
      if (!ReadVarint(end, &tag) || tag >> 3 == 0 || tag > UINT32_MAX) return Broken(path, begin);
      const int number = static_cast<int>(tag >> 3);
      if ((tag & 7) == kGroupEnd) return number == group_ || Broken(path, begin);
      const FieldDescriptor* field =
          descriptor == nullptr ? nullptr : descriptor->FindFieldByNumber(number);
      if (!WalkField(field, number, static_cast<int>(tag & 7), end,
                     PathOf(path, field, seen[number]++), depth)) {
        return why_.empty() ? Broken(path, begin) : false;
      }
    }
    return group_ == 0 || Broken(path, at_);
  }

  const std::string& field() const { return field_; }
  const std::string& why() const { return why_; }

 private:
  static std::string PathOf(const std::string& path, const FieldDescriptor* field, int index) {
    if (field == nullptr) return path;
    std::string text = path.empty() ? field->name() : path + "." + field->name();
    if (field->is_repeated()) text += "[" + std::to_string(index) + "]";
    return text;
  }

  bool Fail(const std::string& path, std::string why) {
    field_ = path;
    why_ = std::move(why);
    return false;
  }

  bool Broken(const std::string& path, std::size_t position) {
    return Fail(path,
                "its encoding breaks at byte " + std::to_string(position) + " of the message");
  }

  bool ReadVarint(std::size_t end, std::uint64_t* value) {
    for (int shift = 0; shift < 70; shift += 7) {
      if (at_ >= end) return false;
      const auto byte = static_cast<unsigned char>(bytes_[at_++]);
      *value |= static_cast<std::uint64_t>(byte & 0x7f) << (shift & 63);
      if ((byte & 0x80) == 0) return true;
    }
    return false;
  }

  bool Skip(std::size_t count, std::size_t end) {
    if (end - at_ < count) return false;
    at_ += count;
    return true;
  }

  bool WalkField(const FieldDescriptor* field, int number, int wire_type, std::size_t end,
                 const std::string& path, int depth) {
    std::uint64_t value = 0;
    switch (wire_type) {
      case kVarint:
        return ReadVarint(end, &value);
      case kFixed64:
        return Skip(8, end);
      case kFixed32:
        return Skip(4, end);
      case kBytes:
        if (!ReadVarint(end, &value) || value > end - at_) return false;
        return WalkBytes(field, at_ + value, path, depth);
      case kGroupBegin: {
        const int outer = group_;
        group_ = number;
        const bool good = Walk(nullptr, end, path, depth + 1);
        group_ = outer;
        return good;
      }
      default:
        return false;
    }
  }

  bool WalkBytes(const FieldDescriptor* field, std::size_t end, const std::string& path,
                 int depth) {
    if (field != nullptr && field->type() == FieldDescriptor::TYPE_STRING) {
      if (const auto bad = BadUtf8(bytes_, at_, end)) {
        return Fail(path, "is not valid UTF-8, from its byte " + std::to_string(*bad) + " on");
      }
    } else if (field != nullptr && field->type() == FieldDescriptor::TYPE_MESSAGE) {
      const int outer = group_;
      group_ = 0;
      const bool good = Walk(field->message_type(), end, path, depth + 1);
      group_ = outer;
      return good;
    }
    at_ = end;
    return true;
  }

  const std::string& bytes_;
  std::size_t at_ = 0;
  int group_ = 0;  // number of the innermost group that is open; 0: none
  std::string field_;
  std::string why_;
};

}  // namespace

absl::Status ExplainParseFailure(const Descriptor* descriptor, const std::string& bytes) {
  WireWalker walker(bytes);
  if (walker.Walk(descriptor, bytes.size(), "", 0)) {
    return errors::InvalidField(descriptor->name(), "does not decode");
  }
  return errors::InvalidField(walker.field().empty() ? descriptor->name() : walker.field(),
                              walker.why());
}

}  // namespace letan::entity
