#include "services/entity/read_mask.h"

#include <google/protobuf/util/field_mask_util.h>

#include <string>

#include "services/errors/errors.h"

namespace letan::entity {

using google::protobuf::util::FieldMaskUtil;

absl::StatusOr<ReadMask> ReadMask::Make(const google::protobuf::FieldMask& mask,
                                        const google::protobuf::Descriptor* entity) {
  ReadMask result;
  if (mask.paths_size() == 1 && mask.paths(0) == "*") return result;
  for (const std::string& path : mask.paths()) {
    if (path == "*") {
      return errors::InvalidField("read_mask", "\"*\" stands for all fields, and alone");
    }
    // The library overlooks empty parts.
    const bool well_formed = ("." + path + ".").find("..") == std::string::npos;
    if (!well_formed || !FieldMaskUtil::GetFieldDescriptors(entity, path, nullptr)) {
      return errors::InvalidField("read_mask", "\"" + path + "\" is not a field of " +
                                                   entity->name() + ", or leads into a list");
    }
  }
  FieldMaskUtil::ToCanonicalForm(mask, &result.mask_);
  return result;
}

void ReadMask::Trim(google::protobuf::Message& entity) const {
  if (!whole()) FieldMaskUtil::TrimMessage(mask_, &entity);
}

}  // namespace letan::entity
