// Histories as files of JSON Lines.
#ifndef LETAN_TESTS_FAULTS_CHECKER_HISTORY_FILE_H_
#define LETAN_TESTS_FAULTS_CHECKER_HISTORY_FILE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tests/faults/checker/deeds.h"

namespace letan::faults {

// NOT_FOUND, INVALID_ARGUMENT with the number of the line.
absl::StatusOr<History> ReadHistory(const std::string& path);
absl::Status WriteHistory(const std::string& path, const History& history);

}  // namespace letan::faults

#endif  // LETAN_TESTS_FAULTS_CHECKER_HISTORY_FILE_H_
