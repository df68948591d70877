#include "storage/read_log.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "storage/chain_data.h"
#include "storage/digest.h"

namespace letan::storage {

std::string ChainHash(const ReadRecord& record) {
  std::string data;
  AppendChainText(record.previous_hash, &data);
  AppendChainNumber(record.sequence, &data);
  AppendChainNumber(record.time, &data);
  AppendChainText(record.actor, &data);
  AppendChainText(record.method, &data);
  AppendChainNumber(static_cast<std::int64_t>(record.entities.size()), &data);
  for (const std::string& name : record.entities) AppendChainText(name, &data);
  AppendChainNumber(record.everything ? 1 : 0, &data);
  return Sha256(data);
}

void AppendTo(LogEnd& end, ReadRecord& record) {
  record.sequence = end.sequence + 1;
  record.time = std::max(record.time, end.time);
  record.previous_hash = end.hash;
  record.hash = ChainHash(record);
  end.sequence = record.sequence;
  end.time = record.time;
  end.hash = record.hash;
}

absl::StatusOr<ReadLogPage> MakeReadLogPage(const Viewer& viewer, std::vector<ReadRecord> records,
                                            int limit, const SeesName& sees) {
  ReadLogPage page;
  const bool full = static_cast<int>(records.size()) == limit;
  page.next = full && records.back().sequence > 1 ? records.back().sequence : 0;
  for (ReadRecord& record : records) {
    record.previous_hash.clear();
    record.hash.clear();
    if (!viewer.administrator) {
      std::vector<std::string> seen;
      for (std::string& name : record.entities) {
        const auto visible = sees(name);
        if (!visible.ok()) return visible.status();
        if (*visible) seen.push_back(std::move(name));
      }
      // That everything was read is for those to know who see everything.
      if (seen.empty()) continue;
      record.entities = std::move(seen);
    }
    page.records.push_back(std::move(record));
  }
  return page;
}

std::string JoinNames(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) {
    if (!text.empty()) text += '\n';
    text += name;
  }
  return text;
}

std::vector<std::string> SplitNames(const std::string& text) {
  std::vector<std::string> names;
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    names.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return names;
}

}  // namespace letan::storage
