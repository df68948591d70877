// Which fields a read answers, AIP-157.
#ifndef LETAN_SERVICES_ENTITY_READ_MASK_H_
#define LETAN_SERVICES_ENTITY_READ_MASK_H_

#include "absl/status/statusor.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/message.h"

namespace letan::entity {

class ReadMask {
 public:
  // INVALID_ARGUMENT on field read_mask for a path that is unknown or leads into a list, and for
  // "*" beside others.
  static absl::StatusOr<ReadMask> Make(const google::protobuf::FieldMask& mask,
                                       const google::protobuf::Descriptor* entity);

  // Every field: there is nothing to take away.
  bool whole() const { return mask_.paths().empty(); }
  // Takes away what the mask does not name.
  void Trim(google::protobuf::Message& entity) const;

 private:
  google::protobuf::FieldMask mask_;  // empty: whole
};

}  // namespace letan::entity

#endif  // LETAN_SERVICES_ENTITY_READ_MASK_H_
