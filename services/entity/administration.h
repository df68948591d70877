// What the services that care for the server itself may reach of it.
#ifndef LETAN_SERVICES_ENTITY_ADMINISTRATION_H_
#define LETAN_SERVICES_ENTITY_ADMINISTRATION_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "services/core/limits.h"
#include "storage/engine.h"

namespace letan::entity {

// Everything in it outlives the services.
struct Administration {
  storage::Engine* engine = nullptr;
  std::string version;
  std::string backup_directory;  // empty: no files are written
  booking::Micros start_time = 0;
  limits::Adjustable limits;  // as they were set
  std::function<std::string(storage::Revision)> revision_token;
  // Closing refuses new writes and waits until those under way have ended: DEADLINE_EXCEEDED if
  // they have not after a minute, it stays closed then. May be repeated.
  std::function<absl::Status(bool)> set_draining;
  std::function<bool()> draining;
  // For writes beside those of the services' tables. False: the server is being drained; else
  // end_write must follow when it has ended.
  std::function<bool()> begin_write;
  std::function<void()> end_write;
  // Appends a signed head of the log, if heads are signed here and it moved. May be unset.
  std::function<void()> sign_head;
};

}  // namespace letan::entity

#endif  // LETAN_SERVICES_ENTITY_ADMINISTRATION_H_
