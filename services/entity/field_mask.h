// Update masks, AIP-134.
#ifndef LETAN_SERVICES_ENTITY_FIELD_MASK_H_
#define LETAN_SERVICES_ENTITY_FIELD_MASK_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/message.h"

namespace letan::entity {

// Which fields an update writes:
//   no paths            every field that is set in the patch
//   "*"                 every mutable field: what the patch leaves out is cleared
//   "a", "b.c", …       these; lists are replaced as a whole
// Output-only fields are never written, the row's own (name, etag, …) among them.
class UpdateMask {
 public:
  // INVALID_ARGUMENT on field update_mask for a path that is unknown, output-only, immutable, leads
  // into a list, or for "*" beside others.
  static absl::StatusOr<UpdateMask> Parse(const google::protobuf::Descriptor* descriptor,
                                          const google::protobuf::FieldMask& mask);

  // Writes what the mask selects of `patch` into `entity`. INVALID_ARGUMENT on an immutable field
  // (behind `prefix`) that no path names but whose value in the patch is another.
  absl::Status Apply(const google::protobuf::Message& patch, const std::string& prefix,
                     google::protobuf::Message& entity) const;

 private:
  using Path = std::vector<const google::protobuf::FieldDescriptor*>;

  bool whole_ = false;       // "*"
  std::vector<Path> paths_;  // none inside another; empty: "*" or every field set
};

}  // namespace letan::entity

#endif  // LETAN_SERVICES_ENTITY_FIELD_MASK_H_
