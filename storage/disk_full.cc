#include "storage/disk_full.h"

#include "absl/strings/cord.h"

namespace letan::storage {
namespace {

constexpr char kDiskFullPayload[] = "letan/disk-full";

}  // namespace

absl::Status MarkDiskFull(absl::Status status) {
  status.SetPayload(kDiskFullPayload, absl::Cord());
  return status;
}

bool IsDiskFull(const absl::Status& status) {
  return status.GetPayload(kDiskFullPayload).has_value();
}

}  // namespace letan::storage
