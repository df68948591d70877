#include "storage/change_log.h"

#include "storage/chain_data.h"
#include "storage/digest.h"

namespace letan::storage {

std::string ChainHash(const ChangeRecord& record) {
  std::string data;
  data.reserve(record.before.size() + record.after.size() + 512);
  AppendChainText(record.previous_hash, &data);
  AppendChainNumber(record.sequence, &data);
  AppendChainNumber(record.revision, &data);
  AppendChainNumber(record.time, &data);
  AppendChainText(record.actor, &data);
  AppendChainText(record.method, &data);
  AppendChainText(record.kind, &data);
  AppendChainText(record.entity, &data);
  AppendChainText(record.before, &data);
  AppendChainText(record.after, &data);
  AppendChainText(record.request_id, &data);
  return Sha256(data);
}

}  // namespace letan::storage
