// A page of the province's agenda.
#ifndef LETAN_TESTS_BENCH_AGENDA_PAGE_H_
#define LETAN_TESTS_BENCH_AGENDA_PAGE_H_

#include <optional>
#include <vector>

#include "tests/bench/options.h"
#include "tests/bench/report.h"
#include "tests/bench/servers.h"

namespace letan::bench {

// "agenda_page": the first 100 activities from a random hour of a year on that has
// `options.activities`, each with a booking, one call at a time. Nothing, with a line on stderr, if
// something fails.
std::optional<std::vector<Result>> MeasureAgendaPage(const Options& options,
                                                     const ScratchDirectory& scratch);

}  // namespace letan::bench

#endif  // LETAN_TESTS_BENCH_AGENDA_PAGE_H_
