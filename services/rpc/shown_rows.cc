#include "services/rpc/shown_rows.h"

#include <cstddef>
#include <utility>

#include "absl/strings/cord.h"

namespace letan::rpc {
namespace {

constexpr std::size_t kShortName = 0x80;  // the size of a shorter text is one byte

unsigned char ByteAt(std::string_view bytes, std::size_t at) {
  return static_cast<unsigned char>(bytes[at]);
}

// The text that would begin after a size at `at`; empty: none fits.
std::string_view TextAt(std::string_view bytes, std::size_t at) {
  std::size_t size = ByteAt(bytes, at);
  std::size_t begin = at + 1;
  if (size >= kShortName) {
    if (begin == bytes.size() || ByteAt(bytes, begin) >= kShortName) return {};
    size = (size & (kShortName - 1)) | std::size_t{ByteAt(bytes, begin)} * kShortName;
    ++begin;
  }
  return size <= bytes.size() - begin ? bytes.substr(begin, size) : std::string_view();
}

}  // namespace

// One walk over the bytes, whatever their messages are. A name is at least one byte long, and
// what is no size of a name by its value is passed over at once.
std::set<std::string> NamedIn(std::string_view message, const std::set<std::string>& names) {
  std::set<std::string> found;
  if (names.empty()) return found;
  bool begins[256] = {};
  for (const std::string& name : names) begins[ByteAt(name, 0)] = true;
  std::string candidate;
  for (std::size_t at = 0; at < message.size(); ++at) {
    const std::string_view text = TextAt(message, at);
    if (text.empty() || !begins[ByteAt(text, 0)]) continue;
    if (names.contains(candidate.assign(text))) found.insert(candidate);
  }
  return found;
}

void ShownRows::Clear() {
  loaded_.clear();
  made_.clear();
  shown_.clear();
}

storage::ReadNote ShownRows::NoteOf(std::set<std::string> names) const {
  for (const std::string& name : shown_) {
    if (loaded_.contains(name)) names.insert(name);
  }
  storage::ReadNote note;
  for (const std::string& name : names) {
    if (!made_.contains(name)) note.entities.push_back(name);
  }
  return note;
}

storage::ReadNote ShownRows::In(std::string_view answer) const {
  return NoteOf(NamedIn(answer, loaded_));
}

storage::ReadNote ShownRows::In(const absl::Status& refusal) const {
  std::set<std::string> names;
  refusal.ForEachPayload([&](absl::string_view, const absl::Cord& payload) {
    for (const std::string& name : NamedIn(std::string(payload), loaded_)) names.insert(name);
  });
  storage::ReadNote note;
  for (const std::string& name : names) {
    if (!made_.contains(name)) note.entities.push_back(name);
  }
  return note;
}

}  // namespace letan::rpc
