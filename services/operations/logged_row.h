// Rows of the change log as messages of the schema.
#ifndef LETAN_SERVICES_OPERATIONS_LOGGED_ROW_H_
#define LETAN_SERVICES_OPERATIONS_LOGGED_ROW_H_

#include <string>

#include "absl/status/statusor.h"
#include "google/protobuf/any.pb.h"

namespace letan::operations {

// `kind` and `bytes` as a ChangeRecord has them, bytes not empty: a letan.v1.Agency, Booking,
// StockMovement, … INTERNAL, DATA_LOSS if they cannot be read.
absl::StatusOr<google::protobuf::Any> PackLoggedRow(const std::string& kind,
                                                    const std::string& bytes);

}  // namespace letan::operations

#endif  // LETAN_SERVICES_OPERATIONS_LOGGED_ROW_H_
