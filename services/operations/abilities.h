// The words by which resources are searched for: how a resource's document and a requirement meet.
#ifndef LETAN_SERVICES_OPERATIONS_ABILITIES_H_
#define LETAN_SERVICES_OPERATIONS_ABILITIES_H_

#include <string>
#include <vector>

#include "letan/v1/resource.pb.h"

namespace letan::operations {

// Length of "RESOURCE_KIND_", which storage's kinds go without.
inline constexpr std::size_t kResourceKindPrefix = 14;

// What a search asks for; empty arguments ask for nothing.
std::vector<std::string> Abilities(const std::string& language, const std::string& grade);

// What a resource offers: sorted, each once.
std::vector<std::string> AbilitiesOf(const v1::Resource& resource);

}  // namespace letan::operations

#endif  // LETAN_SERVICES_OPERATIONS_ABILITIES_H_
