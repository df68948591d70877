// What states mean, whatever the kind of the event.
#ifndef LETAN_SERVICES_CORE_LIFECYCLE_STATES_H_
#define LETAN_SERVICES_CORE_LIFECYCLE_STATES_H_

#include <string>
#include <string_view>
#include <vector>

namespace letan::lifecycle {

// In which something may still be due: all but those in which IsOver.
const std::vector<std::string>& StatesUnderWay();

// Nothing is to be done any more: it was rejected, cancelled, reported or archived.
bool IsOver(std::string_view state);

}  // namespace letan::lifecycle

#endif  // LETAN_SERVICES_CORE_LIFECYCLE_STATES_H_
