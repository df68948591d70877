// Data files: JSON Lines, one record a line, blank lines allowed.
//
//   {"comment": "words that are skipped"}
//   {"method": "DirectoryService.CreateAgency", "request": {…}}
//   {"method": "DelegationService.CreateDelegation", "request": {…}, "as": "gb"}
//   {"method": "ItineraryService.CreateActivity", "request": {"parent": "${gb.name}", …}}
//
// "as" keeps the answer under a word; "${word.path}" in any string of a later request, in this file
// or a later one, stands for a field of it: "${visit.bookings.0.name}".
#ifndef LETAN_CLIENTS_CLI_DATA_FILE_H_
#define LETAN_CLIENTS_CLI_DATA_FILE_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "google/protobuf/struct.pb.h"

namespace letan::cli {

struct DataRecord {
  std::string where;  // "agencies.jsonl:12"
  std::string method;
  google::protobuf::Struct request;
  std::string as;
};

// INVALID_ARGUMENT names the file and line of what is wrong. `file` is for that only.
absl::StatusOr<std::vector<DataRecord>> ParseDataText(const std::string& file,
                                                      const std::string& text);

// Answers kept by "as", as JSON values.
class Bindings {
 public:
  void Bind(const std::string& word, const google::protobuf::Message& answer);
  // Puts in what "${…}" stands for. NOT_FOUND: the word is not bound, or its answer has no such
  // field; INVALID_ARGUMENT: "${" without "}".
  absl::Status Substitute(google::protobuf::Struct* request) const;

 private:
  absl::Status SubstituteValue(google::protobuf::Value* value) const;
  absl::StatusOr<std::string> Expand(const std::string& text) const;
  absl::StatusOr<std::string> LookUp(const std::string& path) const;

  std::map<std::string, google::protobuf::Value> answers_;
};

}  // namespace letan::cli

#endif  // LETAN_CLIENTS_CLI_DATA_FILE_H_
