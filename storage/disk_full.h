// Tells a full disk from other lacks: it is the operator's to end, and nothing is broken.
#ifndef LETAN_STORAGE_DISK_FULL_H_
#define LETAN_STORAGE_DISK_FULL_H_

#include "absl/status/status.h"

namespace letan::storage {

// `status`, which is not OK, marked.
absl::Status MarkDiskFull(absl::Status status);
bool IsDiskFull(const absl::Status& status);

}  // namespace letan::storage

#endif  // LETAN_STORAGE_DISK_FULL_H_
