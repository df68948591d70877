#include "storage/archived_change.h"

#include <utility>

#include "google/protobuf/util/json_util.h"
#include "letan/internal/v1/stored.pb.h"
#include "services/core/fault.h"

namespace letan::storage {
namespace {

using letan::internal::v1::ArchivedChange;
using letan::internal::v1::ArchivedRead;

}  // namespace

absl::StatusOr<std::string> ArchiveLine(const ChangeRecord& record) {
  ArchivedChange message;
  message.set_sequence(record.sequence);
  message.set_revision(record.revision);
  message.set_time(record.time);
  message.set_actor(record.actor);
  message.set_method(record.method);
  message.set_kind(record.kind);
  message.set_entity(record.entity);
  message.set_before(record.before);
  message.set_after(record.after);
  message.set_request_id(record.request_id);
  message.set_previous_hash(record.previous_hash);
  message.set_hash(record.hash);
  std::string line;
  if (google::protobuf::util::MessageToJsonString(message, &line).ok()) return line;
  return Fault(absl::StatusCode::kInternal, "storage: a change cannot be written as JSON");
}

std::optional<ChangeRecord> ParseArchiveLine(const std::string& line) {
  ArchivedChange message;
  if (!google::protobuf::util::JsonStringToMessage(line, &message).ok()) return std::nullopt;
  ChangeRecord record;
  record.sequence = message.sequence();
  record.revision = message.revision();
  record.time = message.time();
  record.actor = message.actor();
  record.method = message.method();
  record.kind = message.kind();
  record.entity = message.entity();
  record.before = message.before();
  record.after = message.after();
  record.request_id = message.request_id();
  record.previous_hash = message.previous_hash();
  record.hash = message.hash();
  return record;
}

absl::StatusOr<std::string> ArchiveLine(const ReadRecord& record) {
  ArchivedRead message;
  message.set_sequence(record.sequence);
  message.set_time(record.time);
  message.set_actor(record.actor);
  message.set_method(record.method);
  for (const std::string& name : record.entities) message.add_entities(name);
  message.set_everything(record.everything);
  message.set_previous_hash(record.previous_hash);
  message.set_hash(record.hash);
  std::string line;
  if (google::protobuf::util::MessageToJsonString(message, &line).ok()) return line;
  return Fault(absl::StatusCode::kInternal, "storage: a read cannot be written as JSON");
}

std::optional<ReadRecord> ParseReadArchiveLine(const std::string& line) {
  ArchivedRead message;
  if (!google::protobuf::util::JsonStringToMessage(line, &message).ok()) return std::nullopt;
  ReadRecord record;
  record.sequence = message.sequence();
  record.time = message.time();
  record.actor = message.actor();
  record.method = message.method();
  record.entities.assign(message.entities().begin(), message.entities().end());
  record.everything = message.everything();
  record.previous_hash = message.previous_hash();
  record.hash = message.hash();
  return record;
}

}  // namespace letan::storage
