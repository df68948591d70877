#include "services/booking/booking_service.h"

#include "letan/v1/booking_service.pb.h"
#include "services/booking/booking_reads.h"
#include "services/booking/booking_writes.h"

namespace letan::services {

call::ServiceTable MakeBookingService(const entity::ServiceDeps& deps) {
  call::ServiceTable table(google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(
      "letan.v1.BookingService"));
  AddBookingWrites(table);
  AddBookingReads(table, *deps.page_tokens);
  return table;
}

}  // namespace letan::services
