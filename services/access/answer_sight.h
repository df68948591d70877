// Answers that were kept for repeated calls: whether the caller still sees what they tell.
#ifndef LETAN_SERVICES_ACCESS_ANSWER_SIGHT_H_
#define LETAN_SERVICES_ACCESS_ANSWER_SIGHT_H_

#include <string>

#include "absl/status/status.h"
#include "google/protobuf/descriptor.h"
#include "storage/transaction.h"

namespace letan::access {

// `answer`: an encoded message of the type. OK if the viewer of `read` sees every event that it
// names, or to which something in it belongs, and every booking that belongs to none; what was
// deleted or released since is no reason. Else PERMISSION_DENIED, reason ANSWER_WITHHELD, without
// a name. DATA_LOSS if it does not parse.
absl::Status CheckAnswerIsSeen(storage::ReadTransaction& read,
                               const google::protobuf::Descriptor* type, const std::string& answer);

}  // namespace letan::access

#endif  // LETAN_SERVICES_ACCESS_ANSWER_SIGHT_H_
