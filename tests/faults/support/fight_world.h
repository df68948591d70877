// The small world over which many clients fight: a few vehicles with drivers, rooms, a hall, a
// block of hotel rooms, gifts and flags, for one week.
#ifndef LETAN_TESTS_FAULTS_SUPPORT_FIGHT_WORLD_H_
#define LETAN_TESTS_FAULTS_SUPPORT_FIGHT_WORLD_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "tests/faults/checker/history.pb.h"

namespace letan::faults {

inline constexpr std::int64_t kMinuteMicros = std::int64_t{60} * 1'000'000;
inline constexpr std::int64_t kDayMicros = std::int64_t{24} * 60 * kMinuteMicros;
// A day far enough ahead, at noon in Vietnam, where nights begin.
inline constexpr std::int64_t kWeekStart = 1'893'474'000'000'000;  // 2030-01-01T05:00:00Z
inline constexpr int kWeekDays = 7;

inline constexpr int kVehicles = 3;
inline constexpr int kHotelRooms = 5;
inline constexpr int kHallSeats = 12;
inline constexpr int kFirstGifts = 200;
inline constexpr int kFlags = 20;

World FightWorld();

// Makes all of it through the public API, but for the stock, which comes in by recorded movements.
absl::Status CreateFightWorld(const std::string& address);

}  // namespace letan::faults

#endif  // LETAN_TESTS_FAULTS_SUPPORT_FIGHT_WORLD_H_
