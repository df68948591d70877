// Refusals in words: which leg does not fit, by which rule, what is in the way, and when it would
// fit.
#ifndef LETAN_CLIENTS_CLI_CONFLICT_TEXT_H_
#define LETAN_CLIENTS_CLI_CONFLICT_TEXT_H_

#include <functional>
#include <string>

#include "absl/time/time.h"
#include "google/rpc/error_details.pb.h"
#include "letan/v1/conflict.pb.h"

namespace letan::cli {

struct TextContext {
  absl::TimeZone zone;
  // What people call an entity, "Hội trường 300 chỗ (resources/hall-300)", by its name.
  std::function<std::string(const std::string&)> title;
};

// Lines of one rule that is broken, each indented by `indent` blanks.
std::string ViolationText(const v1::RuleViolation& violation, const TextContext& context,
                          int indent);

// "Phiên dịch tiếng Hàn (resources/…), Wed 2017-02-08 15:00–17:30" and what is wrong with it.
std::string LegConflictText(const v1::LegConflict& leg, const TextContext& context, int indent);

std::string ConflictText(const v1::ConflictDetails& details, const TextContext& context);

std::string StandingConflictText(const v1::StandingConflict& conflict, const TextContext& context);

// Everything a status says: its message, fields that are wrong, preconditions that fail, conflicts.
std::string StatusText(const google::rpc::Status& status, const TextContext& context);

// Which exit code a status leads to.
int ExitCodeOf(const google::rpc::Status& status);

}  // namespace letan::cli

#endif  // LETAN_CLIENTS_CLI_CONFLICT_TEXT_H_
