// The golden matrix: which roles may call what of an event, by its level and state and the part
// that their agency takes. Written by hand, beside the table that the server has.
#ifndef LETAN_TESTS_API_PERMISSION_ROWS_H_
#define LETAN_TESTS_API_PERMISSION_ROWS_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tests/api/permission_world.h"

namespace letan::testing {

// These roles may where their agency takes at least this part, in these states.
struct Clause {
  const char* roles;
  int part;  // 0: any, 1: involved, 2: coordinates, 3: leads
  const char* states;
};

struct Row {
  const char* method;  // "DelegationService.GetDelegation"; what stands behind a space is a note
  std::vector<Clause> clauses;
  const char* works_in;  // states in which the method itself has nothing against it
  std::function<std::unique_ptr<google::protobuf::Message>(const Event&)> request;
};

inline constexpr char kOpen[] = "DSAI";

// Of a request that is about what it names.
template <class Request>
std::unique_ptr<Request> Named(const std::string& name) {
  auto request = std::make_unique<Request>();
  request->set_name(name);
  return request;
}

std::vector<Row> UpdateRows();
std::vector<Row> DelegationRows();
std::vector<Row> ItineraryRows();
std::vector<Row> BookingRows();
// Of what is booked: a cancelled event has no bookings any more.
std::vector<Row> BookedRows();

}  // namespace letan::testing

#endif  // LETAN_TESTS_API_PERMISSION_ROWS_H_
