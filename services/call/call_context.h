// What a handler knows of the call that it serves. No gRPC.
#ifndef LETAN_SERVICES_CALL_CALL_CONTEXT_H_
#define LETAN_SERVICES_CALL_CALL_CONTEXT_H_

#include <functional>
#include <string>

#include "services/core/booking/model.h"
#include "storage/viewer.h"

namespace letan::call {

struct CallContext {
  storage::Viewer viewer;
  std::string method;       // "letan.v1.BookingService/Book"
  booking::Micros now = 0;  // when the call was taken up, from the server's clock
  // A fresh identifier, lower-case UUIDv7 text: minted before the write body, never inside it.
  std::function<std::string()> new_id;
};

}  // namespace letan::call

#endif  // LETAN_SERVICES_CALL_CALL_CONTEXT_H_
