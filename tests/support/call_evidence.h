// What the tests of the API called, for tests/api/rpc_coverage.py.
#ifndef LETAN_TESTS_SUPPORT_CALL_EVIDENCE_H_
#define LETAN_TESTS_SUPPORT_CALL_EVIDENCE_H_

#include "services/rpc/metrics.h"

namespace letan::testing {

// Writes a line "METHOD CODE" for every method that was called and every code with which such calls
// ended, into the file $LETAN_CALLS/PROGRAM/TEST; what this process wrote there before stays.
// Nothing happens where LETAN_CALLS is not set: outside ctest. Safe from many threads.
void RecordCalls(const rpc::Metrics& metrics);

}  // namespace letan::testing

#endif  // LETAN_TESTS_SUPPORT_CALL_EVIDENCE_H_
