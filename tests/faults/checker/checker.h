// Judges a history: did the server keep its promises to the clients that recorded it?
//
//  * Nothing is promised twice: no acknowledged booking, and no snapshot that was read, breaks a
//    rule.
//  * Every acknowledged write is there in every later read until it is undone by an acknowledged
//    one or, a hold, lapses; what was undone, and what nobody asked for, is not.
//  * A refusal names what is in the way: each booking that it names was live at the revision that
//    it shows and clashes with what was asked for, each rule that it names is broken, and none that
//    is broken is left out. Where it says that something would fit, it would.
//  * A repeated request_id has one effect and one answer.
//  * An operation with an unknown outcome took effect as a whole, once, or not at all.
//  * An answer is never older than one that was there before the call.
#ifndef LETAN_TESTS_FAULTS_CHECKER_CHECKER_H_
#define LETAN_TESTS_FAULTS_CHECKER_CHECKER_H_

#include "tests/faults/checker/deeds.h"
#include "tests/faults/checker/report.h"

namespace letan::faults {

Report Check(const History& history);

}  // namespace letan::faults

#endif  // LETAN_TESTS_FAULTS_CHECKER_CHECKER_H_
