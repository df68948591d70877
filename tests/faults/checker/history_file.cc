#include "tests/faults/checker/history_file.h"

#include <fstream>
#include <utility>

#include "google/protobuf/util/json_util.h"

namespace letan::faults {
namespace {

absl::Status WriteLine(const Record& record, std::ofstream& file) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string line;
  const auto status = google::protobuf::util::MessageToJsonString(record, &line, options);
  if (!status.ok()) return absl::InternalError(status.ToString());
  file << line << '\n';
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<History> ReadHistory(const std::string& path) {
  std::ifstream file(path);
  if (!file) return absl::NotFoundError("cannot read " + path);
  History history;
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    Record record;
    const auto status = google::protobuf::util::JsonStringToMessage(line, &record);
    if (!status.ok() || record.has_world() != (number == 1)) {
      return absl::InvalidArgumentError(path + ":" + std::to_string(number) + ": " +
                                        status.ToString());
    }
    if (record.has_world()) {
      history.world = std::move(*record.mutable_world());
    } else {
      history.operations.push_back(std::move(*record.mutable_operation()));
    }
  }
  return history;
}

absl::Status WriteHistory(const std::string& path, const History& history) {
  std::ofstream file(path);
  Record record;
  *record.mutable_world() = history.world;
  absl::Status status = WriteLine(record, file);
  for (const Operation& operation : history.operations) {
    if (!status.ok()) return status;
    *record.mutable_operation() = operation;
    status = WriteLine(record, file);
  }
  file.flush();
  return file ? status : absl::UnavailableError("cannot write " + path);
}

}  // namespace letan::faults
